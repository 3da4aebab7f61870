"""What goes to the terminal, and what does not."""

from __future__ import annotations

import io
import json
import sys

import pytest

from deepdesk.cli import main
from deepdesk.cli.console import Console, emit


class Streams:
    """Standard output as a script sees it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(self.raw, encoding="ascii"))

    def text(self) -> str:
        sys.stdout.flush()
        return self.raw.getvalue().decode()


def test_json_is_utf8_and_strict(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = Streams(monkeypatch)
    emit({"path": "测试 é", "loss": float("nan")})
    assert streams.text() == '{"path": "测试 é", "loss": null}\n'


def test_a_name_that_is_no_utf8_survives(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = Streams(monkeypatch)
    emit({"input": "a\udcffb"})
    assert json.loads(streams.text())["input"] == "a\udcffb"


def test_text_for_people_survives_a_poor_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = Streams(monkeypatch)
    Console(as_json=False).print("测")
    assert streams.text() == "\\u6d4b\n"


def test_with_json_nothing_else_is_written(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    streams = Streams(monkeypatch)
    console = Console(as_json=True)
    console.print("x")
    console.say("cli.about")
    console.table(("a", "b"), [("c", "d")])
    console.progress("x", 1, 2)
    console.emit({"a": 1})
    assert streams.text() == '{"a": 1}\n'
    assert capfd.readouterr().err == ""


def test_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = Streams(monkeypatch)
    Console(as_json=False).table(("name", "n"), [("a", "100"), ("long", "1")])
    assert streams.text() == "name    n\na     100\nlong    1\n"


def test_help_of_the_program_and_of_each_command(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["train", "--help"]):
        assert main(arguments) == 0
        assert "usage: deepdesk" in capsys.readouterr().out
    assert main(["--version"]) == 0
