"""Models that sort texts into classes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.catalogue import say
from deepdesk.core.errors import DataError
from deepdesk.data.dataset import Dataset, Part
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import Preprocessing, TextPreprocessing
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables import json_lines
from deepdesk.data.tables.reading import SUFFIXES, TEXT_SUFFIXES
from deepdesk.data.tables.text_lines import inner_suffix
from deepdesk.data.text.columns import text_column
from deepdesk.data.text.dataset import TextDataset
from deepdesk.data.text.files import decoded, read_text
from deepdesk.data.text.source import CHARACTERS
from deepdesk.data.text.tables import any_table
from deepdesk.data.text.tokenizing import TextTokenizer, padded
from deepdesk.inference.evaluation import AnyEvaluation
from deepdesk.inference.kinds import Given, Item, Judge, Progress, classifying
from deepdesk.inference.model_file import ModelFile
from deepdesk.inference.predictions import Answer, Note

__all__ = ["answer", "batch", "described", "evaluate", "finished", "read"]

ROWS_LIMIT: Final = 100_000
SHOWN_BEYOND: Final = 40
"""Tokens beyond the length that are told, so that one sees what is cut."""
_TABLES: Final = frozenset({*SUFFIXES, *json_lines.SUFFIXES, ".json"} - {*TEXT_SUFFIXES[3:]})

Tokens = tuple[tuple[str, bool], ...]


def _settings(preprocessing: Preprocessing) -> TextPreprocessing:
    if not isinstance(preprocessing, TextPreprocessing):
        raise TypeError(type(preprocessing).__name__)
    return preprocessing


@lru_cache(maxsize=2)
def _tokenizer(text: str) -> TextTokenizer:
    """Making one of its JSON takes as long as thousands of texts."""
    return TextTokenizer(text)


def read(given: Given, file: ModelFile, *, pictures: bool) -> Sequence[Item]:
    """A text itself, a text file, or a table with an item for each row
    (see :class:`deepdesk.inference.kinds.InferenceKind`)."""
    settings = _settings(file.preprocessing)
    if given.text is not None:
        texts, names = [given.text], [""]
    elif given.drawn:
        # What is being typed comes as UTF-8.
        texts, names = [(given.content or b"").decode("utf-8", "replace")], [""]
    elif given.path is None:
        texts, names = [decoded(given.content or b"", "")[0]], [""]
    elif inner_suffix(Path(given.path)) in _TABLES:
        texts = _rows(Path(given.path))
        names = [say("data.text.row", number=number) for number in range(1, len(texts) + 1)]
    else:
        texts, names = [_file_text(Path(given.path))], [""]
    tokenizer = _tokenizer(settings.tokenizer)
    clean = [text[:CHARACTERS].encode("utf-8", "replace").decode() for text in texts]
    numbers = tokenizer.numbers(clean)
    rows = padded(numbers, settings.length)
    return [
        Item(
            values=row,
            name=name,
            notes=_notes(found, settings.length),
            about=_told(tokenizer, text, settings.length) if pictures else (),
        )
        for text, name, found, row in zip(clean, names, numbers, rows, strict=True)
    ]


def _file_text(path: Path) -> str:
    try:
        if path.is_dir():
            raise DataError("inference.text.folder", path=str(path))
        if not path.is_file():
            raise DataError("data.image.missing" if not path.exists() else "inference.text.no_plain_file")
    except ValueError as error:
        raise DataError("data.image.missing") from error
    return read_text(path)[0]


def _rows(path: Path) -> list[str]:
    table = any_table(path, TableSettings())
    if table.rows > ROWS_LIMIT:
        raise DataError("inference.text.too_many_rows", path=str(path), found=table.rows, limit=ROWS_LIMIT)
    column = text_column(table.columns, table.texts)
    if column is None:
        raise DataError("inference.text.no_column", path=str(path), known=", ".join(table.columns[:20]))
    return table.texts(column)


def _notes(numbers: Sequence[int], length: int) -> tuple[Note, ...]:
    seen = numbers[:length]
    if not seen:
        return (Note(code="inference.text.empty_note"),)
    notes = []
    if all(number == 1 for number in seen):
        notes.append(Note(code="inference.text.unknown_note", params={"count": len(seen)}))
    if len(numbers) > length:
        notes.append(Note(code="inference.text.cut_note", params={"length": length, "count": len(numbers)}))
    return tuple(notes)


def _told(tokenizer: TextTokenizer, text: str, length: int) -> Tokens:
    return tuple((piece.written, piece.token is not None) for piece in tokenizer.pieces(text, length + SHOWN_BEYOND))


def batch(items: Sequence[Item], preprocessing: Preprocessing) -> npt.NDArray[np.float32]:
    """Token numbers float32 ``(len(items), length)``."""
    return np.stack([item.values for item in items]).astype(np.float32)


def answer(outputs: npt.NDArray[np.float32], item: Item, file: ModelFile, top: int) -> Answer:
    """The best classes with their probabilities, and the tokens that were read."""
    found = classifying.answer(outputs, item, file, top)
    return msgspec.structs.replace(found, tokens=item.about) if item.about else found


def described(description: DatasetDescription, preprocessing: Preprocessing) -> DatasetDescription:
    """The texts as a kind; tokenizer and length come with the model's preprocessing."""
    _settings(preprocessing)
    return msgspec.structs.replace(description, kind="text")


def evaluate(
    network: Judge, dataset: Dataset, part: Part | None, file: ModelFile, progress: Progress, *, trained_on: bool
) -> AnyEvaluation:
    """Accuracy, loss and confusion on texts that were opened with the model's own tokenizer."""
    if not isinstance(dataset, TextDataset):
        raise DataError("inference.other_kind", found=dataset.report.kind, expected="text")
    return classifying.evaluate(network, dataset, part, file, progress, trained_on=trained_on)


finished = classifying.nothing_more
