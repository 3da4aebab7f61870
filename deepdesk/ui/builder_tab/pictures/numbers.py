"""Pictures of what happens to numbers: weighted, bent, brought to one scale, left out, disturbed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from deepdesk.ui.builder_tab.pictures.canvas import PLAIN, Canvas, Fill, Hue, Picture, Tone

_LEFT_OUT: Final = frozenset({(0, 2), (1, 0), (1, 5), (2, 3), (2, 1), (0, 6)})
_JITTER: Final = (3, -6, 5, -2, 7, -5, 1, -7, 6, -3, 4, -1, -6, 7, -4, 2, 5, -7, 3, -2, 6, -5, 1, 4, -3)


def _dense(canvas: Canvas) -> None:
    left, right = [18 + 25 * n for n in range(4)], [30 + 26 * n for n in range(3)]
    for i, y0 in enumerate(left):
        for j, y1 in enumerate(right):
            firm = j == 1
            canvas.line(66, y0, 196, y1, ("second", 0.95) if firm else ("neutral", 0.35), 0.8 + 0.7 * ((i * 3 + j) % 3))
    for y in left:
        canvas.disc(60, y, 9, ("accent", 0.45))
    for j, y in enumerate(right):
        canvas.disc(202, y, 10, ("second", 0.85 if j == 1 else 0.4))


def _axes(canvas: Canvas) -> None:
    canvas.arrow(64, 74, 206, 74, ("neutral", 0.6), 1.2)
    canvas.arrow(134, 104, 134, 8, ("neutral", 0.6), 1.2)
    canvas.word("x", 214, 74)
    canvas.word("y", 146, 12)


def _activation(canvas: Canvas) -> None:
    _axes(canvas)
    curve = [(134 + x, 74 - 26 * math.tanh(x / 20)) for x in range(-64, 65, 4)]
    canvas.curve(curve, ("second", 0.7), 1.6)
    canvas.curve([(70, 74), (134, 74), (192, 16)], ("accent", 1.0), 2.6)


def _leaky(canvas: Canvas) -> None:
    _axes(canvas)
    canvas.curve([(70, 93), (134, 74), (192, 16)], ("accent", 1.0), 2.6)


def _bell(canvas: Canvas, middle: float, width: float, hue: Hue) -> None:
    points = [(middle + x, 50 - 34 * math.exp(-((x / width) ** 2))) for x in range(-34, 35, 2)]
    canvas.curve(points, (hue, 1.0))


def _normalization(canvas: Canvas, *, fill: Fill) -> None:
    """Which numbers are brought to one scale together: rows are samples, columns channels."""
    canvas.grid(24, 20, 4, 6, 17, fill)
    canvas.word("n", 14, 54, size=10)
    canvas.word("c", 75, 98, size=10)
    canvas.arrow(136, 54, 164, 54)
    canvas.line(172, 72, 256, 72, ("neutral", 0.6))
    canvas.line(214, 76, 214, 24, ("neutral", 0.4))
    points = [(214 + x, 72 - 42 * math.exp(-((x / 15) ** 2))) for x in range(-40, 41, 2)]
    canvas.curve(points, ("accent", 1.0), 2.2)
    canvas.word("0", 214, 84, size=10)
    canvas.word("±1", 236, 84, size=10)


def _dropout(canvas: Canvas) -> None:
    for row in range(3):
        for column in range(8):
            x, y = 34 + 28 * column, 26 + 30 * row
            is_out = (row, column) in _LEFT_OUT
            canvas.disc(x, y, 9, PLAIN if is_out else ("accent", 0.6))
            if is_out:
                canvas.cross(x, y, 4.5)


def _spatial_maps(canvas: Canvas) -> None:
    for number in range(4):
        x = 20 + 60 * number
        is_out = number == 2
        canvas.grid(x, 32, 3, 3, 16, lambda r, c, out=is_out: PLAIN if out else ("accent", 0.5))  # type: ignore[misc]
        if is_out:
            canvas.cross(x + 24, 56, 16)


def _spatial_steps(canvas: Canvas) -> None:
    canvas.grid(38, 12, 4, 8, 22, lambda r, c: PLAIN if r == 2 else ("accent", 0.5))
    canvas.line(36, 67, 216, 67, ("error", 1.0), 2)
    canvas.cross(228, 67, 6)


def _wave(step: int, left: float, jitter: float) -> tuple[float, float]:
    x = step * 4.0
    return left + x, 56 - 26 * math.sin(x / 15) + jitter


def _noise(canvas: Canvas) -> None:
    canvas.curve([_wave(step, 16, 0) for step in range(25)], ("accent", 1.0), 2.2)
    canvas.arrow(122, 56, 144, 56)
    canvas.curve([_wave(step, 154, 0) for step in range(25)], ("accent", 0.3), 1.4)
    canvas.curve([_wave(step, 154, 1.2 * _JITTER[step]) for step in range(25)], ("second", 1.0), 1.8)


def _column(_row: int, column: int) -> Tone:
    return ("accent", 0.75) if column == 1 else PLAIN


def _row(row: int, _column: int) -> Tone:
    return ("accent", 0.75) if row == 1 else PLAIN


def _group(row: int, column: int) -> Tone:
    return PLAIN if row != 1 else ("accent", 0.75) if column < 3 else ("second", 0.6)


PICTURES: Final[Mapping[str, Picture]] = MappingProxyType(
    {
        "Dense": _dense,
        "Activation": _activation,
        "LeakyReLU": _leaky,
        "BatchNormalization": partial(_normalization, fill=_column),
        "LayerNormalization": partial(_normalization, fill=_row),
        "GroupNormalization": partial(_normalization, fill=_group),
        "Dropout": _dropout,
        "SpatialDropout1D": _spatial_steps,
        "SpatialDropout2D": _spatial_maps,
        "GaussianNoise": _noise,
    }
)
