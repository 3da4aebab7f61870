"""Labels in file names: a pattern such as ``{label}_{speaker}_{n}``, matched or found; light enough for the window."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from deepdesk.core.errors import DataError

LABEL: Final = "label"
NUMBER: Final = "n"
ANYTHING: Final = "*"
SUFFIXES: Final = (
    *(".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aiff", ".aif", ".au", ".w64", ".rf64", ".caf"),
    *(".m4a", ".aac", ".wma"),
)
"""Names that are taken for recordings; the last three cannot be read, and are told so by name."""
_DELIMITERS: Final = ("_", "-", " ")
_FIELDS: Final = 12
_LONGEST: Final = 400
_AGREEMENT: Final = 0.95
_COUNTED: Final = re.compile(r"([^\W\d]*?)\d+", re.ASCII)


@dataclass(frozen=True)
class Matches:
    """What a pattern makes of names.

    Attributes:
        fields: names of the fields, in the pattern's order, ``*`` left out.
        values: for each name ``{field: value}``, ``None`` where the pattern does not fit.
        unmatched: names that the pattern does not fit.
    """

    fields: tuple[str, ...]
    values: tuple[Mapping[str, str] | None, ...]
    unmatched: tuple[str, ...]

    @property
    def matched(self) -> int:
        """How many names the pattern fits."""
        return len(self.values) - len(self.unmatched)

    def of(self, field: str) -> tuple[str, ...]:
        """The different values of a field: numbers by size first, else in code-point order."""
        found = {value[field] for value in self.values if value is not None}
        return tuple(sorted(found, key=lambda text: (not text.isdecimal(), int(text) if text.isdecimal() else 0, text)))


def match_pattern(pattern: str, names: Iterable[str]) -> Matches:
    """What ``pattern`` makes of ``names`` (paths with ``/``; only as many folders are looked at as the pattern has).

    ``{label}`` may hold the sign that stands between the fields, all other fields may not; ``{n}`` is a number,
    ``{*}`` is passed over. The suffix of the names counts for nothing.

    Raises:
        DataError: the pattern has no field, one twice, a brace too many, or is longer than 400 characters.
    """
    fields, expression = _compiled(pattern)
    depth = pattern.count("/")
    values: list[Mapping[str, str] | None] = []
    unmatched: list[str] = []
    for name in names:
        tail = "/".join(without_suffix(name).split("/")[-1 - depth :])
        found = expression.fullmatch(tail) if len(tail) <= _LONGEST else None
        values.append(dict(zip(fields, found.groups(), strict=True)) if found else None)
        if found is None:
            unmatched.append(name)
    return Matches(fields, tuple(values), tuple(unmatched))


def without_suffix(name: str) -> str:
    """The name without the suffix of a recording."""
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and f".{suffix.lower()}" in SUFFIXES else name


def _compiled(pattern: str) -> tuple[tuple[str, ...], re.Pattern[str]]:
    pieces = re.split(r"(\{[^{}]*\})", without_suffix(pattern.strip()))
    fields = [piece[1:-1].strip() for piece in pieces if piece.startswith("{")]
    named = [field for field in fields if field != ANYTHING]
    wrong = not named or len(set(named)) != len(named) or len(fields) > _FIELDS or len(pattern) > _LONGEST
    stray = any("{" in piece or "}" in piece for piece in pieces if not re.fullmatch(r"\{[^{}]*\}", piece))
    if wrong or stray or not all(named):
        raise DataError("data.audio.bad_pattern", pattern=pattern[:80])
    signs = {sign for piece in pieces if not piece.startswith("{") for sign in piece if not sign.isalnum()}
    text = ""
    for place, piece in enumerate(pieces):
        text += _expression(piece, signs, pieces[place + 1 : place + 3]) if piece.startswith("{") else re.escape(piece)
    return tuple(named), re.compile(text)


def _expression(piece: str, signs: set[str], following: Sequence[str]) -> str:
    field = piece[1:-1].strip()
    if field == NUMBER:
        return r"([0-9]+)"
    other = "[^" + "".join(re.escape(sign) for sign in sorted(signs | {"/"})) + "]+"
    if field == ANYTHING:
        return f"(?:{other})"
    # Directly before a number only the shortest text leaves the number whole.
    before_number = len(following) == 2 and not following[0] and following[1] == "{n}"
    if field == LABEL:
        return "([^/]+?)" if before_number else "([^/]+)"
    return f"({other}?)" if before_number else f"({other})"


def find_pattern(names: Sequence[str]) -> str | None:
    """The pattern of names that lie in one folder; ``None`` where none shows.

    The names fall apart at ``_``, ``-`` or a space into equally many fields. The label is the first field of few
    values that each occur several times and do not merely count something (``s01``, ``s02``); a number is ``{n}``; the
    first other field that repeats is taken for the ``{speaker}``.
    """
    stems = [without_suffix(name.rpartition("/")[2]) for name in names]
    for delimiter in _DELIMITERS:
        found = _divided(stems, delimiter)
        if found:
            return found
    return _numbered(stems)


def _divided(stems: Sequence[str], delimiter: str) -> str | None:
    split = [stem.split(delimiter) for stem in stems]
    count, often = Counter(map(len, split)).most_common(1)[0] if split else (0, 0)
    if not 2 <= count <= _FIELDS or often < _AGREEMENT * len(stems):
        return None
    columns = [list(column) for column in zip(*(fields for fields in split if len(fields) == count), strict=True)]
    label = _label_column(columns)
    return None if label is None else delimiter.join(_named(columns, label))


def _label_column(columns: Sequence[Sequence[str]]) -> int | None:
    repeating = [place for place, column in enumerate(columns) if _repeats(column)]
    worded = [place for place in repeating if not all(_COUNTED.fullmatch(value) for value in set(columns[place]))]
    # Spoken digits are numbers too: the first field is their label, while a number at the end only counts.
    return next(iter([*(place for place in repeating if place == 0 and _bare(columns[0])), *worded, *repeating]), None)


def _bare(column: Sequence[str]) -> bool:
    return all(value.isdecimal() and len(value) == 1 for value in set(column))


def _repeats(column: Sequence[str]) -> bool:
    kinds = len(set(column))
    return 2 <= kinds <= 1_000 and 2 * kinds <= len(column) and all(column)


def _named(columns: Sequence[Sequence[str]], label: int) -> list[str]:
    names: list[str] = []
    for place, column in enumerate(columns):
        number = all(value.isdecimal() and value.isascii() for value in column)
        if place == label:
            names.append("{label}")
        elif len(set(column)) == 1 and "{" not in column[0] and "}" not in column[0]:
            names.append(column[0])
        elif number and "{n}" not in names:
            names.append("{n}")
        elif not number and _repeats(column) and "{speaker}" not in names:
            names.append("{speaker}")
        else:
            names.append(f"{{field{place + 1}}}")
    return names


def _numbered(stems: Sequence[str]) -> str | None:
    """``{label}{n}`` where names are words that end in a number: ``dog01``."""
    found = [re.fullmatch(r"(.*[^\d])\d+", stem) for stem in stems]
    words = [match.group(1) for match in found if match]
    return "{label}{n}" if words and len(words) >= _AGREEMENT * len(stems) and _repeats(words) else None
