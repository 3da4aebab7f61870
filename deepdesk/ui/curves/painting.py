"""Lines through the values of a sequence, however many there are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

Values = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]


def limits(values: Values) -> tuple[float, float]:
    """Smallest and largest value with a little room; never equal. NaN are left out."""
    known = values[np.isfinite(values)]
    if not len(known):
        return -1.0, 1.0
    low, high = float(known.min()), float(known.max())
    room = 0.06 * (high - low) or max(abs(high), 1e-6) * 0.1
    return low - room, high + room


def paint_lines(
    painter: QPainter,
    area: QRectF,
    values: Values,
    colours: Sequence[QColor],
    *,
    steps: int,
    between: tuple[float, float],
    width: float = 1.4,
) -> None:
    """Paints a line for each feature.

    Args:
        values: ``(steps found, features)``; a line is broken where a value is NaN.
        colours: of the features, used again from the first where there are more features.
        steps: that the width of ``area`` stands for, at least as many as there are.
        between: values at the lower and upper edge.
    """
    low, high = between
    places: Floats = area.left() + np.arange(len(values), dtype=np.float64) * (area.width() / max(1, steps - 1))
    heights: Floats = area.bottom() - (values.astype(np.float64) - low) * (area.height() / (high - low))
    for feature in reversed(range(values.shape[1])):
        painter.setPen(QPen(colours[feature % len(colours)], width))
        for xs, ys in _stretches(places, heights[:, feature], int(area.width()) * 2):
            points = [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
            if len(points) == 1:
                painter.drawEllipse(points[0], width, width)
            else:
                painter.drawPolyline(QPolygonF(points))


def _stretches(places: Floats, heights: Floats, room: int) -> list[tuple[Floats, Floats]]:
    """The stretches without gaps; of more values than ``room``, the lowest and highest of each of its parts."""
    known = np.isfinite(heights)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    found = []
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        xs, ys = places[first:last], heights[first:last]
        if len(xs) > max(room, 8):
            xs, ys = _thinned(xs, ys, max(room, 8) // 2)
        found.append((xs, ys))
    return found


def _thinned(xs: Floats, ys: Floats, parts: int) -> tuple[Floats, Floats]:
    size = len(xs) // parts
    block = ys[: parts * size].reshape(parts, size)
    start = np.arange(parts) * size
    chosen = np.unique(np.concatenate([start + block.argmin(axis=1), start + block.argmax(axis=1), [len(xs) - 1]]))
    return xs[chosen], ys[chosen]
