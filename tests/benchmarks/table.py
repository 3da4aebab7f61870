"""The page of figures: what was measured, what was to be reached, and whether it was."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Figure:
    """One measured figure: what it is, its value as text, the goal as text and whether it was reached."""

    name: str
    value: str
    goal: str = ""
    reached: bool | None = None

    def row(self) -> str:
        """The line of the table."""
        verdict = {None: "", True: "yes", False: "**no**"}[self.reached]
        return f"| {self.name} | {self.value} | {self.goal} | {verdict} |"


@dataclass(frozen=True)
class Section:
    """The figures of one measurement, with a sentence on how they were taken."""

    title: str
    method: str
    figures: tuple[Figure, ...]

    def text(self) -> str:
        """The section as Markdown."""
        rows = [figure.row() for figure in self.figures]
        head = "| measured | value | to reach | reached |\n|---|---|---|---|"
        day = datetime.datetime.now(datetime.UTC).date().isoformat()
        return "\n".join([f"## {self.title}", "", f"{self.method} Measured {day}.", "", head, *rows, ""])


def machine() -> str:
    """What the figures were measured on, in one sentence."""
    memory = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, Python {platform.python_version()}"


def sections_of(page: Path) -> dict[str, str]:
    """The sections of a page by their titles, as they stand; none where there is no page."""
    if not page.exists():
        return {}
    parts = page.read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.partition("\n")[0]: f"## {part.rstrip()}\n" for part in parts}


def write_page(path: Path, sections: Sequence[Section], command: str) -> None:
    """Writes the page to ``path``: these sections anew, the others of it as they are."""
    texts = sections_of(path) | {section.title: section.text() for section in sections}
    head = [
        "# Benchmarks",
        "",
        f"Made by `{command}`: {machine()}.",
        "Absolute times depend on the machine; ratios compare with a hand-written reference in the same run.",
        "Sections are measured one by one and say when; those that do not are of 2026-11-23.",
        "",
    ]
    path.write_text("\n".join([*head, *texts.values()]), encoding="utf-8")
