"""A picture with a mask over it: each number of the mask has a colour, which can be faint, full or hidden."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deepdesk.ui import theme

Colours = Sequence[tuple[int, int, int]]
SMALL: Final = 64
"""Up to this many pixels a side, an enlarged picture keeps its pixels as squares."""


def coloured(
    numbers: npt.NDArray[np.uint8], colours: Colours, opacity: float = 1.0, hidden: Collection[int] = ()
) -> QImage:
    """The mask in colours, clear where a number has none or is hidden.

    Args:
        numbers: uint8 ``(height, width)``.
        colours: red, green and blue of each number, 0 to 255.
        opacity: 0 (clear) to 1.
        hidden: numbers that are not shown.
    """
    table = np.zeros((256, 4), dtype=np.uint8)
    for number, colour in enumerate(colours[:256]):
        if number not in hidden:
            table[number] = (*colour, round(255 * opacity))
    pixels = np.ascontiguousarray(table[numbers])
    height, width = numbers.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def fitted(size: QSize, area: QRectF) -> QRectF:
    """The largest rectangle in the middle of ``area`` with the aspect ratio of ``size``."""
    factor = min(area.width() / max(1, size.width()), area.height() / max(1, size.height()))
    width, height = size.width() * factor, size.height() * factor
    return QRectF(area.left() + (area.width() - width) / 2, area.top() + (area.height() - height) / 2, width, height)


def paint_layers(painter: QPainter, area: QRectF, *layers: QImage) -> None:
    """Paints the layers into one rectangle that has the aspect ratio of the first; masks keep their sharp edges."""
    shown = [layer for layer in layers if not layer.isNull()]
    if not shown:
        return
    target = fitted(shown[0].size(), area)
    for layer in shown:
        is_mask = layer.format() == QImage.Format.Format_RGBA8888
        smooth = not is_mask and max(layer.width(), layer.height()) > SMALL
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, layer, QRectF(layer.rect()))


class MaskPicture(QWidget):
    """Shows a picture and a mask over it, as large as they fit, or an empty ground."""

    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: tuple[QImage, ...] = ()
        self.setMinimumSize(height // 2, height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def layers(self) -> tuple[QImage, ...]:
        """What is shown, the lowest first."""
        return self._layers

    def show_layers(self, *layers: QImage) -> None:
        """Replaces what is shown."""
        self._layers = layers
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.colours().track))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        paint_layers(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), *self._layers)
