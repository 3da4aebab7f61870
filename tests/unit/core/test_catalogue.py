"""Every error has a sentence, and the catalogue is whole."""

import errno
import string

import pytest

from deepdesk.core.catalogue import codes, describe, english, say
from deepdesk.core.errors import FormatError


def test_sentences_are_filled_in() -> None:
    assert "p.json" in say("core.disk_full", path="p.json")


def test_an_unknown_code_is_shown_with_its_figures() -> None:
    assert say("no.such.code", depth=3) == "no.such.code {'depth': 3}"


def test_a_missing_figure_does_not_hide_the_sentence() -> None:
    assert say("core.wrong_format").startswith("{path} holds")


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_sentence_is_a_valid_template(code: str) -> None:
    text = english()[code]
    fields = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    assert all(name.split("[")[0].split(".")[0].isidentifier() for name in fields), text
    assert "!" not in text.replace("!r", "")


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (FormatError("core.newer_version", path="a.json", found=9, known=1), "format version 9"),
        (PermissionError(errno.EACCES, "denied", "a.json"), "permission is denied"),
        (FileNotFoundError(errno.ENOENT, "gone", "a.json"), "does not exist"),
        (OSError(errno.ENOSPC, "full", "a.json"), "disk is full"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", ".x.part", None, "x.json"), "x.json cannot be used"),
        (ValueError("odd"), "ValueError: odd"),
    ],
)
def test_every_error_is_described(error: BaseException, part: str) -> None:
    assert part in describe(error)
