"""Shape rules, counts and faults against values worked out by hand (and known from Keras)."""

from __future__ import annotations

from typing import Any

import pytest

from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.base import ShapeFault
from deepdesk.model.presets import preset
from deepdesk.model.shapes import infer


def network(*layers: tuple[str, str, dict[str, Any]], shape: Shape = (28, 28, 1)) -> ModelDescription:
    described = tuple(LayerDescription(id=name, kind=kind, params=params) for name, kind, params in layers)
    return ModelDescription(name="n", input=InputDescription(shape=shape), layers=described)


CASES: list[tuple[str, dict[str, Any], Shape, Shape, int, int]] = [
    # kind, parameters, input, output, parameters, multiply-adds
    ("Conv2D", {"filters": 32}, (28, 28, 1), (26, 26, 32), 320, 26 * 26 * 32 * 9),
    ("Conv2D", {"filters": 64, "padding": "same"}, (14, 14, 32), (14, 14, 64), 18_496, 14 * 14 * 64 * 9 * 32),
    ("Conv2D", {"filters": 8, "kernel_size": 5, "strides": 2}, (28, 28, 3), (12, 12, 8), 608, 12 * 12 * 8 * 75),
    ("Conv2D", {"filters": 8, "strides": [2, 3], "padding": "same"}, (7, 7, 1), (4, 3, 8), 80, 4 * 3 * 8 * 9),
    ("Conv2D", {"filters": 4, "dilation_rate": [2, 2], "use_bias": False}, (9, 9, 2), (5, 5, 4), 72, 25 * 4 * 18),
    ("Conv2D", {"filters": 4}, (None, None, 3), (None, None, 4), 112, 4 * 27),
    ("MaxPooling2D", {}, (13, 13, 32), (6, 6, 32), 0, 0),
    ("MaxPooling2D", {"padding": "same"}, (13, 13, 32), (7, 7, 32), 0, 0),
    ("MaxPooling2D", {"pool_size": [3, 3], "strides": [1, 1]}, (8, 8, 2), (6, 6, 2), 0, 0),
    ("AveragePooling2D", {"pool_size": [2, 4]}, (8, 8, 2), (4, 2, 2), 0, 0),
    ("GlobalAveragePooling2D", {}, (7, 5, 64), (64,), 0, 0),
    ("BatchNormalization", {}, (7, 7, 64), (7, 7, 64), 256, 7 * 7 * 64),
    ("BatchNormalization", {}, (10,), (10,), 40, 10),
    ("Flatten", {}, (3, 3, 64), (576,), 0, 0),
    ("Reshape", {"target_shape": [28, -1]}, (28, 28, 3), (28, 84), 0, 0),
    ("Reshape", {"target_shape": [49, 16]}, (28, 28, 1), (49, 16), 0, 0),
    ("Dense", {"units": 10}, (64,), (10,), 650, 640),
    ("Dense", {"units": 10, "use_bias": False}, (5, 64), (5, 10), 640, 5 * 640),
    ("Dropout", {}, (28, 28), (28, 28), 0, 0),
    ("LSTM", {"units": 128}, (28, 28), (128,), 4 * 128 * (28 + 128 + 1), 28 * 4 * 128 * (28 + 128)),
    ("LSTM", {"units": 8, "return_sequences": True}, (None, 3), (None, 8), 4 * 8 * 12, 4 * 8 * 11),
    ("GRU", {"units": 128}, (28, 28), (128,), 3 * 128 * (28 + 128 + 1), 28 * 3 * 128 * (28 + 128)),
    ("GRU", {"units": 8, "use_bias": False}, (5, 3), (8,), 3 * 8 * 11, 5 * 3 * 8 * 11),
]


@pytest.mark.parametrize(("kind", "params", "received", "output", "parameters", "multiply_adds"), CASES)
def test_shapes_and_counts(
    kind: str, params: dict[str, Any], received: Shape, output: Shape, parameters: int, multiply_adds: int
) -> None:
    layer = infer(network(("a", kind, params), shape=received)).layers[0]
    assert layer.fault is None
    assert layer.output_shape == output
    assert (layer.parameters, layer.multiply_adds) == (parameters, multiply_adds)


def test_running_statistics_are_not_trained() -> None:
    layer = infer(network(("a", "BatchNormalization", {}))).layers[0]
    assert (layer.parameters, layer.trained_parameters) == (4, 2)


