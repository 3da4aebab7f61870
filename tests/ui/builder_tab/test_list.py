"""The list and the palette of the Model tab, with real mouse and keyboard events."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from deepdesk.model.findings import CheckContext
from deepdesk.state.model_store import ModelStore
from deepdesk.ui.builder_tab.dragging import KIND_MIME, LAYER_MIME
from deepdesk.ui.builder_tab.finding_banner import FindingBanner
from deepdesk.ui.builder_tab.tab import BuilderTab
from tests.ui.builder_tab.conftest import click_row, drop, ids, palette_item

MNIST = CheckContext(input_shape=(28, 28, 1), classes=10)
LEFT = Qt.MouseButton.LeftButton


def test_empty_says_what_to_do(tab: BuilderTab, qtbot: QtBot) -> None:
    assert tab.empty.isVisible()
    button = tab.empty.findChild(QPushButton, "empty_presets")
    qtbot.mouseClick(button, LEFT)
    assert tab.presets.isVisible()
    chosen = tab.presets.findChild(QPushButton, "preset_lenet-5")
    qtbot.mouseClick(chosen, LEFT)
    assert not tab.presets.isVisible()
    assert not tab.empty.isVisible()
    assert len(tab.list.rows) == 9


def test_double_click_in_the_palette_adds_behind_the_selection(
    tab: BuilderTab, store: ModelStore, qtbot: QtBot
) -> None:
    store.use_preset("lenet-5")
    click_row(qtbot, tab, "conv1")
    viewport, place = tab.layer_palette.list.viewport(), palette_item(tab, "BatchNormalization")
    qtbot.mouseClick(viewport, LEFT, pos=place)
    qtbot.mouseDClick(viewport, LEFT, pos=place)
    assert ids(store)[:3] == ["conv1", "norm1", "pool1"]
    assert store.state.selected == "norm1"


def test_search_and_enter_add(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    search = tab.layer_palette.search
    qtbot.mouseClick(search, LEFT)
    qtbot.keyClicks(search, "dense")
    shown = [item.text() for item in tab.layer_palette._items() if not item.isHidden()]
    assert "Dense" in shown and "LSTM" not in shown
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert ids(store) == ["dense1"]
    search.clear()
    qtbot.keyClicks(search, "lstm")
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(tab.layer_palette.list, Qt.Key.Key_Return)
    assert ids(store) == ["dense1", "lstm1"]


def test_keys_in_the_list(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    before = store.state.model
    click_row(qtbot, tab, "conv1")
    assert tab.list.hasFocus()
    qtbot.keyClick(tab.list, Qt.Key.Key_Down)
    assert store.state.selected == "pool1"
    qtbot.keyClick(tab.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert ids(store)[:3] == ["conv1", "conv2", "pool1"]
    qtbot.keyClick(tab.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert store.state.model == before
    qtbot.keyClick(tab.list, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert ids(store)[:3] == ["conv1", "pool1", "pool3"]
    assert store.state.selected == "pool3"
    qtbot.keyClick(tab.list, Qt.Key.Key_Delete)
    assert store.state.model == before
    qtbot.keyClick(tab.list, Qt.Key.Key_Home)
    assert store.state.selected == "input"
    qtbot.keyClick(tab.list, Qt.Key.Key_Delete)
    assert store.state.model == before
    qtbot.keyClick(tab.list, Qt.Key.Key_End)
    assert store.state.selected == "out"
    for _ in range(4):
        store.undo_stack.undo()
    assert store.state.model == before
    assert not store.undo_stack.canUndo()
    for _ in range(4):
        store.undo_stack.redo()
    assert store.state.model == before


def test_a_kind_is_dropped_between_two_layers(tab: BuilderTab, store: ModelStore) -> None:
    store.use_preset("lenet-5")
    tab.list.grab()
    item = tab.layer_palette.list.findItems("Dropout", Qt.MatchFlag.MatchExactly)[0]
    data = tab.layer_palette.list.mimeData([item])
    assert data.hasFormat(KIND_MIME)
    row = tab.list.row_of("conv2")
    assert row is not None
    drop(tab, data, row.y() + 2)
    assert ids(store)[:4] == ["conv1", "pool1", "drop", "conv2"]


@pytest.mark.parametrize(
    ("target", "lower", "expected"),
    [("conv1", False, ["flat", "conv1", "pool1"]), ("pool1", True, ["conv1", "pool1", "flat"])],
)
def test_a_layer_is_dragged_to_another_place(
    tab: BuilderTab, store: ModelStore, target: str, lower: bool, expected: list[str]
) -> None:
    store.use_preset("lenet-5")
    tab.list.grab()
    data = QMimeData()
    data.setData(LAYER_MIME, b"flat")
    row = tab.list.row_of(target)
    assert row is not None
    drop(tab, data, row.geometry().bottom() - 2 if lower else row.y() + 2)
    assert ids(store)[:3] == expected
    assert store.undo_stack.count() == 1


def test_pressing_and_moving_starts_a_drag(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    row = tab.list.row_of("conv2")
    assert row is not None
    row.drag_started.disconnect()
    with qtbot.waitSignal(row.drag_started) as caught:
        qtbot.mousePress(row, LEFT, pos=QPoint(15, 20))
        qtbot.mouseMove(row, QPoint(15, 60))
    assert caught.args == ["conv2"]


def test_the_article_s_error_and_its_button(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.set_context(MNIST)
    store.use_preset("article-cnn")
    banner = tab.list.findChild(FindingBanner, "finding_conv4_window_too_large")
    assert banner.isVisible()
    assert banner.accessibleName().startswith("conv4 needs at least 3×3, gets 1×1")
    qtbot.waitUntil(lambda: not banner.visibleRegion().isEmpty())
    buttons = banner.findChildren(QPushButton)
    assert [button.text() for button in buttons] == ["Set padding to same on conv1–conv4", "Remove conv4, pool4"]
    assert "conv1: padding valid → same" in buttons[0].toolTip()
    banner.fix_hovered.emit("padding_same")
    marked = [row.content.layer_id for row in tab.list.rows if row._marked]
    assert marked == ["conv1", "conv2", "conv3", "conv4"]
    qtbot.mouseClick(buttons[0], LEFT)
    assert store.state.findings == ()
    assert not [row for row in tab.list.rows if row._marked]
    assert tab.list.findChild(FindingBanner, "finding_conv4_window_too_large") in (None, banner)
    assert tab.list.row_of("conv4").content.output == "3 × 3 × 64"  # type: ignore[union-attr]
    store.undo_stack.undo()
    assert store.state.has_errors
