"""What the drawing of a network is made of: one figure for each layer, sized after what the layer gives."""

from __future__ import annotations

import math
from enum import Enum
from typing import Final, NamedTuple

from deepdesk.model import words
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
    """One figure, in pixels: ``thickness`` is the width of its front, ``height`` that of its front, ``depth`` how far
    it goes back. ``tint``: ``input``, ``maps``, ``dense``, ``recurrent``, ``plain`` or ``error``; a ``quiet`` layer
    only passes on (pooling, dropout, normalization)."""

    layer_id: str
    form: Form
    thickness: float
    height: float
    depth: float
    tint: str
    quiet: bool
    hint: str

    @property
    def width(self) -> float:
        """The room that it takes from left to right."""
        return self.thickness + self.depth * BACK_X


BACK_X: Final = 0.9
BACK_Y: Final = 0.42
_QUIET: Final = frozenset({"Dropout", "BatchNormalization"})
_POOLING: Final = frozenset({"MaxPooling2D", "AveragePooling2D", "GlobalAveragePooling2D"})


def _side(size: int | None, largest: int, room: float) -> float:
    """Pixels for a side; the square root keeps small maps visible beside large ones."""
    return max(9.0, room * math.sqrt((size or 1) / max(largest, 1)))


def _row_height(units: int | None, room: float) -> float:
    return min(0.82 * room, 8.0 + 6.0 * math.log2(1 + (units or 1)))


def _form(layer: LayerReport) -> Form:
    if layer.output_shape is None:
        return Form.UNKNOWN
    if layer.kind in ("LSTM", "GRU"):
        return Form.RECURRENT
    return {3: Form.MAPS, 2: Form.SEQUENCE}.get(len(layer.output_shape), Form.ROW)


def _tint(layer: LayerReport, form: Form) -> str:
    if layer.fault:
        return "error"
    if form is Form.UNKNOWN or layer.kind in ("Flatten", "Reshape"):
        return "plain"
    if form is Form.RECURRENT or form is Form.SEQUENCE:
        return "recurrent"
    return "maps" if form is Form.MAPS else "dense"


def _figure(layer: LayerReport, hint: str, largest: int, room: float) -> Figure:
    form = _form(layer)
    shape = layer.output_shape or ()
    thickness, height, depth = 10.0, 0.34 * room, 12.0
    if form is Form.MAPS:
        height = _side(shape[0], largest, 0.74 * room)
        depth = 0.42 * _side(shape[1], largest, 0.74 * room)
        thickness = min(42.0, 2.0 + 3.6 * math.sqrt(shape[2] or 1))
    elif form is Form.SEQUENCE:
        height = _side(shape[0], max(largest, 28), 0.62 * room)
        thickness, depth = min(60.0, 4.0 + 3.6 * math.sqrt(shape[1] or 1)), 0.0
    elif form is Form.RECURRENT:
        units = shape[-1]
        thickness, height, depth = 58.0, max(26.0, min(0.6 * room, 14 + 5.5 * math.log2(1 + (units or 1)))), 0.0
    elif form is Form.ROW:
        height = _row_height(shape[0] if shape else 1, room)
        thickness, depth = 7.0, 14.0
    quiet = layer.kind in _QUIET or layer.kind in _POOLING
    return Figure(layer.id, form, thickness, height, depth, _tint(layer, form), quiet, hint)


def _hint(layer: LayerReport) -> str:
    lines = [f"{layer.id} · {layer.kind}", words.shape_text(layer.output_shape)]
    if layer.parameters or layer.multiply_adds:
        lines.append(words.cost_text(layer.parameters, layer.multiply_adds))
    return "\n".join(lines)


def figures(state: ModelState, room: float) -> tuple[Figure, ...]:
    """The input's figure and one for each layer, for a drawing that is ``room`` pixels high."""
    shape = state.model.input.shape
    shapes = [shape, *(layer.output_shape for layer in state.report.layers)]
    sides = [size for known in shapes if known is not None and len(known) == 3 for size in known[:2] if size]
    largest = max(sides, default=28)
    as_layer = LayerReport(id=INPUT, kind=INPUT, output_shape=shape, fault=state.report.input_fault)
    first = _figure(as_layer, f"{INPUT}\n{words.shape_text(shape)}", largest, room)
    rest = [_figure(layer, _hint(layer), largest, room) for layer in state.report.layers]
    return (first._replace(tint="error" if state.report.input_fault else "input"), *rest)
