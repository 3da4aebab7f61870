"""Data that were taken for something else, or for nothing: what they are to be read as can be said in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from deepdesk.core.errors import DeepDeskError
from deepdesk.data.description import DatasetDescription
from deepdesk.ui.dataset_tab.tab import DatasetTab
from deepdesk.ui.dataset_tab.values_field import ValuesField
from tests.ui.conftest import OpenWindow

PATIENCE = 60_000


@pytest.fixture
def names(tmp_path: Path) -> Path:
    """Words too short to be taken for texts."""
    rows = [
        f"{letter}{'aeiou'[place % 5]}{tail},{'xy'[place % 2]}"
        for place, letter in enumerate("bcdfghjklm")
        for tail in ("na", "ro", "li")
    ]
    path = tmp_path / "测试 é.csv"
    path.write_text("\n".join(["a,b", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def series(tmp_path: Path) -> Path:
    rows = [f"2024-01-{day:02} {hour:02}:00,{day + hour / 10}" for day in range(1, 15) for hour in range(24)]
    path = tmp_path / "series.csv"
    path.write_text("\n".join(["time,value", *rows]), encoding="utf-8")
    return path


def button(tab: DatasetTab, kind: str) -> QPushButton:
    found = [one for one in tab.findChildren(QPushButton, f"data_as_{kind}") if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_a_table_that_tells_nothing_can_be_read_as_texts(main: OpenWindow, qtbot: QtBot, names: Path) -> None:
    tab, store = main.window.findChild(DatasetTab), main.session.dataset
    with qtbot.waitSignal(store.failed, timeout=PATIENCE) as failed:
        main.session.open_data(str(names))
    error = failed.args[0]
    assert isinstance(error, DeepDeskError) and error.code == "data.unrecognised"
    assert error.params["known"] == "a, b"
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        qtbot.mouseClick(button(tab, "text"), Qt.MouseButton.LeftButton)
    assert store.opened is not None and store.opened.kind == "text" and store.opened.samples == 30
    assert not [one for one in tab.findChildren(QPushButton, "data_as_text") if one.isVisible()]


def test_open_data_can_be_read_as_another_kind(main: OpenWindow, qtbot: QtBot, series: Path) -> None:
    main.open(str(series), qtbot)
    tab, store = main.window.findChild(DatasetTab), main.session.dataset

    def action(kind: str) -> QAction:
        return tab.open_menu.findChild(QAction, f"data_read_as_{kind}")

    assert store.opened is not None and store.opened.kind == "forecasting"
    assert action("forecasting").isChecked() and not action("text").isChecked()
    with qtbot.waitSignal(store.failed, timeout=PATIENCE):
        action("segmentation").trigger()
    assert store.opened.kind == "forecasting"
    assert action("forecasting").isChecked()
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        qtbot.mouseClick(button(tab, "forecasting"), Qt.MouseButton.LeftButton)
    assert store.opened.kind == "forecasting"


def test_another_kind_begins_without_edits_and_undo_brings_them_back(
    main: OpenWindow, qtbot: QtBot, names: Path
) -> None:
    session = main.session
    store, stack = session.dataset, session.data_edits.undo_stack
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        session.open_data(DatasetDescription(source=str(names), kind="text"))
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        session.data_edits.leave_out(["3"])
    action = main.window.findChild(DatasetTab).open_menu.findChild(QAction, "data_read_as_forecasting")
    with qtbot.waitSignal(store.failed, timeout=PATIENCE):
        action.trigger()
    assert store.asked.edits.left_out == () and store.opened.description.edits.left_out == ("3",)
    assert stack.undoText() == "Read as Time series"
    stack.undo()
    assert store.opened.kind == "text" and store.opened.description.edits.left_out == ("3",)


def test_samples_have_their_kind(main: OpenWindow, qtbot: QtBot) -> None:
    main.open("sample:digits", qtbot)
    tab = main.window.findChild(DatasetTab)
    assert not tab.open_menu.findChild(QAction, "data_read_as_text").parent().menuAction().isEnabled()


def test_a_file_that_is_gone_is_of_no_kind(main: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    tab, store = main.window.findChild(DatasetTab), main.session.dataset
    with qtbot.waitSignal(store.failed, timeout=PATIENCE):
        main.session.open_data(str(tmp_path / "gone.csv"))
    assert not [one for one in tab.findChildren(QPushButton, "data_as_text") if one.isVisible()]


def test_values_by_mean_and_deviation_and_back(main: OpenWindow, qtbot: QtBot) -> None:
    main.open("sample:digits", qtbot)
    tab, store = main.window.findChild(DatasetTab), main.session.dataset
    values = tab.inspector.findChild(ValuesField)
    assert values.count() == 2 and values.currentIndex() == 0
    for index, wanted in ((1, "standard"), (0, None)):
        with qtbot.waitSignal(store.changed, timeout=PATIENCE):
            values.setCurrentIndex(index)
            values.activated.emit(index)
        assert store.opened.description.normalization == wanted
        assert bool(store.opened.reply.preprocessing.mean) is (wanted is not None)
        assert values.currentIndex() == index
