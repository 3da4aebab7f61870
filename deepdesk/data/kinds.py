"""The kinds of data: each is a package with a module ``kind`` that fulfils :class:`DataKind`."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol, cast

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.cache import Index
from deepdesk.data.content import Progress, StopAsked
from deepdesk.data.dataset import DataReport, Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.glance import Glance, glance
from deepdesk.data.glimpse import Glimpse
from deepdesk.data.preprocessing import Preprocessing
from deepdesk.data.settings import TableSettings

_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "segmentation": "deepdesk.data.segmentation.kind",
        "images": "deepdesk.data.images.kind",
        "text": "deepdesk.data.text.kind",
        "audio": "deepdesk.data.audio.kind",
        "forecasting": "deepdesk.data.forecasting.kind",
        "sequences": "deepdesk.data.sequences.kind",
    }
)
"""In the order in which they are asked; the first of those that are surest is taken."""

_ROWS: Final = 20
_SHOWN: Final = 12
_SUFFIXES: Final = 5
_DATA: Final = (".txt", ".csv", ".tsv", ".tab", ".dat", ".xlsx", ".xls", ".parquet", ".json", ".jsonl")
"""What files of data end in that may be of several kinds."""

Labels = npt.NDArray[np.int64]
Parts = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Reading:
    """A source to read: where it lies, its name for people, where to keep what is made of it, whom to tell;
    ``preprocessing``: that of a model which is to be judged by these data, used instead of one fitted on them;
    ``glimpsed``: whom to show first samples while the rest is still being read."""

    description: DatasetDescription
    path: Path
    name: str
    cache: Path
    progress: Progress
    stop_asked: StopAsked
    preprocessing: Preprocessing | None = None
    glimpsed: Callable[[Glimpse], None] | None = None


@dataclass(frozen=True)
class Draft:
    """A data set whose content is read and whose samples have their classes, on its way to being ready.

    Attributes:
        reading: what was asked.
        content: the folder of what was read, with ``index``.
        folder: where files of this view are written (what depends on edits, on the split, on what is fitted).
        classes: names after the edits, in code-point order.
        labels: int64 ``(samples,)`` after the edits, ``UNLABELLED`` where there is none.
        parts: uint8 ``(samples,)``: 0 train, 1 validation, 2 test, ``LEFT_OUT``.
        names: of the samples.
    """

    reading: Reading
    content: Path
    index: Index
    folder: Path
    classes: tuple[str, ...]
    labels: Labels
    parts: Parts
    names: tuple[str, ...]

    @property
    def description(self) -> DatasetDescription:
        """What was asked for."""
        return self.reading.description


@dataclass(frozen=True)
class Fitted:
    """What a kind found out about a draft."""

    preprocessing: Preprocessing
    report: DataReport


@dataclass(frozen=True)
class Opened:
    """A prepared data set on disk.

    Attributes:
        description: what was asked for, its kind settled.
        content: folder of what was read; ``view``: folder of what depends on edits and split
            (``labels.npy``, ``parts.npy`` and what the kind wrote).
        index: of the content.
        report, preprocessing, classes, fingerprint: of the view.
        parts: uint8 ``(samples,)``.
    """

    description: DatasetDescription
    content: Path
    view: Path
    index: Index
    report: DataReport
    preprocessing: Preprocessing
    classes: tuple[str, ...]
    fingerprint: str
    parts: Parts

    @property
    def counts(self) -> dict[str, int]:
        """Samples by part."""
        counts = np.bincount(self.parts, minlength=3)
        return {name: int(counts[number]) for number, name in enumerate(("train", "validation", "test"))}


class DataKind(Protocol):
    """What a module ``kind`` offers; all of it runs in a child and may import what it needs."""

    def recognised(self, found: Glance) -> float:
        """How sure it is, 0 to 1, that what lies there is of this kind; must be quick."""

    def read(self, reading: Reading) -> Path:
        """The content folder of the source, filled when it is not there yet: ``index.json`` (:class:`Index`),
        ``labels.npy`` (int64, before edits), and, where there are any, ``names.json``, ``given.npy`` (parts that the
        source brings) and ``groupings.json`` (``{field: [value of each sample]}``)."""

    def view_settings(self, description: DatasetDescription) -> Any:
        """What of the description, beside edits and split, the view depends on; plain data."""

    def divide(self, draft: Draft) -> Parts:
        """The part of each sample; ``draft.parts`` holds 0 and ``LEFT_OUT`` only."""

    def fit(self, draft: Draft) -> Fitted:
        """Fits what is fitted (on the training part only, or takes ``draft.reading.preprocessing`` where there is one),
        writes what the view needs, and reports."""

    def load(self, opened: Opened) -> Dataset:
        """The data set, its arrays memory-mapped."""


def kind_module(name: str) -> DataKind:
    """The module of a kind (raises DataError when there is none)."""
    if name not in _MODULES:
        raise DataError("data.unknown_kind", kind=name, known=", ".join(_MODULES))
    return cast("DataKind", importlib.import_module(_MODULES[name]))


def recognise_kind(path: Path) -> str:
    """The kind that is surest about what lies at ``path``; ``images`` where none is, whose words then say why not.

    Raises:
        DataError: a table that no kind claims (``data.unrecognised``), or that cannot be read.
    """
    found = glance(path)
    sure = {name: kind_module(name).recognised(found) for name in _MODULES}
    best = max(sure, key=sure.__getitem__)
    if sure[best] == 0 and found.is_folder:
        _refuse_unknown_folder(found)
    elif sure[best] == 0:
        _refuse_unknown_table(found)
    return best if sure[best] > 0 else "images"


def _refuse_unknown_folder(found: Glance) -> None:
    """Only where there are files that could be something: an empty folder is for the words about images."""
    suffixes = found.suffixes()
    if sum(suffixes[suffix] for suffix in _DATA) * 2 <= len(found.names) or not found.names:
        return
    holds = ", ".join(f"{count:,} {suffix}" for suffix, count in suffixes.most_common(_SUFFIXES))
    raise DataError("data.unrecognised_folder", path=str(found.path), holds=holds)


def _refuse_unknown_table(found: Glance) -> None:
    # Brings polars along, which only a child may load.
    from deepdesk.data.tables import json_lines
    from deepdesk.data.tables.reading import SUFFIXES
    from deepdesk.data.tables.text_lines import inner_suffix
    from deepdesk.data.text.tables import any_table

    if inner_suffix(found.path) not in (*SUFFIXES, *json_lines.SUFFIXES, ".json"):
        return
    try:
        columns = any_table(found.path, TableSettings(), rows=_ROWS).columns
    except DataError:
        if found.suffix == ".txt":
            return  # prose, which nobody took for a table
        raise
    if len(columns) == 1 and found.suffix == ".txt":
        return
    known = ", ".join(columns[:_SHOWN]) + (", …" if len(columns) > _SHOWN else "")
    raise DataError("data.unrecognised", path=str(found.path), known=known)
