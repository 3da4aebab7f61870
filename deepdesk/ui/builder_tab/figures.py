"""What the drawing of a network is made of: one figure for each layer, sized after what the layer gives.

Sizes grow with what they stand for and never faster: the sides of maps by their square root (so that a 7×7 map stays
visible beside one of 224×224), channels, steps, features and units by their logarithm. More is always drawn larger.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple

from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import LayerReport
from deepdesk.model.validation import INPUT
from deepdesk.state.model_edits import ModelState


class Form(Enum):
    """How a layer is drawn."""

    MAPS = "maps"
    SEQUENCE = "sequence"
    RECURRENT = "recurrent"
    ROW = "row"
    UNKNOWN = "unknown"


class Figure(NamedTuple):
    """One figure, in units of the drawing (pixels at 100 %).

    Attributes:
        layer_id, form: which layer and how it is drawn.
        thickness, height: of its front.
        depth: how far it goes back.
        family: of the kind, which gives the colour; ``input`` for the input, empty where the kind is not known.
        cells: dots of a short row, steps that a sequence or a recurrent layer shows.
        sign: what stands on a layer that joins others, such as ``+``.
        severity: of the worst finding on the layer, or empty.
        gives_sequence: whether a recurrent layer hands on every step.
    """

    layer_id: str
    form: Form
    thickness: float
    height: float
    depth: float = 0.0
    family: str = ""
    cells: int = 0
    sign: str = ""
    severity: str = ""
    gives_sequence: bool = False

    @property
    def width(self) -> float:
        """The room that it takes from left to right."""
        return self.thickness + self.depth * BACK_X

    @property
    def rise(self) -> float:
        """The room that it takes from its middle to its top."""
        return (self.height + self.depth * BACK_Y) / 2


BACK_X: Final = 0.9
BACK_Y: Final = 0.42
ROOM: Final = 116.0
"""The height of the largest figure."""
MOST_DOTS: Final = 12
_SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {"Add": "+", "Subtract": "−", "Multiply": "×", "Concatenate": "∥", "Average": "μ", "Maximum": "↑", "Minimum": "↓"}
)
_RANK: Final[Mapping[str, int]] = MappingProxyType({"error": 3, "warning": 2, "suggestion": 1, "": 0})


def worst_severities(state: ModelState) -> dict[str | None, str]:
    """The worst severity of each layer's findings; layers without one are not in it."""
    worst: dict[str | None, str] = {}
    for finding in state.findings:
        if _RANK[finding.severity] > _RANK[worst.get(finding.layer, "")]:
            worst[finding.layer] = finding.severity
    return worst


def map_side(size: int | None, largest: int) -> float:
    """The side of a map beside the ``largest`` of the network."""
    return max(7.0, 0.74 * ROOM * math.sqrt((size or 1) / max(largest, 1)))


def channels_width(channels: int | None) -> float:
    """The thickness of a block with so many channels: 6 for one, 27 for 64, 48 for 2,048."""
    return 2.0 + 4.2 * math.log2(1 + (channels or 1))


def row_height(units: int | None) -> float:
    """The height of a row of numbers: 46 for ten, 71 for 128, 111 for 31,000."""
    return ROOM * min(1.0, math.pow(math.log2(1 + (units or 1)) / 16, 0.6))


def steps_width(steps: int | None) -> float:
    """The length of a strip of so many steps: 44 for 28, 80 for 1,000."""
    return 10.0 + 7.0 * math.log2(1 + (steps or 1))


def _maps(base: Figure, shape: tuple[int | None, ...], largest: int) -> Figure:
    return base._replace(
        form=Form.MAPS,
        height=map_side(shape[0], largest),
        depth=0.42 * map_side(shape[1], largest),
        thickness=channels_width(shape[2]),
    )


def _recurrent(base: Figure, shape: tuple[int | None, ...]) -> Figure:
    height = max(20.0, 0.62 * row_height(shape[-1]) + 10)
    many = len(shape) == 2
    return base._replace(form=Form.RECURRENT, thickness=58.0, height=height, cells=3, gives_sequence=many)


def _figure(layer: LayerReport, largest: int, severity: str) -> Figure:
    kind = KINDS.get(layer.kind)
    family = kind.family if kind else INPUT if layer.kind == INPUT else ""
    base = Figure(
        layer.id, Form.UNKNOWN, 22.0, 0.34 * ROOM, family=family, sign=_SIGNS.get(layer.kind, ""), severity=severity
    )
    shape = layer.output_shape
    if shape is None or len(shape) > 3:
        return base
    if family == "recurrent":
        return _recurrent(base, shape)
    if len(shape) == 3:
        return _maps(base, shape, largest)
    if len(shape) == 2:
        height = 0.7 * row_height(shape[1]) + 4
        return base._replace(
            form=Form.SEQUENCE, thickness=steps_width(shape[0]), height=height, cells=max(1, min(shape[0] or 8, 10))
        )
    units = shape[0] if shape else 1
    if units is not None and units <= MOST_DOTS:
        return base._replace(form=Form.ROW, thickness=8.0, height=row_height(units), cells=units)
    return base._replace(form=Form.ROW, thickness=7.0, height=row_height(units), depth=14.0)


def figures(state: ModelState) -> tuple[Figure, ...]:
    """The input's figure and one for each layer, in order."""
    shape = state.model.input.shape
    shapes = [shape, *(layer.output_shape for layer in state.report.layers)]
    sides = [size for known in shapes if known is not None and len(known) == 3 for size in known[:2] if size]
    largest = max(sides, default=28)
    worst = worst_severities(state)
    fault = "error" if state.report.input_fault else ""
    first = LayerReport(id=INPUT, kind=INPUT, output_shape=None if fault else shape)
    return (
        _figure(first, largest, fault),
        *(_figure(layer, largest, worst.get(layer.id, "")) for layer in state.report.layers),
    )


def feeders(state: ModelState) -> tuple[tuple[int, ...], ...]:
    """For each figure the places of those that feed it; names that are not known are left out."""
    places = {INPUT: 0} | {layer.id: number for number, layer in enumerate(state.report.layers, start=1)}
    rest = (
        tuple(dict.fromkeys(places[name] for name in layer.inputs if places.get(name, number) < number))
        for number, layer in enumerate(state.report.layers, start=1)
    )
    return ((), *rest)
