"""Samples changed in the grid by keys, bar and drops, through the real data child; findings acted upon."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from deepdesk.process.children import Children
from deepdesk.state.data_edits import DataEditsStore
from deepdesk.state.dataset_store import DatasetStore
from deepdesk.state.settings_store import SettingsStore
from deepdesk.ui.dataset_tab.tab import DatasetTab
from deepdesk.workers.pools import Pools

PATIENCE = 30_000


@pytest.fixture
def store(qtbot: QtBot, deepdesk_home: Path) -> Iterator[DatasetStore]:
    children, pools = Children(), Pools()
    found = DatasetStore(pools, children, SettingsStore(deepdesk_home / "settings"))
    yield found
    found.close()
    children.close()
    assert pools.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    random = np.random.default_rng(3)
    for label in ("cat", "dog"):
        (tmp_path / "pets" / label).mkdir(parents=True)
        for number in range(12):
            pixels = random.integers(0, 255, (40, 40, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pets" / label / f"{number:02}.png")
    shutil.copy(tmp_path / "pets" / "cat" / "00.png", tmp_path / "pets" / "dog" / "same.png")
    return tmp_path / "pets"


@pytest.fixture
def tab(qtbot: QtBot, store: DatasetStore, deepdesk_home: Path, folder: Path, tmp_path: Path) -> DatasetTab:
    settings = SettingsStore(deepdesk_home / "settings")
    found = DatasetTab(store, settings, DataEditsStore(store, lambda: tmp_path))
    qtbot.addWidget(found)
    found.resize(1200, 650)
    found.show()
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        store.open(folder)
    return found


def counts(store: DatasetStore) -> dict[str, int]:
    assert store.opened is not None
    return store.opened.reply.report.classes


def child(tab: QWidget, kind: type, name: str) -> QWidget:
    found = tab.findChild(kind, name)
    assert found is not None, name
    return found


def test_a_digit_gives_a_class_and_delete_leaves_out(qtbot: QtBot, tab: DatasetTab, store: DatasetStore) -> None:
    tab.browser.chips.choose("class_1")
    grid = tab.browser.grid
    assert len(grid.selected) == 1
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        qtbot.keyClick(grid, Qt.Key.Key_1)
    assert counts(store) == {"cat": 13, "dog": 12}
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert counts(store) == {"cat": 13, "dog": 11}
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        qtbot.mouseClick(child(tab, QPushButton, "data_edit_undo"), Qt.MouseButton.LeftButton)
    assert counts(store) == {"cat": 13, "dog": 12}


def test_shift_chooses_all_in_between(qtbot: QtBot, tab: DatasetTab, store: DatasetStore) -> None:
    grid = tab.browser.grid
    last = grid.samples.index_at(9)
    middle = grid.visualRect(last).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, middle)
    assert grid.selected == grid.order[:10].tolist()
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        qtbot.keyClick(grid, Qt.Key.Key_2)
    assert counts(store)["dog"] >= 10
    assert len(grid.selected) == 10


def test_a_class_is_made_by_its_name(qtbot: QtBot, tab: DatasetTab, store: DatasetStore) -> None:
    qtbot.mouseClick(child(tab, QPushButton, "data_edit_add_class"), Qt.MouseButton.LeftButton)
    field = child(tab, QLineEdit, "data_edit_class_name")
    qtbot.keyClicks(field, "owl")
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert counts(store) == {"cat": 12, "dog": 13, "owl": 0}


def test_photos_dropped_on_a_chip_join_its_class(
    qtbot: QtBot, tab: DatasetTab, store: DatasetStore, tmp_path: Path
) -> None:
    Image.new("RGB", (40, 40), (1, 200, 3)).save(tmp_path / "new.png")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "new.png"))])
    chip = child(tab, QPushButton, "data_filter_class_0")
    assert chip.acceptDrops()
    no_keys, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(3, 3), Qt.DropAction.CopyAction, mime, left, no_keys)
    enter = QDragEnterEvent(QPoint(3, 3), Qt.DropAction.CopyAction, mime, left, no_keys)
    QApplication.sendEvent(chip, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        QApplication.sendEvent(chip, event)
    assert counts(store) == {"cat": 13, "dog": 13}


def test_the_gravest_finding_stands_above_and_is_acted_upon(
    qtbot: QtBot, tab: DatasetTab, store: DatasetStore, folder: Path
) -> None:
    strip = child(tab, QWidget, "data_gravest")
    assert strip.isVisible()
    tab.browser.chips.choose("health")
    assert tab.browser.health.isVisible()
    qtbot.mouseClick(child(tab, QPushButton, "data_finding_0_show"), Qt.MouseButton.LeftButton)
    assert tab.browser.chips.current == "finding"
    assert tab.browser.grid.samples.count == 2
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        qtbot.mouseClick(child(tab, QPushButton, "data_gravest_leave_out"), Qt.MouseButton.LeftButton)
    assert counts(store) == {"cat": 11, "dog": 12}
    assert (folder / "dog" / "same.png").exists()
