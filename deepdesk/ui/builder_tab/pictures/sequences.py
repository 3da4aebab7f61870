"""Pictures of what happens to sequences: windows over steps, cells in a row, attention, tables of vectors, masks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from deepdesk.core.catalogue import say
from deepdesk.ui.builder_tab.pictures.canvas import PLAIN, Canvas, Hue, Picture, Tone

_SERIES: Final = (2, 5, 1, 4, 3, 0, 6, 2)
_PAIRS: Final[tuple[Hue, ...]] = ("accent", "second", "good", "purple")
_WEIGHTS: Final = ((5, 1, 0, 1), (2, 4, 1, 0), (0, 3, 4, 1), (1, 0, 2, 5))


def _convolution(canvas: Canvas) -> None:
    canvas.beam([(24, 46), (105, 46), (78, 76), (51, 76)], ("accent", 0.14))
    canvas.grid(24, 20, 1, 8, 27, lambda r, c: ("accent", 0.35) if c < 3 else PLAIN)
    canvas.outline(24 + 27, 20, 81, 27, ("accent", 0.4), 1.2)
    canvas.outline(24, 20, 81, 27, ("accent", 1.0))
    canvas.grid(51, 76, 1, 6, 27, lambda r, c: ("accent", 0.9) if c == 0 else PLAIN)
    canvas.arrow(120, 62, 160, 62, ("accent", 0.8))


def _pooling(canvas: Canvas, *, largest: bool) -> None:
    def fill(_row: int, column: int) -> Tone:
        pair = _SERIES[column // 2 * 2 : column // 2 * 2 + 2]
        return _PAIRS[column // 2], 0.85 if largest and _SERIES[column] == max(pair) else 0.25

    canvas.grid(26, 18, 1, 8, 27, fill, [_SERIES])
    means = [f"{sum(_SERIES[n : n + 2]) / 2:g}" for n in (0, 2, 4, 6)]
    values = [str(max(_SERIES[n : n + 2])) for n in (0, 2, 4, 6)] if largest else means
    for number in range(4):
        x = 26 + 54 * number
        canvas.arrow(x + 27, 49, x + 27, 68, (_PAIRS[number], 1.0))
        canvas.box(x + 13, 72, 28, 26, (_PAIRS[number], 0.85 if largest else 0.4))
        canvas.word(values[number], x + 27, 85, inverse=largest)


def _global(canvas: Canvas, *, largest: bool) -> None:
    top = max(_SERIES)
    canvas.grid(26, 18, 1, 8, 27, lambda r, c: ("accent", 0.85 if largest and _SERIES[c] == top else 0.25), [_SERIES])
    for number in range(8):
        canvas.line(26 + 27 * (number + 0.5), 46, 134, 70, ("accent", 0.6))
    value = str(top) if largest else f"{sum(_SERIES) / len(_SERIES):.2g}"
    canvas.box(118, 72, 32, 28, ("accent", 0.5))
    canvas.word(value, 134, 86)
    canvas.word(say("builder.picture.max" if largest else "builder.picture.mean"), 182, 86)


def _recurrent(canvas: Canvas, name: str, *, lines: int, gates: str) -> None:
    """Four steps of the same cell; what it remembers goes to the right, what it gives goes up."""
    for number in range(4):
        x = 20 + number * 62
        canvas.box(x, 38, 42, 38, ("good", 0.3 + 0.12 * number), 5)
        canvas.word(gates, x + 21, 66, size=9)
        canvas.word(name, x + 21, 51, size=10)
        canvas.arrow(x + 21, 94, x + 21, 79, ("neutral", 0.8))
        canvas.arrow(x + 21, 36, x + 21, 20, ("good", 1.0))
        canvas.word("x" + "₁₂₃₄"[number], x + 21, 102)
        canvas.word("h" + "₁₂₃₄"[number], x + 21, 10)
        if number < 3:
            canvas.arrow(x + 43, 62, x + 61, 62, ("good", 1.0))
            if lines == 2:
                canvas.arrow(x + 43, 48, x + 61, 48, ("second", 1.0), 2.4)


def _attention(canvas: Canvas) -> None:
    for behind in (2, 1):
        canvas.grid(38 + 6 * behind, 20 - 6 * behind, 4, 4, 19, lambda r, c: ("neutral", 0.06))
    canvas.grid(38, 20, 4, 4, 19, lambda r, c: ("accent", 0.08 + 0.17 * _WEIGHTS[r][c]))
    canvas.word("Q", 24, 58, size=13)
    canvas.word("K", 76, 105, size=13)
    canvas.sign("×", 152, 60)
    for step in range(4):
        canvas.box(174, 22 + 19 * step, 22, 15, (_PAIRS[step], 0.5))
    canvas.word("V", 185, 105, size=13)
    canvas.arrow(202, 60, 222, 60)
    for step in range(4):
        canvas.box(228, 22 + 19 * step, 22, 15, ("accent", 0.25 + 0.2 * step))


def _embedding(canvas: Canvas) -> None:
    tones: dict[int, Hue] = {1: "second", 3: "accent", 4: "good"}
    canvas.grid(92, 10, 6, 4, 15, lambda r, c: (tones[r], 0.25 + 0.15 * ((r + 2 * c) % 4)) if r in tones else PLAIN)
    for row in range(6):
        canvas.word(str(row), 84, 17.5 + 15 * row, size=9)
    for place, row in enumerate((3, 1, 4)):
        y = 22 + place * 30
        canvas.box(18, y, 24, 24, (tones[row], 0.5))
        canvas.word(str(row), 30, y + 12)
        canvas.line(43, y + 12, 78, 17.5 + 15 * row, (tones[row], 0.8))
        canvas.line(153, 17.5 + 15 * row, 182, y + 12, (tones[row], 0.8))
        canvas.grid(184, y + 4, 1, 4, 16, lambda r, c, row=row: (tones[row], 0.25 + 0.15 * ((row + 2 * c) % 4)))  # type: ignore[misc]


def _masking(canvas: Canvas) -> None:
    values = (4, 2, 5, 3, 1, 0, 0, 0)
    canvas.grid(26, 16, 1, 8, 27, lambda r, c: ("accent", 0.35) if values[c] else PLAIN, [values])
    canvas.grid(26, 66, 1, 8, 27, lambda r, c: ("good", 0.45) if values[c] else PLAIN)
    for number, value in enumerate(values):
        x = 26 + 27 * (number + 0.5)
        canvas.line(x, 46, x, 64, ("neutral", 0.5))
        if value:
            canvas.curve([(x - 5, 80), (x - 1, 84), (x + 6, 75)], ("good", 1.0))
        else:
            canvas.cross(x, 79.5)


def _repeated(canvas: Canvas) -> None:
    canvas.grid(80, 18, 1, 4, 27, lambda r, c: (_PAIRS[c], 0.5))
    for number in range(4):
        for half in (0, 1):
            canvas.line(93.5 + 27 * number, 45, 39.5 + 27 * (2 * number + half), 76, (_PAIRS[number], 0.8))
    canvas.grid(26, 76, 1, 8, 27, lambda r, c: (_PAIRS[c // 2], 0.5))


def _padding(canvas: Canvas) -> None:
    canvas.grid(80, 18, 1, 4, 27, lambda r, c: ("accent", 0.45))
    canvas.arrow(134, 49, 134, 72)
    canvas.grid(53, 76, 1, 6, 27, lambda r, c: ("accent", 0.45) if 0 < c < 5 else PLAIN, [(0, "", "", "", "", 0)])


def _cropping(canvas: Canvas) -> None:
    canvas.grid(53, 18, 1, 6, 27, lambda r, c: ("accent", 0.45) if 0 < c < 5 else ("error", 0.12))
    canvas.outline(80, 18, 108, 27, ("error", 1.0))
    canvas.arrow(134, 49, 134, 72)
    canvas.grid(80, 76, 1, 4, 27, lambda r, c: ("accent", 0.45))


PICTURES: Final[Mapping[str, Picture]] = MappingProxyType(
    {
        "Conv1D": _convolution,
        "MaxPooling1D": partial(_pooling, largest=True),
        "AveragePooling1D": partial(_pooling, largest=False),
        "GlobalMaxPooling1D": partial(_global, largest=True),
        "GlobalAveragePooling1D": partial(_global, largest=False),
        "SimpleRNN": partial(_recurrent, name="RNN", lines=1, gates="tanh"),
        "LSTM": partial(_recurrent, name="LSTM", lines=2, gates="i f c o"),
        "GRU": partial(_recurrent, name="GRU", lines=1, gates="z r h"),
        "MultiHeadAttention": _attention,
        "Embedding": _embedding,
        "Masking": _masking,
        "UpSampling1D": _repeated,
        "ZeroPadding1D": _padding,
        "Cropping1D": _cropping,
    }
)
