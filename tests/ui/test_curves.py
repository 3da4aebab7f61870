"""Sequences are painted as lines, whatever their length, gaps and values."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from deepdesk.ui.curves.curve_view import CurveView
from deepdesk.ui.curves.painting import limits, paint_lines


def painted(values: np.ndarray) -> int:
    """How many pixels a picture of 100×50 gets."""
    image = QImage(100, 50, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    area = QRectF(0, 0, 99, 49)
    paint_lines(painter, area, values, [QColor("black")], steps=max(2, len(values)), between=limits(values))
    painter.end()
    return sum(image.pixelColor(x, y) != QColor("white") for x in range(100) for y in range(50))


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((1, 1)),
        np.full((5, 2), 3.0),
        np.array([[1.0], [np.nan], [2.0], [3.0]]),
        np.sin(np.arange(100_000) / 50)[:, None],
        np.array([[3e38], [-3e38]]),
    ],
)
def test_lines_are_seen(values: np.ndarray, qapp: object) -> None:
    assert painted(values.astype(np.float32)) > 0


def test_no_value_is_no_line(qapp: object) -> None:
    assert painted(np.full((4, 1), np.nan, dtype=np.float32)) == 0


def test_the_view_knows_what_is_filled_up(qtbot: QtBot) -> None:
    view = CurveView(120)
    qtbot.addWidget(view)
    view.resize(240, 120)
    values = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
    view.show_curves(values, ("x", "y", "z"), (0, 40), 60)
    assert view.padding == 20
    assert not view.grab().isNull()
    view.show_curves(values, ("x", "y", "z"), (10, 40), 30)
    assert view.padding == 0
    assert not view.grab().isNull()
