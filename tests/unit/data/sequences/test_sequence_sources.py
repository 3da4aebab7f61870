"""Sequences are read from every form that people have them in."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import Dataset
from deepdesk.data.description import SplitSettings
from deepdesk.data.details import SequenceDetails
from deepdesk.data.settings import SequenceSettings, TableSettings
from tests.unit.data.sequences.sequences_made import long_table, opened, simple_cases, ts_text


def details(dataset: Dataset) -> SequenceDetails:
    assert isinstance(dataset.report.details, SequenceDetails)
    return dataset.report.details


def raw(dataset: Dataset, number: int) -> np.ndarray:
    """What the network gets of a sample, without scaling."""
    return dataset.batch(np.array([number]))[0]


PLAIN = SequenceSettings(scaling="none")


def test_a_ts_file(tmp_path: Path) -> None:
    (tmp_path / "made.ts").write_text("# about\n\n" + ts_text(simple_cases(20)))
    dataset = opened(tmp_path / "made.ts", tmp_path, sequences=PLAIN)
    assert dataset.report.shape == (12, 2)
    assert dataset.report.classes == {"a": 10, "b": 10}
    assert dataset.names[:2] == ("made:1", "made:2")
    assert raw(dataset, 1)[:3].tolist() == [[np.float32(0.1), 1.0], [np.float32(-0.9), 2.0], [np.float32(-1.9), 3.0]]


def test_values_that_are_missing_and_sequences_that_are_shorter(tmp_path: Path) -> None:
    cases = simple_cases(20)
    cases[0] = ([[1.0, "?", 3.0, "?"], ["?", 5.0, "?", "?"]], "a")
    (tmp_path / "made.ts").write_text(ts_text(cases))
    dataset = opened(tmp_path / "made.ts", tmp_path, sequences=PLAIN)
    assert raw(dataset, 0)[:4].tolist() == [[1, 5], [2, 5], [3, 5], [0, 0]]
    assert details(dataset).missing == 3
    assert details(dataset).shorter == 1
    assert dataset.preprocessing.padded  # type: ignore[union-attr]


def test_time_stamps_are_passed_over(tmp_path: Path) -> None:
    text = "@timeStamps true\n@classLabel true a b\n@data\n"
    text += "(2020-01-01 10:00:00,1.5),(2020-01-01 11:00:00,2.5):(0,3),(1,4):a\n(0,1),(1,2):(0,3),(1,4):b\n" * 5
    (tmp_path / "made.ts").write_text(text)
    dataset = opened(tmp_path / "made.ts", tmp_path, sequences=PLAIN)
    assert raw(dataset, 0).tolist() == [[1.5, 3], [2.5, 4]]


@pytest.mark.parametrize("named", ["made_TRAIN.ts", "made_TEST.ts", "."])
def test_files_that_belong_together_are_given_parts(tmp_path: Path, named: str) -> None:
    (tmp_path / "in").mkdir()
    for name, cases in (("TRAIN", simple_cases(30)[:20]), ("TEST", simple_cases(30)[20:])):
        (tmp_path / "in" / f"made_{name}.ts").write_text(ts_text(cases))
    dataset = opened(tmp_path / "in" / named, tmp_path)
    assert dataset.report.parts == {"train": 20, "test": 10}
    assert len(dataset.split.test) == 10
    assert len(dataset.split.validation) == 2
    assert dataset.names[20] == "made_TEST.ts:1"


def test_two_sets_in_one_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("one", "two"):
        (tmp_path / "in" / f"{name}_TRAIN.ts").write_text(ts_text(simple_cases(4)))
    with pytest.raises(DataError) as caught:
        opened(tmp_path / "in", tmp_path)
    assert caught.value.code == "data.sequences.several"


@pytest.mark.parametrize("mark", ["\t", ",", "  "])
def test_rows_with_the_label_first(tmp_path: Path, mark: str) -> None:
    rows = [[f"{number % 2 + 1:.4e}", *(f"{number + step:.4e}" for step in range(10))] for number in range(20)]
    rows[3][-2:] = ["NaN", "NaN"]
    (tmp_path / "made_TRAIN.txt").write_text("\n".join(mark.join(row) for row in rows) + "\n")
    dataset = opened(tmp_path / "made_TRAIN.txt", tmp_path, sequences=PLAIN)
    assert dataset.classes == ("1", "2")
    assert dataset.report.shape == (10, 1)
    assert raw(dataset, 3)[:, 0].tolist() == [3, 4, 5, 6, 7, 8, 9, 10, 0, 0]
    assert details(dataset).form == "rows"


def test_rows_with_names_of_columns(tmp_path: Path) -> None:
    lines = ["t0,t1,t2,t3,t4,t5,t6,t7,t8,class"] + [
        ",".join([*(str(number + step) for step in range(9)), "up" if number % 2 else "down"]) for number in range(20)
    ]
    (tmp_path / "made.csv").write_text("\n".join(lines))
    dataset = opened(tmp_path / "made.csv", tmp_path, sequences=PLAIN)
    assert dataset.classes == ("down", "up")
    assert raw(dataset, 2)[:, 0].tolist() == list(range(2, 11))


def sequences(count: int = 20) -> list[tuple[str, str, np.ndarray]]:
    return [
        (f"s{number}", "abc"[number % 3], np.arange(2 * (5 + number % 4), dtype=float).reshape(-1, 2) + number)
        for number in range(count)
    ]


def test_a_long_table(tmp_path: Path) -> None:
    (tmp_path / "made.csv").write_text(long_table(sequences()))
    dataset = opened(tmp_path / "made.csv", tmp_path, sequences=PLAIN)
    found = details(dataset)
    assert (found.form, found.id, found.time, found.label, found.features) == (
        "long",
        "id",
        "time",
        "label",
        ("x", "y"),
    )
    assert dataset.names[:3] == ("s0", "s1", "s2")
    assert dataset.classes == ("a", "b", "c")
    assert raw(dataset, 1)[:6].tolist() == (np.arange(12).reshape(6, 2) + 1).tolist()
    assert not raw(dataset, 1)[6:].any()


def test_rows_in_any_order_are_put_into_the_order_of_time(tmp_path: Path) -> None:
    lines = long_table(sequences()).splitlines()
    (tmp_path / "made.csv").write_text("\n".join([lines[0], *lines[:0:-1]]))
    dataset = opened(tmp_path / "made.csv", tmp_path, sequences=PLAIN)
    number = dataset.names.index("s1")
    assert raw(dataset, number)[:6].tolist() == (np.arange(12).reshape(6, 2) + 1).tolist()


def test_people_are_known_for_the_split(tmp_path: Path) -> None:
    text = long_table(sequences(24)).splitlines()
    with_person = [text[0] + ",person"] + [f"{line},p{int(line[1 : line.index(',')]) // 3}" for line in text[1:]]
    (tmp_path / "made.csv").write_text("\n".join(with_person))
    dataset = opened(tmp_path / "made.csv", tmp_path, split=SplitSettings(group_by="person"))
    assert details(dataset).groups == ("person",)
    people = [
        {int(dataset.names[place][1:]) // 3 for place in part} for part in (dataset.split.train, dataset.split.test)
    ]
    assert people[1]
    assert not people[0] & people[1]
    content = next((tmp_path / "cache" / "datasets").glob("*/groupings.json"))
    assert json.loads(content.read_text())["person"][:4] == ["p0", "p0", "p0", "p1"]


def test_y_is_the_class_only_where_it_is_no_place(tmp_path: Path) -> None:
    values = [(f"s{number}", "ab"[number % 2], np.ones((4, 2)) * number) for number in range(12)]
    (tmp_path / "made.csv").write_text(long_table(values, columns="id,time,x,y,what"))
    assert details(opened(tmp_path / "made.csv", tmp_path)).label == "what"
    (tmp_path / "other.csv").write_text(long_table(values, columns="id,time,u,v,y"))
    assert details(opened(tmp_path / "other.csv", tmp_path)).label == "y"


def test_columns_that_a_person_names(tmp_path: Path) -> None:
    (tmp_path / "made.csv").write_text(long_table(sequences(), columns="q,w,x,y,z"))
    settings = SequenceSettings(id="q", time="w", label="z", values=("y",), scaling="none")
    dataset = opened(tmp_path / "made.csv", tmp_path, sequences=settings)
    assert dataset.report.shape == (8, 1)
    with pytest.raises(DataError) as caught:
        opened(tmp_path / "made.csv", tmp_path, sequences=SequenceSettings(id="nothing"))
    assert caught.value.code == "data.table.missing_column"


def test_a_chinese_table_in_its_own_encoding(tmp_path: Path) -> None:
    text = (
        long_table(sequences(), columns="编号,时间,加速度,角度,动作")
        .replace(",a\n", ",挥手\n")
        .replace(",b\n", ",画圈\n")
    )
    folder = tmp_path / "数据 é"
    folder.mkdir()
    (folder / "手势.csv").write_bytes(text.replace(",", ";").replace(".", ",").encode("gb18030"))
    dataset = opened(folder / "手势.csv", tmp_path)
    assert dataset.classes == ("c", "挥手", "画圈")
    assert details(dataset).features == ("加速度", "角度")
    table = details(dataset).table
    assert table is not None
    assert (table.encoding, table.delimiter, table.decimal) == ("gb18030", ";", ",")


@pytest.mark.parametrize("split", [False, True])
def test_a_folder_for_each_class(tmp_path: Path, split: bool) -> None:
    root = tmp_path / "in"
    for number, (name, label, values) in enumerate(sequences(24)):
        part = ("test/" if number >= 18 else "train/") if split else ""
        folder = root / f"{part}{label}"
        folder.mkdir(parents=True, exist_ok=True)
        order = ("time,x,y", "time,y,x")[number % 2]
        rows = [f"{step},{row[number % 2]},{row[1 - number % 2]}" for step, row in enumerate(values)]
        (folder / f"{name}.csv").write_text("\n".join([order, *rows]))
    (root / f"{'train/' if split else ''}a" / "other.csv").write_text("p,q\n1,2\n3,4\n")
    (root / f"{'train/' if split else ''}a" / "empty.csv").write_text("")
    dataset = opened(root, tmp_path, sequences=PLAIN)
    assert dataset.classes == ("a", "b", "c")
    assert details(dataset).features == ("x", "y")
    assert dataset.report.parts == ({"train": 18, "test": 6} if split else {})
    assert {item.code for item in dataset.report.bad} == {"data.table.empty", "data.sequences.other_columns"}
    number = next(place for place, name in enumerate(dataset.names) if name.endswith("b/s1.csv"))
    assert raw(dataset, number)[0].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "data.table.empty"),
        ("@problemName x\n@classLabel true a b\n", "data.sequences.no_header"),
        ("@targetLabel true\n@data\n1,2:3\n", "data.sequences.regression"),
        ("@classLabel true a b\n@data\n\n", "data.sequences.no_cases"),
        ("@classLabel true a b\n@data\n1,2:a\n3,4:a\n", "data.sequences.one_class"),
        ("@classLabel false\n@data\n1,2\n3,4\n", "data.sequences.no_labels"),
        ("@classLabel true a b\n@data\nx,y:a\n:b\n", "data.sequences.none_left"),
    ],
)
def test_bad_ts_files(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "made.ts").write_text(text)
    with pytest.raises(DataError) as caught:
        opened(tmp_path / "made.ts", tmp_path)
    assert caught.value.code == code


def test_cases_that_do_not_fit_are_left_out_and_named(tmp_path: Path) -> None:
    text = ts_text(simple_cases(20)).replace("@data\n", "@data\n1,2:a\nx,1:1,2:b\n?,?:?,?:a\n")
    (tmp_path / "made.ts").write_text(
        text.replace("1,2:a\nx", "1,2:3,4:a\nx").replace("?,?:?,?:a\n", "?,?:?,?:a\n1:a\n")
    )
    dataset = opened(tmp_path / "made.ts", tmp_path)
    assert [(item.path, item.code) for item in dataset.report.bad] == [
        ("made:2", "data.sequences.bad_values"),
        ("made:3", "data.sequences.empty"),
        ("made:4", "data.sequences.other_features"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,b,label\n1,2,x\n3,4,y\n", "data.sequences.no_id"),
        ("id,label\n1,x\n1,x\n2,y\n2,y\n", "data.sequences.no_values"),
        ("id,v,label\n1,5,x\n1,6,z\n2,7,y\n2,8,w\n", "data.sequences.none_left"),
        ("id,time,v\n1,0,5\n1,1,6\n2,0,7\n2,1,8\n", "data.sequences.no_labels"),
        ("\0\0\0\0", "data.table.no_rows"),
    ],
)
def test_bad_tables(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "made.csv").write_text(text)
    with pytest.raises(DataError) as caught:
        opened(tmp_path / "made.csv", tmp_path)
    assert caught.value.code == code


def test_bad_settings(tmp_path: Path) -> None:
    (tmp_path / "made.ts").write_text(ts_text(simple_cases(8)))
    for settings, code in [
        (SequenceSettings(steps=0), "data.sequences.bad_steps"),
        (SequenceSettings(steps=10**9), "data.sequences.bad_steps"),
        (SequenceSettings(values=()), "data.sequences.no_values_chosen"),
    ]:
        with pytest.raises(DataError) as caught:
            opened(tmp_path / "made.ts", tmp_path, sequences=settings)
        assert caught.value.code == code


def test_a_table_is_read_as_a_person_says(tmp_path: Path) -> None:
    (tmp_path / "made.csv").write_text(long_table(sequences()).replace(",", ";").replace(".0", ",0"))
    dataset = opened(tmp_path / "made.csv", tmp_path, table=TableSettings(decimal=","), sequences=PLAIN)
    assert raw(dataset, 0)[0].tolist() == [0, 1]
