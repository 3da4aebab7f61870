"""The real window with real children, opened as the program opens it and closed at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from deepdesk.app import make_application, open_window
from deepdesk.core.places import resources
from deepdesk.state.session import Session
from deepdesk.ui.main_window import MainWindow
from deepdesk.ui.places import Places

W = TypeVar("W", bound=QWidget)
WAIT = 60_000


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as the program makes it."""
    return make_application()


@dataclass
class Driver:
    """A person at the window: finds widgets by their stable names, clicks, types, drops."""

    session: Session
    window: MainWindow
    bot: QtBot

    def find(self, kind: type[W], name: str) -> W:
        """The visible widget of that name, else any of that name."""
        found = [widget for widget in self.window.findChildren(kind) if widget.objectName() == name]
        visible = [widget for widget in found if widget.isVisible()]
        assert found, f"no {kind.__name__} named {name}"
        return (visible or found)[0]

    def click(self, name: str) -> None:
        """Clicks the widget of that name with the left button."""
        widget = self.find(QWidget, name)
        assert widget.isVisible() and widget.isEnabled(), f"{name} cannot be clicked"
        self.bot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def key(self, key: Qt.Key) -> None:
        """Presses a key in the window."""
        self.bot.keyClick(self.window, key)

    def go(self, place: str) -> None:
        """Chooses a tab in the rail."""
        self.click(f"place_{place}")

    def choose(self, name: str, data: str) -> None:
        """Chooses an entry of a list by its data."""
        box = self.find(QComboBox, name)
        box.setCurrentIndex(box.findData(data))
        # What a person chooses is told apart from what the program sets.
        box.activated.emit(box.currentIndex())

    def drop(self, *paths: Path) -> None:
        """Drops files on the middle of the window."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        middle = self.window.rect().center()
        common = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        # Qt gives a drop to the widget that took the drag before.
        QApplication.sendEvent(self.window, QDragEnterEvent(middle, *common))
        QApplication.sendEvent(self.window, QDropEvent(QPointF(middle), *common))

    def until(self, condition: Callable[[], Any]) -> None:
        """Waits until something holds, while the window lives on."""
        self.bot.waitUntil(lambda: bool(condition()), timeout=WAIT)

    def open_digits(self) -> None:
        """Opens the embedded digits by the button of the empty Data tab."""
        with self.bot.waitSignal(self.session.dataset.changed, timeout=WAIT):
            self.click("data_sample_digits")

    def train(self) -> Any:
        """Starts a run with F5 and waits for its ending."""
        with self.bot.waitSignal(self.session.runs.run_ended, timeout=WAIT) as ended:
            self.key(Qt.Key.Key_F5)
        return cast(list[Any], ended.args)[0]


class StrayWindows(QObject):
    """Notes every label or plain widget that flashes up as a window of its own: it takes the focus from ours."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self.found: list[str] = []
        self._application = application
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            kind = watched.windowType()
            if kind in (Qt.WindowType.Widget, Qt.WindowType.Window) and watched.isWindow():
                self.found.append(f"{type(watched).__name__} {watched.objectName()}")
        return False

    def stop(self) -> None:
        """Looks no more."""
        self._application.removeEventFilter(self)


@pytest.fixture
def driver(qapp: QApplication, qtbot: QtBot) -> Iterator[Driver]:
    """The window, painted and with all its tabs; fails when anything else showed itself as a window."""
    stray = StrayWindows(qapp)
    session, window = open_window()
    with qtbot.waitActive(window, timeout=WAIT):
        window.activateWindow()
    places = window.findChild(Places)
    assert places is not None
    made = ("data", "model", "train", "predict")
    qtbot.waitUntil(lambda: all(place in places._tabs for place in made), timeout=WAIT)
    yield Driver(session, window, qtbot)
    if session.runs.running is not None:
        with qtbot.waitSignal(session.runs.run_ended, timeout=WAIT):
            session.runs.stop_now()
    window.close()
    stray.stop()
    assert stray.found == ["MainWindow main_window"]
    assert session.close(), "workers did not end"
    window.deleteLater()
    session.deleteLater()


@pytest.fixture
def digit(tmp_path: Path) -> Callable[[int], tuple[Path, str]]:
    """Writes one of the embedded digits as a PNG of 64×64 in a folder with a foreign name; gives path and label."""
    archive = np.load(resources() / "samples" / "digits.npz")
    images, labels = (archive[name] for name in sorted(archive.files, key=lambda name: -archive[name].ndim)[:2])

    def write(number: int) -> tuple[Path, str]:
        folder = tmp_path / "测试 é"
        folder.mkdir(exist_ok=True)
        pixels = images[number].reshape(8, 8).astype(np.uint8)
        pixels = pixels if pixels.max() > 16 else pixels * 15
        path = folder / f"数字 {number}.png"
        Image.fromarray(pixels).resize((64, 64), Image.Resampling.NEAREST).save(path)
        return path, str(labels[number])

    return write
