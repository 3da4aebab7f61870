"""The one place that writes to the terminal: JSON lines for machines, text for people, errors in one sentence."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Sequence
from typing import Any, Final, NoReturn

from deepdesk.core.catalogue import describe, say
from deepdesk.core.documents import to_json

FAILED: Final = 1
MISUSED: Final = 2
STOPPED: Final = 3
INTERRUPTED: Final = 130
_BAR: Final = 24
_ERASE: Final = "\r\x1b[K"
_LONE_SURROGATES: Final = re.compile("[\ud800-\udfff]")


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one sentence and ends with exit code 2."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Called by argparse with its own words."""
        _to_stderr(say("cli.bad_arguments", message=message, command=self.prog))
        raise SystemExit(MISUSED)


def report(error: BaseException) -> None:
    """One sentence on stderr."""
    _to_stderr(describe(error))


def _to_stderr(text: str) -> None:
    sys.stderr.write(f"{text}\n".encode(errors="backslashreplace").decode())
    sys.stderr.flush()


def emit(value: Any) -> None:
    """One JSON line on stdout, UTF-8, flushed; bytes of file names that are no UTF-8 are escaped as JSON can."""
    text = _LONE_SURROGATES.sub(lambda found: json.dumps(found.group())[1:-1], to_json(value))
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()


class Console:
    """Output of one command: with ``as_json`` stdout carries only what :meth:`emit` is given.

    Text for people goes to stdout without ``as_json`` and nowhere with it; progress goes to stderr when that is a
    terminal.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._shown = False

    def emit(self, value: Any) -> None:
        """One JSON line, only with ``--json``."""
        if self.as_json:
            emit(value)

    def say(self, code: str, **params: Any) -> None:
        """A sentence for people."""
        self.print(say(code, **params))

    def print(self, text: str = "") -> None:
        """A line for people."""
        if not self.as_json:
            self.clear()
            encoding = sys.stdout.encoding or "utf-8"
            print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)

    def warn(self, code: str, **params: Any) -> None:
        """A sentence on stderr."""
        self.clear()
        _to_stderr(say(code, **params))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table for people: first column to the left, the others to the right."""
        widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
        for row in [head, *rows]:
            cells = [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
            self.print("  ".join(cells).rstrip())

    def progress(self, text: str, done: int, total: int) -> None:
        """Shows ``done`` of ``total`` (0: not known) in the last line of a terminal."""
        if self.as_json or not sys.stderr.isatty():
            return
        full = _BAR * done // total if total else 0
        bar = f"[{'#' * full}{'.' * (_BAR - full)}] {done}/{total} " if total else ""
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(_ERASE + (bar + text)[:width])
        sys.stderr.flush()
        self._shown = True

    def clear(self) -> None:
        """Takes the progress line away."""
        if self._shown:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
            self._shown = False
