"""Tables as people have them are read right, and everything found is there to be corrected."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables.reading import read_table
from deepdesk.data.tables.table import Table


def read(folder: Path, content: bytes | str, name: str = "t.csv", rows: int | None = None, **settings: object) -> Table:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, TableSettings(**settings), rows=rows)  # type: ignore[arg-type]


def test_a_plain_table(tmp_path: Path) -> None:
    table = read(tmp_path, "when,speed,name\n2020-01-01,1.5,a\n2020-01-02,,b\n2020-01-03,2.5,\n")
    assert table.columns == ("when", "speed", "name")
    assert table.rows == 3
    assert table.holds == {"when": "time", "speed": "number", "name": "text"}
    assert table.missing == {"when": 0, "speed": 1, "name": 1}
    np.testing.assert_array_equal(table.numbers("speed"), [1.5, np.nan, 2.5])
    assert table.times("when").tolist()[0].isoformat() == "2020-01-01T00:00:00"
    assert table.times("when").dtype == np.dtype("datetime64[us]")
    assert table.texts("name") == ["a", "b", ""]
    assert table.settings == TableSettings(
        encoding="utf-8", delimiter=",", decimal=".", header=True, date_format="%Y-%m-%d"
    )
    found = table.found("speed")
    assert (found.holds, found.missing, found.smallest, found.largest, found.mean) == ("number", 1, 1.5, 2.5, 2.0)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, mark: str) -> None:
    table = read(tmp_path, f"a{mark}b{mark}c\n" + f"1{mark}2{mark}x y, z\n".replace(", z", "") * 5)
    assert table.settings.delimiter == mark
    assert table.columns == ("a", "b", "c")


def test_any_number_of_blanks_divides_numbers(tmp_path: Path) -> None:
    table = read(tmp_path, "  1.0   2.5  3\n  4.0  -2.5e1 3\n", name="t.txt")
    assert table.settings.delimiter == " "
    assert table.settings.header is False
    np.testing.assert_array_equal(table.numbers("column_2"), [2.5, -25])


def test_a_column_of_sentences_is_one_column(tmp_path: Path) -> None:
    table = read(tmp_path, "It is late, and cold.\nGood morning\nWell, well, well\nOne two\n", name="t.txt")
    assert table.columns == ("column_1",)
    assert table.texts("column_1")[2] == "Well, well, well"


def test_decimal_comma_and_thousands(tmp_path: Path) -> None:
    table = read(tmp_path, "a;b\n1.234,5;0,25\n12,75;-3,5\n")
    assert table.settings.decimal == ","
    np.testing.assert_array_equal(table.numbers("a"), [1234.5, 12.75])
    table = read(tmp_path, 'a,b\n"1,234.5",2\n"1,234,567",3\n')
    assert table.settings.decimal == "."
    np.testing.assert_array_equal(table.numbers("a"), [1234.5, 1234567])
    table = read(tmp_path, "a;b\n1 234,5;2\n1\u00a0234;3\n")
    np.testing.assert_array_equal(table.numbers("a"), [1234.5, 1234])


def test_quoted_cells_with_newlines(tmp_path: Path) -> None:
    table = read(tmp_path, 'label,text\r\n1,"one\r\ntwo, ""three"""\r\n0,four\r\n')
    assert table.texts("text") == ['one\r\ntwo, "three"', "four"]
    assert table.faults.ragged == 0


def test_quotes_that_enclose_nothing_are_characters(tmp_path: Path) -> None:
    table = read(tmp_path, 'ham\t"Hello he said\nspam\tWin "now" 5"\nham\tok\nham\tyes "\n')
    assert table.rows == 4
    assert table.texts("column_2")[:2] == ['"Hello he said', 'Win "now" 5"']


def test_packed(tmp_path: Path) -> None:
    table = read(tmp_path, gzip.compress(b"a,b\n1,2\n"), name="t.csv.gz")
    assert table.numbers("b").tolist() == [2.0]


def test_the_first_rows_only(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b\n" + "1,2\n" * 1000, rows=10).rows == 10


def test_what_a_person_settles_is_kept(tmp_path: Path) -> None:
    table = read(tmp_path, "1,5;2\n3,5;4\n", delimiter=";", decimal=",", header=True)
    assert table.columns == ("1,5", "2")
    assert table.numbers("1,5").tolist() == [3.5]


def test_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n1,2\n")
    with pytest.raises(DataError) as caught:
        table.numbers("c")
    assert caught.value.code == "data.table.missing_column"
    assert caught.value.params["known"] == "a, b"
