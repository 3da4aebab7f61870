"""Networks of separable convolutions: few parameters, little work."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import LayerDescription, Shape
from deepdesk.model.presets.recipe import Layers, Preset, Recipe, layer

_STEPS: Final = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1))
"""Filters and stride of the separable convolutions."""


def _normalized(number: int) -> Layers:
    return (
        layer(f"norm{number}", "BatchNormalization", momentum=0.9),
        layer(f"relu{number}", "Activation", activation="relu"),
    )


def _separable_cnn(shape: Shape, classes: int) -> Layers:
    sides = [side for side in shape[:2] if side is not None]
    # A small image has no pixels to give away before anything was looked for.
    stride = 2 if len(shape) == 3 and min(sides, default=0) >= 64 else 1
    stem = {"filters": 32, "kernel_size": [3, 3], "strides": [stride, stride], "padding": "same", "use_bias": False}
    body: list[LayerDescription] = [layer("conv1", "Conv2D", **stem), *_normalized(1)]
    for number, (filters, step) in enumerate(_STEPS, start=2):
        params = {"filters": filters, "kernel_size": [3, 3], "strides": [step, step], "padding": "same"}
        body += [layer(f"sep{number - 1}", "SeparableConv2D", **params, use_bias=False), *_normalized(number)]
    head = (
        layer("gap", "GlobalAveragePooling2D"),
        layer("drop", "Dropout", rate=0.2),
        layer("out", "Dense", units=classes),
    )
    return (*body, *head)


RECIPES: Final[Mapping[str, tuple[Preset, Recipe]]] = MappingProxyType(
    {"separable-cnn": (Preset(id="separable-cnn", family="cnn"), _separable_cnn)}
)
