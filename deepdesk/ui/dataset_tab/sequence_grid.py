"""The grid of sequences: each as lines through its values, painted straight from the memory-mapped array."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.curves.painting import Values, limits, paint_lines
from deepdesk.ui.dataset_tab.grid import SampleDelegate, SampleGrid

_FEATURES: Final = 12
"""More lines than these in a small picture say nothing."""


def measured(opened: OpenedData, number: int) -> Values:
    """A sequence as measured, float32 ``(steps, features)``."""
    begin, end = opened.array("bounds")[number].tolist()
    values: Values = np.asarray(opened.array("values")[begin:end])
    return values


class SequenceDelegate(SampleDelegate):
    """Paints the lines in the colour of the class, the first feature strongest; all on one axis of steps, so that
    shorter ones are seen as such."""

    def paint_sample(self, painter: QPainter, area: QRectF, opened: OpenedData, number: int) -> None:
        values = measured(opened, number)[:, :_FEATURES]
        series = theme.colours().series
        base = series[max(0, int(opened.labels[number])) % len(series)]
        count = values.shape[1]
        colours = [theme.colour(base, max(0.3, 1 - 0.7 * place / max(1, count - 1))) for place in range(count)]
        bounds = opened.array("bounds")
        longest = int((bounds[:, 1] - bounds[:, 0]).max()) if len(bounds) <= 100_000 else len(values)
        inner = area.adjusted(5, 5, -5, -5)
        paint_lines(painter, inner, values, colours, steps=max(longest, 2), between=limits(values), width=1.3)


class SequenceGrid(SampleGrid):
    """The grid of sequences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_sequences")
        self.setAccessibleName(say("sequences.ui.grid"))
        self.setItemDelegate(SequenceDelegate(self))
