"""Several layers at once, skips, inputs and the clipboard, with real mouse and keyboard events."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from deepdesk.model.findings import CheckContext
from deepdesk.state.model_store import ModelStore
from deepdesk.ui.builder_tab.dragging import LAYER_MIME
from deepdesk.ui.builder_tab.finding_banner import FindingBanner
from deepdesk.ui.builder_tab.tab import BuilderTab
from tests.ui.builder_tab.conftest import click_row, ids

LEFT = Qt.MouseButton.LeftButton
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def press(qtbot: QtBot, tab: BuilderTab, layer_id: str, held: Qt.KeyboardModifier) -> None:
    row = tab.list.row_of(layer_id)
    assert row is not None
    qtbot.mouseClick(row, LEFT, held, pos=QPoint(120, 20))


def test_shift_and_control_select_several(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    click_row(qtbot, tab, "conv1")
    press(qtbot, tab, "conv2", SHIFT)
    assert store.state.selection == ("conv1", "pool1", "conv2")
    press(qtbot, tab, "pool1", CONTROL)
    assert store.state.selection == ("conv1", "conv2")
    press(qtbot, tab, "out", CONTROL)
    assert store.state.selection == ("conv1", "conv2", "out")
    click_row(qtbot, tab, "conv2")
    assert store.state.selection == ("conv2",)


def test_keys_select_and_edit_several(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    before = store.state.model
    click_row(qtbot, tab, "conv1")
    qtbot.keyClick(tab.list, Qt.Key.Key_Down, SHIFT)
    assert store.state.selection == ("conv1", "pool1")
    qtbot.keyClick(tab.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert ids(store)[:3] == ["conv2", "conv1", "pool1"]
    qtbot.keyClick(tab.list, Qt.Key.Key_D, CONTROL)
    assert ids(store)[:5] == ["conv2", "conv1", "pool1", "conv3", "pool3"]
    qtbot.keyClick(tab.list, Qt.Key.Key_Delete)
    qtbot.keyClick(tab.list, Qt.Key.Key_A, CONTROL)
    assert list(store.state.selection) == ids(store)
    qtbot.keyClick(tab.list, Qt.Key.Key_Delete)
    assert ids(store) == []
    assert store.undo_stack.count() == 4
    for _ in range(4):
        store.undo_stack.undo()
    assert store.state.model == before


def test_layers_travel_as_text(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    store.select_several(["conv1", "pool1"], "pool1")
    qtbot.keyClick(tab.list, Qt.Key.Key_C, CONTROL)
    assert '"deepdesk.layers"' in QGuiApplication.clipboard().text()
    qtbot.keyClick(tab.list, Qt.Key.Key_V, CONTROL)
    assert ids(store)[:4] == ["conv1", "pool1", "conv3", "pool3"]
    qtbot.keyClick(tab.list, Qt.Key.Key_X, CONTROL)
    assert ids(store)[:3] == ["conv1", "pool1", "conv2"]
    QGuiApplication.clipboard().setText("Good morning")
    qtbot.keyClick(tab.list, Qt.Key.Key_V, CONTROL)
    assert tab.notice.isVisible()
    assert "neither layers nor the code" in tab.notice.accessibleName()


def test_all_selected_rows_are_dragged(tab: BuilderTab, store: ModelStore, monkeypatch: object) -> None:
    from PySide6.QtCore import QMimeData

    from tests.ui.builder_tab.conftest import drop

    store.use_preset("lenet-5")
    tab.list.grab()
    data = QMimeData()
    data.setData(LAYER_MIME, b"conv2\npool2")
    row = tab.list.row_of("conv1")
    assert row is not None
    drop(tab, data, row.y() + 2)
    assert ids(store)[:3] == ["conv2", "pool2", "conv1"]
    assert store.undo_stack.count() == 1


def test_skips_are_told_and_marked(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("resnet-20")
    assert tab.list.gutter > 0
    add = next(layer for layer in store.state.model.layers if layer.kind == "Add")
    row = tab.list.row_of(add.id)
    assert row is not None and add.inputs is not None
    other = next(name for name in add.inputs if "conv" not in name and "norm" not in name)
    assert f"from {other}" in row.accessibleName()
    source = tab.list.row_of(other)
    assert source is not None and f"to {add.id}" in source.accessibleName()
    row.hovered.emit(add.id)
    assert source._marked
    row.hovered.emit("")
    assert not source._marked
    tab.list.grab()
    store.use_preset("lenet-5")
    assert tab.list.gutter == 0


def test_inputs_are_chosen(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("resnet-20")
    add = next(layer for layer in store.state.model.layers if layer.kind == "Add")
    store.select(add.id)
    editor = tab.form.inputs
    assert editor.isVisible()
    assert [field.currentData() for field in editor.fields] == list(add.inputs or ())
    index = editor.fields[1].findData("input")
    editor.fields[1].setCurrentIndex(index)
    editor.fields[1].activated.emit(index)
    assert (store.state.model.layer(add.id).inputs or ())[1] == "input"
    qtbot.mouseClick(editor.add, LEFT)
    assert len(store.state.model.layer(add.id).inputs or ()) == 3
    assert len(editor.fields) == 3
    store.undo_stack.undo()
    store.undo_stack.undo()
    assert store.state.model.layer(add.id) == add
    store.select("input")
    assert not editor.isVisible()


def test_a_second_click_where_a_repair_was_opens_nothing(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.set_context(CheckContext(input_shape=(28, 28, 1), classes=10))
    store.use_preset("article-cnn")
    banner = tab.list.findChild(FindingBanner, "finding_conv4_window_too_large")
    assert banner is not None
    qtbot.mouseClick(banner.findChildren(QPushButton)[0], LEFT)
    row = tab.list.row_of("pool4")
    assert row is not None
    with qtbot.assertNotEmitted(tab.list.rename_requested):
        qtbot.mouseDClick(row, LEFT, pos=QPoint(120, 20))
    with qtbot.waitSignal(tab.list.rename_requested):
        qtbot.mouseClick(row, LEFT, pos=QPoint(120, 20))
        qtbot.mouseDClick(row, LEFT, pos=QPoint(120, 20))


def test_the_menus_open(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    store.select_several(["conv1", "pool1"], "pool1")
    tab.list.menu_requested.emit("conv1", QPoint(5, 5))
    menu = tab.findChild(QMenu, "layer_menu")
    assert menu is not None
    enabled = {action.objectName(): action.isEnabled() for action in menu.actions() if action.objectName()}
    assert not enabled["layer_menu_rename"] and not enabled["layer_menu_up"] and enabled["layer_menu_down"]
    menu.close()
    tab.files.open_menu(QPoint(5, 5)).close()


def test_presets_are_found_by_typing(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    tab.choose_preset()
    chooser = tab.presets
    qtbot.keyClicks(chooser.search, "resnet-20")
    assert [button.item.id for button in chooser._shown()] == ["resnet-20"]
    qtbot.keyClick(chooser.search, Qt.Key.Key_Return)
    assert not chooser.isVisible()
    assert store.state.preset == "resnet-20"
    tab.choose_preset()
    assert chooser.search.text() == ""
    qtbot.keyClicks(chooser.search, "no such thing")
    assert chooser._none.isVisible()
    qtbot.waitUntil(lambda: not chooser._waiting)
    chooser.close()
