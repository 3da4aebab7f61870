"""Texts become token numbers: the same ones in training and in prediction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from deepdesk.data.text.forms import PADDING, UNKNOWN, as_json, checked

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

BLOCK: Final = 512
UNKNOWN_NUMBER: Final = 1


@dataclass(frozen=True)
class Piece:
    """A token of a text: what is written there, and the token as the network knows it (``None``: it does not)."""

    written: str
    token: str | None


class TextTokenizer:
    """A tokenizer that was trained on the training part.

    Attributes:
        vocabulary: how many token numbers there are.
    """

    def __init__(self, text: str) -> None:
        """``text`` is the JSON form (raises ValueError when it is none that DeepDesk writes)."""
        from tokenizers import Tokenizer as Library

        form = checked(text)
        self.vocabulary = len(form.vocabulary)
        self._by_character = form.by_character
        # What is given to the library is what we write, not what was found.
        self._library: Any = Library.from_str(as_json(form))

    def numbers(self, texts: Sequence[str]) -> list[list[int]]:
        """The token numbers of each text, all of them."""
        return [found.ids for found in self._library.encode_batch_fast(list(texts), add_special_tokens=False)]

    def pieces(self, text: str, limit: int) -> tuple[Piece, ...]:
        """The first ``limit`` tokens of a text with what is written there."""
        found = self._library.encode(text, add_special_tokens=False)
        pieces = []
        for token, (begin, end) in zip(found.tokens[:limit], found.offsets[:limit], strict=True):
            if not self._by_character:
                begin, end = _whole_number(text, begin, end)
            pieces.append(Piece(text[begin:end], None if token in (UNKNOWN, PADDING) else token))
        return tuple(pieces)


def _whole_number(text: str, begin: int, end: int) -> tuple[int, int]:
    """A long number is replaced by another, whose place the library tells only in part."""
    if begin == end:
        return begin, end
    while begin > 0 and text[begin].isdecimal() and text[begin - 1].isdecimal():
        begin -= 1
    while end < len(text) and text[end - 1].isdecimal() and text[end].isdecimal():
        end += 1
    return begin, end


def padded(numbers: Sequence[Sequence[int]], length: int) -> npt.NDArray[np.int32]:
    """Token numbers int32 ``(len(numbers), length)``: longer ones are cut at the end, shorter ones filled with 0."""
    import numpy as np

    rows = np.zeros((len(numbers), length), dtype=np.int32)
    for row, found in zip(rows, numbers, strict=True):
        kept = found[:length]
        row[: len(kept)] = kept
    return rows
