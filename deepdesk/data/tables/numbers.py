"""Numbers in the cells of a table, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from deepdesk.data.settings import Decimal

if TYPE_CHECKING:
    import polars as pl

MARKERS: Final = frozenset(
    ("na", "n/a", "nan", "null", "none", "nil", "missing", "-", "--", "---", "?", ".")
    + ("#n/a", "#value!", "#div/0!", "#ref!", "inf", "-inf", "+inf")
)
"""What stands in a cell of numbers or times that has no value, in lower case."""

_GROUP: Final = "'\u2019 \u00a0\u202f"
_POINT: Final = re.compile(rf"[+-]?(\d+|\d{{1,3}}([,{_GROUP}]\d{{3}})+)?(\.\d*)?([eE][+-]?\d+)?")
_COMMA: Final = re.compile(rf"[+-]?(\d+|\d{{1,3}}([.{_GROUP}]\d{{3}})+)?(,\d*)?([eE][+-]?\d+)?")
_EITHER: Final = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}")


def decimal_of(cells: Iterable[str], delimiter: str) -> Decimal:
    """What stands before the tenths, by cells that can only be meant one way.

    ``1,234`` alone can be read both ways: as tenths where cells are divided by ``;`` (as programs do that write a
    decimal comma), else as thousands.
    """
    point = comma = either = 0
    for cell in cells:
        text = cell.strip()
        if "," not in text and "." not in text:
            continue
        if _EITHER.fullmatch(text):
            either += 1 if "," in text else -1
            continue
        as_point, as_comma = bool(_POINT.fullmatch(text)), bool(_COMMA.fullmatch(text))
        point += as_point and not as_comma
        comma += as_comma and not as_point
    if point == comma:
        return "," if delimiter == ";" and either > 0 else "."
    return "," if comma > point else "."


def is_number(cell: str, decimal: Decimal) -> bool:
    """Whether a cell is a number as people write them."""
    text = cell.strip()
    pattern = _POINT if decimal == "." else _COMMA
    return any(letter.isdigit() for letter in text) and pattern.fullmatch(text) is not None


def as_numbers(cells: pl.Series, decimal: Decimal) -> pl.Series:
    """Float64 of the length of ``cells`` (strings, stripped); null where a cell is no number."""
    import polars as pl

    plain = cells.cast(pl.Float64, strict=False) if decimal == "." else None
    if plain is not None and plain.null_count() == cells.null_count():
        return _finite(plain)
    mark = "," if decimal == "." else "."
    pattern = _POINT if decimal == "." else _COMMA
    shaped = cells.str.contains(rf"^(?:{pattern.pattern})$") & cells.str.contains(r"\d")
    bare = cells.str.replace_all(rf"[{re.escape(mark)}{_GROUP}]", "")
    if decimal == ",":
        bare = bare.str.replace(",", ".", literal=True)
    bare = bare.str.strip_prefix("+")
    return _finite(bare.set(~shaped.fill_null(value=False), None).cast(pl.Float64, strict=False))


def _finite(values: pl.Series) -> pl.Series:
    return values.set(~values.is_finite().fill_null(value=False), None)
