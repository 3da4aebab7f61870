"""Rules of the design that import-linter cannot express."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

from tests.unit.architecture.sources import PACKAGE, imported_names, of_rooms, sources

UNDO_CLASSES = {"QUndoStack", "QUndoCommand", "QUndoGroup"}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "misc", "helpers", "helper", "common"}


def qt_names(*rooms: str) -> list[tuple[str, str]]:
    """Place and full name of every import from PySide6 in these rooms."""
    return [
        (f"{source.name}:{line}", name)
        for source in of_rooms(*rooms)
        for line, name in imported_names(source.tree)
        if name.split(".")[0] == "PySide6"
    ]


def test_workers_import_qtcore_only() -> None:
    wrong = [place for place, name in qt_names("workers") if not (name + ".").startswith("PySide6.QtCore.")]
    assert not wrong


def test_state_imports_qtcore_and_undo_only() -> None:
    undo = {f"PySide6.QtGui.{name}" for name in UNDO_CLASSES}
    wrong = [
        f"{place} {name}"
        for place, name in qt_names("state")
        if not (name + ".").startswith("PySide6.QtCore.") and name not in undo
    ]
    assert not wrong


def test_no_file_is_named_for_nothing() -> None:
    parts = {part for source in sources() for part in PurePosixPath(source.name.removesuffix(".py")).parts}
    assert not parts & NAMES_THAT_SAY_NOTHING


def test_no_star_imports() -> None:
    wrong = [f"{s.name}:{line}" for s in sources() for line, name in imported_names(s.tree) if name.endswith(".*")]
    assert not wrong


def test_imports_are_absolute() -> None:
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]
    assert not wrong


def test_the_main_window_stays_small() -> None:
    sizes = {source.name: source.lines for source in of_rooms("ui")}
    assert sizes.get("ui/main_window.py", 0) < 300


def test_only_the_command_line_prints() -> None:
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        if source.room not in {"cli", "__main__"}
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not wrong


def test_nothing_pumps_the_event_loop() -> None:
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in of_rooms("workers", "state", "ui", "app")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr == "processEvents"
    ]
    assert not wrong


def test_the_two_engines_have_the_same_files() -> None:
    def names(engine: str) -> set[str]:
        folder = PACKAGE / "backends" / engine
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*.py")}

    # Only PyTorch keeps maps channels-first, and does not know TensorFlow's rule for `same`.
    assert names("torch") - {"arrangement.py", "padding.py"} == names("keras")
