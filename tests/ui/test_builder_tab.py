"""The Model tab with real mouse and keyboard events."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMenu, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from deepdesk.model.description import save_model
from deepdesk.model.findings import CheckContext
from deepdesk.model.presets import PRESETS, preset
from deepdesk.state.model_store import ModelStore
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.dragging import KIND_MIME, LAYER_MIME
from deepdesk.ui.builder_tab.finding_banner import FindingBanner
from deepdesk.ui.builder_tab.parameter_fields import PairSpinBox, ShapeEdit
from deepdesk.ui.builder_tab.tab import BuilderTab
from deepdesk.ui.widgets.switch import Switch

MNIST = CheckContext(input_shape=(28, 28, 1), classes=10)
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


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("preset_id", PRESETS)
def test_every_preset_is_shown_in_both_appearances(
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
