"""Dates are read however they are written; where day and month could be exchanged, the data decide."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepdesk.data.settings import TableSettings
from deepdesk.data.tables.reading import read_table
from deepdesk.data.tables.table import Table

WAYS = [
    (("2020-12-31", "2021-01-01"), ["2020-12-31T00:00:00", "2021-01-01T00:00:00"]),
    (("2020-12", "2021-01"), ["2020-12-01T00:00:00", "2021-01-01T00:00:00"]),
    (("31.12.2020", "01.01.2021"), ["2020-12-31T00:00:00", "2021-01-01T00:00:00"]),
    (("31.12.20 10:00", "1.1.21 11:00"), ["2020-12-31T10:00:00", "2021-01-01T11:00:00"]),
    (("12/31/2020", "01/01/2021"), ["2020-12-31T00:00:00", "2021-01-01T00:00:00"]),
    (("31/12/2020", "01/01/2021"), ["2020-12-31T00:00:00", "2021-01-01T00:00:00"]),
    (("12/31/2020 3:04 PM", "12/31/2020 4:05pm"), ["2020-12-31T15:04:00", "2020-12-31T16:05:00"]),
    (("2020年12月31日", "2021年1月1日"), ["2020-12-31T00:00:00", "2021-01-01T00:00:00"]),
    (("2020年12月31日 10时05分", "2020年12月31日 11时05分"), ["2020-12-31T10:05:00", "2020-12-31T11:05:00"]),
    (("2020-12-31T10:00:00Z", "2020-12-31T12:00:00+01:00"), ["2020-12-31T10:00:00", "2020-12-31T11:00:00"]),
    (("2020-12-31 10:00 -0100", "2020-12-31 12:00 UTC"), ["2020-12-31T11:00:00", "2020-12-31T12:00:00"]),
    (("2020-12-31 10:00:00.25", "2020-12-31 10:00:01"), ["2020-12-31T10:00:00.250000", "2020-12-31T10:00:01"]),
    (("2020-12-31", "2020-12-31 12:00:00"), ["2020-12-31T00:00:00", "2020-12-31T12:00:00"]),
    (("31 Dec 2020", "1 January 2021"), ["2020-12-31T00:00:00", "2021-01-01T00:00:00"]),
    (("Dec 31, 2020", "Jan 1, 2021"), ["2020-12-31T00:00:00", "2021-01-01T00:00:00"]),
    (("20201231", "20210101"), ["2020-12-31T00:00:00", "2021-01-01T00:00:00"]),
    (("2020-12-31 10", "2020-12-31 11"), ["2020-12-31T10:00:00", "2020-12-31T11:00:00"]),
]  # fmt: skip


def table_of(folder: Path, cells: tuple[str, ...], **settings: str) -> Table:
    path = folder / "t.csv"
    path.write_text("date;x\n" + "".join(f"{cell};1\n" for cell in cells), encoding="utf-8")
    return read_table(path, TableSettings(**settings))  # type: ignore[arg-type]


@pytest.mark.parametrize(("cells", "expected"), WAYS)
def test_ways_of_writing(tmp_path: Path, cells: tuple[str, ...], expected: list[str]) -> None:
    table = table_of(tmp_path, cells)
    assert table.holds["date"] == "time"
    assert [time.isoformat() for time in table.times("date").tolist()] == expected


@pytest.mark.parametrize(("step", "month"), [("day", 1), ("month", 2)])
def test_equal_steps_decide_between_day_and_month(tmp_path: Path, step: str, month: int) -> None:
    cells = tuple(f"01/{number:02}/2020" for number in range(1, 11))
    if step == "day":  # the first ten days of January, as written in America
        table = table_of(tmp_path, cells)
        assert table.settings.date_format == "%m/%d/%Y"
    else:
        table = table_of(tmp_path, tuple(f"{number:02}/02/2020" for number in range(1, 11)))
        assert table.settings.date_format == "%d/%m/%Y"
    assert {time.month for time in table.times("date").tolist()} == {month}


def test_a_person_has_the_last_word(tmp_path: Path) -> None:
    table = table_of(tmp_path, ("01/02/2020", "01/03/2020"), date_format="%d/%m/%Y")
    assert [time.month for time in table.times("date").tolist()] == [2, 3]


@pytest.mark.parametrize("cells", [("99/99/2020", "98/98/2020"), ("1.5", "2.5"), ("2020", "2021"), ("a-b-c", "x")])
def test_what_is_no_date_is_none(tmp_path: Path, cells: tuple[str, ...]) -> None:
    assert table_of(tmp_path, cells).holds["date"] != "time"


def test_a_cell_that_is_no_date_is_counted(tmp_path: Path) -> None:
    cells = tuple(f"2020-01-{day:02}" for day in range(1, 20))
    table = table_of(tmp_path, (*cells, "2020-02-31", "", "NA"))
    assert table.strays["date"] == 1
    assert table.missing["date"] == 2
    assert table.times("date").astype("int64").tolist().count(-(2**63)) == 3
