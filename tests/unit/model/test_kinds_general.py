"""Shapes, counts and faults of activations, joins and normalizations, against values worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from deepdesk.core.catalogue import say
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.shapes import LayerReport, infer


def alone(kind: str, shape: Shape, **params: Any) -> LayerReport:
    """The report of one layer over an input."""
    described = (LayerDescription(id="a", kind=kind, params=params),)
    return infer(ModelDescription(name="n", input=InputDescription(shape=shape), layers=described)).layers[0]


def joined(kind: str, *filters: int, **params: Any) -> LayerReport:
    """A join of convolutions with that many filters each, over a 5×4 image."""
    branches = [
        LayerDescription(
            id=f"c{number}", kind="Conv2D", params={"filters": count, "padding": "same"}, inputs=("input",)
        )
        for number, count in enumerate(filters)
    ]
    names = tuple(branch.id for branch in branches)
    layers = (*branches, LayerDescription(id="both", kind=kind, params=params, inputs=names))
    return infer(ModelDescription(name="n", input=InputDescription(shape=(5, 4, 3)), layers=layers)).layers[-1]


@pytest.mark.parametrize("shape", [(5, 4, 3), (7, 3), (6,), (None, 3)])
@pytest.mark.parametrize("kind", ["Activation", "LeakyReLU", "GaussianNoise", "Dropout", "LayerNormalization"])
def test_the_shape_stays(kind: str, shape: Shape) -> None:
    report = alone(kind, shape)
    assert report.output_shape == shape
    assert report.parameters == (2 * 3 if kind == "LayerNormalization" and shape != (6,) else report.parameters)


@pytest.mark.parametrize(
    ("kind", "params", "parameters", "trained"),
    [
        ("BatchNormalization", {}, 24, 12),
        ("BatchNormalization", {"scale": False}, 18, 6),
        ("BatchNormalization", {"scale": False, "center": False}, 12, 0),
        ("BatchNormalization", {"trainable": False}, 24, 0),
        ("LayerNormalization", {}, 12, 12),
        ("LayerNormalization", {"center": False}, 6, 6),
        ("GroupNormalization", {"groups": 3}, 12, 12),
        ("GroupNormalization", {"groups": -1, "trainable": False}, 12, 0),
        ("Dense", {"units": 2}, 14, 14),
        ("Dense", {"units": 2, "trainable": False}, 14, 0),
    ],
)
def test_counts(kind: str, params: dict[str, Any], parameters: int, trained: int) -> None:
    report = alone(kind, (5, 6), **params)
    assert (report.parameters, report.trained_parameters) == (parameters, trained)


@pytest.mark.parametrize("groups", [4, 0, 5, 12])
def test_groups_must_divide_the_channels(groups: int) -> None:
    fault = alone("GroupNormalization", (5, 6), groups=groups).fault
    assert fault is not None and fault.code == "model.fault.channel_groups"
    assert (fault.params["channels"], fault.params["groups"]) == (6, groups)


@pytest.mark.parametrize("kind", ["Add", "Multiply", "Average", "Maximum"])
def test_joins_by_value_take_equal_shapes_only(kind: str) -> None:
    assert joined(kind, 4, 4, 4).output_shape == (5, 4, 4)
    # One channel could be stretched, and is not.
    fault = joined(kind, 4, 4, 1).fault
    assert fault is not None and fault.code == "model.fault.merge_shapes"
    assert fault.params["arriving"] == "c0 (5×4×4), c1 (5×4×4), c2 (5×4×1)"
    assert "c2 (5×4×1)" in say(f"{fault.code}.why", **fault.params)


def test_subtract_takes_two() -> None:
    assert joined("Subtract", 4, 4).output_shape == (5, 4, 4)
    fault = joined("Subtract", 4, 4, 4).fault
    assert fault is not None and fault.code == "model.fault.too_many_inputs"


def test_a_join_needs_several_inputs() -> None:
    fault = joined("Add", 4).fault
    assert fault is not None and fault.code == "model.fault.needs_inputs"
    assert (fault.params["minimum"], fault.params["count"]) == (2, 1)


def test_other_layers_take_one_input() -> None:
    fault = joined("Dense", 4, 4).fault
    assert fault is not None and fault.code == "model.fault.one_input"


@pytest.mark.parametrize(
    ("filters", "axis", "shape"),
    [((4, 2), -1, (5, 4, 6)), ((4, 4), 1, (10, 4, 4)), ((4, 4), 2, (5, 8, 4)), ((4, 4), -3, (10, 4, 4))],
)
def test_concatenation(filters: tuple[int, ...], axis: int, shape: Shape) -> None:
    assert joined("Concatenate", *filters, axis=axis).output_shape == shape


def test_concatenation_along_another_axis_needs_the_same_channels() -> None:
    fault = joined("Concatenate", 4, 2, axis=1).fault
    assert fault is not None and fault.code == "model.fault.concatenate_shapes"


@pytest.mark.parametrize("axis", [0, 4, -4])
def test_the_batch_is_no_axis_to_join_along(axis: int) -> None:
    fault = joined("Concatenate", 4, 4, axis=axis).fault
    assert fault is not None and fault.code == "model.fault.merge_axis"


def test_a_free_length_stays_free_when_joined() -> None:
    layers = (
        LayerDescription(id="d", kind="Dense", params={"units": 3}),
        LayerDescription(id="both", kind="Concatenate", params={"axis": 1}, inputs=("input", "d")),
    )
    report = infer(ModelDescription(name="n", input=InputDescription(shape=(None, 3)), layers=layers))
    assert report.output_shape == (None, 3)


def test_spatial_dropout_knows_its_axes() -> None:
    assert alone("SpatialDropout1D", (5, 3)).output_shape == (5, 3)
    assert alone("SpatialDropout2D", (5, 4, 3)).output_shape == (5, 4, 3)
    for kind, shape in (("SpatialDropout1D", (5, 4, 3)), ("SpatialDropout2D", (5, 3))):
        assert alone(kind, shape).fault is not None


def test_softmax_needs_a_known_length() -> None:
    assert alone("Activation", (None, None), activation="relu").fault is None
    assert alone("Activation", (3, None), activation="softmax").fault is not None
