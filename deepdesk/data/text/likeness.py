"""Which texts are the same, or differ only in case, punctuation, spacing or figures."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

import numpy as np

from deepdesk.data.cache import Index
from deepdesk.data.content import check_stop
from deepdesk.data.health.likeness import Likeness, digest_of, equal_groups
from deepdesk.data.kinds import Reading
from deepdesk.data.text.storing import stored

_LOOK_EVERY: Final = 1024
_LONG_NUMBER: Final = re.compile(r"\d{3,}")
_FAR: Final = 20
"""A text is far longer than the others at so many times the upper quartile of their lengths ..."""
_LONG: Final = 2_000
"""... and at least so many characters."""


def compare(reading: Reading, content: Path, _index: Index) -> Likeness:
    """Compares all texts of a content folder (raises DataError when cancelled)."""
    texts = stored(content)
    exact: list[bytes] = []
    near: list[bytes | None] = []
    blank: list[int] = []
    lengths = np.zeros(len(texts), dtype=np.int64)
    for number in range(len(texts)):
        if number % _LOOK_EVERY == 0:
            check_stop(reading.stop_asked)
            reading.progress("data.progress.comparing", number, len(texts))
        text = texts[number]
        lengths[number] = len(text)
        bare = essence(text)
        if not bare:
            blank.append(number)
        exact.append(digest_of(text.encode()))
        # What holds neither letter nor figure is only like what is equal to it.
        near.append(digest_of((bare or text).encode()))
    odd = np.flatnonzero(lengths > max(_LONG, _FAR * float(np.percentile(lengths, 75))))
    return Likeness(
        equal=equal_groups(exact),
        near=equal_groups(near),
        blank=tuple(blank),
        odd=tuple(odd.tolist()),
        near_looked_for=True,
    )


def essence(text: str) -> str:
    """The letters and figures of a text, case aside, with a 0 for each long number: what copies of a message have in
    common though their codes, prices and telephone numbers differ."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(filter(str.isalnum, _LONG_NUMBER.sub("0", folded)))
