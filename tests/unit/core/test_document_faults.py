"""What is wrong in a file that people write by hand is said in their words, with the place and what was meant."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deepdesk.core.catalogue import describe
from deepdesk.core.errors import FormatError
from deepdesk.data.description import load_description
from deepdesk.model.description import load_model
from deepdesk.training.configuration import load_configuration

LAYERS = [{"id": "flat", "kind": "Flatten"}, {"id": "out", "kind": "Dense"}]


def model(**fields: Any) -> dict[str, Any]:
    """A network with some fields changed; ``None`` leaves one out."""
    whole = {"format": "deepdesk.model", "version": 1, "name": "n", "input": {"shape": [8]}, "layers": LAYERS} | fields
    return {key: value for key, value in whole.items() if value is not None}


def said(path: Path, document: Any, load: Callable[[Path], object]) -> str:
    """The sentence with which reading the document is refused."""
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(FormatError) as raised:
        load(path)
    return describe(raised.value).replace(str(path), "FILE")


@pytest.mark.parametrize(
    ("wrong", "key", "place", "near"),
    [
        (model(layers=None, layer=LAYERS), "layer", "the top level", "layers"),
        (model(layers=[LAYERS[0], {**LAYERS[1], "param": {"units": 3}}]), "param", "layers[1] (in out)", "params"),
        (model(layers=[LAYERS[0], {**LAYERS[1], "input": ["flat"]}]), "input", "layers[1] (in out)", "inputs"),
        (model(input={"shape": [8], "shap": [8]}), "shap", "input", "shape"),
    ],
)
def test_a_key_that_is_not_known_is_named_with_the_nearest_one(
    tmp_path: Path, wrong: Any, key: str, place: str, near: str
) -> None:
    expected = f"FILE has a key that is not known: '{key}' at {place}. Probably '{near}' is meant."
    assert said(tmp_path / "n.model.json", wrong, load_model).startswith(expected)


def test_without_a_near_key_the_known_ones_are_listed(tmp_path: Path) -> None:
    wrong = model(layers=[{**LAYERS[1], "units": 4}])
    assert "Known there: id, kind, params, inputs." in said(tmp_path / "n.model.json", wrong, load_model)


@pytest.mark.parametrize(
    ("load", "format", "key", "near"),
    [
        (load_configuration, "deepdesk.train", "learningrate", "learning_rate"),
        (load_description, "deepdesk.data", "heigth", "height"),
    ],
)
def test_settings_and_data_are_as_strict(
    tmp_path: Path, load: Callable[[Path], object], format: str, key: str, near: str
) -> None:
    text = said(tmp_path / "f.json", {"format": format, "version": 1, key: 1}, load)
    assert f"'{key}' at the top level. Probably '{near}' is meant." in text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            model(layers=[{**LAYERS[0], "inputs": 3}]),
            ": a list was expected, found a whole number, at layers[0].inputs (in flat).",
        ),
        (model(layers={"a": 1}), "a list was expected, found an object with named fields, at layers."),
        (model(name=3), "text was expected, found a whole number, at name."),
        (model(layers=[{"id": "a"}]), "'kind' is missing at layers[0] (in a)."),
    ],
)
def test_other_faults_are_said_in_words(tmp_path: Path, wrong: Any, words: str) -> None:
    assert words in said(tmp_path / "n.model.json", wrong, load_model)


def test_a_value_that_is_none_of_the_choices(tmp_path: Path) -> None:
    wrong = {"format": "deepdesk.train", "version": 1, "framework": "jax"}
    assert "'jax' is not among the values that framework may have" in said(
        tmp_path / "t.json", wrong, load_configuration
    )
