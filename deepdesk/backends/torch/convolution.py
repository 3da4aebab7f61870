"""Convolution over maps ``(batch, channels, height, width)``, with TensorFlow's rule for ``same``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import torch
from torch import nn

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.activations import activated
from deepdesk.backends.torch.padding import padded_same
from deepdesk.backends.torch.weights import Built, Place, kernel_from_neutral, kernel_to_neutral


class Conv2dSame(nn.Conv2d):
    """A convolution whose ``same`` padding is not equal on all sides or depends on the size of the map."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, channels, height, width)`` to ``(batch, filters, ceil(height/stride), …)``."""
        window = [d * (k - 1) + 1 for k, d in zip(self.kernel_size, self.dilation, strict=True)]
        return super().forward(padded_same(x, window, self.stride))


def conv2d(layer: PlannedLayer) -> Built:
    """``Conv2D``."""
    params = layer.params
    kernel, strides, dilation = params["kernel_size"], params["strides"], params["dilation_rate"]
    spans = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    settings: dict[str, Any] = {"stride": strides, "dilation": dilation, "bias": params["use_bias"]}
    channels = layer.input_shapes[0][-1]
    assert channels is not None
    if params["padding"] == "valid":
        module = nn.Conv2d(channels, params["filters"], kernel, **settings)
    elif tuple(strides) == (1, 1) and not any(span % 2 for span in spans):
        half = (spans[0] // 2, spans[1] // 2)
        module = nn.Conv2d(channels, params["filters"], kernel, padding=half, **settings)
    else:
        module = Conv2dSame(channels, params["filters"], kernel, **settings)
    places = {"kernel": Place(module, "weight", kernel_to_neutral, kernel_from_neutral)}
    if module.bias is not None:
        places["bias"] = Place(module, "bias")
    return Built(activated(module, params["activation"], axis=1), places)


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "Conv2D": conv2d,
    }
)
