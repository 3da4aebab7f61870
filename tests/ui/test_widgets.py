"""The widgets work by keyboard, have accessible names and tell by signals."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QSpinBox

from deepdesk.ui.widgets import (
    Banner,
    Bar,
    BarRows,
    Card,
    Chips,
    Choice,
    DropZone,
    ElidedLabel,
    EmptyState,
    Form,
    ProgressCard,
    Switch,
)
from deepdesk.ui.widgets.elided_combo import ElidedCombo


def test_a_switch_turns_by_the_space_bar(qtbot) -> None:
    switch = Switch("Flip")
    qtbot.addWidget(switch)
    switch.show()
    with qtbot.waitSignal(switch.toggled):
        qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked() and switch.accessibleName() == "Flip"


def test_a_banner_says_and_offers(qtbot) -> None:
    banner = Banner("error", "It <broke>", "Because.", [Choice("again", "Try again")])
    qtbot.addWidget(banner)
    button = banner.findChild(QPushButton, "banner_again")
    assert button is not None and "&lt;broke&gt;" in banner.findChild(QLabel).text()
    with qtbot.waitSignal(banner.triggered) as told:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told.args == ["again"]
    banner.tell("good", "Fine")
    assert banner.property("role") == "finding-good"


def test_chips_choose_one_and_keep_it(qtbot) -> None:
    chips = Chips([("all", "All"), ("cat", "cat")])
    qtbot.addWidget(chips)
    assert chips.current == "all"
    with qtbot.waitSignal(chips.chosen) as told:
        chips.choose("cat")
    assert told.args == ["cat"]
    chips.set_items([("cat", "cat 2"), ("dog", "dog 1")])
    assert chips.current == "cat"


def test_a_form_names_its_fields(qtbot) -> None:
    form = Form()
    qtbot.addWidget(form)
    field, number = QLineEdit(), QSpinBox()
    label = form.add_row("Learning rate", field, help="Size of a step")
    form.add_row("Epochs", number)
    assert field.accessibleName() == "Learning rate" and label.buddy() is field and field.toolTip() == "Size of a step"
    form.set_row_visible(field, False)
    assert not field.isVisibleTo(form) and number.isVisibleTo(form)
    form.clear()


def test_bars_are_read_out(qtbot) -> None:
    bars = BarRows()
    qtbot.addWidget(bars)
    bars.set_rows([Bar("cat", 0.9, "90 %"), Bar("dog", 0.1, "10 %")])
    assert bars.accessibleDescription() == "cat 90 %, dog 10 %"
    bars.grab()


def test_a_drop_zone_hands_on_what_is_dropped(qtbot) -> None:
    zone = DropZone("Drop here", "or", [Choice("choose", "Choose")])
    qtbot.addWidget(zone)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/a")])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    seen = []
    zone.dropped.connect(lambda data: seen.append(data.urls()[0].toLocalFile()))
    zone.dropEvent(event)
    assert seen == ["/a"] and zone.property("role") == "dropzone"


@pytest.mark.parametrize(("fraction", "maximum"), [(None, 0), (0.5, 1000)])
def test_progress_that_is_not_known_is_shown_as_such(qtbot, fraction: float | None, maximum: int) -> None:
    card = ProgressCard(cancel="Cancel")
    qtbot.addWidget(card)
    card.tell("Reading", right="4 s left", fraction=fraction, detail="3 of 6")
    assert card._bar.maximum() == maximum
    with qtbot.waitSignal(card.cancel_requested):
        qtbot.mouseClick(card.findChild(QPushButton, "progress_cancel"), Qt.MouseButton.LeftButton)


def test_an_empty_view_says_what_to_do(qtbot) -> None:
    empty = EmptyState("No data", "Drop some", [Choice("open", "Open", "primary")])
    qtbot.addWidget(empty)
    with qtbot.waitSignal(empty.triggered) as told:
        qtbot.mouseClick(empty.findChild(QPushButton, "empty_open"), Qt.MouseButton.LeftButton)
    assert told.args == ["open"] and empty.accessibleName() == "No data. Drop some"


def test_small_things(qtbot) -> None:
    card, label = Card(""), ElidedLabel("a very long text that does not fit")
    for widget in (card, label):
        qtbot.addWidget(widget)
    assert card.title.isHidden() and label.toolTip().startswith("a very")
    label.resize(40, 20)
    label.grab()


def test_a_long_entry_does_not_widen_its_list(qtbot) -> None:
    combo = ElidedCombo()
    qtbot.addWidget(combo)
    combo.addItem("article-cnn-repaired · TensorFlow · 2026-01-02 12:00 " * 3)
    assert combo.minimumSizeHint().width() < 260
    combo.resize(200, 28)
    assert not combo.grab().isNull()
