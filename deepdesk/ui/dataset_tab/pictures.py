"""Arrays of pixels as Qt images, and a widget that shows one."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deepdesk.ui import theme

SMALL_PICTURE: Final = 64
"""Up to this many pixels a side, enlarged pictures keep their pixels as squares."""


def to_image(pixels: npt.NDArray[np.uint8]) -> QImage:
    """A Qt image in its own memory from uint8 ``(height, width, 1 | 3)``."""
    block = np.ascontiguousarray(pixels)
    height, width, channels = block.shape
    kind = QImage.Format.Format_Grayscale8 if channels == 1 else QImage.Format.Format_RGB888
    return QImage(block.data, width, height, width * channels, kind).copy()


def inside(image: QSize, area: QRectF) -> QRectF:
    """The largest rectangle in the middle of ``area`` with the aspect ratio of ``image``."""
    fitted = image.scaled(area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    left = area.left() + (area.width() - fitted.width()) / 2
    top = area.top() + (area.height() - fitted.height()) / 2
    return QRectF(left, top, fitted.width(), fitted.height())


def paint_picture(painter: QPainter, area: QRectF, image: QImage) -> None:
    """Paints the whole image into ``area``; small ones with visible pixels, others smoothly."""
    smooth = max(image.width(), image.height()) > SMALL_PICTURE
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(inside(image.size(), area), image, QRectF(image.rect()))


class PictureView(QWidget):
    """Shows one picture as large as it fits, or an empty ground."""

    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def image(self) -> QImage:
        """What is shown; null when there is nothing."""
        return self._image

    def show_picture(self, image: QImage) -> None:
        """Replaces the picture."""
        self._image = image
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.colours().track))
        painter.drawRoundedRect(area, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        if not self._image.isNull():
            paint_picture(painter, area.adjusted(2, 2, -2, -2), self._image)
