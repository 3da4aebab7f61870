"""Arrays of pixels as Qt images, and a widget that shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme

if TYPE_CHECKING:
    # Not needed before the first paint, and not light.
    import numpy as np
    import numpy.typing as npt

SMALL_PICTURE: Final = 64
"""Up to this many pixels a side, enlarged pictures keep their pixels as squares."""


def to_image(pixels: npt.NDArray[np.uint8]) -> QImage:
    """A Qt image in its own memory from uint8 ``(height, width, 1 | 3)``."""
    return _viewed(pixels if pixels.flags.c_contiguous else pixels.copy()).copy()


def _viewed(block: npt.NDArray[np.uint8]) -> QImage:
    """A Qt image in the memory of ``block``, which must outlive it."""
    height, width, channels = block.shape
    kind = QImage.Format.Format_Grayscale8 if channels == 1 else QImage.Format.Format_RGB888
    return QImage(block.data, width, height, width * channels, kind)


def inside(image: QSize, area: QRectF) -> QRectF:
    """The largest rectangle in the middle of ``area`` with the aspect ratio of ``image``, at least a pixel each way."""
    fitted = image.scaled(area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    left = area.left() + (area.width() - fitted.width()) / 2
    top = area.top() + (area.height() - fitted.height()) / 2
    return QRectF(left, top, fitted.width(), fitted.height())


def paint_picture(painter: QPainter, area: QRectF, image: QImage, shape: tuple[int, int] | None = None) -> None:
    """Paints the whole image into ``area``; small ones with visible pixels, others smoothly.

    ``shape``: height and width in whose ratio it is shown, its own unless told.
    """
    smooth = max(image.width(), image.height()) > SMALL_PICTURE
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    size = image.size() if shape is None else QSize(shape[1], shape[0])
    painter.drawImage(inside(size, area), image, QRectF(image.rect()))


def paint_thumbnail(painter: QPainter, area: QRectF, opened: OpenedData, number: int) -> None:
    """Paints the thumbnail of a sample of images in its file's aspect ratio; nothing when the cache lacks it by now."""
    try:
        pixels, shape = opened.thumbnails[number], opened.shown_size(number)
    except (OSError, EOFError, ValueError):
        return
    # Qt's painter is several times as quick with this format as with three bytes a pixel.
    paint_picture(painter, area, _viewed(pixels).convertToFormat(QImage.Format.Format_RGB32), shape)


class PictureView(QWidget):
    """Shows one picture as large as it fits, or an empty ground."""

    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._shape: tuple[int, int] | None = None
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def image(self) -> QImage:
        """What is shown; null when there is nothing."""
        return self._image

    def show_picture(self, image: QImage, shape: tuple[int, int] | None = None) -> None:
        """Replaces the picture; ``shape``: height and width in whose ratio it is shown, its own unless told."""
        self._image, self._shape = image, shape
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.colours().track))
        painter.drawRoundedRect(area, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        if not self._image.isNull():
            paint_picture(painter, area.adjusted(2, 2, -2, -2), self._image, self._shape)
