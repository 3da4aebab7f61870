"""One function per kind of layer; maps are ``(batch, channels, height, width)`` inside, all else as described."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.activations import activated
from deepdesk.backends.torch.normalization import batch_normalization
from deepdesk.backends.torch.recurrent import gru, lstm
from deepdesk.backends.torch.spatial import average_pooling2d, conv2d, global_average_pooling2d, max_pooling2d
from deepdesk.backends.torch.weights import Built, Place, turned


class ToChannelsLast(nn.Module):
    """``(batch, channels, height, width)`` to ``(batch, height, width, channels)``."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """A view."""
        return x.permute(0, 2, 3, 1)


class ToChannelsFirst(nn.Module):
    """``(batch, height, width, channels)`` to ``(batch, channels, height, width)``."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """A view."""
        return x.permute(0, 3, 1, 2)


def _is_map(shape: tuple[int | None, ...]) -> bool:
    return len(shape) == 3


def _channels_last(layer: PlannedLayer, module: nn.Module) -> nn.Module:
    """``module`` between the steps that show it channels-last values, where its input or output are maps."""
    steps = [ToChannelsLast()] if _is_map(layer.input_shapes[0]) else []
    after = [ToChannelsFirst()] if _is_map(layer.output_shape) else []
    return nn.Sequential(*steps, module, *after) if steps or after else module


def dense(layer: PlannedLayer) -> Built:
    """``Dense``, over the last axis."""
    features = layer.input_shapes[0][-1]
    assert features is not None
    module = nn.Linear(features, layer.params["units"], bias=layer.params["use_bias"])
    places = {"kernel": Place(module, "weight", turned, turned)}
    if layer.params["use_bias"]:
        places["bias"] = Place(module, "bias")
    return Built(_channels_last(layer, activated(module, layer.params["activation"])), places)


def flatten(layer: PlannedLayer) -> Built:
    """``Flatten``, channels varying fastest."""
    return Built(_channels_last(layer, nn.Flatten()))


def reshape(layer: PlannedLayer) -> Built:
    """``Reshape``, in channels-last order."""
    target = tuple(-1 if size is None else size for size in layer.output_shape)
    return Built(_channels_last(layer, nn.Sequential(nn.Flatten(), nn.Unflatten(1, target))))


def dropout(layer: PlannedLayer) -> Built:
    """``Dropout``."""
    return Built(nn.Dropout(float(layer.params["rate"])))


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Conv2D": conv2d,
        "MaxPooling2D": max_pooling2d,
        "AveragePooling2D": average_pooling2d,
        "GlobalAveragePooling2D": global_average_pooling2d,
        "BatchNormalization": batch_normalization,
        "Flatten": flatten,
        "Reshape": reshape,
        "Dense": dense,
        "Dropout": dropout,
        "LSTM": lstm,
        "GRU": gru,
    }
)
