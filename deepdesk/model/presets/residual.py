"""Residual networks: blocks whose input is added to what they make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import LayerDescription, Shape
from deepdesk.model.presets.recipe import Layers, Preset, Recipe, joined, layer

_MOMENTUM: Final = 0.9
_EPSILON: Final = 1e-5
"""PyTorch's; its own momentum of 0.1 is the share of the new value."""


def _norm(layer_id: str) -> LayerDescription:
    return layer(layer_id, "BatchNormalization", momentum=_MOMENTUM, epsilon=_EPSILON)


def _plain_conv(
    layer_id: str, filters: int, size: int = 3, stride: int = 1, source: str | None = None
) -> LayerDescription:
    """A convolution without bias: the normalization behind it has one."""
    padding = "same" if stride == 1 else "valid"
    params = {"filters": filters, "kernel_size": [size, size], "strides": [stride, stride], "padding": padding}
    made = layer(layer_id, "Conv2D", **params, use_bias=False)
    return made if source is None else joined(layer_id, "Conv2D", source, **made.params)


def _block(name: str, source: str, filters: int, stride: int, *, projects: bool) -> Layers:
    """Two 3×3 convolutions beside a shortcut; one that halves the map pads a cell on every side, as PyTorch does."""
    body: list[LayerDescription] = []
    first = source
    if stride > 1:
        body.append(joined(f"{name}_pad", "ZeroPadding2D", source, padding=[[1, 1], [1, 1]]))
        first = f"{name}_pad"
    body += [
        _plain_conv(f"{name}_conv1", filters, stride=stride, source=first),
        _norm(f"{name}_norm1"),
        layer(f"{name}_relu1", "Activation", activation="relu"),
        _plain_conv(f"{name}_conv2", filters),
        _norm(f"{name}_norm2"),
    ]
    shortcut = source
    if projects:
        body += [_plain_conv(f"{name}_short", filters, 1, stride, source), _norm(f"{name}_short_norm")]
        shortcut = f"{name}_short_norm"
    body += [
        joined(f"{name}_add", "Add", f"{name}_norm2", shortcut),
        layer(f"{name}_relu2", "Activation", activation="relu"),
    ]
    return tuple(body)


def _stages(source: str, channels: int, widths: Sequence[int], blocks: int) -> Layers:
    """Stages of ``blocks`` blocks; every stage but the first halves the map."""
    body: list[LayerDescription] = []
    for number, filters in enumerate(widths, start=1):
        for block in range(1, blocks + 1):
            name = f"stage{number}_{block}"
            stride = 2 if number > 1 and block == 1 else 1
            body += _block(name, source, filters, stride, projects=stride > 1 or channels != filters)
            source, channels = f"{name}_relu2", filters
    return tuple(body)


def _head(classes: int) -> Layers:
    return (layer("gap", "GlobalAveragePooling2D"), layer("out", "Dense", units=classes))


def _resnet_18(shape: Shape, classes: int) -> Layers:
    stem = (
        layer("stem_pad", "ZeroPadding2D", padding=[[3, 3], [3, 3]]),
        _plain_conv("stem", 64, 7, 2),
        _norm("stem_norm"),
        layer("stem_relu", "Activation", activation="relu"),
        # After relu a padded zero never wins over what is inside.
        layer("pool_pad", "ZeroPadding2D", padding=[[1, 1], [1, 1]]),
        layer("pool1", "MaxPooling2D", pool_size=[3, 3], strides=[2, 2]),
    )
    return (*stem, *_stages("pool1", 64, (64, 128, 256, 512), 2), *_head(classes))


def _resnet_20(shape: Shape, classes: int) -> Layers:
    stem = (_plain_conv("stem", 16), _norm("stem_norm"), layer("stem_relu", "Activation", activation="relu"))
    return (*stem, *_stages("stem_relu", 16, (16, 32, 64), 3), *_head(classes))


RECIPES: Final[Mapping[str, tuple[Preset, Recipe]]] = MappingProxyType(
    {
        "resnet-20": (Preset(id="resnet-20", family="cnn", usual_shape=(32, 32, 3)), _resnet_20),
        "resnet-18": (Preset(id="resnet-18", family="cnn", usual_shape=(224, 224, 3)), _resnet_18),
    }
)
