"""First samples in sight while a folder is still being read, and thumbnails in the shape of their files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from deepdesk.data.glimpse import Glimpse
from deepdesk.ui.dataset_tab.glimpse_view import GlimpseView
from deepdesk.ui.dataset_tab.pictures import paint_thumbnail
from deepdesk.ui.dataset_tab.tab import DatasetTab

PATIENCE = 60_000


@pytest.fixture
def many(tmp_path: Path) -> Path:
    for label in ("cat", "dog", "owl"):
        (tmp_path / "many" / label).mkdir(parents=True)
        for number in range(200):
            Image.new("RGB", (120, 90), (number, 9, 200)).save(tmp_path / "many" / label / f"{number:03}.jpg")
    return tmp_path / "many"


def glimpse(count: int, classes: tuple[str, ...] = ("cat", "dog")) -> Glimpse:
    return Glimpse(
        names=tuple(f"{number}.jpg" for number in range(count)),
        labels=(0,) * count,
        classes=classes,
        side=8,
        thumbnails=bytes(8 * 8 * 3 * count),
        proportions=(0.5,) * count,
    )


def test_it_says_how_many_and_of_which_classes(qtbot: QtBot) -> None:
    view = GlimpseView(2)
    qtbot.addWidget(view)
    assert view.isHidden()
    view.show_glimpse(glimpse(24))
    assert not view.isHidden()
    assert view.words == "The first 24 images · 2 classes so far: cat, dog"
    assert view.pictures.count == 24
    view.show_glimpse(glimpse(3, ()))
    assert view.words == "The first 3 images"
    view.show_glimpse(None)
    assert view.isHidden()
    assert view.pictures.count == 0


def test_extreme_shapes_are_painted(qtbot: QtBot) -> None:
    view = GlimpseView(1)
    qtbot.addWidget(view)
    for proportion in (1e-6, 1e6):
        view.show_glimpse(
            Glimpse(names=("a",), labels=(-1,), classes=(), side=1, thumbnails=bytes(3), proportions=(proportion,))
        )
        assert not view.grab().isNull()


def test_first_images_are_in_sight_before_the_folder_is_read(
    open_main_window: Callable[..., object], qtbot: QtBot, many: Path
) -> None:
    main = open_main_window()
    tab = main.window.findChild(DatasetTab)  # type: ignore[attr-defined]
    store = main.session.dataset  # type: ignore[attr-defined]
    seen: list[tuple[int, bool, str]] = []

    def look(found: Glimpse) -> None:
        view = tab.welcome.glimpse
        assert view.pictures.count == len(found.names)
        seen.append((view.pictures.count, view.isVisibleTo(tab.welcome), view.words))

    store.glimpsed.connect(look)
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        main.session.open_data(str(many))  # type: ignore[attr-defined]
    counts = [count for count, _, _ in seen]
    assert counts and counts == sorted(counts) and counts[0] > 0
    assert all(visible and "cat, dog, owl" in words for _, visible, words in seen)
    assert tab.welcome.glimpse.pictures.count == 0
    assert tab.browser.glimpse.isHidden()


def test_cancel_takes_the_first_images_away(open_main_window: Callable[..., object], qtbot: QtBot, many: Path) -> None:
    main = open_main_window()
    tab = main.window.findChild(DatasetTab)  # type: ignore[attr-defined]
    store = main.session.dataset  # type: ignore[attr-defined]
    with qtbot.waitSignal(store.glimpsed, timeout=PATIENCE):
        main.session.open_data(str(many))  # type: ignore[attr-defined]
    button = tab.welcome.findChild(QPushButton, "progress_cancel")
    with qtbot.waitSignal(store.cancelled, timeout=PATIENCE):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert tab.welcome.glimpse.isHidden()
    assert store.opened is None


def test_a_thumbnail_has_the_shape_of_its_file(
    open_main_window: Callable[..., object], qtbot: QtBot, tmp_path: Path
) -> None:
    for label, size in (("tall", (100, 400)), ("wide", (400, 100))):
        (tmp_path / "shapes" / label).mkdir(parents=True)
        for number in range(4):
            picture = Image.new("RGB", size, (250, 40 * number, 5))
            picture.save(tmp_path / "shapes" / label / f"{number}.png")
    main = open_main_window()
    main.open(str(tmp_path / "shapes"), qtbot)  # type: ignore[attr-defined]
    opened = main.session.dataset.opened  # type: ignore[attr-defined]
    for number, wanted in ((0, (25, 100)), (opened.samples - 1, (100, 25))):
        canvas = QImage(100, 100, QImage.Format.Format_RGB32)
        canvas.fill(0)
        painter = QPainter(canvas)
        paint_thumbnail(painter, QRectF(0, 0, 100, 100), opened, number)
        painter.end()
        across = sum(canvas.pixelColor(place, 50).red() > 125 for place in range(100))
        down = sum(canvas.pixelColor(50, place).red() > 125 for place in range(100))
        assert (across, down) == wanted
