"""Excel and Parquet files give the same table as their CSV."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables.reading import read_table
from tests.unit.data.tables.workbook_made import write_workbook

ROWS = [["date", "x", "label"], [("date", 44197), 1.5, "a"], [("date", 44198), None, "b"], [("date", 44199), 3, 7]]


def test_a_sheet(tmp_path: Path) -> None:
    write_workbook(tmp_path / "t.xlsx", {"first": ROWS, "another": [["y"], [1]]})  # type: ignore[dict-item]
    table = read_table(tmp_path / "t.xlsx", TableSettings())
    assert table.sheets == ("first", "another")
    assert table.settings.sheet == "first"
    assert table.columns == ("date", "x", "label")
    assert table.holds == {"date": "time", "x": "number", "label": "text"}
    assert table.times("date").tolist()[0] == datetime.datetime(2021, 1, 1)
    np.testing.assert_array_equal(table.numbers("x"), [1.5, np.nan, 3])
    assert table.texts("label") == ["a", "b", "7"]
    other = read_table(tmp_path / "t.xlsx", TableSettings(sheet="another"))
    assert other.columns == ("y",)


def test_titles_above_the_names_and_sheets_that_are_empty(tmp_path: Path) -> None:
    write_workbook(tmp_path / "t.xlsx", {"empty": [], "data": [["Report"], [None, None, None], *ROWS]})  # type: ignore[dict-item]
    table = read_table(tmp_path / "t.xlsx", TableSettings())
    assert table.settings.sheet == "data"
    assert table.columns == ("date", "x", "label")
    assert table.holds["x"] == "number"


def test_parquet(tmp_path: Path) -> None:
    import polars as pl

    pl.DataFrame(
        {"t": [datetime.date(2021, 1, 1), None], "n": [1, 2], "s": ["x", None], "list": [[1, 2], None]}
    ).write_parquet(tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet", TableSettings())
    assert table.holds == {"t": "time", "n": "number", "s": "text", "list": "text"}
    assert table.missing == {"t": 1, "n": 0, "s": 1, "list": 1}
    assert table.numbers("n").tolist() == [1.0, 2.0]
    assert str(table.times("t")[1]) == "NaT"


def _broken(tmp_path: Path, name: str, content: bytes) -> str:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_table(tmp_path / name, TableSettings())
    return caught.value.code


def test_broken_and_protected_files_are_told(tmp_path: Path) -> None:
    assert _broken(tmp_path, "a.xlsx", b"PK\x03\x04" + b"x" * 100) == "data.table.damaged"
    assert _broken(tmp_path, "a.parquet", b"PAR1" + b"x" * 100 + b"PAR1") == "data.table.damaged"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    assert _broken(tmp_path, "b.xlsx", ole + "EncryptedPackage".encode("utf-16-le")) == "data.table.protected"
    assert _broken(tmp_path, "b.xls", ole) == "data.table.damaged"
    write_workbook(tmp_path / "t.xlsx", {"only": ROWS})  # type: ignore[dict-item]
    content = (tmp_path / "t.xlsx").read_bytes()
    assert _broken(tmp_path, "cut.xlsx", content[: len(content) // 2]) == "data.table.damaged"
    write_workbook(tmp_path / "none.xlsx", {"only": []})
    assert _broken(tmp_path, "none.xlsx", (tmp_path / "none.xlsx").read_bytes()) == "data.table.no_rows"


def test_a_workbook_that_would_unpack_to_more_than_memory_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w") as archive:
        for number in range(200):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", "x")
    content = bytearray((tmp_path / "bomb.xlsx").read_bytes())
    place = content.find(b"PK\x01\x02")
    while place >= 0:  # the size that each member says it has
        content[place + 24 : place + 28] = (2**32 - 2).to_bytes(4, "little")
        place = content.find(b"PK\x01\x02", place + 4)
    assert _broken(tmp_path, "bomb.xlsx", bytes(content)) == "data.table.too_large"


def test_a_sheet_that_is_not_there_is_told(tmp_path: Path) -> None:
    write_workbook(tmp_path / "t.xlsx", {"only": ROWS})  # type: ignore[dict-item]
    with pytest.raises(DataError) as caught:
        read_table(tmp_path / "t.xlsx", TableSettings(sheet="other"))
    assert caught.value.params["known"] == "only"
