"""What a source of texts holds, before it is divided and turned into numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from deepdesk.data.dataset import BadFile
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables.table import Faults

CHARACTERS: Final = 100_000
"""Characters of a text that are read; the rest is left out."""
BAD_KEPT: Final = 1_000


@dataclass
class FoundTexts:
    """Texts in the order of the source.

    Attributes:
        texts: none of them empty.
        names: the path below the source, or the number of the row from 1.
        labels: names of the classes, ``""`` where there is none.
        given: 0 train, 1 validation, 2 test; empty where the source brings no parts.
        bad: what was left out.
        bad_count: how many in all.
        cut: how many texts were longer than :data:`CHARACTERS`.
        encodings: how many files are of which encoding.
        columns: of a table; ``faults``: what was not as it should be in it, or in the files of a folder.
    """

    root: str = ""
    texts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    given: list[int] = field(default_factory=list)
    bad: list[BadFile] = field(default_factory=list)
    bad_count: int = 0
    cut: int = 0
    encodings: dict[str, int] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    table: TableSettings | None = None
    faults: Faults = field(default_factory=Faults)
    text_column: str = ""
    label_column: str = ""

    def add(self, name: str, text: str, label: str, given: int | None = None) -> None:
        """One more text; an empty one is listed as bad."""
        if not text.strip():
            self.refuse(name, "data.text.empty")
            return
        if len(text) > CHARACTERS:
            self.cut += 1
            text = text[:CHARACTERS]
        self.texts.append(text)
        self.names.append(name)
        self.labels.append(label)
        if given is not None:
            self.given.append(given)

    def refuse(self, name: str, code: str, **params: str | int | float) -> None:
        """Something that is left out, and why."""
        self.bad_count += 1
        if len(self.bad) < BAD_KEPT:
            self.bad.append(BadFile(path=name, code=code, params=params))
