"""The Model tab by itself, and what a person does to it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deepdesk.state.model_store import ModelStore
from deepdesk.ui.builder_tab.tab import BuilderTab

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def store(qtbot: QtBot) -> ModelStore:
    return ModelStore()


@pytest.fixture
def tab(qtbot: QtBot, store: ModelStore) -> BuilderTab:
    tab = BuilderTab(store)
    qtbot.addWidget(tab)
    tab.resize(1204, 648)
    tab.show()
    qtbot.waitExposed(tab)
    return tab


def ids(store: ModelStore) -> list[str]:
    return [layer.id for layer in store.state.model.layers]


def click_row(qtbot: QtBot, tab: BuilderTab, layer_id: str) -> None:
    row = tab.list.row_of(layer_id)
    assert row is not None
    qtbot.mouseClick(row, LEFT, pos=QPoint(120, 20))


def palette_item(tab: BuilderTab, kind: str) -> QPoint:
    item = tab.layer_palette.list.findItems(kind, Qt.MatchFlag.MatchExactly)[0]
    tab.layer_palette.list.scrollToItem(item)
    return tab.layer_palette.list.visualItemRect(item).center()


def drop(tab: BuilderTab, data: QMimeData, y: float) -> None:
    """What Qt sends while something is dragged over the list and dropped at height ``y``."""
    action, button, none = Qt.DropAction.CopyAction, LEFT, Qt.KeyboardModifier.NoModifier
    place = QPointF(100, y)
    enter = QDragEnterEvent(place.toPoint(), action, data, button, none)
    QApplication.sendEvent(tab.list, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(tab.list, QDragMoveEvent(place.toPoint(), action, data, button, none))
    tab.list.grab()  # the indicator is painted
    QApplication.sendEvent(tab.list, QDropEvent(place, action, data, button, none))
