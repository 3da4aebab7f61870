"""Tables of images: columns found or named, paths of any system, what is missing listed by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from deepdesk.core.errors import DataError
from deepdesk.data.content import FileContent
from deepdesk.data.description import DatasetDescription
from deepdesk.data.glance import glance
from deepdesk.data.images.kind import recognised
from deepdesk.data.images.tables import read_table
from deepdesk.data.settings import ImageSettings, TableSettings


def pictures(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (4, 4)).save(folder / name)


def read(path: Path, **fields: Any) -> FileContent:
    description = DatasetDescription(source=str(path), **fields)
    return read_table(path, description, progress=lambda *_: None, stop_asked=lambda: False)


def labels(found: FileContent) -> dict[str, str | None]:
    return {
        path: found.classes[number] if number >= 0 else None
        for path, number in zip(found.paths, found.labels.tolist(), strict=True)
    }


def test_columns_are_found_and_parts_taken(tmp_path: Path) -> None:
    pictures(tmp_path, "a/1.png", "a/2.png", "b/3.png")
    path = tmp_path / "index.csv"
    path.write_text("id;file;species;split\n1;a/1.png;cat;train\n2;a\\2.png;dog;test\n3;./b/3.png;;train\n")
    found = read(path)
    assert labels(found) == {"a/1.png": "cat", "a/2.png": "dog", "b/3.png": None}
    assert found.given is not None and found.given.tolist() == [0, 2, 0]
    assert recognised(glance(path)) == 1.0


def test_columns_can_be_named(tmp_path: Path) -> None:
    pictures(tmp_path, "1.png", "2.png", "3.png", "4.png")
    path = tmp_path / "index.tsv"
    path.write_text("mask\timage\tlabel\tkind\n3.png\t1.png\tx\tred\n4.png\t2.png\ty\tblue\n")
    found = read(path, images=ImageSettings(path="image", label="kind"))
    assert labels(found) == {"1.png": "red", "2.png": "blue"}
    with pytest.raises(DataError, match=r"data\.table\.no_column"):
        read(path, images=ImageSettings(label="colour"))


def test_lines_of_json(tmp_path: Path) -> None:
    pictures(tmp_path, "images/1.png", "images/2.png")
    path = tmp_path / "metadata.jsonl"
    lines = [{"file_name": "1.png", "label": 3}, {"file_name": "2.png", "label": 7}]
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n")
    assert labels(read(path)) == {"images/1.png": "3", "images/2.png": "7"}


def test_without_a_header(tmp_path: Path) -> None:
    pictures(tmp_path, "1.png", "2.png")
    path = tmp_path / "list.csv"
    path.write_text("1.png,cat\n2.png,dog\n")
    assert labels(read(path)) == {"1.png": "cat", "2.png": "dog"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    pictures(tmp_path, "测试 é/猫 (1).png", "测试 é/狗.png")
    path = tmp_path / "表.csv"
    path.write_bytes("图片,类别\n测试 é/猫 (1).png,猫\n测试 é/狗.png,狗\n".encode(encoding))
    assert labels(read(path)) == {"测试 é/狗.png": "狗", "测试 é/猫 (1).png": "猫"}
    named = read(path, table=TableSettings(encoding=encoding, delimiter=",", header=True))
    assert named.classes == ("狗", "猫")


def test_what_is_missing_is_listed(tmp_path: Path) -> None:
    pictures(tmp_path, "1.png")
    path = tmp_path / "list.csv"
    path.write_text("path,label\n1.png,cat\ngone.png,dog\n,dog\n" + "x" * 5000 + ".png,dog\na\0b.png,dog\n")
    found = read(path)
    assert found.paths == ("1.png",)
    assert [bad.code for bad in found.bad] == [
        "data.image.missing",
        "data.image.row_without_path",
        "data.image.missing",
        "data.image.missing",
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "data.table.no_images"),
        (b"a,b\n1,2\n", "data.table.no_images"),
        (b"path,label\ngone.png,cat\n", "data.table.files_missing"),
    ],
)
def test_unusable_tables_say_why(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read(path)
    assert caught.value.code == code


@pytest.mark.parametrize("content", [b"[1]\n", b"{not json}\n", b"[" * 100_000 + b"\n"])
def test_lines_that_are_no_json_say_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.jsonl"
    path.write_bytes(content)
    assert recognised(glance(path)) == 0.0
    with pytest.raises(DataError, match=r"data\.table\.unreadable"):
        read(path)


def test_tables_of_other_things_are_not_images(tmp_path: Path) -> None:
    for name, content in (("t.csv", "time,value\n1,2\n"), ("t.jsonl", '{"text": "hello"}\n'), ("u.csv", "")):
        (tmp_path / name).write_text(content)
        assert recognised(glance(tmp_path / name)) == 0.0
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("x")
    assert recognised(glance(tmp_path / "texts")) == 0.0


def test_a_cell_without_an_end_is_refused_or_not_found(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b'path,label\n"' + b"x" * 200_000 + b'.png",cat\n')
    with pytest.raises(DataError) as caught:
        read(path)
    # How long a cell may be is a setting of the whole process, which other readers raise.
    assert caught.value.code in ("data.table.unreadable", "data.table.files_missing")
