"""The process that owns the window never loads a framework or a table library."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.unit.architecture.sources import PACKAGE

FORBIDDEN = ["torch", "tensorflow", "keras", "sklearn", "pandas", "polars"]
WINDOW_ROOMS = ("app", "ui", "state", "workers", "process", "cli")

PROGRAM = """
import importlib, json, sys
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
json.dump(sorted(set(json.loads(sys.argv[2])) & set(sys.modules)), sys.stdout)
"""


def modules_of(*rooms: str) -> list[str]:
    """Dotted names of every module in these rooms, except main programs, which do something when imported."""
    names = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if parts[1] in rooms and parts[-1] not in {"__main__", "child"}:
            names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def loaded_after_importing(modules: list[str], watched: list[str]) -> list[str]:
    """Which of ``watched`` a fresh interpreter has loaded after importing ``modules``."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(modules), json.dumps(watched)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def test_the_window_loads_no_framework() -> None:
    assert loaded_after_importing(modules_of(*WINDOW_ROOMS), FORBIDDEN) == []


def test_the_application_alone_does_not_load_pyqtgraph() -> None:
    modules = modules_of("app")
    assert loaded_after_importing(modules, ["pyqtgraph", *FORBIDDEN]) == []


def test_the_command_line_loads_no_qt() -> None:
    modules = modules_of("cli", "process", "training", "inference", "model", "data", "core")
    assert loaded_after_importing(modules, ["PySide6", "pyqtgraph", *FORBIDDEN]) == []
