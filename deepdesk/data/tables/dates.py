"""Dates and times in the cells of a table, however they are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl

_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAYS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (r"\d{4}-\d{1,2}-\d{1,2}", ("%Y-%m-%d",)),
    (r"\d{4}/\d{1,2}/\d{1,2}", ("%Y/%m/%d",)),
    (r"\d{4}\.\d{1,2}\.\d{1,2}", ("%Y.%m.%d",)),
    (r"\d{4}年\d{1,2}月\d{1,2}日", ("%Y年%m月%d日",)),
    (r"\d{4}年\d{1,2}月", ("%Y年%m月",)),
    (r"\d{4}-\d{1,2}", ("%Y-%m",)),
    (r"\d{4}/\d{1,2}", ("%Y/%m",)),
    (r"\d{1,2}\.\d{1,2}\.\d{4}", ("%d.%m.%Y", "%m.%d.%Y")),
    (r"\d{1,2}/\d{1,2}/\d{4}", ("%d/%m/%Y", "%m/%d/%Y")),
    (r"\d{1,2}-\d{1,2}-\d{4}", ("%d-%m-%Y", "%m-%d-%Y")),
    (r"\d{1,2}\.\d{1,2}\.\d{2}", ("%d.%m.%y",)),
    (r"\d{1,2}/\d{1,2}/\d{2}", ("%d/%m/%y", "%m/%d/%y")),
    (r"\d{1,2}-\d{1,2}-\d{2}", ("%d-%m-%y", "%m-%d-%y")),
    (rf"\d{{1,2}} {_MONTH} \d{{4}}", ("%d %b %Y",)),
    (rf"\d{{1,2}}-{_MONTH}-\d{{4}}", ("%d-%b-%Y",)),
    (rf"\d{{1,2}}-{_MONTH}-\d{{2}}", ("%d-%b-%y",)),
    (rf"{_MONTH} \d{{1,2}}, \d{{4}}", ("%b %d, %Y",)),
    (rf"{_MONTH} \d{{1,2}} \d{{4}}", ("%b %d %Y",)),
    (rf"{_MONTH} \d{{4}}", ("%b %Y",)),
    (rf"{_MONTH}-\d{{4}}", ("%b-%Y",)),
)
_CLOCKS: Final = (
    (r"", ""),
    (r" \d{1,2}:\d{2}", " %H:%M"),
    (r" \d{1,2}:\d{2}:\d{2}", " %H:%M:%S"),
    (r" \d{1,2}:\d{2}:\d{2}\.\d{1,9}", " %H:%M:%S.%f"),
    (r" \d{1,2}:\d{2} ?[AaPp][Mm]", " %I:%M %p"),
    (r" \d{1,2}:\d{2}:\d{2} ?[AaPp][Mm]", " %I:%M:%S %p"),
    (r" \d{1,2}时\d{1,2}分", " %H时%M分"),
    (r" \d{1,2}时\d{1,2}分\d{1,2}秒", " %H时%M分%S秒"),
    (r" \d{1,2}", " %H"),
)
_ZONES: Final = ((r"", ""), (r" ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})", "%z"))
_SHAPES: Final = 4
"""So many ways of writing within one column (a date alone at midnight, with the time otherwise) are told apart."""
COMPACT: Final = "%Y%m%d"


def formats_of(cells: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The ways in which cells are written, the most frequent first; of each the formats that it can mean, in the
    notation of ``strptime`` (``01/02/2020`` can be two days). Empty where they are no dates."""
    found: Counter[tuple[str, ...]] = Counter()
    for cell in cells:
        formats = _formats(_tidy(cell))
        if formats:
            found[formats] += 1
    if sum(found.values()) < 0.9 * len(cells):
        return ()
    return tuple(formats for formats, _ in found.most_common(_SHAPES))


def _tidy(cell: str) -> str:
    return re.sub(r"(?<=\d)T(?=\d)", " ", re.sub(r"\s+", " ", cell.strip()))


def _formats(cell: str) -> tuple[str, ...]:
    if not any(letter.isdigit() for letter in cell):
        return ()
    for day, formats in _DAYS:
        start = re.match(day, cell)
        if start is None:
            continue
        for clock, of_clock in _CLOCKS:
            for zone, of_zone in _ZONES:
                if (of_clock or not of_zone) and re.fullmatch(clock + zone, cell[start.end() :]):
                    return tuple(one + of_clock + of_zone for one in formats)
    return ()


def as_times(cells: pl.Series, formats: Sequence[str]) -> pl.Series:
    """Datetimes in microseconds, without zone (UTC where the cells have one), of the length of ``cells`` (strings);
    null where none of ``formats`` fits."""
    import polars as pl

    tidy = cells.str.replace_all(r"\s+", " ").str.replace(r"(\d)T(\d)", "${1} ${2}")
    found = pl.Series(cells.name, [None] * len(cells), dtype=pl.Datetime("us"))
    for one in formats:
        missing = found.is_null()
        if not missing.any():
            break
        found = found.zip_with(~missing, _parsed(tidy, one))
    return found


def _parsed(cells: pl.Series, one: str) -> pl.Series:
    import polars as pl

    pattern = one.replace(".%f", "%.f").replace("T%H", " %H")
    if "%b" in pattern:
        cells = cells.str.replace(r"([A-Za-z]{3})[a-z]*\.?", "${1}")
    if pattern.endswith("%z"):
        cells = cells.str.replace(r" ?(?:Z|UTC|GMT)$", "+00:00").str.replace(r"(\d) ([+-])", "${1}${2}")
        pattern = pattern.removesuffix("%z") + "%#z"
    if "%p" in pattern:
        cells = cells.str.replace(r"(?i)(\d)([ap]m)", "${1} ${2}")
    if not re.search("%[dejD]", pattern):  # a month alone is its first day
        cells, pattern = cells + " 01", pattern + " %d"
    if "%H" in pattern and "%M" not in pattern:
        cells, pattern = cells + ":00", pattern + ":%M"
    try:
        found = cells.str.to_datetime(pattern, strict=False, time_unit="us")
    except pl.exceptions.PolarsError:
        return pl.Series(cells.name, [None] * len(cells), dtype=pl.Datetime("us"))
    zone = getattr(found.dtype, "time_zone", None)
    return found.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zone else found


def chosen_formats(cells: pl.Series, shapes: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """One format of each shape: the one that fits more cells; where several fit all, the one by which times ascend
    more often; else the day comes first."""
    return tuple(max(shape, key=lambda one: _fit(cells, one)) if len(shape) > 1 else shape[0] for shape in shapes)


def _fit(cells: pl.Series, one: str) -> tuple[int, int]:
    times = as_times(cells, (one,)).drop_nulls()
    steps = times.diff().drop_nulls().dt.total_microseconds() if len(times) > 1 else None
    # Steps of one size say more than steps upward: with day and month exchanged, days of one month are months apart.
    usual = 0 if steps is None or not len(steps) else int(steps.value_counts()["count"].max())  # type: ignore[arg-type]
    return len(times), usual
