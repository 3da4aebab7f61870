"""A data set begun without any folder: classes by hand, images pasted and dropped, kept whatever happens."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from deepdesk.data.description import COLLECTION
from deepdesk.ui.dataset_tab.browser import Browser
from deepdesk.ui.dataset_tab.tab import DatasetTab
from tests.ui.conftest import OpenWindow

PATIENCE = 60_000
LEFT = Qt.MouseButton.LeftButton


def changed(main: OpenWindow, qtbot: QtBot):  # type: ignore[no-untyped-def]
    return qtbot.waitSignal(main.session.dataset.changed, timeout=PATIENCE)


def begin(main: OpenWindow, qtbot: QtBot, *classes: str) -> DatasetTab:
    tab = main.window.findChild(DatasetTab)
    assert isinstance(tab, DatasetTab)
    with changed(main, qtbot):
        qtbot.mouseClick(tab.findChild(QPushButton, "drop_by_hand"), LEFT)
    for name in classes:
        button = tab.findChild(QPushButton, "empty_add_class")
        if button.isVisible():
            qtbot.mouseClick(button, LEFT)
        else:
            qtbot.mouseClick(tab.findChild(QPushButton, "data_edit_add_class"), LEFT)
        field = tab.findChild(QLineEdit, "data_edit_class_name")
        field.setText(name)
        with changed(main, qtbot):
            qtbot.keyClick(field, Qt.Key.Key_Return)
    return tab


def paste(main: OpenWindow, qtbot: QtBot, tab: DatasetTab, colour: int) -> None:
    picture = QImage(24, 20, QImage.Format.Format_RGB32)
    picture.fill(colour)
    QApplication.clipboard().setImage(picture)
    with changed(main, qtbot):
        qtbot.mouseClick(tab.findChild(QPushButton, "data_edit_paste"), LEFT)


def drop(tab: DatasetTab, paths: list[Path]) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, action, keys = QPointF(500, 400), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(tab, QDragEnterEvent(place.toPoint(), action, mime, LEFT, keys))
    QApplication.sendEvent(tab, QDropEvent(place, action, mime, LEFT, keys))


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    found = []
    for number in range(3):
        pixels = np.random.default_rng(number).integers(0, 255, (30, 30, 3), dtype=np.uint8)
        found.append(tmp_path / f"测试 é ({number}).JPG")
        Image.fromarray(pixels).save(found[-1])
    return found


def test_classes_by_hand_pasted_and_dropped_images(main: OpenWindow, qtbot: QtBot, photos: list[Path]) -> None:
    tab = begin(main, qtbot, "cat")
    browser = tab.findChild(Browser)
    assert browser.chips.current == "class_0"
    paste(main, qtbot, tab, 0x306090)
    opened = main.session.dataset.opened
    assert (opened.samples, opened.classes, opened.label_of(0)) == (1, ("cat",), "cat")
    button = tab.findChild(QPushButton, "data_edit_add_class")
    qtbot.mouseClick(button, LEFT)
    field = tab.findChild(QLineEdit, "data_edit_class_name")
    field.setText("dog")
    with changed(main, qtbot):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert browser.chips.current == "class_1"
    with changed(main, qtbot):
        drop(tab, photos)
    opened = main.session.dataset.opened
    assert dict(opened.reply.report.classes) == {"cat": 1, "dog": 3}
    assert main.window.places.current == "data"
    with changed(main, qtbot):
        main.session.data_edits.undo_stack.undo()
    assert main.session.dataset.opened.samples == 1
    assert all(path.exists() for path in photos)


def test_without_a_class_in_sight_dropped_images_go_to_predict(
    main: OpenWindow, qtbot: QtBot, photos: list[Path]
) -> None:
    tab = begin(main, qtbot, "cat")
    tab.browser.chips.choose("all")
    drop(tab, photos)
    assert main.window.places.current == "predict"
    assert main.session.dataset.opened.samples == 0


def test_a_collection_stays_when_it_is_moved_and_opened_again(
    open_main_window: Callable[..., OpenWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    main = open_main_window()
    tab = begin(main, qtbot, "cat")
    paste(main, qtbot, tab, 0x306090)
    folder = main.session.project.folder
    assert main.session.project.save_now()
    moved = tmp_path / "moved é" / folder.name
    moved.parent.mkdir()
    shutil.copytree(folder, moved)
    shutil.rmtree(folder / "added")
    other = open_main_window()
    with changed(other, qtbot):
        assert other.session.open_project(moved)
    opened = other.session.dataset.opened
    assert opened.description.source == COLLECTION
    assert (opened.samples, opened.classes, opened.reply.report.bad_count) == (1, ("cat",), 0)
    assert str(opened.path_of(0)).startswith(str(moved))


def test_every_collection_has_a_project_of_its_own(main: OpenWindow, qtbot: QtBot) -> None:
    begin(main, qtbot, "cat")
    first = main.session.project.folder
    with changed(main, qtbot):
        main.session.new_collection()
    assert main.session.project.folder != first
    assert main.session.dataset.opened.classes == ()
    assert not main.session.data_edits.undo_stack.canUndo()
    with changed(main, qtbot):
        assert main.session.open_project(first)
    assert main.session.dataset.opened.classes == ("cat",)


def test_the_same_folder_opened_again_is_as_it_was_left(main: OpenWindow, qtbot: QtBot, photos: list[Path]) -> None:
    pets = photos[0].parent / "pets"
    for label in ("cat", "dog"):
        (pets / label).mkdir(parents=True)
        for number, path in enumerate(photos):
            Image.open(path).rotate(90 * (label == "dog")).save(pets / label / f"{number}.png")
    main.open(str(pets), qtbot)
    with changed(main, qtbot):
        main.session.data_edits.relabel(["cat/0.png"], "dog")
    main.open("sample:digits", qtbot)
    main.open(str(pets), qtbot)
    assert dict(main.session.dataset.opened.reply.report.classes) == {"cat": 2, "dog": 4}
