"""What a column of a table holds: numbers, times or texts; and its values as such."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from deepdesk.data.settings import Decimal
from deepdesk.data.tables.dates import COMPACT, as_times, chosen_formats, formats_of
from deepdesk.data.tables.numbers import MARKERS, as_numbers

if TYPE_CHECKING:
    import polars as pl

SHARE: Final = 0.9
"""A column holds numbers (or times) when at least so many of its cells do that are not missing."""
_SAMPLE: Final = 200
_MANY: Final = 50
_TIME_WORDS: Final = ("date", "time", "day", "日期", "时间")


@dataclass(frozen=True)
class Rule:
    """How the cells of a column become values: ``formats`` of times in the notation of ``strptime``."""

    holds: Literal["number", "time", "text"]
    decimal: Decimal = "."
    formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """The rule for a column, how many of its cells are missing, and how many are not what the others are."""

    rule: Rule
    missing: int
    strays: int = 0


def judged_all(frame: pl.DataFrame, decimal: Decimal, date_format: str | None) -> dict[str, Judged]:
    """What every column holds, by name; thousands of columns full of plain numbers are looked at together."""
    import polars as pl

    plain = Judged(Rule(holds="number"), 0)
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    if decimal != "." or not texts or len(texts) < _MANY:
        return {name: judged(frame.get_column(name), decimal, date_format) for name in frame.columns}
    good = frame.select(pl.col(texts).cast(pl.Float64, strict=False).is_finite().fill_null(value=False).all())
    full = {name for name, whole in zip(texts, good.row(0), strict=True) if whole}
    return {
        name: plain if name in full else judged(frame.get_column(name), decimal, date_format) for name in frame.columns
    }


def judged(column: pl.Series, decimal: Decimal, date_format: str | None) -> Judged:
    """What a column of any type holds; a ``date_format`` that fits is taken before any other."""
    import polars as pl

    if column.dtype.is_numeric():
        values = as_values(column, Rule(holds="number"))
        return Judged(Rule(holds="number"), int(values.is_nan().sum()))
    if column.dtype in (pl.Date, pl.Datetime):
        return Judged(Rule(holds="time"), column.null_count())
    return _judged_texts(as_texts(column), decimal, date_format)


def _judged_texts(texts: pl.Series, decimal: Decimal, date_format: str | None) -> Judged:
    empty = int((texts == "").sum())
    cells = _present(texts)
    count = len(cells) - cells.null_count()
    if not count:
        return Judged(Rule(holds="text"), empty)
    missing = len(cells) - count
    rule = _time_rule(cells, count, date_format, texts.name)
    if rule is None:
        number = as_numbers(cells, decimal)
        if len(number) - number.null_count() >= SHARE * count:
            return Judged(Rule(holds="number", decimal=decimal), missing, number.null_count() - missing)
        return Judged(Rule(holds="text"), empty)
    times = as_times(cells, rule.formats)
    return Judged(rule, missing, times.null_count() - missing)


def _time_rule(cells: pl.Series, count: int, date_format: str | None, name: str) -> Rule | None:
    present = cells.drop_nulls()
    sample = present.unique(maintain_order=True).head(_SAMPLE).to_list()
    tries: list[tuple[str, ...]] = [(date_format,)] if date_format else []
    shapes = formats_of(sample)
    if shapes:
        tries.append(chosen_formats(present.head(20_000), shapes))
    elif any(word in name.lower() for word in _TIME_WORDS) and all(
        len(one) == 8 and one[:2] in {"19", "20"} for one in sample
    ):
        tries.append((COMPACT,))
    for formats in tries:
        times = as_times(cells, formats)
        if len(times) - times.null_count() >= SHARE * count:
            return Rule(holds="time", formats=formats)
    return None


def as_texts(column: pl.Series) -> pl.Series:
    """Strings of the length of ``column``, without blanks around, ``""`` where a cell is empty; whole numbers without
    a point."""
    import polars as pl

    if column.dtype == pl.String:
        return column.str.strip_chars().fill_null("")
    if column.dtype.is_float():
        whole = column.is_finite() & (column == column.round(0)) & (column.abs() < 1e15)
        if (whole | column.is_null() | column.is_nan()).all():
            column = column.set(~column.is_finite().fill_null(value=False), None).cast(pl.Int64)
    if column.dtype.is_nested() or column.dtype in (pl.Binary, pl.Object):
        return pl.Series(column.name, ["" if cell is None else str(cell) for cell in column.to_list()], dtype=pl.String)
    return column.cast(pl.String).fill_null("")


def _present(texts: pl.Series) -> pl.Series:
    """``texts`` with null where a cell is empty or says that it is missing."""
    return texts.set((texts == "") | texts.str.to_lowercase().is_in(sorted(MARKERS)), None)


def as_values(column: pl.Series, rule: Rule) -> pl.Series:
    """Float64 with NaN, or Datetime in microseconds with null, of the length of ``column``."""
    import polars as pl

    if rule.holds == "time":
        if column.dtype in (pl.Date, pl.Datetime):
            zone = getattr(column.dtype, "time_zone", None)
            bare = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zone else column
            return bare.cast(pl.Datetime("us"))
        return as_times(_present(as_texts(column)), rule.formats)
    if column.dtype.is_numeric():
        values = column.cast(pl.Float64)
        return values.set(~values.is_finite().fill_null(value=False), None).fill_null(float("nan"))
    return as_numbers(_present(as_texts(column)), rule.decimal).fill_null(float("nan"))
