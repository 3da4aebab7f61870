"""Texts as a kind of data: what is found in tables and folders, and what is fitted on the training part only."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.dataset import LEFT_OUT, Dataset
from deepdesk.data.description import DatasetDescription, SplitSettings
from deepdesk.data.details import TextDetails
from deepdesk.data.edits import DataEdits, LeaveOut
from deepdesk.data.glance import glance
from deepdesk.data.opening import open_dataset
from deepdesk.data.preprocessing import TextPreprocessing
from deepdesk.data.settings import TableSettings, TextSettings
from deepdesk.data.text.dataset import TextDataset
from deepdesk.data.text.recognising import recognised
from deepdesk.data.text.tokenizing import TextTokenizer

NOUNS = ("cat", "dog", "house", "river", "book", "lamp", "tree", "car", "cloud", "stone")
GOOD = [f"I really like this {noun} number {n}, lovely" for n in range(4) for noun in NOUNS]
BAD = [f"This {noun} is awful and broken, model {n}" for n in range(4) for noun in NOUNS]
ROWS = [(text, "good") for text in GOOD] + [(text, "bad") for text in BAD]


def opened(path: Path, cache: Path, **fields: Any) -> TextDataset:
    found = any_opened(path, cache, **fields)
    assert isinstance(found, TextDataset)
    return found


def any_opened(path: Path, cache: Path, **fields: Any) -> Dataset:
    description = DatasetDescription(source=str(path), **fields)
    return open_dataset(description, cache=cache, progress=lambda *_: None, stop_asked=lambda: False)


def details(data: TextDataset) -> TextDetails:
    assert isinstance(data.report.details, TextDetails)
    return data.report.details


def table(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] | None = ("text", "label")) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([*([header] if header else []), *rows])
    return path


def test_a_table_is_found_to_hold_texts(tmp_path: Path) -> None:
    data = opened(table(tmp_path / "a.csv", ROWS), tmp_path / "cache")
    assert data.report.kind == "text" and data.classes == ("bad", "good")
    assert data.report.classes == {"bad": 40, "good": 40}
    assert (details(data).text_column, details(data).label_column) == ("text", "label")
    assert data.input_shape == (data.preprocessing.length,) and data.report.vocabulary == data.preprocessing.vocabulary
    batch = data.batch(np.array([0, 41]))
    assert batch.dtype == np.float32 and batch.shape == (2, data.preprocessing.length)
    assert len(data.split.train) == 64


def test_lines_without_header_quoting_or_suffix_keep_every_row(tmp_path: Path) -> None:
    path = tmp_path / "Collection"
    lines = [f'{label}\tHe said "{text}' for text, label in ROWS] + ['good\t"quite"\' so "" and so']
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    data = opened(path, tmp_path / "cache")
    assert data.report.samples == 81 and data.classes == ("bad", "good")


def test_labels_that_are_numbers_stay_names(tmp_path: Path) -> None:
    rows = [(text, "1" if label == "good" else "0") for text, label in ROWS]
    data = opened(table(tmp_path / "a.csv", rows, ("review", "stars")), tmp_path / "cache")
    assert data.classes == ("0", "1") and data.report.classes == {"0": 40, "1": 40}


def test_columns_can_be_chosen(tmp_path: Path) -> None:
    rows = [
        (text, label, f"a title of its own, {number}", str(number % 3)) for number, (text, label) in enumerate(ROWS)
    ]
    path = table(tmp_path / "a.csv", rows, ("text", "label", "title", "third"))
    data = opened(path, tmp_path / "cache", kind="text", text=TextSettings(text="title", label="third"))
    assert data.classes == ("0", "1", "2") and details(data).text_column == "title"
    with pytest.raises(DataError) as caught:
        opened(path, tmp_path / "cache", kind="text", text=TextSettings(text="nothing"))
    assert caught.value.code == "data.text.no_column"


def test_json_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [json.dumps({"sentence": text, "topic": label, "id": n}) for n, (text, label) in enumerate(ROWS)]
    lines[3] = json.dumps({"sentence": "\ud800 half a character", "topic": "good", "id": 3})
    path.write_text("\n".join(lines), encoding="utf-8")
    data = opened(path, tmp_path / "cache")
    assert data.report.samples == 80 and details(data).text_column == "sentence"


CHINESE = [
    ("很好吃" if n % 2 else "太难吃了", f"第{n}次点，送餐员态度{'不错' if n % 2 else '很差'}") for n in range(60)
]
FRENCH = [
    ("agréable" if n % 2 else "gâché", f"Café numéro {n}, {'très bon' if n % 2 else 'trop salé'}") for n in range(60)
]


def json_lines(rows: Sequence[tuple[str, str]]) -> str:
    return "".join(json.dumps({"label": a, "text": b}, ensure_ascii=False) + "\n" for a, b in rows)


@pytest.mark.parametrize(
    ("rows", "encoding"),
    [(CHINESE, "gb18030"), (CHINESE, "utf-16"), (FRENCH, "latin-1"), (CHINESE, "utf-8-sig")],
)
def test_json_lines_in_their_encodings(tmp_path: Path, rows: list[tuple[str, str]], encoding: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json_lines(rows).encode(encoding))
    assert opened(path, tmp_path / "cache").classes == tuple(sorted({label for label, _ in rows}))
    path = tmp_path / "b.jsonl.gz"
    path.write_bytes(gzip.compress(json_lines(rows).encode(encoding)))
    settled = TableSettings(encoding="gb18030") if encoding == "gb18030" else TableSettings()
    assert opened(path, tmp_path / "cache", table=settled).report.samples == 60


def test_a_list_of_json_objects_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"label": a, "text": b} for a, b in CHINESE], indent=1), encoding="utf-8")
    assert opened(path, tmp_path / "cache").report.samples == 60
    path.write_text(path.read_text(encoding="utf-8")[:-30], encoding="utf-8")
    data = opened(path, tmp_path / "cache")
    assert data.report.samples == 59 and [item.code for item in data.report.bad] == ["data.text.no_object"]


def test_lines_of_two_encodings_are_read_each_in_its_own(tmp_path: Path) -> None:
    for rows, other in ((CHINESE, "gb18030"), (FRENCH, "cp1252")):
        lines = [f'{a},"{b}"\n'.encode(other if number % 3 else "utf-8") for number, (a, b) in enumerate(rows)]
        path = tmp_path / f"{other}.csv"
        path.write_bytes(b"label,text\n" + b"".join(lines))
        data = opened(path, tmp_path / "cache")
        assert data.classes == tuple(sorted({label for label, _ in rows}))
        assert details(data).encodings == {f"utf-8+{other}": 1}
        assert "data.text.mixed_encodings" in [finding.code for finding in data.report.findings]


def test_sentences_with_commas_without_quotes_are_whole_at_the_end_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [f"{label},{text}, really, {label} it is{',' * (n % 3)}" for n, (text, label) in enumerate(ROWS)]
    path.write_text("\n".join(["label,text", *lines]), encoding="utf-8")
    data = opened(path, tmp_path / "cache")
    assert data.classes == ("bad", "good") and "really" in json.loads(data.preprocessing.tokenizer)["model"]["vocab"]
    assert not [finding for finding in data.report.findings if finding.code == "data.text.ragged"]


def test_rows_of_another_width_are_told_and_can_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"{text.replace(',', '')},{label}" for text, label in ROWS]
    path.write_text("\n".join(["text,label", *rows, "not good, rather bad,bad"]), encoding="utf-8")
    finding = next(one for one in opened(path, tmp_path / "cache").report.findings if one.code == "data.text.ragged")
    (action,) = finding.actions
    assert action.steps == (LeaveOut(samples=("81",)),)


@pytest.mark.skipif(os.name == "nt", reason="has no such pipes, and links need rights")
def test_a_pipe_among_the_texts_holds_up_nothing(tmp_path: Path) -> None:
    folder(tmp_path / "texts")
    os.mkfifo(tmp_path / "texts" / "good" / "pipe.txt")
    (tmp_path / "texts" / "good" / "noise.txt").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "texts" / "good" / "gone.txt").symlink_to(tmp_path / "nowhere")
    found = {item.path: item.code for item in opened(tmp_path / "texts", tmp_path / "cache").report.bad}
    assert found == {
        "good/gone.txt": "data.image.missing",
        "good/noise.txt": "data.text.binary",
        "good/pipe.txt": "inference.text.no_plain_file",
    }


def test_a_class_whose_texts_are_all_left_out_is_no_class_any_more(tmp_path: Path) -> None:
    rows = [*ROWS, ("quite something else altogether", "rare")]
    path = table(tmp_path / "a.csv", rows)
    data = opened(path, tmp_path / "cache", edits=DataEdits(left_out=("81",)))
    assert data.classes == ("bad", "good") and data.report.samples == 80
    good = tuple(str(n + 1) for n, (_, label) in enumerate(rows) if label != "bad")
    data = opened(path, tmp_path / "cache", edits=DataEdits(left_out=good))
    finding = data.report.findings[0]
    assert (finding.code, finding.params) == ("data.health.too_few_classes_left", {"classes": 1, "unlabelled": 0})


def test_classes_that_differ_in_how_they_are_written_are_told(tmp_path: Path) -> None:
    rows = [(text, f" {label.title()}" if n % 4 == 0 else label) for n, (text, label) in enumerate(ROWS)]
    data = opened(table(tmp_path / "a.csv", rows), tmp_path / "cache")
    assert data.classes == ("Bad", "Good", "bad", "good")
    assert [one.code for one in data.report.findings].count("data.health.like_named_classes") == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_in_its_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "评论 é.csv"
    rows = [
        f"{n % 2},味道{'很好' if n % 2 else '很差'}，第{n}次点{NOUNS[n % 10]}，送餐员的态度也可以" for n in range(60)
    ]
    path.write_bytes("\n".join(["label,review", *rows]).encode(encoding))
    data = opened(path, tmp_path / "cache")
    assert data.report.samples == 60 and details(data).tokenizer == "characters"
    assert "味" in json.loads(data.preprocessing.tokenizer)["model"]["vocab"]


def test_empty_texts_are_listed_and_rows_without_a_class_are_left_out(tmp_path: Path) -> None:
    rows = [*ROWS, ("   ", "good"), ("", "bad"), ("nobody knows what this one is", "")]
    data = opened(table(tmp_path / "a.csv", rows), tmp_path / "cache")
    assert [(item.path, item.code) for item in data.report.bad] == [
        ("81", "data.text.empty"),
        ("82", "data.text.empty"),
    ]
    assert data.report.samples == 80 and len(data.labels) == 81 and data.labels[-1] == -1
    assert len(data.split.part("all")) == 80


def folder(root: Path, encoding: str = "utf-8", parts: Sequence[str] = ("",)) -> Path:
    for part in parts:
        for number, (text, label) in enumerate(ROWS):
            place = root / part / label
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{number:03}.txt").write_bytes(f"{text} {part}".encode(encoding))
    return root


def test_a_folder_of_text_files_for_each_class(tmp_path: Path) -> None:
    root = folder(tmp_path / "测试 é")
    (root / "good" / "1 latin.txt").write_bytes("caf\xe9 is lovely, d\xe9j\xe0 vu".encode("latin-1"))
    (root / "good" / "2 chinese.txt").write_bytes("味道很好，送餐很快，我很喜欢这家店的菜".encode("gb18030"))
    (root / "good" / "empty.txt").write_bytes(b"")
    (root / "good" / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (root / "notes.pdf").write_bytes(b"%PDF")
    data = opened(root, tmp_path / "cache")
    assert data.report.samples == 82 and data.classes == ("bad", "good")
    assert {item.path: item.code for item in data.report.bad} == {
        "good/empty.txt": "data.text.empty",
        "good/binary.txt": "data.text.binary",
    }
    assert set(details(data).encodings) == {"utf-8", "cp1252", "gb18030"}


def test_folders_of_parts_keep_them(tmp_path: Path) -> None:
    data = opened(folder(tmp_path / "set" / "inner", parts=("train", "test")), tmp_path / "cache")
    assert data.report.parts == {"train": 80, "test": 80}
    assert len(data.split.test) == 80 and len(data.split.validation) > 0


def test_copies_stay_on_one_side(tmp_path: Path) -> None:
    rows = [(f"Call {1_000_000 + n} now, claim your {noun}", "bad") for noun in NOUNS for n in range(4)] + ROWS
    data = opened(table(tmp_path / "a.csv", rows), tmp_path / "cache")
    parts = {int(n): part for part in ("train", "validation", "test") for n in data.split.part(part)}  # type: ignore[arg-type]
    assert all(len({parts[4 * group + n] for n in range(4)}) == 1 for group in range(len(NOUNS)))


def test_the_tokenizer_sees_the_training_part_only(tmp_path: Path) -> None:
    rows = [(f"{text} unique{chr(97 + n // 26)}{chr(97 + n % 26)}", label) for n, (text, label) in enumerate(ROWS)]
    data = opened(table(tmp_path / "a.csv", rows), tmp_path / "cache")
    known = json.loads(data.preprocessing.tokenizer)["model"]["vocab"]
    words = [text.split()[-1] for text, _ in rows]
    assert all(words[number] in known for number in data.split.train)
    assert not any(words[number] in known for number in data.split.test)
    assert details(data).unknown > 0


def test_the_same_data_give_the_same_preprocessing_and_tokens(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ROWS)
    first, second = (opened(path, tmp_path / cache) for cache in ("one", "two"))
    assert first.preprocessing == second.preprocessing and first.fingerprint == second.fingerprint
    assert np.array_equal(first.tokens, second.tokens)


def test_tokens_are_those_of_the_tokenizer_in_the_model(tmp_path: Path) -> None:
    data = opened(table(tmp_path / "a.csv", ROWS), tmp_path / "cache")
    (numbers,) = TextTokenizer(data.preprocessing.tokenizer).numbers([ROWS[7][0]])
    assert data.tokens[7].tolist()[: len(numbers)] == numbers[: data.preprocessing.length]


def test_a_models_own_tokenizer_is_used_for_judging(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ROWS)
    own = opened(path, tmp_path / "cache", text=TextSettings(vocabulary=20, length=5)).preprocessing
    description = DatasetDescription(source=str(path), kind="text")
    data = open_dataset(
        description, cache=tmp_path / "cache", progress=lambda *_: None, stop_asked=lambda: False, preprocessing=own
    )
    assert data.preprocessing == own and data.batch(np.array([0])).shape == (1, 5)


def test_settings_change_the_view_and_nothing_is_read_again(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ROWS)
    data = opened(path, tmp_path / "cache", text=TextSettings(vocabulary=12, length=3, tokenizer="characters"))
    assert data.preprocessing.vocabulary == 12 and data.input_shape == (3,)
    opened(path, tmp_path / "cache")
    assert len([place for place in (tmp_path / "cache" / "datasets").iterdir() if not place.name.startswith(".")]) == 1


def test_edits_leave_out_and_relabel(tmp_path: Path) -> None:
    edits = DataEdits(left_out=("1", "2"), labels={"3": "other"})
    data = opened(table(tmp_path / "a.csv", ROWS), tmp_path / "cache", edits=edits)
    assert data.classes == ("bad", "good", "other") and data.report.samples == 78


def test_a_very_long_text_is_read_to_a_limit(tmp_path: Path) -> None:
    rows = [("word " * 60_000, "good"), *ROWS]
    data = opened(table(tmp_path / "a.csv", rows), tmp_path / "cache")
    assert details(data).shortened == 1 and details(data).lengths.largest <= 20_001


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (TextSettings(vocabulary=1), "data.text.bad_vocabulary"),
        (TextSettings(vocabulary=10_000_000), "data.text.bad_vocabulary"),
        (TextSettings(length=0), "data.text.bad_length"),
        (TextSettings(length=1_000_000_000), "data.text.bad_length"),
        (TextSettings(text="text", label="text"), "data.text.same_column"),
    ],
)
def test_settings_out_of_range_are_refused(tmp_path: Path, settings: TextSettings, code: str) -> None:
    with pytest.raises(DataError) as caught:
        opened(table(tmp_path / "a.csv", ROWS), tmp_path / "cache", kind="text", text=settings)
    assert caught.value.code == code


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "data.table.empty"),
    "blank": (b"\n\n  \n", "data.table.no_rows"),
    "one class": (b"text,label\n" + b"some words here,a\nother words there,a\n" * 5, "data.text.one_class"),
    "no labels": (b"text\n" + b"\n".join(b"some words %d" % n for n in range(30)), "data.text.no_labels"),
    "numbers": (b"a,b\n" + b"\n".join(b"%d,%d" % (n, n * 7) for n in range(30)), "data.text.no_texts"),
    "binary": (bytes(range(256)) * 50, "data.table.binary"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_tables_that_cannot_be_used_are_refused_with_a_reason(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(BROKEN[name][0])
    with pytest.raises(DataError) as caught:
        any_opened(path, tmp_path / "cache", kind="text")
    assert caught.value.code == BROKEN[name][1]


def test_folders_that_cannot_be_used_are_refused_with_a_reason(tmp_path: Path) -> None:
    def code(place: Path) -> str:
        with pytest.raises(DataError) as caught:
            any_opened(place, tmp_path / "cache", kind="text")
        return caught.value.code

    empty, loose, blank = tmp_path / "empty", tmp_path / "loose", tmp_path / "blank"
    empty.mkdir()
    assert code(empty) == "data.text.folder_empty"
    loose.mkdir()
    (loose / "a.jpg").write_bytes(b"x")
    assert code(loose) == "data.text.no_files"
    (loose / "a.txt").write_text("words", encoding="utf-8")
    assert code(loose) == "data.text.no_class_folders"
    for label in "ab":
        (blank / label).mkdir(parents=True)
        (blank / label / "x.txt").write_bytes(b" ")
    assert code(blank) == "data.text.all_empty"
    assert code(tmp_path / "nowhere") == "data.missing"


def test_opening_can_be_cancelled(tmp_path: Path) -> None:
    description = DatasetDescription(source=str(folder(tmp_path / "set")), kind="text")
    with pytest.raises(DataError) as caught:
        open_dataset(description, cache=tmp_path / "cache", progress=lambda *_: None, stop_asked=lambda: True)
    assert caught.value.code == "data.cancelled"


def test_other_tables_are_no_texts(tmp_path: Path) -> None:
    numbers = table(tmp_path / "n.csv", [(str(n), str(n * 3.7), "a") for n in range(50)], ("time", "value", "device"))
    paths = table(tmp_path / "p.csv", [(f"folder/picture {n}.jpg", "ab"[n % 2]) for n in range(50)], ("path", "label"))
    dates = table(tmp_path / "d.csv", [(f"2026-01-{n % 28 + 1:02} 10:00", str(n)) for n in range(50)], ("date", "y"))
    for path in (numbers, paths, dates):
        assert recognised(glance(path)) == 0.0


def test_folders_of_measurements_are_no_texts(tmp_path: Path) -> None:
    for label in "ab":
        for number in range(4):
            place = tmp_path / "set" / label
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{number}.txt").write_text("\n".join("0.12 3.4 -5.6" for _ in range(50)), encoding="utf-8")
    assert recognised(glance(tmp_path / "set")) == 0.0


def test_a_table_sorted_by_class_is_recognised(tmp_path: Path) -> None:
    rows = [(f"text number {n} about the {NOUNS[n % 10]}", "ab"[n > 600]) for n in range(900)]
    assert recognised(glance(table(tmp_path / "a.csv", rows))) > 0.9


def test_preprocessing_survives_its_file(tmp_path: Path) -> None:
    found = opened(table(tmp_path / "a.csv", ROWS), tmp_path / "cache").preprocessing
    assert msgspec.json.decode(msgspec.json.encode(found), type=TextPreprocessing) == found


def test_asking_for_an_encoding_reads_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("text,label\n" + "\n".join(f"{text} caf\xe9,{label}" for text, label in
                      ((text.replace(",", ""), label) for text, label in ROWS))).encode("latin-1"))  # fmt: skip
    data = opened(path, tmp_path / "cache", kind="text", table=TableSettings(encoding="latin-1"))
    assert "café" in json.loads(data.preprocessing.tokenizer)["model"]["vocab"]


def test_a_split_without_groups_may_be_asked_for(tmp_path: Path) -> None:
    data = opened(table(tmp_path / "a.csv", ROWS), tmp_path / "cache", split=SplitSettings(grouped=False, seed=3))
    assert len(data.split.part("all")) == 80 and not (data.split.train == LEFT_OUT).all()


def test_the_sample_that_comes_along_opens(root: Path, tmp_path: Path) -> None:
    data = opened(root / "resources" / "samples" / "messages.csv", tmp_path / "cache")
    assert data.report.samples == 1000 and data.classes == ("delivery", "fault", "praise", "refund")
