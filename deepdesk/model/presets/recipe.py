"""What a preset is, and the layers that its recipe is written with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal

import msgspec

from deepdesk.model.description import LayerDescription, Shape

MNIST_SHAPE: Final = (28, 28, 1)

Layers = tuple[LayerDescription, ...]
Recipe = Callable[[Shape, int], Layers]
"""The layers for an input shape (without batch) and a number of classes or outputs."""

Family = Literal["article", "cnn", "recurrent", "text", "task", "pretrained"]
"""How the presets are grouped where they are offered; each has the sentence ``preset.family.<family>``."""

PresetTask = Literal["classification", "segmentation", "reconstruction", "regression"]

Published = Literal["keras", "torchvision"]
"""Who published a file of trained weights; each has its own names, layouts and preprocessing."""


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """A network to start from; its name, what it is and where it comes from are the sentences ``preset.name.<id>``,
    ``preset.about.<id>`` and ``preset.source.<id>`` (with ``-`` written as ``_``).

    Attributes:
        id: as it is written on the command line.
        family: the group that it is offered in.
        task: what it is made for.
        usual_shape: the input shape that it takes where none is known: its number of axes says what it is made for.
        pretrained: whose trained weights fit it, the usual ones first; empty: it is trained from the start.
    """

    id: str
    family: Family
    task: PresetTask = "classification"
    usual_shape: Shape = MNIST_SHAPE
    pretrained: tuple[Published, ...] = ()

    def code(self, part: Literal["name", "about", "source"]) -> str:
        """The catalogue code of one of its sentences."""
        return f"preset.{part}.{self.id.replace('-', '_')}"


def layer(layer_id: str, kind: str, **params: Any) -> LayerDescription:
    """One layer that takes the one before it."""
    return LayerDescription(id=layer_id, kind=kind, params=params)


def joined(layer_id: str, kind: str, *inputs: str, **params: Any) -> LayerDescription:
    """One layer that takes the layers named (or the one layer named)."""
    return LayerDescription(id=layer_id, kind=kind, params=params, inputs=inputs)


def conv(layer_id: str, filters: int, size: int = 3, **params: Any) -> LayerDescription:
    """A square convolution with relu unless the parameters say otherwise."""
    return layer(
        layer_id, "Conv2D", **{"filters": filters, "kernel_size": [size, size], "activation": "relu", **params}
    )


def pool(number: int, kind: str = "MaxPooling2D") -> LayerDescription:
    """A 2×2 pooling with the id ``pool<number>``."""
    return layer(f"pool{number}", kind, pool_size=[2, 2])
