"""Bad tables end in one clear sentence, or are mended by a rule that is told."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables.json_lines import read_json_lines
from deepdesk.data.tables.reading import read_table
from deepdesk.data.tables.table import Table
from tests.unit.data.tables.workbook_made import write_workbook

FUZZED = 4_000


def read(folder: Path, content: bytes, name: str = "t.csv", **settings: object) -> Table:
    (folder / name).write_bytes(content)
    return read_table(folder / name, TableSettings(**settings))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "data.table.empty"),
        (b"a,b,c\n", "data.table.no_rows"),
        (b" \n\n\t\n", "data.table.no_rows"),
        (bytes(100), "data.table.no_rows"),
        (bytes(range(256)) * 10, "data.table.binary"),
        (b"<!DOCTYPE html><html></html>\n", "data.file_web_page"),
        (b"\x1f\x8b" + b"x" * 50, "data.gzip_damaged"),
        (b",".join([b"1"] * 100_001) + b"\n", "data.table.too_many_columns"),
    ],
)
def test_bad_files(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, content)
    assert caught.value.code == code


def test_bad_settings(tmp_path: Path) -> None:
    for settings, code in [
        ({"encoding": "utf-8"}, "data.table.wrong_encoding"),
        ({"encoding": "klingon"}, "data.table.unknown_encoding"),
        ({"delimiter": "::"}, "data.table.bad_delimiter"),
        ({"delimiter": "\n"}, "data.table.bad_delimiter"),
    ]:
        with pytest.raises(DataError) as caught:
            read(tmp_path, "名,x\n好,1\n".encode("gb18030"), **settings)
        assert caught.value.code == code


def test_nothing_there_and_a_folder(tmp_path: Path) -> None:
    for path, code in [(tmp_path / "none.csv", "data.missing"), (tmp_path, "data.table.damaged")]:
        with pytest.raises(DataError) as caught:
            read_table(path, TableSettings())
        assert caught.value.code == code


def test_ragged_rows_are_filled_or_cut_and_counted(tmp_path: Path) -> None:
    table = read(tmp_path, b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n5,6,7\n")
    assert table.rows == 4
    assert table.texts("c") == ["3", "", "3", "7"]
    assert (table.faults.ragged, table.faults.ragged_rows) == (2, (2, 3))


def test_a_delimiter_at_every_end_is_no_column(tmp_path: Path) -> None:
    table = read(tmp_path, b"a,b,\n1,2,\n3,4,\n")
    assert table.columns == ("a", "b")
    assert table.faults.ragged == 0


def test_names_that_are_empty_or_come_twice(tmp_path: Path) -> None:
    table = read(tmp_path, b"a,a,,a_2\n1,2,3,4\n")
    assert table.columns == ("a", "a_3", "column_3", "a_2")
    assert table.faults.renamed == 2


def test_zero_bytes_of_a_crash_are_left_out(tmp_path: Path) -> None:
    table = read(tmp_path, b"a,b\n1,2\n" + bytes(30) + b"3,4\n" * 100)
    assert table.rows == 101
    assert table.faults.zeros == 30


def test_titles_above_are_skipped(tmp_path: Path) -> None:
    table = read(tmp_path, b"Report of 2020\n\nid,value\n1,2.5\n2,3.5\n")
    assert table.columns == ("id", "value")
    assert table.faults.skipped == 1


def test_ten_thousand_columns(tmp_path: Path) -> None:
    names = b",".join(b"c%d" % number for number in range(10_000))
    table = read(tmp_path, names + b"\n" + (b",".join([b"1.5"] * 10_000) + b"\n") * 3)
    assert len(table.columns) == 10_000
    assert set(table.holds.values()) == {"number"}
    assert table.numbers("c9999").tolist() == [1.5, 1.5, 1.5]


def test_cells_that_are_no_numbers_among_numbers_are_counted(tmp_path: Path) -> None:
    table = read(tmp_path, b"x,y\n" + b"1,2\n" * 30 + b"oops,NA\n")
    assert table.holds["x"] == "number"
    assert table.strays == {"x": 1}
    assert table.missing == {"x": 0, "y": 1}


def test_json_lines(tmp_path: Path) -> None:
    lines = [{"text": "好", "label": 1}, {"text": "b\nc", "label": 0, "more": [1]}, "no object"]
    content = "\n".join(json.dumps(one, ensure_ascii=False) for one in lines * 6).replace('"no object"\n', "", 5)
    (tmp_path / "t.jsonl").write_text(content, encoding="utf-8")
    table = read_json_lines(tmp_path / "t.jsonl", TableSettings())
    assert table.columns == ("text", "label", "more")
    assert table.texts("text")[:2] == ["好", "b\nc"]
    assert table.faults.unread == (13,) and not table.faults.ragged
    (tmp_path / "t.jsonl").write_bytes(b"no json\n")
    with pytest.raises(DataError) as caught:
        read_json_lines(tmp_path / "t.jsonl", TableSettings())
    assert caught.value.code == "data.table.no_json_lines"


LIMITED = """
import resource, sys
from pathlib import Path
import numpy, psutil
from deepdesk.core.errors import DataError
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables.reading import read_table
used = psutil.Process().memory_info().vms
resource.setrlimit(resource.RLIMIT_AS, (used + 900_000_000, used + 900_000_000))
try:
    print(read_table(Path(sys.argv[1]), TableSettings()).rows)
