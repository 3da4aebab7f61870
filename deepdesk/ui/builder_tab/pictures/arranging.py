"""Pictures of what is put in another order, repeated, or joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from deepdesk.ui.builder_tab.pictures.canvas import PLAIN, Canvas, Hue, Picture

_HUES: Final[tuple[Hue, ...]] = ("accent", "second", "good", "purple")
_FIRST: Final = ((1, 4), (2, 3))
_SECOND: Final = ((3, 1), (5, 2))


def _input(canvas: Canvas) -> None:
    shades = ((0, 2, 6, 6, 2, 0), (1, 6, 2, 2, 6, 1), (0, 0, 1, 5, 4, 0), (0, 1, 5, 4, 1, 0), (1, 6, 7, 7, 7, 2))
    canvas.grid(76, 8, 5, 6, 19, lambda r, c: ("neutral", 0.08 + 0.12 * shades[r][c]))


def _flatten(canvas: Canvas) -> None:
    canvas.grid(20, 29, 3, 3, 18, lambda r, c: (_HUES[r], 0.5), [[3 * r + c + 1 for c in range(3)] for r in range(3)])
    canvas.arrow(82, 56, 104, 56)
    canvas.grid(112, 48, 1, 9, 16, lambda r, c: (_HUES[c // 3], 0.5), [list(range(1, 10))])


def _reshape(canvas: Canvas) -> None:
    canvas.grid(16, 36, 2, 6, 18, lambda r, c: (_HUES[(6 * r + c) // 4], 0.5), _counted(2, 6))
    canvas.arrow(134, 54, 158, 54)
    canvas.grid(172, 26, 3, 4, 19, lambda r, c: (_HUES[r], 0.5), _counted(3, 4))


def _counted(rows: int, columns: int) -> list[list[int]]:
    return [[columns * row + column + 1 for column in range(columns)] for row in range(rows)]


def _permute(canvas: Canvas) -> None:
    canvas.grid(28, 34, 2, 4, 21, lambda r, c: (_HUES[r], 0.5), _counted(2, 4))
    canvas.arrow(126, 55, 156, 55)
    values = [[4 * column + row + 1 for column in range(2)] for row in range(4)]
    canvas.grid(176, 12, 4, 2, 21, lambda r, c: (_HUES[c], 0.5), values)


def _repeat(canvas: Canvas) -> None:
    canvas.grid(24, 46, 1, 4, 19, lambda r, c: (_HUES[c], 0.5))
    canvas.arrow(110, 55, 138, 55)
    canvas.grid(154, 12, 4, 4, 21, lambda r, c: (_HUES[c], 0.5))


def _join(canvas: Canvas, sign: str, operation: Callable[[int, int], float]) -> None:
    """Two maps, number by number."""
    canvas.grid(18, 32, 2, 2, 24, lambda r, c: ("accent", 0.4), _FIRST)
    canvas.sign(sign, 82, 56)
    canvas.grid(98, 32, 2, 2, 24, lambda r, c: ("second", 0.4), _SECOND)
    canvas.arrow(154, 56, 182, 56)
    values = [[f"{operation(_FIRST[r][c], _SECOND[r][c]):g}" for c in (0, 1)] for r in (0, 1)]
    canvas.grid(194, 30, 2, 2, 26, lambda r, c: ("purple", 0.4), values)


def _sheets(canvas: Canvas, x: float, y: float, hues: tuple[Hue, ...]) -> None:
    for number, hue in reversed(list(enumerate(hues))):
        canvas.box(x + 10 * number, y - 8 * number, 44, 44, (hue, 0.45 if number == 0 else 0.3))


def _concatenate(canvas: Canvas) -> None:
    _sheets(canvas, 14, 46, ("accent", "accent"))
    _sheets(canvas, 86, 46, ("second", "second", "second"))
    canvas.arrow(154, 60, 170, 60)
    _sheets(canvas, 174, 58, ("accent", "accent", "second", "second", "second"))
    canvas.line(78, 40, 78, 92, PLAIN)


PICTURES: Final[Mapping[str, Picture]] = MappingProxyType(
    {
        "Input": _input,
        "Flatten": _flatten,
        "Reshape": _reshape,
        "Permute": _permute,
        "RepeatVector": _repeat,
        "Add": partial(_join, sign="+", operation=lambda a, b: a + b),
        "Subtract": partial(_join, sign="−", operation=lambda a, b: a - b),
        "Multiply": partial(_join, sign="×", operation=lambda a, b: a * b),
        "Average": partial(_join, sign="μ", operation=lambda a, b: (a + b) / 2),
        "Maximum": partial(_join, sign="↑", operation=max),
        "Concatenate": _concatenate,
    }
)
