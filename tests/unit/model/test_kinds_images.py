"""Shapes, counts and faults of convolutions, pooling and resizing against values worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from deepdesk.core import catalogue
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.kinds import KINDS, convolution, pooling, resizing
from deepdesk.model.shapes import LayerReport, infer

OURS = (*convolution.KINDS, *pooling.KINDS, *resizing.KINDS)


def reported(kind: str, params: dict[str, Any], shape: Shape) -> LayerReport:
    layer = LayerDescription(id="a", kind=kind, params=params)
    return infer(ModelDescription(name="n", input=InputDescription(shape=shape), layers=(layer,))).layers[0]


CASES: list[tuple[str, dict[str, Any], Shape, Shape, int, int]] = [
    # kind, parameters, input, output, parameters, multiply-adds
    ("Conv2D", {"filters": 6, "groups": 2}, (5, 5, 4), (3, 3, 6), 9 * 2 * 6 + 6, 9 * 6 * 9 * 2),
    ("Conv2D", {"filters": 8, "groups": 4, "use_bias": False}, (4, 4, 4), (2, 2, 8), 72, 4 * 8 * 9),
    ("Conv1D", {"filters": 8}, (10, 3), (8, 8), 3 * 3 * 8 + 8, 8 * 8 * 9),
    ("Conv1D", {"filters": 8, "kernel_size": 4, "strides": 3}, (10, 3), (3, 8), 104, 3 * 8 * 12),
    ("Conv1D", {"filters": 2, "padding": "same", "strides": 2}, (7, 1), (4, 2), 8, 4 * 2 * 3),
    ("Conv1D", {"filters": 2, "padding": "causal"}, (7, 1), (7, 2), 8, 7 * 2 * 3),
    ("Conv1D", {"filters": 2, "padding": "causal", "strides": 3}, (8, 1), (3, 2), 8, 3 * 2 * 3),
    ("Conv1D", {"filters": 2, "dilation_rate": 4}, (10, 1), (2, 2), 8, 2 * 2 * 3),
    ("Conv1D", {"filters": 4, "groups": 2}, (5, 6), (3, 4), 3 * 3 * 4 + 4, 3 * 4 * 9),
    ("Conv1D", {"filters": 4}, (None, 2), (None, 4), 28, 4 * 6),
    ("DepthwiseConv2D", {}, (8, 8, 3), (6, 6, 3), 9 * 3 + 3, 6 * 6 * 3 * 9),
    ("DepthwiseConv2D", {"depth_multiplier": 2}, (8, 8, 3), (6, 6, 6), 9 * 6 + 6, 6 * 6 * 6 * 9),
    ("DepthwiseConv2D", {"strides": [2, 1], "padding": "same"}, (5, 5, 2), (3, 5, 2), 20, 15 * 2 * 9),
    ("SeparableConv2D", {"filters": 8}, (8, 8, 3), (6, 6, 8), 27 + 24 + 8, 36 * (27 + 24)),
    (
        "SeparableConv2D",
        {"filters": 4, "depth_multiplier": 2, "use_bias": False},
        (4, 4, 3),
        (2, 2, 4),
        54 + 24,
        4 * (54 + 24),
    ),
    ("Conv2DTranspose", {"filters": 4, "strides": 2, "padding": "same"}, (5, 7, 3), (10, 14, 4), 112, 35 * 3 * 9 * 4),
    ("Conv2DTranspose", {"filters": 4, "strides": 2}, (5, 7, 3), (11, 15, 4), 112, 35 * 3 * 9 * 4),
    ("Conv2DTranspose", {"filters": 1, "kernel_size": 2, "strides": 3}, (2, 2, 1), (6, 6, 1), 5, 16),
    ("Conv2DTranspose", {"filters": 1, "dilation_rate": 2}, (4, 4, 1), (8, 8, 1), 10, 16 * 9),
    ("Conv2DTranspose", {"filters": 2, "strides": 2}, (None, 3, 1), (None, 7, 2), 20, 3 * 9 * 2),
    ("MaxPooling1D", {}, (9, 4), (4, 4), 0, 0),
    ("MaxPooling1D", {"padding": "same"}, (9, 4), (5, 4), 0, 0),
    ("AveragePooling1D", {"pool_size": 3, "strides": 1}, (9, 4), (7, 4), 0, 0),
    ("AveragePooling1D", {"strides": None}, (None, 4), (None, 4), 0, 0),
    ("GlobalMaxPooling1D", {}, (None, 4), (4,), 0, 0),
    ("GlobalAveragePooling1D", {}, (9, 4), (4,), 0, 0),
    ("GlobalMaxPooling2D", {}, (9, None, 4), (4,), 0, 0),
    ("UpSampling2D", {}, (3, 4, 5), (6, 8, 5), 0, 0),
    ("UpSampling2D", {"size": [1, 3], "interpolation": "bilinear"}, (None, 4, 5), (None, 12, 5), 0, 0),
    ("ZeroPadding2D", {}, (3, 4, 5), (5, 6, 5), 0, 0),
    ("ZeroPadding2D", {"padding": [[1, 2], [3, 4]]}, (3, None, 5), (6, None, 5), 0, 0),
    ("ZeroPadding2D", {"padding": [2, 0]}, (3, 4, 5), (7, 4, 5), 0, 0),
    ("Cropping2D", {"cropping": [[1, 2], [0, 3]]}, (4, 4, 5), (1, 1, 5), 0, 0),
    ("Cropping2D", {"cropping": 1}, (None, 4, 5), (None, 2, 5), 0, 0),
    ("UpSampling1D", {}, (3, 5), (6, 5), 0, 0),
    ("UpSampling1D", {"size": 3}, (None, 5), (None, 5), 0, 0),
    ("ZeroPadding1D", {}, (3, 5), (5, 5), 0, 0),
    ("ZeroPadding1D", {"padding": [2, 0]}, (None, 5), (None, 5), 0, 0),
    ("Cropping1D", {}, (3, 5), (1, 5), 0, 0),
    ("Cropping1D", {"cropping": 0}, (None, 5), (None, 5), 0, 0),
]


@pytest.mark.parametrize(("kind", "params", "received", "output", "parameters", "multiply_adds"), CASES)
def test_shapes_and_counts_of_image_kinds(
    kind: str, params: dict[str, Any], received: Shape, output: Shape, parameters: int, multiply_adds: int
) -> None:
    layer = reported(kind, params, received)
    assert layer.fault is None
    assert layer.output_shape == output
    assert (layer.parameters, layer.multiply_adds) == (parameters, multiply_adds)


@pytest.mark.parametrize(
    ("kind", "params", "received", "code"),
    [
        ("Conv2D", {"groups": 2}, (8, 8, 3), "channels_in_groups"),
        ("Conv2D", {"groups": 3, "filters": 4}, (8, 8, 3), "filters_in_groups"),
        ("Conv1D", {"groups": 2}, (8, 3), "channels_in_groups"),
        ("Conv1D", {"kernel_size": 9}, (8, 3), "window_too_large"),
        ("Conv1D", {"strides": 2, "dilation_rate": 2}, (8, 3), "strides_and_dilation"),
        ("Conv1D", {}, (8, 8, 3), "needs_sequence"),
        ("Conv1D", {}, (8, None), "free_channels"),
        ("Conv1D", {"kernel_size": None}, (8, 3), "type.integer"),
        ("DepthwiseConv2D", {}, (8,), "needs_image"),
        ("DepthwiseConv2D", {}, (2, 8, 1), "window_too_large"),
        ("DepthwiseConv2D", {"strides": 2, "dilation_rate": 2}, (9, 9, 1), "strides_and_dilation"),
        ("SeparableConv2D", {"kernel_size": 9}, (8, 8, 1), "window_too_large"),
        ("Conv2DTranspose", {"strides": 2, "dilation_rate": [1, 2]}, (9, 9, 1), "strides_and_dilation"),
        ("MaxPooling1D", {}, (1, 3), "window_too_large"),
        ("MaxPooling1D", {"strides": 0}, (9, 3), "range"),
        ("GlobalMaxPooling1D", {}, (3, 3, 3), "needs_sequence"),
        ("GlobalMaxPooling2D", {}, (3, 3), "needs_image"),
        ("Cropping2D", {"cropping": [[2, 2], [0, 0]]}, (4, 9, 1), "crops_all"),
        ("Cropping1D", {"cropping": [2, 2]}, (4, 1), "crops_all"),
        ("UpSampling1D", {}, (4, 4, 1), "needs_sequence"),
        ("ZeroPadding1D", {"padding": [1, 2, 3]}, (4, 1), "type.size2d"),
        ("ZeroPadding2D", {"padding": [[1, 2], [3]]}, (4, 9, 1), "type.margins"),
        ("UpSampling2D", {"interpolation": "cubic"}, (4, 9, 1), "choice"),
    ],
)
def test_what_cannot_be_built_is_told(kind: str, params: dict[str, Any], received: Shape, code: str) -> None:
    layer = reported(kind, params, received)
    assert layer.fault is not None
    assert layer.fault.code == f"model.fault.{code}"
    # say() falls back to the bare template when a figure lacks.
    for part in (layer.fault.code, f"{layer.fault.code}.why"):
        assert "{" not in catalogue.say(part, **layer.fault.params)


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.name)
def test_every_image_kind_is_explained(kind: Any) -> None:
    wanted = [f"kind.{part}.{kind.name}" for part in ("about", "use", "formula")]
    assert not [code for code in wanted if code not in catalogue.codes()]
    assert kind.torch_name
    for parameter in kind.parameters:
        for part in ("parameter", "help"):
            assert {f"kind.{part}.{parameter.name}", f"kind.{part}.{kind.name}.{parameter.name}"} & catalogue.codes()


@pytest.mark.parametrize("kind", convolution.KINDS, ids=lambda kind: kind.name)
def test_kernels_are_penalized_and_biases_are_not(kind: Any) -> None:
    shape = (8, 4) if kind.name == "Conv1D" else (8, 8, 4)
    specs = kind.weights(kind.filled({}), (shape,))
    assert {spec.name for spec in specs if not spec.penalized} == {"bias"}
    assert [item.name for item in kind.parameters][-3:] == ["trainable", "l1", "l2"]


def test_keras_shapes_of_kernels() -> None:
    def shapes(kind: str, **params: Any) -> dict[str, tuple[int, ...]]:
        found = KINDS[kind]
        return {spec.name: spec.shape for spec in found.weights(found.filled(params), ((8, 8, 4),))}

    assert shapes("DepthwiseConv2D", depth_multiplier=3) == {"kernel": (3, 3, 4, 3), "bias": (12,)}
    assert shapes("Conv2DTranspose", filters=5, kernel_size=2) == {"kernel": (2, 2, 5, 4), "bias": (5,)}
    assert shapes("SeparableConv2D", filters=5, depth_multiplier=2, use_bias=False) == {
        "depthwise_kernel": (3, 3, 4, 2),
        "pointwise_kernel": (1, 1, 8, 5),
    }
