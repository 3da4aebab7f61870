"""Models of texts: the same tokens as in training, honest notes, and no trust in foreign tokenizers."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from deepdesk.core.errors import DataError, FormatError
from deepdesk.data.preprocessing import TextPreprocessing
from deepdesk.data.settings import TextSettings
from deepdesk.data.text.forms import as_json
from deepdesk.data.text.vocabulary import trained
from deepdesk.inference.inputs import is_path
from deepdesk.inference.kinds import Given, text
from deepdesk.inference.model_file import Meta, ModelFile, read_model_file, write_model_file
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import preset

TEXTS = ("free prize, call now", "see you at lunch", "call me at home")


@pytest.fixture(scope="module")
def file() -> ModelFile:
    """An untrained bag of words."""
    form = trained(TEXTS, TextSettings())
    model = preset("text-bag", (6,), 2, vocabulary=len(form.vocabulary))
    return ModelFile(
        model=model,
        preprocessing=TextPreprocessing(length=6, vocabulary=len(form.vocabulary), tokenizer=as_json(form)),
        meta=Meta(name="Bag", classes=("ham", "spam"), framework="torch"),
        weights=initial_weights(model, 0),
    )


def codes(found: Any) -> list[str]:
    return [note.code for note in found.notes]


def test_a_text_becomes_the_tokens_of_the_training(file: ModelFile) -> None:
    (item,) = text.read(Given(text="Call now"), file, pictures=True)
    numbers = json.loads(file.preprocessing.tokenizer)["model"]["vocab"]  # type: ignore[union-attr]
    assert item.values.tolist() == [numbers["call"], numbers["now"], 0, 0, 0, 0]
    assert item.about == (("Call", True), ("now", True)) and not item.notes
    batch = text.batch([item, item], file.preprocessing)
    assert batch.shape == (2, 6) and batch.dtype == np.float32


def test_what_says_little_is_said(file: ModelFile) -> None:
    for given, code in (
        ("  \n", "inference.text.empty_note"),
        ("zebra quagga", "inference.text.unknown_note"),
        ("call " * 10, "inference.text.cut_note"),
    ):
        (item,) = text.read(Given(text=given), file, pictures=False)
        assert codes(item) == [code]


def test_tokens_behind_the_end_are_told_too(file: ModelFile) -> None:
    (item,) = text.read(Given(text="call " * 10), file, pictures=True)
    assert len(item.about) == 10


def test_tables_in_json_are_answered_packed_or_not(file: ModelFile, tmp_path: Path) -> None:
    rows = [{"n": 1, "message": "call, now"}, {"n": 2, "message": "see you all at lunch"}]
    (tmp_path / "a.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode("utf-16")))
    for name in ("a.json", "b.jsonl.gz"):
        assert len(text.read(Given(path=str(tmp_path / name)), file, pictures=False)) == 2


def test_a_mistyped_name_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("")
    assert is_path(str(tmp_path / "there")) and is_path("absent.csv") and is_path("测试/é.TXT")
    assert not is_path("call now") and not is_path("Read readme.txt") and not is_path("x" * 5000)


def test_every_row_of_a_table_is_an_item(file: ModelFile, tmp_path: Path) -> None:
    path = tmp_path / "new é.csv"
    path.write_text('number,message\n1,"call, now please"\n2,\n3,see you all at lunch\n', encoding="utf-8")
    items = text.read(Given(path=str(path)), file, pictures=False)
    assert [item.name for item in items] == ["row 1", "row 2", "row 3"]
    assert codes(items[1]) == ["inference.text.empty_note"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_text_files_are_one_item_in_any_encoding(file: ModelFile, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("味道很好，送餐很快，我很喜欢这家店".encode(encoding))
    (item,) = text.read(Given(path=str(path)), file, pictures=True)
    assert item.name == "" and item.about[0][0] == "味"


def test_what_is_typed_is_taken_as_it_is(file: ModelFile) -> None:
    (item,) = text.read(Given(content="é call".encode(), drawn=True), file, pictures=True)
    assert [token for token, _ in item.about] == ["é", "call"]


@pytest.mark.parametrize("bad", ["folder", "missing", "binary.txt", "numbers.csv", "null\0name"])
def test_what_is_no_text_is_said(file: ModelFile, tmp_path: Path, bad: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "numbers.csv").write_text("a,b\n" + "1,2\n" * 9, encoding="utf-8")
    with pytest.raises(DataError):
        text.read(Given(path=str(tmp_path / bad)), file, pictures=False)


def test_a_text_with_half_a_character_is_answered(file: ModelFile) -> None:
    (item,) = text.read(Given(text="\ud800 call \x00 now"), file, pictures=True)
    assert item.values.shape == (6,)


def test_the_tokenizer_travels_in_the_model_file(file: ModelFile, tmp_path: Path) -> None:
    path = tmp_path / "a.ddm"
    write_model_file(path, file)
    assert read_model_file(path).preprocessing == file.preprocessing


def rewritten(path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The model file with its preprocessing changed and its checksums made right again."""
    import hashlib

    with zipfile.ZipFile(path) as source:
        members = {name: source.read(name) for name in source.namelist()}
    content = json.loads(members["preprocessing.json"])
    change(content)
    members["preprocessing.json"] = json.dumps(content).encode()
    del members["SHA256SUMS"]
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in members.items())
    target = path.with_name("changed.ddm")
    with zipfile.ZipFile(target, "w") as out:
        for name, body in [*members.items(), ("SHA256SUMS", sums.encode())]:
            out.writestr(name, body)
    return target


def _pattern(content: dict[str, Any]) -> None:
    tokenizer = json.loads(content["tokenizer"])
    tokenizer["pre_tokenizer"]["pretokenizers"][1]["pattern"]["Regex"] = "(a+)+$"
    content["tokenizer"] = json.dumps(tokenizer)


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "pattern": (_pattern, "inference.bad_tokenizer"),
    "no JSON": (lambda content: content.update(tokenizer="{"), "inference.bad_tokenizer"),
    "deep": (lambda content: content.update(tokenizer="[" * 100_000), "inference.bad_tokenizer"),
    "vocabulary": (lambda content: content.update(vocabulary=99), "inference.bad_tokenizer"),
    "length": (lambda content: content.update(length=10**9), "inference.bad_preprocessing"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_foreign_tokenizers_are_refused(file: ModelFile, tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.ddm"
    write_model_file(path, file)
    change, code = CHANGES[name]
    with pytest.raises(FormatError) as caught:
        read_model_file(rewritten(path, change))
    assert caught.value.code == code


def test_a_table_of_the_network_that_is_too_small_is_refused(file: ModelFile, tmp_path: Path) -> None:
    model = preset("text-bag", (6,), 2, vocabulary=3)
    small = ModelFile(model=model, preprocessing=file.preprocessing, meta=file.meta, weights=initial_weights(model, 0))
    with pytest.raises(FormatError) as caught:
        write_model_file(tmp_path / "a.ddm", small)
    assert caught.value.code == "inference.vocabulary_mismatch"


def test_answers_tell_their_tokens(file: ModelFile) -> None:
    (item,) = text.read(Given(text="call"), file, pictures=True)
    found = text.answer(np.array([0.0, 2.0], dtype=np.float32), item, file, 0)
    assert found.label == "spam" and found.tokens == (("call", True),)
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)) == found
