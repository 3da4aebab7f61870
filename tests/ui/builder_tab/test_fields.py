"""Fields for parameters: margins, empty numbers, tiny ones, what is out of range; the palette's help."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from deepdesk.state.model_store import ModelStore
from deepdesk.ui.builder_tab.number_fields import MarginsEdit, NumberEdit, PairSpinBox, WholeNumberBox
from deepdesk.ui.builder_tab.tab import BuilderTab
from deepdesk.ui.widgets.switch import Switch

LEFT = Qt.MouseButton.LeftButton


def plain(value: object) -> object:
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def test_margins_have_four_fields(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.add_layer("ZeroPadding2D")
    margins = tab.form.field("padding")
    assert isinstance(margins, MarginsEdit)
    assert margins.value() == ((1, 1), (1, 1))
    left = margins.boxes["left"]
    left.setFocus()
    qtbot.keyClick(left, Qt.Key.Key_Up)
    assert plain(store.state.model.layers[0].params["padding"]) == [[1, 1], [2, 1]]
    assert store.state.report.layers[0].output_shape == (30, 31, 1)


def test_the_text_of_every_margin_has_room(tab: BuilderTab, store: ModelStore) -> None:
    store.add_layer("ZeroPadding2D")
    margins = tab.form.field("padding")
    assert isinstance(margins, MarginsEdit)
    tab.grab()  # laid out
    for box in margins.boxes.values():
        line = box.lineEdit()
        assert line.width() >= line.textMargins().left() + line.fontMetrics().horizontalAdvance("↑ 100")


def test_undo_in_the_search_of_layers_undoes_the_network(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    search = tab.layer_palette.search
    qtbot.keyClicks(search, "flatten")
    for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo):
        binding = QKeySequence(key)[0]
        event = QKeyEvent(QEvent.Type.ShortcutOverride, binding.key(), binding.keyboardModifiers())
        event.ignore()
        QApplication.sendEvent(search, event)
        assert not event.isAccepted()


def test_what_is_out_of_range_is_said_while_it_is_typed(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.add_layer("Dense")
    units = tab.form.field("units")
    problem = tab.form.findChild(QLabel, "problem_units")
    assert isinstance(units, WholeNumberBox)
    units.setFocus()
    units.selectAll()
    qtbot.keyClicks(units, "0")
    assert problem.isVisible() and "1 to" in problem.text()
    assert units.property("role") == "error"
    qtbot.keyClicks(units, "12")
    assert not problem.isVisible()
    assert store.state.model.layers[0].params["units"] == 12


def test_the_training_of_a_layer(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.add_layer("Dense")
    qtbot.mouseClick(tab.form.findChild(QToolButton, "inspector_training"), LEFT)
    frozen, l2 = tab.form.field("trainable"), tab.form.field("l2")
    assert isinstance(frozen, Switch) and isinstance(l2, NumberEdit)
    assert not frozen.isChecked()
    qtbot.mouseClick(frozen, LEFT)
    assert store.state.model.layers[0].params["trainable"] is False
    assert store.state.report.trained_parameters == 0
    l2.setFocus()
    l2.selectAll()
    qtbot.keyClicks(l2, "-1")
    assert tab.form.findChild(QLabel, "problem_l2").isVisible()
    l2.selectAll()
    qtbot.keyClicks(l2, "1e-4")
    qtbot.keyClick(l2, Qt.Key.Key_Return)
    assert store.state.model.layers[0].params["l2"] == 1e-4
    store.add_layer("Flatten")
    assert not tab.form.findChild(QToolButton, "inspector_training").isVisible()


def test_strides_in_one_dimension_may_be_empty(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.set_input_shape((20, 3))
    store.add_layer("MaxPooling1D")
    strides = tab.form.field("strides")
    assert isinstance(strides, PairSpinBox) and strides.value() is None
    qtbot.keyClick(strides, Qt.Key.Key_Up)
    assert store.state.model.layers[0].params["strides"] == 1
    strides.selectAll()
    qtbot.keyClick(strides, Qt.Key.Key_Delete)
    qtbot.keyClick(strides, Qt.Key.Key_Return)
    assert "strides" not in store.state.model.layers[0].params


def test_f1_explains_and_families_close(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    palette = tab.layer_palette
    qtbot.mouseClick(palette.search, LEFT)
    qtbot.keyClicks(palette.search, "skip")
    qtbot.keyClick(palette.search, Qt.Key.Key_F1)
    card = tab.window().findChild(QWidget, "help_card")
    assert card.isVisible() and palette.help.title.text() == "Add"
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    qtbot.keyClick(palette.list, Qt.Key.Key_F1)
    qtbot.keyClick(palette.list, Qt.Key.Key_Down)
    assert palette.help.title.text() == "Concatenate"
    qtbot.keyClick(palette.list, Qt.Key.Key_Escape)
    assert not card.isVisible()
    palette.search.clear()
    heading = palette.list.item(0)
    assert not palette.list.item(1).isHidden()
    qtbot.mouseClick(palette.list.viewport(), LEFT, pos=palette.list.visualItemRect(heading).center())
    assert palette.list.item(1).isHidden()


def test_nothing_found_says_so(tab: BuilderTab, qtbot: QtBot) -> None:
    qtbot.keyClicks(tab.layer_palette.search, "qqqzzz")
    assert "qqqzzz" in tab.layer_palette._none.text()


def test_the_summary_is_copied_as_text(tab: BuilderTab, store: ModelStore, qtbot: QtBot) -> None:
    store.use_preset("lenet-5")
    qtbot.mouseClick(tab.form.findChild(QPushButton, "copy_summary"), LEFT)
    assert "conv2" in QApplication.clipboard().text()