@pytest.mark.parametrize(
    ("kind", "params", "received", "code"),
    [
        ("Conv2D", {}, (2, 5, 1), "window_too_large"),
        ("Conv2D", {"dilation_rate": 2}, (4, 4, 1), "window_too_large"),
        ("MaxPooling2D", {}, (1, 1, 1), "window_too_large"),
        ("Conv2D", {}, (784,), "needs_image"),
        ("Conv2D", {"strides": 2, "dilation_rate": 2}, (28, 28, 1), "strides_and_dilation"),
        ("GlobalAveragePooling2D", {}, (64,), "needs_image"),
        ("LSTM", {}, (28, 28, 1), "needs_sequence"),
        ("GRU", {}, (28,), "needs_sequence"),
        ("Flatten", {}, (None, 3), "free_length"),
        ("Dense", {}, (None,), "free_channels"),
        ("Conv2D", {}, (8, 8, None), "free_channels"),
        ("Reshape", {"target_shape": [5, 5]}, (28, 28, 1), "reshape_total"),
        ("Reshape", {"target_shape": [5, -1]}, (28, 28, 1), "reshape_rest"),
        ("Reshape", {"target_shape": [-1, -1]}, (28, 28, 1), "reshape_target"),
        ("Reshape", {"target_shape": [0, -1]}, (28, 28, 1), "reshape_target"),
    ],
)
def test_what_does_not_fit(kind: str, params: dict[str, Any], received: Shape, code: str) -> None:
    layer = infer(network(("a", kind, params), shape=received)).layers[0]
    assert layer.fault is not None
    assert layer.fault.code == f"model.fault.{code}"
    assert layer.output_shape is None


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"filters": 0}, "range"),
        ({"filters": 1.5}, "type.integer"),
        ({"filters": True}, "type.integer"),
        ({"filters": "32"}, "type.integer"),
        ({"kernel_size": [3]}, "type.size2d"),
        ({"kernel_size": None}, "type.size2d"),
        ({"kernel_size": [0, 3]}, "range"),
        ({"padding": "full"}, "choice"),
        ({"use_bias": 1}, "type.switch"),
        ({"kernel": [3, 3]}, "unknown_parameter"),
    ],
)
def test_parameters_are_checked(params: dict[str, Any], code: str) -> None:
    fault = infer(network(("a", "Conv2D", params))).layers[0].fault
    assert fault is not None
    assert fault.code == f"model.fault.{code}"


def test_not_a_number_is_out_of_range() -> None:
    fault = infer(network(("a", "Dropout", {"rate": float("nan")}))).layers[0].fault
    assert fault is not None and fault.code == "model.fault.range"


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        (LayerDescription(id="Big", kind="Flatten"), "bad_id"),
        (LayerDescription(id="input", kind="Flatten"), "bad_id"),
        (LayerDescription(id="a", kind="Flatten"), "duplicate_id"),
        (LayerDescription(id="b", kind="Flat"), "unknown_kind"),
        (LayerDescription(id="b", kind="Flatten", inputs=()), "no_inputs"),
        (LayerDescription(id="b", kind="Flatten", inputs=("z",)), "later_input"),
        (LayerDescription(id="b", kind="Flatten", inputs=("nowhere",)), "unknown_input"),
        (LayerDescription(id="b", kind="Flatten", inputs=("a", "input")), "one_input"),
    ],
)
def test_places_are_checked(layer: LayerDescription, code: str) -> None:
    around = (LayerDescription(id="a", kind="Dropout"), layer, LayerDescription(id="z", kind="Dropout"))
    model = ModelDescription(name="n", input=InputDescription(shape=(4, 4, 1)), layers=around)
    fault = infer(model).layers[1].fault
    assert fault is not None
    assert fault.code == f"model.fault.{code}"


@pytest.mark.parametrize("shape", [(), (0, 3, 1), (-1,), (1, 2, 3, 4, 5), (10**9, 1, 1)])
def test_impossible_inputs(shape: Shape) -> None:
    report = infer(network(("a", "Flatten", {}), shape=shape))
    assert report.input_fault is not None
    assert report.layers[0].fault is None
    assert not report.builds


def test_a_fault_is_told_once() -> None:
    report = infer(preset("article-cnn"))
    assert [layer.id for layer in report.layers if layer.fault] == ["conv4"]
    assert all(layer.output_shape is None for layer in report.layers[6:])
    assert not report.builds


def test_named_inputs_make_a_graph() -> None:
    model = network(("a", "Conv2D", {}), ("b", "Flatten", {}))
    model = ModelDescription(
        name="n",
        input=model.input,
        layers=(model.layers[0], LayerDescription(id="b", kind="Flatten", inputs=("input",))),
    )
    assert infer(model).output_shape == (784,)


def test_the_article_s_network_counts_as_in_keras() -> None:
    assert infer(preset("article-cnn-repaired")).parameters == 97_482
    assert infer(preset("article-cnn-4-3")).parameters == 60_554
    assert infer(preset("lenet-5")).parameters == 61_706
    assert infer(preset("article-cnn-4-3")).layers[5].output_shape == (1, 1, 64)


def test_every_kind_raises_only_shape_faults() -> None:
    for kind in KINDS.values():
        for shape in [(), (3,), (3, 4), (3, 4, 5), (3, 4, 5, 6), (None,), (None, None), (None, None, None)]:
            params = kind.filled({})
            try:
                output = kind.output_shape(params, (shape,))
            except ShapeFault:
                continue
            kind.weights(params, (shape,))
            assert kind.multiply_adds(params, (shape,), output) >= 0
