"""The Data tab, through its store and the real data child."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from deepdesk.process.children import Children
from deepdesk.process.replies import Progressed
from deepdesk.state.dataset_store import DatasetStore
from deepdesk.state.settings_store import SettingsStore
from deepdesk.ui.dataset_tab.tab import DatasetTab
from deepdesk.ui.progress_words import Pace
from deepdesk.workers.pools import Pools

PATIENCE = 20_000


@pytest.fixture
def store(qtbot: QtBot, deepdesk_home: Path) -> Iterator[DatasetStore]:
    children, pools = Children(), Pools()
    found = DatasetStore(pools, children, SettingsStore(deepdesk_home / "settings"))
    yield found
    found.close()
    children.close()
    assert pools.close()


@pytest.fixture
def tab(qtbot: QtBot, store: DatasetStore, deepdesk_home: Path) -> DatasetTab:
    found = DatasetTab(store, SettingsStore(deepdesk_home / "settings"))
    # As the window does with a folder.
    found.drop_received.connect(lambda mime: found.open_path(mime.urls()[0].toLocalFile()))
    qtbot.addWidget(found)
    found.resize(1200, 650)
    found.show()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for label in ("cat", "dog"):
        (tmp_path / "pets" / label).mkdir(parents=True)
        for number in range(6):
            Image.new("RGB", (40, 30), (number * 40, 9, 9)).save(tmp_path / "pets" / label / f"{number}.png")
    (tmp_path / "pets" / "cat" / "broken.jpg").write_bytes(b"")
    return tmp_path / "pets"


def child(tab: QWidget, kind: type, name: str) -> QWidget:
    found = tab.findChild(kind, name)
    assert found is not None, name
    return found


def drop(tab: DatasetTab, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    tab.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_empty_it_says_what_to_do_and_opens_the_sample(qtbot: QtBot, tab: DatasetTab, store: DatasetStore) -> None:
    button = child(tab, QPushButton, "data_sample_digits")
    assert button.isVisible()
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert child(tab, QLabel, "data_count").text() == "1,797"
    assert tab.browser.grid.samples.count == 1797
    assert tab.browser.isVisible() and not tab.welcome.isVisible()


def test_a_dropped_folder_opens(qtbot: QtBot, tab: DatasetTab, store: DatasetStore, folder: Path) -> None:
    with qtbot.waitSignal(store.previewed, timeout=PATIENCE):
        drop(tab, folder)
    assert tab.browser.grid.samples.count == 12
    assert not child(tab, QWidget, "data_seen").image.isNull()


def test_empty_no_browser_button_is_seen(qtbot: QtBot, tab: DatasetTab, store: DatasetStore, folder: Path) -> None:
    assert not tab._open_button.isVisible()
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        drop(tab, folder)
    assert tab._open_button.isVisible()


def test_other_data_are_shown_from_their_first_image(
    qtbot: QtBot, tab: DatasetTab, store: DatasetStore, folder: Path
) -> None:
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        store.open("sample:digits")
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        drop(tab, folder)
    grid = tab.browser.grid
    assert grid.samples.place_of(grid.currentIndex()) == 0


def test_chips_filter_and_list_what_was_left_out(
    qtbot: QtBot, tab: DatasetTab, store: DatasetStore, folder: Path
) -> None:
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        drop(tab, folder)
    tab.browser.chips.choose("class_1")
    assert tab.browser.grid.samples.count == 6
    tab.browser.chips.choose("duplicates")
    assert tab.browser.grid.samples.count == 12
    tab.browser.chips.choose("bad")
    assert tab.browser.bad_files.isVisible()
    model = tab.browser.bad_files.model()
    assert model.index(0, 0).data() == "cat/broken.jpg"
    assert model.index(0, 1).data() == "The file is empty (0 bytes)."


def test_the_keyboard_moves_through_the_grid(qtbot: QtBot, tab: DatasetTab, store: DatasetStore) -> None:
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        tab.open_path("sample:digits")
    grid = tab.browser.grid
    grid.setFocus()
    chosen: list[int] = []
    grid.sample_chosen.connect(chosen.append)
    columns = grid.samples.columnCount()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home):
        qtbot.keyClick(grid, key)
    assert chosen == [1, 1 + columns, columns, 1796, 0]
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert grid.chosen == 0


def test_the_size_is_changed_in_the_inspector(qtbot: QtBot, tab: DatasetTab, store: DatasetStore) -> None:
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        tab.open_path("sample:digits")
    with qtbot.waitSignal(store.changed, timeout=PATIENCE) as waiting:
        child(tab, QSpinBox, "data_height").setValue(12)
        child(tab, QComboBox, "data_resize").setCurrentIndex(2)
    preprocessing = waiting.args[0].reply.preprocessing
    assert (preprocessing.height, preprocessing.width, preprocessing.resize) == (12, 8, "fill")
    reset = child(tab, QPushButton, "data_size_reset")
    assert reset.isVisibleTo(tab)
    with qtbot.waitSignal(store.changed, timeout=PATIENCE) as waiting:
        reset.click()
    assert waiting.args[0].reply.preprocessing.height == 8


def test_the_split_is_changed_in_the_inspector(qtbot: QtBot, tab: DatasetTab, store: DatasetStore) -> None:
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        tab.open_path("sample:digits")
    with qtbot.waitSignal(store.changed, timeout=PATIENCE) as waiting:
        child(tab, QSpinBox, "data_validation").setValue(20)
        child(tab, QSpinBox, "data_test").setValue(0)
    assert waiting.args[0].reply.split == {"train": 1438, "validation": 359, "test": 0}
    assert "359" in child(tab, QLabel, "data_split_text").text()


def test_a_failure_is_said_in_place(qtbot: QtBot, tab: DatasetTab, store: DatasetStore, tmp_path: Path) -> None:
    with qtbot.waitSignal(store.failed, timeout=PATIENCE):
        drop(tab, tmp_path / "nowhere")
    banner = child(tab, QWidget, "data_failure")
    assert banner.isVisible()
    assert "nowhere" in banner.accessibleName()
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        tab.open_path("sample:digits")
    with qtbot.waitSignal(store.failed, timeout=PATIENCE):
        tab.open_path(str(tmp_path / "nowhere"))
    assert tab.browser.isVisible()
    assert child(tab, QWidget, "data_change_failure").isVisible()


def test_mnist_is_offered_and_not_fetched(qtbot: QtBot, tab: DatasetTab, store: DatasetStore) -> None:
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        tab.open_path("sample:digits")
    with qtbot.waitSignal(store.failed, timeout=PATIENCE):
        tab.open_path("sample:mnist")
    assert child(tab, QLineEdit, "data_mnist_address").isVisible()
    assert child(tab, QPushButton, "data_mnist_download").property("role") == "primary"
    qtbot.mouseClick(child(tab, QPushButton, "data_back"), Qt.MouseButton.LeftButton)
    assert tab.browser.isVisible()


def test_the_download_uses_the_address_in_the_field(qtbot: QtBot, tab: DatasetTab, store: DatasetStore) -> None:
    child(tab, QLineEdit, "data_mnist_address").setText("gopher://example.org")
    with qtbot.waitSignal(store.failed, timeout=PATIENCE) as waiting:
        qtbot.mouseClick(child(tab, QPushButton, "data_mnist_download"), Qt.MouseButton.LeftButton)
    assert waiting.args[0].code == "data.download.bad_address"


def test_seventy_thousand_images_are_scrolled_through(
    qtbot: QtBot, tab: DatasetTab, store: DatasetStore, shared_data: Path
) -> None:
    if not (shared_data / "mnist").is_dir():
        pytest.skip("no MNIST here")
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        tab.open_path(str(shared_data / "mnist"))
    grid = tab.browser.grid
    bar = grid.verticalScrollBar()
    assert bar.maximum() > 100_000
    for place in np.linspace(0, bar.maximum(), 6).astype(int).tolist():
        bar.setValue(place)
        assert not grid.viewport().grab().toImage().isNull()
    assert grid.indexAt(QPoint(20, 20)).isValid()


def test_the_time_left_follows_the_pace() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    assert pace.text(Progressed(code="data.progress.decoding", done=0, total=100)).fraction == 0
    now[0] = 4.0
    text = pace.text(Progressed(code="data.progress.decoding", done=20, total=100))
    assert text.right == "20 of 100 · about 16 s left"
    assert pace.text(Progressed(code="data.progress.scanning", done=7, total=0)).right == "7 found"
    fetched = pace.text(Progressed(code="data.progress.downloading", done=1_000_000, total=11_600_000))
    assert fetched.right == "1.0 of 11.6 MB"


def test_every_control_has_a_name(qtbot: QtBot, tab: DatasetTab, store: DatasetStore, folder: Path) -> None:
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        drop(tab, folder)
    kinds = (QPushButton, QSpinBox, QComboBox, QLineEdit)
    fields = [
        field for kind in kinds for field in tab.findChildren(kind) if field.objectName() != "qt_spinbox_lineedit"
    ]
    assert fields
    assert [field.objectName() for field in fields if not field.objectName() or not field.accessibleName()] == []
