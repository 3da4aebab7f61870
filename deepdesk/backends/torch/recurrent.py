"""LSTM and GRU over ``(batch, steps, features)``: PyTorch's own modules with the second bias held at zero."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import torch
from torch import nn

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.weights import (
    Built,
    Place,
    gru_bias,
    gru_kernel_from_neutral,
    gru_kernel_to_neutral,
    turned,
)


class _Recurrent(nn.Module):
    """All outputs of a recurrent module, or the last one only."""

    def __init__(self, cell: nn.LSTM | nn.GRU, *, return_sequences: bool) -> None:
        super().__init__()
        self.cell = cell
        self.return_sequences = return_sequences
        if cell.bias:
            # One bias is all there is: a second one would double the speed at which it learns.
            second = cell.get_parameter("bias_hh_l0")
            nn.init.zeros_(second)
            second.requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """``(batch, steps, features)`` to ``(batch, steps, units)`` or ``(batch, units)``."""
        outputs: torch.Tensor = self.cell(x)[0]
        return outputs if self.return_sequences else outputs[:, -1]


def _sizes(layer: PlannedLayer) -> tuple[int, int]:
    features = layer.input_shapes[0][-1]
    assert features is not None
    return features, layer.params["units"]


def lstm(layer: PlannedLayer) -> Built:
    """``LSTM``; gates i f g o as in the neutral layout."""
    cell = nn.LSTM(*_sizes(layer), bias=layer.params["use_bias"], batch_first=True)
    places = {
        "kernel": Place(cell, "weight_ih_l0", turned, turned),
        "recurrent_kernel": Place(cell, "weight_hh_l0", turned, turned),
    }
    if cell.bias:
        places["bias"] = Place(cell, "bias_ih_l0")
    return Built(_Recurrent(cell, return_sequences=layer.params["return_sequences"]), places)


def gru(layer: PlannedLayer) -> Built:
    """``GRU``; gates r z n, in the neutral layout z r h."""
    cell = nn.GRU(*_sizes(layer), bias=layer.params["use_bias"], batch_first=True)
    places = {
        "kernel": Place(cell, "weight_ih_l0", gru_kernel_to_neutral, gru_kernel_from_neutral),
        "recurrent_kernel": Place(cell, "weight_hh_l0", gru_kernel_to_neutral, gru_kernel_from_neutral),
    }
    if cell.bias:
        places["bias"] = Place(cell, "bias_ih_l0", gru_bias, gru_bias)
    return Built(_Recurrent(cell, return_sequences=layer.params["return_sequences"]), places)


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "LSTM": lstm,
        "GRU": gru,
    }
)
