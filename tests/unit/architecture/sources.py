"""The program's own source files, parsed once, for the tests of the architecture."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "deepdesk"


class Source(NamedTuple):
    """One file: its path relative to the package (``ui/main_window.py``), its lines and its tree."""

    name: str
    lines: int
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first part of the path, without ``.py``."""
        return self.name.split("/")[0].removesuffix(".py")


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the package, in the order of their paths."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Source(path.relative_to(PACKAGE).as_posix(), text.count("\n"), ast.parse(text, str(path))))
    return tuple(found)


def of_rooms(*rooms: str) -> Iterator[Source]:
    """The files of these rooms only."""
    return (source for source in sources() if source.room in rooms)


def imported_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full dotted name (``PySide6.QtCore.QObject``) of everything that is imported, at any depth."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def called_name(call: ast.Call) -> str:
    """The last part of what is called: ``setText`` for ``self.title.setText(...)``; empty for other expressions."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
