"""What a source is taken for, and what is said where nothing tells."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from deepdesk.core.catalogue import describe
from deepdesk.core.errors import DataError
from deepdesk.data.kinds import recognise_kind

WORDS = [f"{first}{second}" for first in ("kettle", "parcel", "window", "garden") for second in ("s", "ed", "ing")]


def sentence(number: int) -> str:
    return " ".join(random.Random(number).choices(WORDS, k=8))


def refused(path: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        recognise_kind(path)
    assert str(path) in describe(caught.value)
    return caught.value


def table(path: Path, header: str, rows: list[str]) -> Path:
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


@pytest.mark.parametrize("classes", [2, 500])
def test_named_columns_are_texts_however_many_classes(tmp_path: Path, classes: int) -> None:
    rows = [f"{sentence(number)},c{number % classes}" for number in range(1_000)]
    assert recognise_kind(table(tmp_path / "a.csv", "text,label", rows)) == "text"


def test_named_columns_are_texts_though_most_are_copies(tmp_path: Path) -> None:
    rows = ["味道很好，送餐很快,好", "太难吃了再也不点了,坏"] * 30
    assert recognise_kind(table(tmp_path / "评论.csv", "文本,标签", rows)) == "text"


def test_a_table_that_tells_nothing_names_its_columns(tmp_path: Path) -> None:
    error = refused(table(tmp_path / "colours.csv", "colour,size", ["red,big", "blue,small"] * 9))
    assert (error.code, error.params["known"]) == ("data.unrecognised", "colour, size")


def test_a_table_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(random.Random(0).randbytes(4_000))
    assert refused(path).code == "data.table.binary"


def test_a_folder_that_tells_nothing_says_what_it_holds(tmp_path: Path) -> None:
    for label in ("a", "b"):
        (tmp_path / label).mkdir()
        for number in range(4):
            (tmp_path / label / f"{number}.TXT").write_text("12 34 56", encoding="utf-8")
    error = refused(tmp_path)
    assert (error.code, error.params["holds"]) == ("data.unrecognised_folder", "8 .txt")


def test_prose_alone_and_an_empty_folder_are_for_the_words_about_images(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear diary", encoding="utf-8")
    assert recognise_kind(tmp_path / "notes.txt") == "images"
    (tmp_path / "empty").mkdir()
    assert recognise_kind(tmp_path / "empty") == "images"
