"""The tokenizer and the length, fitted on the training part, and the token numbers of all texts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data import cache
from deepdesk.data.content import TRAIN, check_stop
from deepdesk.data.dataset import LEFT_OUT
from deepdesk.data.details import Spread, TextDetails
from deepdesk.data.kinds import Draft, Fitted
from deepdesk.data.preprocessing import TextPreprocessing
from deepdesk.data.settings import TextSettings, Tokenizer
from deepdesk.data.text.forms import VOCABULARY_LIMIT, TokenizerForm, WordPiece, as_json, checked
from deepdesk.data.text.storing import StoredTexts, stored
from deepdesk.data.text.tokenizing import BLOCK, UNKNOWN_NUMBER, TextTokenizer, padded
from deepdesk.data.text.vocabulary import trained

TOKENS: Final = "tokens.npy"
RULES: Final = 2
SHORTEST: Final = 8
LONGEST: Final = 400
"""The length that is chosen lies between these ..."""
COVERED: Final = 95
"""... and holds so many of a hundred training texts whole."""
LENGTH_LIMIT: Final = 10_000
VOCABULARY_LEAST: Final = 10


def check_settings(settings: TextSettings) -> None:
    """Raises DataError where a figure lies out of its range."""
    if not VOCABULARY_LEAST <= settings.vocabulary <= VOCABULARY_LIMIT:
        limits = {"least": VOCABULARY_LEAST, "limit": VOCABULARY_LIMIT}
        raise DataError("data.text.bad_vocabulary", found=settings.vocabulary, **limits)
    if settings.length is not None and not 1 <= settings.length <= LENGTH_LIMIT:
        raise DataError("data.text.bad_length", found=settings.length, limit=LENGTH_LIMIT)


def file_status(path: Path) -> os.stat_result:
    """Size and time of a file (raises DataError)."""
    try:
        return path.stat()
    except PermissionError as error:
        raise DataError("data.no_permission", path=str(path)) from error
    except (OSError, ValueError) as error:
        raise DataError("data.missing", path=str(path)) from error


def fit(draft: Draft) -> Fitted:
    """Trains the tokenizer, writes the token numbers of all texts, reports.

    Raises:
        DataError: nothing is left to train on, cancelled.
        StorageError, OSError: the disk is full or refuses.
    """
    texts = stored(draft.content)
    given = draft.reading.preprocessing
    if isinstance(given, TextPreprocessing):
        form, length = checked(given.tokenizer), given.length
    else:
        form = _trained(draft, texts)
        length = draft.description.text.length or 0
    tokenizer = TextTokenizer(as_json(form))
    counts, unknown = _counted(draft, texts, tokenizer)
    length = length or _chosen_length(counts[draft.parts == TRAIN])
    cache.check_room(draft.folder, len(texts) * length * 4)
    _write(draft, texts, tokenizer, length)
    preprocessing = TextPreprocessing(length=length, vocabulary=tokenizer.vocabulary, tokenizer=as_json(form))
    return Fitted(preprocessing, _reported(draft, preprocessing, form, counts, unknown))


def kind_of(form: TokenizerForm) -> Tokenizer:
    """The name of a tokenizer among the settings."""
    if isinstance(form.model, WordPiece):
        return "wordpiece"
    return "characters" if form.by_character else "words"


def _trained(draft: Draft, texts: StoredTexts) -> TokenizerForm:
    places = np.flatnonzero(draft.parts == TRAIN)
    if not len(places):
        raise DataError("data.text.no_training_texts", path=draft.index.root)

    def counted(done: int) -> None:
        check_stop(draft.reading.stop_asked)
        draft.reading.progress("data.text.progress.counting", done, len(places))

    return trained(_Chosen(texts, places), draft.description.text, counted)


class _Chosen(Sequence[str]):
    """Some of the texts, read when asked."""

    def __init__(self, texts: StoredTexts, places: npt.NDArray[np.int64]) -> None:
        self._texts = texts
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, place: Any) -> Any:
        return self._texts[int(self._places[place])]


def _blocks(draft: Draft, texts: StoredTexts, tokenizer: TextTokenizer) -> Iterator[tuple[int, list[list[int]]]]:
    for first in range(0, len(texts), BLOCK):
        check_stop(draft.reading.stop_asked)
        draft.reading.progress("data.text.progress.numbering", first, len(texts))
        yield first, tokenizer.numbers(texts.block(first, first + BLOCK))


def _counted(
    draft: Draft, texts: StoredTexts, tokenizer: TextTokenizer
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """How many tokens each text has, and how many of them are unknown."""
    counts = np.zeros(len(texts), dtype=np.int64)
    unknown = np.zeros(len(texts), dtype=np.int64)
    for first, found in _blocks(draft, texts, tokenizer):
        counts[first : first + len(found)] = [len(numbers) for numbers in found]
        unknown[first : first + len(found)] = [numbers.count(UNKNOWN_NUMBER) for numbers in found]
    return counts, unknown


def _chosen_length(counts: npt.NDArray[np.int64]) -> int:
    wanted = int(np.ceil(np.percentile(counts, COVERED))) if len(counts) else SHORTEST
    return min(max(wanted, SHORTEST), LONGEST)


def _write(draft: Draft, texts: StoredTexts, tokenizer: TextTokenizer, length: int) -> None:
    tokens = np.lib.format.open_memmap(draft.folder / TOKENS, mode="w+", dtype=np.int32, shape=(len(texts), length))
    for first, found in _blocks(draft, texts, tokenizer):
        tokens[first : first + len(found)] = padded(found, length)
    tokens.flush()


def _reported(
    draft: Draft,
    preprocessing: TextPreprocessing,
    form: TokenizerForm,
    counts: npt.NDArray[np.int64],
    unknown: npt.NDArray[np.int64],
) -> Any:
    report = draft.index.report
    used = draft.parts != LEFT_OUT
    held_out = used & (draft.parts != TRAIN)
    told = held_out if held_out.any() else used
    lengths = counts[used] if used.any() else counts
    details = report.details if isinstance(report.details, TextDetails) else None
    filled = {
        "lengths": Spread(
            smallest=float(lengths.min()), median=float(np.median(lengths)), largest=float(lengths.max())
        ),
        "length": preprocessing.length,
        "cut": float(np.mean(lengths > preprocessing.length)),
        "tokenizer": kind_of(form),
        "vocabulary": preprocessing.vocabulary,
        "unknown": float(unknown[told].sum() / max(1, counts[told].sum())),
    }
    return msgspec.structs.replace(
        report,
        shape=preprocessing.shape,
        vocabulary=preprocessing.vocabulary,
        details=msgspec.structs.replace(details, **filled) if details else TextDetails(**filled),  # type: ignore[arg-type]
    )
