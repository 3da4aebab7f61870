"""Files that end, or hold up, the process that reads them are named; all others are read."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import pytest
from PIL import Image

from deepdesk.core.errors import DataError
from deepdesk.data.images import decoders as module
from deepdesk.data.images.decoders import Decoders

TRAPS = """
import os, signal, sys, time
from deepdesk.data.images import decoder
read = decoder._read
def trapped(path):
    packed = read(path)
    if packed.startswith(b"crash"):
        os.kill(os.getpid(), signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    if packed.startswith(b"hang"):
        time.sleep(600)
    if packed.startswith(b"hoard"):
        raise MemoryError
    return packed
decoder._read = trapped
sys.exit(decoder.main(sys.argv[1]))
"""


@pytest.fixture
def traps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decoders that files of three kinds end, hold up or fill."""
    monkeypatch.setattr(module, "_command", lambda position: [sys.executable, "-c", TRAPS, position])


def files(folder: Path, *contents: bytes | None) -> list[bytes]:
    for number, content in enumerate(contents):
        path = folder / f"{number:03}.png"
        if content is None:
            Image.new("RGB", (6, 4), (number, 0, 0)).save(path)
        else:
            path.write_bytes(content)
    return [os.fsencode(path) for path in sorted(folder.iterdir())]


OPTIONS = {"preprocessing": {"height": 2, "width": 3, "channels": 3}}


def codes(results: list[object]) -> list[str]:
    return [result["code"] if isinstance(result, dict) else "" for result in results]


def test_results_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    items = files(tmp_path, *[None] * 70, b"no image", *[None] * 20)
    seen: list[int] = []
    with Decoders(400) as decoders:
        found = decoders.run("pixels", OPTIONS, items, stop_asked=lambda: False, done=seen.append, batch=4)
        again = decoders.run("measure", {}, items[:3], stop_asked=lambda: False)
    assert [result[0][0] for result in found if not isinstance(result, dict)] == [*range(70), *range(71, 91)]
    assert codes(found)[70] == "data.image.unknown"
    assert again == [[4, 6, True]] * 3
    assert seen == sorted(seen)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_files_that_end_the_process_are_named_and_the_rest_is_read(tmp_path: Path, traps: None) -> None:
    items = files(tmp_path, None, b"crash", None, None, b"crash", b"crash", None, b"hoard", None)
    with Decoders(len(items)) as decoders:
        found = decoders.run("pixels", OPTIONS, items, stop_asked=lambda: False, batch=4)
    crashed = "data.image.crashed"
    assert codes(found) == ["", crashed, "", "", crashed, crashed, "", "data.image.too_much_memory", ""]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_file_that_is_never_done_is_named(tmp_path: Path, traps: None) -> None:
    items = files(tmp_path, None, b"hang", None)
    with Decoders(len(items), seconds=2) as decoders:
        found = decoders.run("pixels", OPTIONS, items, stop_asked=lambda: False)
    assert codes(found) == ["", "data.image.took_too_long", ""]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_stopping_does_not_wait_for_a_file(tmp_path: Path, traps: None) -> None:
    items = files(tmp_path, b"hang", None)
    asked = iter([False] * 5)
    with Decoders(len(items)) as decoders, pytest.raises(DataError, match=r"data\.cancelled"):
        decoders.run("pixels", OPTIONS, items, stop_asked=lambda: next(asked, True))


def test_processes_that_never_start_are_told_and_not_tried_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_command", lambda position: [sys.executable, "-c", "raise SystemExit(3)", position])
    with Decoders(1) as decoders, pytest.raises(DataError, match=r"data\.image\.decoders_lost"):
        decoders.run("measure", {}, files(tmp_path, None), stop_asked=lambda: False)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_an_idle_process_that_was_ended_blames_no_file(tmp_path: Path) -> None:
    items = files(tmp_path, None, None)
    with Decoders(1) as decoders:
        decoders.run("measure", {}, items, stop_asked=lambda: False)
        process = decoders.take()
        os.kill(process.process.pid, signal.SIGKILL)
        process.process.wait()
        decoders.give_back(process, idle=True)
        assert codes(decoders.run("measure", {}, items, stop_asked=lambda: False)) == ["", ""]


def test_what_killed_children_left_is_taken_away_after_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name, age in (("deepdesk-decoding-old", 90_000), ("deepdesk-decoding-new", 60), ("another", 90_000)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - age, time.time() - age))
    with Decoders(1):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["another", "deepdesk-decoding-new"]
