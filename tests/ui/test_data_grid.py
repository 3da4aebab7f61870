"""The grid of samples paints only what it must."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from deepdesk.ui.dataset_tab.grid import SampleDelegate, SampleGrid
from deepdesk.ui.dataset_tab.sample_model import Index
from tests.ui.conftest import OpenWindow


class CountingDelegate(SampleDelegate):
    painted = 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.painted += 1
        super().paint(painter, option, index)


def test_scrolling_paints_the_new_rows_only(main: OpenWindow, qtbot: QtBot) -> None:
    main.window.resize(1400, 1000)
    main.open("sample:digits", qtbot)
    grid = main.window.findChild(SampleGrid)
    counting = CountingDelegate(grid)
    grid.setItemDelegate(counting)
    grid.viewport().repaint()
    everything = counting.painted
    columns, height = grid.model().columnCount(), grid.verticalHeader().defaultSectionSize()
    assert everything >= 2 * columns
    for place in (height // 4, height // 2):  # before the first, something else may wait to be painted
        counting.painted = 0
        grid.verticalScrollBar().setValue(place)
        QApplication.sendPostedEvents(main.window, QEvent.Type.UpdateRequest)
    assert 0 < counting.painted <= 2 * columns < everything


def test_a_cache_that_was_taken_away_leaves_cells_empty(main: OpenWindow, qtbot: QtBot) -> None:
    main.open("sample:digits", qtbot)
    opened = main.session.dataset.opened
    for name in ("thumbnails.npy", "images.npy"):
        os.truncate(Path(opened.reply.folder) / name, 300)
    grid = main.window.findChild(SampleGrid)
    grid.viewport().repaint()
    grid.setCurrentIndex(grid.samples.index_at(20))
    assert grid.chosen == grid.order[20]
    assert not main.window.grab().isNull()
