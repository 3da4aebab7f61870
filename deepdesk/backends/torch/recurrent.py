"""Recurrent layers over ``(batch, steps, features)``: PyTorch's own modules with the second bias held at zero."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from torch import nn

from deepdesk.backends.plan import PlannedLayer
from deepdesk.backends.torch.directions import Cell, Recurrent
from deepdesk.backends.torch.weights import (
    Built,
    Place,
    gru_bias,
    gru_kernel_from_neutral,
    gru_kernel_to_neutral,
    turned,
)
from deepdesk.model.kinds.recurrent import BACKWARD


def _built(layer: PlannedLayer, make: Callable[[int], Cell], places: Callable[[Cell], dict[str, Place]]) -> Built:
    features = layer.input_shapes[0][-1]
    assert features is not None
    params = layer.params
    cells = tuple(make(features) for _ in range(2 if params["bidirectional"] else 1))
    module = Recurrent(
        cells,
        return_sequences=params["return_sequences"],
        merge_mode=params["merge_mode"],
        dropout=float(params["dropout"]),
    )
    found = {
        before + name: place
        for before, cell in zip(("", BACKWARD), cells, strict=False)
        for name, place in places(cell).items()
        if name != "bias" or cell.bias
    }
    return Built(module, found)


def _turned_places(cell: Cell) -> dict[str, Place]:
    return {
        "kernel": Place(cell, "weight_ih_l0", turned, turned),
        "recurrent_kernel": Place(cell, "weight_hh_l0", turned, turned),
        "bias": Place(cell, "bias_ih_l0"),
    }


def _gru_places(cell: Cell) -> dict[str, Place]:
    return {
        "kernel": Place(cell, "weight_ih_l0", gru_kernel_to_neutral, gru_kernel_from_neutral),
        "recurrent_kernel": Place(cell, "weight_hh_l0", gru_kernel_to_neutral, gru_kernel_from_neutral),
        "bias": Place(cell, "bias_ih_l0", gru_bias, gru_bias),
    }


def simple_rnn(layer: PlannedLayer) -> Built:
    """``SimpleRNN``."""
    units, bias, name = layer.params["units"], layer.params["use_bias"], layer.params["activation"]
    return _built(
        layer,
        lambda features: nn.RNN(features, units, nonlinearity=name, bias=bias, batch_first=True),
        _turned_places,
    )


def lstm(layer: PlannedLayer) -> Built:
    """``LSTM``; gates i f g o as in the neutral layout."""
    units, bias = layer.params["units"], layer.params["use_bias"]
    return _built(layer, lambda features: nn.LSTM(features, units, bias=bias, batch_first=True), _turned_places)


def gru(layer: PlannedLayer) -> Built:
    """``GRU``; gates r z n, in the neutral layout z r h."""
    units, bias = layer.params["units"], layer.params["use_bias"]
    return _built(layer, lambda features: nn.GRU(features, units, bias=bias, batch_first=True), _gru_places)


LAYERS: Final[Mapping[str, Callable[[PlannedLayer], Built]]] = MappingProxyType(
    {
        "SimpleRNN": simple_rnn,
        "LSTM": lstm,
        "GRU": gru,
    }
)
