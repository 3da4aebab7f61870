"""The presets: as published, and fitting what they say they fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepdesk.core import catalogue
from deepdesk.core.errors import ModelError
from deepdesk.model.description import Shape, load_model, save_model
from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext
from deepdesk.model.following import followed
from deepdesk.model.presets import PRESETS, preset, preset_for
from deepdesk.model.shapes import infer


@pytest.mark.parametrize("preset_id", PRESETS)
def test_each_has_its_words(preset_id: str) -> None:
    codes = {PRESETS[preset_id].code(part) for part in ("name", "about", "source")}
    assert codes <= catalogue.codes()
    assert f"preset.family.{PRESETS[preset_id].family}" in catalogue.codes()


def test_the_article_s_networks_are_as_printed() -> None:
    printed = [
        ("conv1", {"filters": 32}),
        ("conv2", {"filters": 64}),
        ("conv3", {"filters": 64}),
        ("conv4", {"filters": 64}),
    ]
    model = preset("article-cnn")
    for name, wanted in printed:
        params = model.layer(name).params
        assert params["filters"] == wanted["filters"]
        assert (params["kernel_size"], params["activation"], params["padding"]) == ([3, 3], "relu", "valid")
    assert [layer.kind for layer in model.layers[8:]] == ["Flatten", "Dense", "Dropout", "Dense"]
    assert model.layer("dense1").params == {"units": 64, "activation": "relu"}
    assert model.layer("out").params == {"units": 10}
    assert [layer.kind for layer in preset("article-cnn-4-3").layers].count("Conv2D") == 3


@pytest.mark.parametrize("preset_id", ["small-cnn", "lstm", "lstm-2"])
@pytest.mark.parametrize("shape", [(8, 8, 1), (9, 13, 3), (28, 28, 1), (96, 96, 3), (8, 200, 1)])
def test_these_fit_any_image(preset_id: str, shape: Shape) -> None:
    model = preset(preset_id, shape, 7)
    assert infer(model).output_shape == (7,)
    assert examine(model, CheckContext(input_shape=shape, classes=7)) == ()


@pytest.mark.parametrize(
    "shape",
    [(1, 1, 1), (2, 9, 3), (8, 8, 1), (15, 15, 1), (16, 16, 3), (28, 28, 1), (64, 64, 3), (96, 96, 3), (5, 3), (7,)],
)
def test_the_one_for_the_data_builds(shape: Shape) -> None:
    model = preset(preset_for(shape), shape, 3)
    assert infer(model).output_shape == (3,)


def test_the_one_for_known_data() -> None:
    assert preset_for((28, 28, 1)) == "article-cnn-repaired"
    assert preset_for((8, 8, 1)) == "small-cnn"
    assert preset_for((64, 64, 3)) == "article-cnn-repaired"
    assert preset_for((96, 96, 3)) == "photo-cnn"
    assert preset_for((96, 96, 1)) == "small-cnn"
    assert preset_for((100, 6)) == "lstm"


def test_an_unknown_preset_names_the_known_ones() -> None:
    with pytest.raises(ModelError) as caught:
        preset("vgg")
    assert "lenet-5" in catalogue.describe(caught.value)


@pytest.mark.parametrize("preset_id", [name for name in PRESETS if name != "article-cnn"])
def test_each_builds_on_its_usual_shape(preset_id: str) -> None:
    report = infer(preset(preset_id))
    outputs = {
        "classification": (10,),
        # One value at each of ten steps; what forecasts says all its steps at once.
        "regression": (10,) if preset_id.startswith("forecast-") else (10, 1),
        "segmentation": (*PRESETS[preset_id].usual_shape[:2], 10),
        "reconstruction": PRESETS[preset_id].usual_shape,
    }
    assert report.builds
    assert report.output_shape == outputs[PRESETS[preset_id].task]


@pytest.mark.parametrize(
    ("preset_id", "shape", "classes", "trained"),
    [
        ("resnet-18", (224, 224, 3), 1000, 11_689_512),
        ("lenet-5", (28, 28, 1), 10, 61_706),
        # Table 6 of the paper says 0.27 million; projections add 2,752 to its 269,722.
        ("resnet-20", (32, 32, 3), 10, 272_474),
    ],
)
def test_parameters_are_as_published(preset_id: str, shape: Shape, classes: int, trained: int) -> None:
    assert infer(preset(preset_id, shape, classes)).trained_parameters == trained


@pytest.mark.parametrize("preset_id", ["u-net", "autoencoder"])
@pytest.mark.parametrize("shape", [(8, 8, 1), (9, 13, 3), (28, 28, 1), (97, 100, 3)])
def test_maps_come_out_as_large_as_they_went_in(preset_id: str, shape: Shape) -> None:
    output = infer(preset(preset_id, shape, 3)).output_shape
    assert output is not None
    assert output[:2] == shape[:2]


@pytest.mark.parametrize("preset_id", ["gru", "bi-lstm", "cnn-1d", "cnn-lstm", "mlp", "separable-cnn"])
@pytest.mark.parametrize("shape", [(8, 8, 1), (9, 13, 3), (28, 28, 1), (96, 96, 3)])
def test_sequence_networks_read_images_too(preset_id: str, shape: Shape) -> None:
    assert infer(preset(preset_id, shape, 7)).output_shape == (7,)


@pytest.mark.parametrize("preset_id", PRESETS)
def test_a_preset_survives_its_file(preset_id: str, tmp_path: Path) -> None:
    path = tmp_path / "测试 é.model.json"
    save_model(path, preset(preset_id))
    assert load_model(path) == preset(preset_id)


@pytest.mark.parametrize("preset_id", ["small-cnn", "lstm", "lstm-2"])
def test_a_network_follows_other_data(preset_id: str) -> None:
    context = CheckContext(input_shape=(9, 12, 3), classes=4)
    model = followed(preset(preset_id), context, follows_input=True, follows_units=True)
    assert examine(model, context) == ()
    assert infer(model).output_shape == (4,)


def test_what_is_pinned_stays() -> None:
    context = CheckContext(input_shape=(9, 12, 3), classes=4)
    assert followed(preset("lstm"), context, follows_input=False, follows_units=False) == preset("lstm")
