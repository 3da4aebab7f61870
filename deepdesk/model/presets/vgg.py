"""VGG16 layer for layer as published, and its convolutions as a fixed basis for a classifier of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import LayerDescription, Shape
from deepdesk.model.presets.recipe import Layers, Preset, Published, Recipe, conv, layer

_BLOCKS: Final = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))
PUBLISHED: Final[tuple[Published, ...]] = ("keras", "torchvision")
USUAL_SHAPE: Final = (224, 224, 3)


def _base(*, trainable: bool) -> Layers:
    """Thirteen 3×3 convolutions in five blocks, each with a 2×2 maximum at its end."""
    frozen = {} if trainable else {"trainable": False}
    body: list[LayerDescription] = []
    for block, (count, filters) in enumerate(_BLOCKS, start=1):
        for number in range(1, count + 1):
            body.append(conv(f"block{block}_conv{number}", filters, padding="same", **frozen))
        body.append(layer(f"block{block}_pool", "MaxPooling2D", pool_size=[2, 2], strides=[2, 2]))
    return tuple(body)


def _vgg16(shape: Shape, classes: int) -> Layers:
    return (
        *_base(trainable=True),
        layer("flatten", "Flatten"),
        layer("fc1", "Dense", units=4096, activation="relu"),
        layer("fc2", "Dense", units=4096, activation="relu"),
        layer("predictions", "Dense", units=classes),
    )


def _vgg16_features(shape: Shape, classes: int) -> Layers:
    return (
        *_base(trainable=False),
        layer("gap", "GlobalAveragePooling2D"),
        layer("drop", "Dropout", rate=0.2),
        layer("out", "Dense", units=classes),
    )


RECIPES: Final[Mapping[str, tuple[Preset, Recipe]]] = MappingProxyType(
    {
        "vgg16": (Preset(id="vgg16", family="pretrained", usual_shape=USUAL_SHAPE, pretrained=PUBLISHED), _vgg16),
        "vgg16-features": (
            Preset(id="vgg16-features", family="pretrained", usual_shape=USUAL_SHAPE, pretrained=PUBLISHED),
            _vgg16_features,
        ),
    }
)
