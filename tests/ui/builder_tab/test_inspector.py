"""The inspector, the drawing, menus and files of the Model tab, with real mouse and keyboard events."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMenu, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from deepdesk.model.description import save_model
from deepdesk.model.findings import CheckContext
from deepdesk.model.presets import PRESETS, preset
from deepdesk.state.model_store import ModelStore
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.number_fields import PairSpinBox, ShapeEdit
from deepdesk.ui.builder_tab.tab import BuilderTab
from deepdesk.ui.widgets.switch import Switch
from tests.ui.builder_tab.conftest import click_row, drop, ids

MNIST = CheckContext(input_shape=(28, 28, 1), classes=10)
LEFT = Qt.MouseButton.LeftButton


def test_undo_keys_in_the_name_undo_the_last_edit(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    click_row(qtbot, tab, "conv2")
    tab.form.name.setFocus()
    press = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    press.ignore()
    QApplication.sendEvent(tab.form.name, press)
    assert not press.isAccepted()


def test_the_form_edits_at_once(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    click_row(qtbot, tab, "conv2")
    filters = tab.form.field("filters")
    assert isinstance(filters, QSpinBox)
    filters.setFocus()
    filters.selectAll()
    qtbot.keyClicks(filters, "24")
    assert store.state.model.layer("conv2").params["filters"] == 24
    qtbot.keyClick(filters, Qt.Key.Key_Up)
    assert tab.list.row_of("conv2").content.output == "10 × 10 × 25"  # type: ignore[union-attr]
    assert store.undo_stack.count() == 1
    padding = tab.form.field("padding")
    assert isinstance(padding, QComboBox)
    qtbot.keyClick(padding, Qt.Key.Key_Down)
    assert store.state.model.layer("conv2").params["padding"] == "same"
    kernel = tab.form.field("kernel_size")
    assert isinstance(kernel, PairSpinBox)
    qtbot.keyClick(kernel, Qt.Key.Key_Down)
    assert store.state.model.layer("conv2").params["kernel_size"] == [4, 4]
    kernel.selectAll()
    qtbot.keyClicks(kernel, "1x7")
    qtbot.keyClick(kernel, Qt.Key.Key_Return)
    assert store.state.model.layer("conv2").params["kernel_size"] == [1, 7]
    bias = tab.form.field("use_bias")
    qtbot.mouseClick(bias, LEFT)
    assert store.state.model.layer("conv2").params["use_bias"] is False
    while store.undo_stack.canUndo():
        store.undo_stack.undo()
    assert filters.value() == 16
    assert kernel.value() == (5, 5)


def test_strides_of_pooling_may_be_empty(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    click_row(qtbot, tab, "pool1")
    strides = tab.form.field("strides")
    assert isinstance(strides, PairSpinBox)
    assert strides.value() is None
    qtbot.keyClick(strides, Qt.Key.Key_Up)
    assert store.state.model.layer("pool1").params["strides"] == [1, 1]
    strides.selectAll()
    qtbot.keyClick(strides, Qt.Key.Key_Delete)
    qtbot.keyClick(strides, Qt.Key.Key_Return)
    assert "strides" not in store.state.model.layer("pool1").params


def test_rename_in_the_inspector(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    click_row(qtbot, tab, "conv2")
    qtbot.keyClick(tab.list, Qt.Key.Key_F2)
    assert tab.form.name.hasFocus()
    qtbot.keyClicks(tab.form.name, "Second one")
    qtbot.keyClick(tab.form.name, Qt.Key.Key_Return)
    assert "cannot be a layer's name" in tab.form.findChild(QLabel, "inspector_name_error").text()
    assert ids(store)[2] == "conv2"
    tab.form.name.selectAll()
    qtbot.keyClicks(tab.form.name, "second")
    qtbot.keyClick(tab.form.name, Qt.Key.Key_Return)
    assert ids(store)[2] == "second"


def test_pins(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.set_context(MNIST)
    click_row(qtbot, tab, "out")
    pin = tab.form.findChild(Switch, "units_from_data")
    assert pin.isChecked()
    qtbot.keyClick(tab.form.field("units"), Qt.Key.Key_Up)
    assert not store.state.follows_units
    assert not tab.form.findChild(Switch, "units_from_data").isChecked()
    assert store.state.has_errors
    qtbot.mouseClick(tab.form.findChild(Switch, "units_from_data"), LEFT)
    assert store.state.model.layer("out").params["units"] == 10
    click_row(qtbot, tab, "input")
    shape = tab.form.findChild(ShapeEdit, "input_shape")
    shape.selectAll()
    qtbot.keyClicks(shape, "32x32x3")
    qtbot.keyClick(shape, Qt.Key.Key_Return)
    assert store.state.model.input.shape == (32, 32, 3)
    assert not tab.form.findChild(Switch, "input_from_data").isChecked()
    qtbot.mouseClick(tab.form.findChild(Switch, "input_from_data"), LEFT)
    assert store.state.model.input.shape == (28, 28, 1)


def test_a_click_in_the_drawing_selects(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    drawing = tab.drawing_card.drawing
    qtbot.mouseClick(drawing, LEFT, pos=drawing.area_of("pool2").center().toPoint())
    assert store.state.selected == "pool2"
    assert "pool2" in tab.form.title.text()


def test_the_menu_of_a_layer(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    click_row(qtbot, tab, "dense2")
    qtbot.keyClick(tab.list, Qt.Key.Key_Menu)
    menu = tab.findChild(QMenu, "layer_menu")
    assert menu.isVisible()
    actions = {action.objectName(): action for action in menu.actions()}
    actions["layer_menu_up"].trigger()
    assert ids(store)[5:7] == ["dense2", "dense1"]
    actions["layer_menu_remove"].trigger()
    assert "dense2" not in ids(store)
    menu.close()


def test_buttons_for_the_whole_layer(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    click_row(qtbot, tab, "dense2")
    qtbot.mouseClick(tab.form.findChild(QPushButton, "layer_duplicate"), LEFT)
    assert ids(store)[6:8] == ["dense2", "dense3"]
    qtbot.mouseClick(tab.form.findChild(QPushButton, "layer_remove"), LEFT)
    assert "dense3" not in ids(store)


def test_files(tab: BuilderTab, store: ModelStore, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "m.model.json"
    save_model(path, preset("lstm-2"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    with qtbot.waitSignal(tab.folder_used) as caught:
        drop(tab, data, 10)
    assert caught.args == [str(tmp_path)]
    assert ids(store) == ["rows", "lstm1", "lstm2", "out"]
    path.write_text("nonsense")
    tab.open_path(path)
    assert tab.notice.isVisible()
    assert ids(store) == ["rows", "lstm1", "lstm2", "out"]
    tab.save_path(path)
    assert not tab.notice.isVisible()
    assert store.state.saved


def test_a_hundred_layers_stay_fluid(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("small-cnn")
    for _ in range(100):
        store.add_layer("Conv2D", 3, {"filters": 32, "padding": "same"})
    assert len(tab.list.rows) == len(store.state.model.layers) + 1
    click_row(qtbot, tab, "out")
    row = tab.list.row_of("out")
    assert row is not None
    qtbot.waitUntil(lambda: not row.visibleRegion().isEmpty())
    store.clear()
    assert len(tab.list.rows) == 1


def test_every_preset_is_shown(tab: BuilderTab, store: ModelStore) -> None:
    for preset_id in PRESETS:
        store.use_preset(preset_id)
        assert len(tab.list.rows) == len(store.state.model.layers) + 1
        assert not tab.grab().isNull()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("preset_id", ["article-cnn", "u-net"])
def test_presets_are_shown_in_both_appearances(
    tab: BuilderTab, store: ModelStore, qapp: QApplication, mode: str, preset_id: str
) -> None:
    look = theme.Theme(qapp, mode)  # type: ignore[arg-type]
    store.use_preset(preset_id)
    assert not tab.grab().isNull()
    store.select("input")
    assert not tab.grab().isNull()
    look.setParent(None)
    look.deleteLater()


def test_everything_interactive_has_a_name(tab: BuilderTab, store: ModelStore) -> None:
    store.use_preset("article-cnn")
    for layer in ids(store):
        store.select(layer)
        for widget in tab.findChildren(QWidget):
            own = isinstance(widget, QPushButton | QSpinBox | QComboBox | Switch | PairSpinBox | ShapeEdit)
            if own and widget.isVisibleTo(tab):
                assert widget.objectName() and widget.accessibleName(), widget
