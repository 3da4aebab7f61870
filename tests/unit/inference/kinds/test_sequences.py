"""New sequences are read and prepared exactly as those of the training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import SequencePreprocessing
from deepdesk.data.settings import SequenceSettings
from deepdesk.inference.kinds import Given, Item, inference_kind, sequences
from deepdesk.inference.model_file import Meta, ModelFile
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import preset

TWO = SequencePreprocessing(steps=4, features=("x", "y"), mean=(1.0, 0.0), deviation=(2.0, 1.0))
ONE = SequencePreprocessing(steps=4, features=("value",), scaling="none")


def model_of(preprocessing: SequencePreprocessing) -> ModelFile:
    model = preset("lstm", preprocessing.shape, 2)
    meta = Meta(name="Made", classes=("a", "b"), framework="torch", metrics={})
    return ModelFile(model=model, preprocessing=preprocessing, meta=meta, weights=initial_weights(model, 0))


def read(path: Path, preprocessing: SequencePreprocessing, *, pictures: bool = False) -> list[Item]:
    return list(sequences.read(Given(path=str(path)), model_of(preprocessing), pictures=pictures))


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_the_kind_is_found_by_its_preprocessing() -> None:
    assert inference_kind(TWO) is sequences  # type: ignore[comparison-overlap]


def test_one_sequence_in_a_table(tmp_path: Path) -> None:
    (item,) = read(written(tmp_path, "s.csv", "time,y,x\n0,5,1\n1,6,3\n"), TWO)
    assert item.name == ""
    assert item.values.tolist() == [[0, 5], [1, 6], [0, 0], [0, 0]]
    assert [note.code for note in item.notes] == ["inference.sequences.shorter"]


def test_several_in_a_long_table_go_by_their_names(tmp_path: Path) -> None:
    text = "id,x,y\n" + "".join(f"{name},{step},{step}\n" for name in ("p", "q") for step in range(4))
    items = read(written(tmp_path, "s.csv", text), TWO)
    assert [item.name for item in items] == ["p", "q"]
    assert sequences.batch(items, TWO).shape == (2, 4, 2)


def test_rows_of_a_table_and_cases_of_a_ts_file(tmp_path: Path) -> None:
    rows = read(written(tmp_path, "s.txt", "1,2,3,4\n5,6,7,8\n"), ONE)
    assert [item.name for item in rows] == ["row 1", "row 2"]
    assert rows[1].values[:, 0].tolist() == [5, 6, 7, 8]
    labelled = read(written(tmp_path, "s_TEST.txt", "1,1,2,3,4\n2,5,6,7,8\n"), ONE)
    assert labelled[1].values[:, 0].tolist() == [5, 6, 7, 8]
    cases = read(written(tmp_path, "s.ts", "@classLabel true a b\n@data\n1,2,3,4:a\n5,6,7,8:?\n"), ONE)
    assert cases[1].values[:, 0].tolist() == [5, 6, 7, 8]


def test_what_is_done_to_a_sequence_is_said(tmp_path: Path) -> None:
    text = "x,y\n" + "1,1\n" * 3 + ",1\n" + "1,1\n" * 3
    (item,) = read(written(tmp_path, "s.csv", text), TWO)
    assert [note.code for note in item.notes] == ["inference.sequences.cut", "inference.sequences.missing"]
    (far,) = read(written(tmp_path, "far.csv", "x,y\n" + "1000,1000\n" * 4), TWO)
    assert [note.code for note in far.notes] == ["inference.sequences.far"]


def test_the_answer_carries_the_curves_when_pictures_are_asked_for(tmp_path: Path) -> None:
    (item,) = read(written(tmp_path, "s.csv", "x,y\n1,2\n3,4\n5,6\n7,8\n"), TWO, pictures=True)
    found = sequences.answer(np.array([2.0, 0.0], dtype=np.float32), item, model_of(TWO), 2)
    assert found.label == "a"
    assert found.curve_names == ("x", "y")
    assert found.curves == ((1, 3, 5, 7), (2, 4, 6, 8))


def test_data_are_opened_as_the_model_was_trained() -> None:
    wanted = DatasetDescription(source="s", sequences=SequenceSettings(id="q", steps=99, scaling="none"))
    found = sequences.described(wanted, TWO)
    assert found.kind == "sequences"
    assert found.sequences == SequenceSettings(id="q", steps=4, scaling="standard")


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("s.csv", "", "data.table.empty"),
        ("s.csv", "p,q\n1,2\n3,4\n", "data.sequences.features_differ"),
        ("s.csv", "name,word\na,b\nc,d\n", "data.sequences.features_differ"),
        ("s.ts", "@data\n1,2,3\n", "data.sequences.features_differ"),
        ("s.ts", "@data\nx,2:3,4\n", "data.sequences.bad_values"),
        ("s.ts", "nothing\n", "data.table.no_rows"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, text: str, code: str) -> None:
    with pytest.raises(DataError) as caught:
        read(written(tmp_path, name, text), TWO)
    assert caught.value.code == code


def test_there_is_nothing_or_no_file(tmp_path: Path) -> None:
    for given, code in [
        (Given(path=str(tmp_path / "none.csv")), "data.missing"),
        (Given(path=str(tmp_path)), "data.table.damaged"),
        (Given(text="1,2,3"), "inference.sequences.file_only"),
    ]:
        with pytest.raises(DataError) as caught:
            sequences.read(given, model_of(TWO), pictures=False)
        assert caught.value.code == code
