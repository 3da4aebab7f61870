"""The first samples of a data set that is still being read: how many, of which classes, and their thumbnails."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.glimpse import Glimpse
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.pictures import inside
from deepdesk.ui.widgets import ElidedLabel

_SIDE: Final = 72
_GAP: Final = 6
_THOUSAND: Final = 1000


class GlimpsePictures(QWidget):
    """As many thumbnails as there is room for, row by row, in up to ``rows`` rows."""

    def __init__(self, rows: int, side: int = _SIDE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._side = side
        self._images: list[tuple[QImage, QSize]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say("dataset_glimpse.pictures"))

    @property
    def count(self) -> int:
        """How many thumbnails there are, in sight or not."""
        return len(self._images)

    def show_glimpse(self, glimpse: Glimpse | None) -> None:
        """Replaces the thumbnails; ``None``: none."""
        self._images = [] if glimpse is None else _images(glimpse, round(self._side * self.devicePixelRatioF()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        step = self._side + _GAP
        return QSize(6 * step, self._rows * step)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ground = theme.colour(theme.colours().track)
        step = self._side + _GAP
        columns = max(1, (self.width() + _GAP) // step)
        for place, (image, size) in enumerate(self._images[: columns * max(1, self.height() // step)]):
            area = QRectF(place % columns * step, place // columns * step, self._side, self._side)
            painter.fillRect(area, ground)
            painter.drawImage(inside(size, area), image)


class GlimpseView(QWidget):
    """A line of words over the thumbnails; hidden until there is a glimpse. ``rows`` of thumbnails at most."""

    def __init__(self, rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ElidedLabel("", "dim", Qt.TextElideMode.ElideRight)
        self._words.setObjectName("data_glimpse_words")
        self.pictures = GlimpsePictures(rows)
        self.pictures.setObjectName("data_glimpse_pictures")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addWidget(self._words)
        layout.addWidget(self.pictures)
        self.hide()

    @property
    def words(self) -> str:
        """How many are in sight, and of which classes."""
        return self._words.text()

    def show_glimpse(self, glimpse: Glimpse | None) -> None:
        """Shows first samples; ``None`` takes them away."""
        self.pictures.show_glimpse(glimpse)
        self._words.setText("" if glimpse is None else words_of(glimpse))
        self.setVisible(glimpse is not None)


def words_of(glimpse: Glimpse) -> str:
    """How many first samples there are, and the classes that were found so far."""
    if not glimpse.classes:
        return say("dataset_glimpse.plain", count=len(glimpse.names))
    names = ", ".join(glimpse.classes)
    return say("dataset_glimpse.classes", count=len(glimpse.names), classes=len(glimpse.classes), names=names)


def _images(glimpse: Glimpse, most: int) -> list[tuple[QImage, QSize]]:
    """The thumbnails made small once, so that painting them again costs little, and the sizes to show them in."""
    side, size = glimpse.side, 3 * glimpse.side**2
    smooth = Qt.TransformationMode.SmoothTransformation
    found = []
    for place, proportion in enumerate(glimpse.proportions or (1.0,) * len(glimpse.names)):
        pixels = glimpse.thumbnails[place * size : (place + 1) * size]
        shape = QSize(_THOUSAND, max(1, round(_THOUSAND * proportion)))
        fitted = inside(shape, QRectF(0, 0, most, most)).size().toSize()
        square = QImage(pixels, side, side, 3 * side, QImage.Format.Format_RGB888)
        found.append((square.scaled(fitted, Qt.AspectRatioMode.IgnoreAspectRatio, smooth).copy(), shape))
    return found
