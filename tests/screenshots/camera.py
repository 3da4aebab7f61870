"""The real window in a process of its own, a hand that uses it, and a camera."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PIL import Image
from PySide6.QtCore import QBuffer, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox, QWidget

from deepdesk.state.session import Session
from deepdesk.ui.main_window import MainWindow

W = TypeVar("W", bound=QWidget)
LARGEST = 190_000
_PATIENCE_S = 180.0
_SETTLE_MS = 350


class Camera:
    """Uses the window as a person does and keeps what the X screen shows."""

    def __init__(self, session: Session, window: MainWindow, folder: Path) -> None:
        self.session, self.window, self.folder = session, window, folder
        self.suffix = ""

    def until(self, condition: Callable[[], Any]) -> None:
        """Waits until something holds, while the window lives on; raises TimeoutError."""
        end = time.monotonic() + _PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError("the window did not come where the picture is to be taken")
            QTest.qWait(20)

    def find(self, kind: type[W], name: str) -> W:
        """The visible widget of that name, else any of that name."""
        found = [widget for widget in self.window.findChildren(kind) if widget.objectName() == name]
        visible = [widget for widget in found if widget.isVisible()]
        if not found:
            raise LookupError(name)
        return (visible or found)[0]

    def click(self, name: str) -> None:
        """Clicks the widget of that name."""
        QTest.mouseClick(self.find(QWidget, name), Qt.MouseButton.LeftButton)

    def go(self, place: str) -> None:
        """Chooses a tab in the rail."""
        self.click(f"place_{place}")

    def choose(self, name: str, data: str) -> None:
        """Chooses an entry of a list by its data."""
        box = self.find(QComboBox, name)
        box.setCurrentIndex(box.findData(data))
        box.activated.emit(box.currentIndex())

    def number(self, name: str, value: int) -> None:
        """Types a number into a field."""
        box = self.find(QSpinBox, name)
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, str(value))
        QTest.keyClick(box, Qt.Key.Key_Return)

    def stroke(self, name: str, points: list[tuple[float, float]]) -> None:
        """Draws a line through points given as fractions of the widget's sides."""
        widget = self.find(QWidget, name)
        places = [QPoint(round(x * widget.width()), round(y * widget.height())) for x, y in points]
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(widget, place)
            QTest.qWait(25)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=places[-1])

    def dress(self, mode: str) -> None:
        """Chooses the appearance in the View menu."""
        self.window.actions_[f"theme_{mode}"].trigger()

    def resize(self, width: int, height: int) -> None:
        """Gives the window a size in pixels of its own scale."""
        self.window.resize(width, height)
        self.window.move(0, 0)

    def take(self, name: str) -> None:
        """Saves what the screen shows of the window."""
        # No pointer over a control: its tool tip or hover would be in the picture.
        QTest.mouseMove(self.window, QPoint(self.window.width() - 4, self.window.height() - 4))
        QTest.qWait(_SETTLE_MS)
        QApplication.processEvents()
        picture = self.window.screen().grabWindow(self.window.winId())
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        picture.toImage().save(buffer, "PNG")
        path = self.folder / f"{name}{self.suffix}.png"
        size = save_small(Image.open(io.BytesIO(bytes(buffer.data().data()))), path)
        print(f"{path.name}: {picture.width()}×{picture.height()}, {size // 1000} kB", flush=True)

    def take_both(self, name: str) -> None:
        """The same view light and dark."""
        self.take(name)
        self.dress("dark")
        self.take(f"{name}-dark")
        self.dress("light")


def save_small(picture: Image.Image, path: Path) -> int:
    """Writes a PNG of less than 200 kB, with fewer colours if it must be; gives its size in bytes."""
    picture = picture.convert("RGB")
    picture.save(path, optimize=True)
    for colours in (256, 128, 80, 48):
        if path.stat().st_size < LARGEST:
            break
        picture.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
    return path.stat().st_size
