"""MobileNetV2 (width 1.0) layer for layer as published, and its convolutions as a fixed basis for one's own classes.

Keras' and torchvision's trained weights belong to two networks that differ in small things: how a convolution with
strides is padded (Keras: what is missing goes to the bottom and right; torchvision: one pixel on all sides), and the
epsilon and momentum of the normalization. A network is one or the other; the weights that are chosen say which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model.description import LayerDescription, Shape
from deepdesk.model.presets.recipe import Layers, Preset, Published, Recipe, layer

PUBLISHED: Final[tuple[Published, ...]] = ("keras", "torchvision")
USUAL_SHAPE: Final = (224, 224, 3)
_FIRST: Final = 32
_LAST: Final = 1280
_STAGES: Final = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""Expansion, channels, blocks, stride of the first block (Sandler et al., 2018, table 2)."""


@dataclass(frozen=True)
class _Manner:
    """What one publisher does otherwise than the other."""

    epsilon: float
    momentum: float
    symmetric: bool


_MANNERS: Final[Mapping[Published, _Manner]] = MappingProxyType(
    {
        "keras": _Manner(epsilon=1e-3, momentum=0.999, symmetric=False),
        "torchvision": _Manner(epsilon=1e-5, momentum=0.9, symmetric=True),
    }
)


class _Writer:
    """Writes the layers one after the other and follows the size of the map."""

    def __init__(self, shape: Shape, manner: _Manner, *, trainable: bool) -> None:
        self.layers: list[LayerDescription] = []
        self._manner = manner
        self._frozen: dict[str, Any] = {} if trainable else {"trainable": False}
        self._sides = tuple(shape[:2]) if len(shape) == 3 else (None, None)
        self._at = "input"

    def add(self, layer_id: str, kind: str, *inputs: str, **params: Any) -> str:
        described = layer(layer_id, kind, **params)
        if inputs:
            described = LayerDescription(id=layer_id, kind=kind, params=params, inputs=inputs)
        self.layers.append(described)
        return layer_id

    def conv(self, layer_id: str, kind: str, **params: Any) -> None:
        self.add(layer_id, kind, use_bias=False, **params, **self._frozen)

    def norm(self, layer_id: str) -> str:
        manner = self._manner
        return self.add(
            layer_id, "BatchNormalization", epsilon=manner.epsilon, momentum=manner.momentum, **self._frozen
        )

    def relu(self, layer_id: str) -> None:
        self.add(layer_id, "Activation", activation="relu6")

    def halved(self, pad_id: str) -> None:
        """What a 3×3 convolution with strides of 2 and without padding of its own needs before it."""
        one_side = not self._manner.symmetric
        margins = [[0 if one_side and side is not None and side % 2 == 0 else 1, 1] for side in self._sides]
        self.add(pad_id, "ZeroPadding2D", padding=margins)
        self._sides = tuple(None if side is None else (side + 1) // 2 for side in self._sides)

    def first(self) -> None:
        """The first convolution halves the map."""
        self.halved("conv1_pad")
        self.conv("conv1", "Conv2D", filters=_FIRST, kernel_size=[3, 3], strides=[2, 2])
        self.norm("bn_conv1")
        self.relu("conv1_relu")

    def block(self, number: int, source: str, channels: int, expansion: int, filters: int, stride: int) -> str:
        """An inverted residual block: wider, over the neighbours, narrower; gives the id of its last layer."""
        before = f"block_{number}_" if number else "expanded_conv_"
        if expansion > 1:
            self.conv(f"{before}expand", "Conv2D", filters=expansion * channels, kernel_size=[1, 1])
            self.norm(f"{before}expand_bn")
            self.relu(f"{before}expand_relu")
        if stride == 2:
            self.halved(f"{before}pad")
        padding = "same" if stride == 1 else "valid"
        self.conv(
            f"{before}depthwise", "DepthwiseConv2D", kernel_size=[3, 3], strides=[stride, stride], padding=padding
        )
        self.norm(f"{before}depthwise_bn")
        self.relu(f"{before}depthwise_relu")
        self.conv(f"{before}project", "Conv2D", filters=filters, kernel_size=[1, 1])
        last = self.norm(f"{before}project_bn")
        if stride == 1 and channels == filters:
            return self.add(f"{before}add", "Add", source, last)
        return last

    def base(self) -> None:
        """All convolutions: 17 blocks between the first one and the last one."""
        self.first()
        at, channels, number = "conv1_relu", _FIRST, 0
        for expansion, filters, count, first_stride in _STAGES:
            for place in range(count):
                at = self.block(number, at, channels, expansion, filters, first_stride if place == 0 else 1)
                channels, number = filters, number + 1
        self.conv("conv_1", "Conv2D", filters=_LAST, kernel_size=[1, 1])
        self.norm("conv_1_bn")
        self.relu("out_relu")


def _whole(published: Published) -> Recipe:
    def recipe(shape: Shape, classes: int) -> Layers:
        writer = _Writer(shape, _MANNERS[published], trainable=True)
        writer.base()
        writer.add("gap", "GlobalAveragePooling2D")
        writer.add("predictions", "Dense", units=classes)
        return tuple(writer.layers)

    return recipe


def _features(published: Published) -> Recipe:
    def recipe(shape: Shape, classes: int) -> Layers:
        writer = _Writer(shape, _MANNERS[published], trainable=False)
        writer.base()
        writer.add("gap", "GlobalAveragePooling2D")
        writer.add("drop", "Dropout", rate=0.2)
        writer.add("out", "Dense", units=classes)
        return tuple(writer.layers)

    return recipe


_KINDS: Final[Mapping[str, Callable[[Published], Recipe]]] = MappingProxyType(
    {"mobilenet-v2": _whole, "mobilenet-v2-features": _features}
)

RECIPES: Final[Mapping[str, tuple[Preset, Recipe]]] = MappingProxyType(
    {
        name: (Preset(id=name, family="pretrained", usual_shape=USUAL_SHAPE, pretrained=PUBLISHED), kind("keras"))
        for name, kind in _KINDS.items()
    }
)

VARIANTS: Final[Mapping[tuple[str, Published], Recipe]] = MappingProxyType(
    {(name, published): kind(published) for name, kind in _KINDS.items() for published in PUBLISHED}
)
"""The network that belongs to whose weights."""
