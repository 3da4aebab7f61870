"""Pictures of what happens to maps: windows that slide, pool, grow, pad and cut."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from deepdesk.core.catalogue import say
from deepdesk.ui.builder_tab.pictures.canvas import PLAIN, Canvas, Fill, Hue, Picture, Tone

_HUES: Final[tuple[Hue, ...]] = ("accent", "second", "good", "purple")
_NUMBERS: Final = ((1, 3, 2, 0), (4, 2, 1, 5), (0, 6, 3, 1), (2, 0, 4, 4))


def _only(row: int, column: int, tone: Tone, rest: Tone = PLAIN) -> Fill:
    return lambda r, c: tone if (r, c) == (row, column) else rest


def _window(canvas: Canvas, x: float, y: float, cell: float, hue: Hue = "accent") -> None:
    """A map of 5×5 with a window of 3×3 in its upper left, and a ghost of where it goes next."""
    canvas.grid(x, y, 5, 5, cell, lambda r, c: (hue, 0.35) if r < 3 and c < 3 else PLAIN)
    canvas.outline(x + cell, y, 3 * cell, 3 * cell, (hue, 0.4), 1.2)
    canvas.outline(x, y, 3 * cell, 3 * cell, (hue, 1.0))


def _convolution(canvas: Canvas) -> None:
    for behind in (2, 1):
        canvas.grid(176 + 7 * behind, 40 - 7 * behind, 3, 3, 16, lambda r, c: ("neutral", 0.06))
    canvas.beam([(24 + 48, 16), (24 + 48, 64), (176, 56), (176, 40)], ("accent", 0.14))
    _window(canvas, 24, 16, 16)
    canvas.grid(176, 40, 3, 3, 16, _only(0, 0, ("accent", 0.9)))
    canvas.arrow(224 - 24, 100, 224, 100, ("neutral", 0.5))
    canvas.arrow(40, 104, 70, 104, ("accent", 0.8))


def _depthwise(canvas: Canvas, *, mixes: bool) -> None:
    cell = 6.4
    for number in range(3):
        hue, y = _HUES[number], 6 + number * 36
        left = 16 if mixes else 40
        _window(canvas, left, y - 1, cell, hue)
        canvas.arrow(left + 42, y + 14, left + 64, y + 14)
        canvas.grid(left + 72, y + 5, 3, 3, cell, lambda r, c, hue=hue: (hue, 0.55))  # type: ignore[misc]
        if mixes:
            canvas.line(left + 96, y + 14, 164, 56, (hue, 0.9))
    if mixes:
        canvas.sign("+", 168, 56)
        canvas.arrow(180, 56, 200, 56)
        canvas.grid(206, 38, 3, 3, 12, lambda r, c: ("purple", 0.5))
    else:
        canvas.word(say("builder.picture.own_filter"), 204, 56, size=11)


def _transposed(canvas: Canvas) -> None:
    canvas.beam([(40 + 16, 40), (40 + 16, 56), (150 + 51, 14 + 51), (150 + 17 * 0, 14)], ("accent", 0.12))
    canvas.grid(40, 40, 2, 2, 16, _only(0, 0, ("accent", 0.9)))
    canvas.grid(150, 14, 5, 5, 17, lambda r, c: ("accent", 0.4) if r < 3 and c < 3 else PLAIN)
    canvas.outline(150, 14, 51, 51, ("accent", 1.0))
    canvas.outline(150 + 34, 14, 51, 51, ("accent", 0.4), 1.2)
    canvas.arrow(84, 78, 136, 78)


def _quarter(row: int, column: int) -> Hue:
    return _HUES[2 * (row // 2) + column // 2]


def _pooled(numbers: list[int], largest: bool) -> str:
    return str(max(numbers)) if largest else f"{sum(numbers) / len(numbers):g}"


def _pooling(canvas: Canvas, *, largest: bool) -> None:
    tops = [[[_NUMBERS[2 * i + a][2 * j + b] for a in (0, 1) for b in (0, 1)] for j in (0, 1)] for i in (0, 1)]

    def fill(row: int, column: int) -> Tone:
        found = tops[row // 2][column // 2]
        is_top = largest and _NUMBERS[row][column] == max(found)
        return _quarter(row, column), 0.85 if is_top else 0.25

    canvas.grid(30, 12, 4, 4, 22, fill, _NUMBERS)
    canvas.arrow(132, 56, 164, 56)
    canvas.word(say("builder.picture.max" if largest else "builder.picture.mean"), 148, 42)
    values = [[_pooled(tops[i][j], largest) for j in (0, 1)] for i in (0, 1)]
    canvas.grid(184, 30, 2, 2, 26, lambda r, c: (_quarter(2 * r, 2 * c), 0.85 if largest else 0.4), values)


def _global(canvas: Canvas, *, largest: bool) -> None:
    for behind in (2, 1):
        canvas.grid(30 + 8 * behind, 22 - 8 * behind, 4, 4, 21, lambda r, c, n=behind: (_HUES[n], 0.18))  # type: ignore[misc]
    top = max(max(row) for row in _NUMBERS)
    canvas.grid(
        30, 22, 4, 4, 21, lambda r, c: ("accent", 0.85 if largest and _NUMBERS[r][c] == top else 0.25), _NUMBERS
    )
    canvas.arrow(142, 56, 176, 56)
    canvas.word(say("builder.picture.max" if largest else "builder.picture.mean"), 159, 42)
    every = [number for row in _NUMBERS for number in row]
    value = str(max(every)) if largest else f"{sum(every) / len(every):.2g}"
    canvas.box(196, 12, 40, 26, ("accent", 0.4))
    canvas.word(value, 216, 25)
    for number in (1, 2):
        canvas.box(196, 12 + 30 * number, 40, 26, (_HUES[number], 0.4))


def _upsampling(canvas: Canvas) -> None:
    canvas.grid(36, 34, 2, 2, 22, lambda r, c: (_quarter(2 * r, 2 * c), 0.5))
    canvas.arrow(94, 56, 134, 56)
    canvas.grid(148, 12, 4, 4, 22, lambda r, c: (_quarter(r, c), 0.5))


def _is_inside(row: int, column: int) -> bool:
    return 0 < row < 4 and 0 < column < 4


def _padding(canvas: Canvas) -> None:
    canvas.grid(36, 32, 3, 3, 16, lambda r, c: ("accent", 0.45))
    canvas.arrow(98, 56, 134, 56)
    zeros = [["" if _is_inside(r, c) else 0 for c in range(5)] for r in range(5)]
    canvas.grid(150, 14, 5, 5, 17, lambda r, c: ("accent", 0.45) if _is_inside(r, c) else PLAIN, zeros)


def _cropping(canvas: Canvas) -> None:
    canvas.grid(30, 14, 5, 5, 17, lambda r, c: ("accent", 0.45) if _is_inside(r, c) else ("error", 0.12))
    canvas.outline(47, 31, 51, 51, ("error", 1.0))
    canvas.arrow(132, 56, 168, 56)
    canvas.grid(186, 30, 3, 3, 17, lambda r, c: ("accent", 0.45))


PICTURES: Final[Mapping[str, Picture]] = MappingProxyType(
    {
        "Conv2D": _convolution,
        "SeparableConv2D": partial(_depthwise, mixes=True),
        "DepthwiseConv2D": partial(_depthwise, mixes=False),
        "Conv2DTranspose": _transposed,
        "MaxPooling2D": partial(_pooling, largest=True),
        "AveragePooling2D": partial(_pooling, largest=False),
        "GlobalMaxPooling2D": partial(_global, largest=True),
        "GlobalAveragePooling2D": partial(_global, largest=False),
        "UpSampling2D": _upsampling,
        "ZeroPadding2D": _padding,
        "Cropping2D": _cropping,
    }
)