except DataError as error:
    print(error.code)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on memory")
def test_a_table_larger_than_a_lowered_memory_limit_is_refused(tmp_path: Path) -> None:
    large, small = tmp_path / "large.csv", tmp_path / "small.csv"
    with large.open("wb") as stream:
        stream.write(b"a,b,c,d\n")
        for _ in range(50):
            stream.write(b"1,2,3,4\n" * 100_000)
    small.write_bytes(b"a,b\n" + b"1,2\n" * 10_000)
    for path, expected in [(large, "data.table.too_large"), (small, "10000")]:
        command = [sys.executable, "-c", LIMITED, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        assert done.stdout.strip() == expected


SEEDS = (
    b'a;b,c\n1,5;"x\ny";2020-01-01\n3,2;z;31.12.2020\n',
    "标签,文本\n好,很好\n坏,很差\n".encode("gb18030"),
    "a\tb\n1\t2\n3\t4\n".encode("utf-16"),
    b'id,time,v\n1,2020-01-01T00:00:00Z,"1,000.5"\n2,12/31/2020 3:04 PM,NA\n',
    b"1 2 3\n4 5 6\n7 8 9\n",
)


def mutated(source: bytes, draw: random.Random) -> bytes:
    content = bytearray(source * draw.choice((1, 1, 3)))
    for _ in range(draw.randint(1, 8)):
        place = draw.randrange(len(content) + 1)
        match draw.randrange(4):
            case 0:
                content[place : place + 1] = bytes([draw.randrange(256)])
            case 1:
                del content[place : place + draw.randint(1, 20)]
            case 2:
                content[place:place] = draw.choice(
                    (b'"', b"\0", b"\n", b",", b";", b"\xff\xfe", b"\r", b"1e999", b"\x1f")
                )
            case _:
                content[place:place] = content[: draw.randint(0, 40)]
    return bytes(content)


def outcome(path: Path) -> str:
    """Reads a table and every column of it in every way."""
    try:
        table = read_table(path, TableSettings())
        for name in table.columns:
            assert len(table.numbers(name)) == len(table.times(name)) == len(table.texts(name)) == table.rows
            assert table.found(name).name == name
    except DataError as error:
        return error.code
    return "table"


@pytest.mark.parametrize("count", [150, pytest.param(FUZZED, marks=pytest.mark.long)])
def test_mutated_text_gives_a_table_or_a_sentence(tmp_path: Path, count: int) -> None:
    draw = random.Random(count)
    path = tmp_path / "t.csv"
    found = set()
    for _ in range(count):
        path.write_bytes(mutated(draw.choice(SEEDS), draw))
        found.add(outcome(path))
    assert "table" in found


@pytest.mark.parametrize("count", [60, pytest.param(FUZZED // 2, marks=pytest.mark.long)])
def test_mutated_workbooks_and_parquet_give_a_table_or_a_sentence(tmp_path: Path, count: int) -> None:
    import polars as pl

    write_workbook(tmp_path / "s.xlsx", {"one": [["a", "b"], [1, "x"], [2, "y"]]})
    pl.DataFrame({"a": [1, 2, 3], "b": ["x", None, "z"]}).write_parquet(tmp_path / "s.parquet")
    seeds = {suffix: (tmp_path / f"s{suffix}").read_bytes() for suffix in (".xlsx", ".parquet")}
    draw = random.Random(count)
    for number in range(count):
        suffix = ".xlsx" if number % 2 else ".parquet"
        path = tmp_path / f"t{suffix}"
        path.write_bytes(mutated(seeds[suffix], draw))
        outcome(path)
