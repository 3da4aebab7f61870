"""One variation of a sample, painted: an image, a spectrogram, or the curves of a sequence."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from deepdesk.process.replies import AugmentationPreviewed
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.pictures import paint_picture, to_image

_SIDE: Final = 68
_MOST_CURVES: Final = 6
_MANY_FEATURES: Final = 12
"""From this many features on a sequence is shown as a picture: so many curves cannot be told apart."""
_POINTS: Final = 150


def arrays_of(reply: AugmentationPreviewed) -> list[npt.NDArray[Any]]:
    """The variations as arrays of the reply's shape."""
    kind = np.uint8 if reply.pixels else np.float32
    return [np.frombuffer(one, kind).reshape(reply.shape) for one in reply.variations]


def as_picture(values: npt.NDArray[np.float32], lowest: float, highest: float) -> npt.NDArray[np.uint8]:
    """Bands from below upward and time from left to right as grey ``(bands, frames, 1)``."""
    bands = values[::-1, :, 0] if values.ndim == 3 else values.T[::-1]
    share = np.clip((bands - lowest) / max(highest - lowest, 1e-6), 0.0, 1.0)
    grey: npt.NDArray[np.uint8] = (255 * share).astype(np.uint8)
    return grey[..., None]


class VariationTile(QWidget):
    """Paints one variation on an empty ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._curves: list[QPolygonF] = []
        self.setMinimumSize(40, _SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    @property
    def image(self) -> QImage:
        """The picture that is shown; null for curves and nothing."""
        return self._image

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return self._image.isNull() and not self._curves

    def show_values(self, values: npt.NDArray[Any] | None, span: tuple[float, float] = (0.0, 1.0)) -> None:
        """Shows pixels (uint8) or a signal (float32), drawn between the values of ``span``; ``None``: nothing."""
        self._image, self._curves = QImage(), []
        if values is not None and values.dtype == np.uint8:
            self._image = to_image(values)
        elif values is not None and (values.ndim == 3 or values.shape[-1] >= _MANY_FEATURES):
            self._image = to_image(as_picture(values, *span))
        elif values is not None:
            self._curves = [_curve(column, span) for column in values.T[:_MOST_CURVES]]
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.colours().track))
        painter.drawRoundedRect(area, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        room = area.adjusted(2, 2, -2, -2)
        if not self._image.isNull():
            paint_picture(painter, room, self._image)
        painter.translate(room.topLeft())
        painter.scale(room.width(), room.height())
        colours = theme.colours()
        for number, curve in enumerate(self._curves):
            pen = QPen(theme.colour((colours.accent, colours.link, colours.text)[number % 3]), 1.2)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawPolyline(curve)


def _curve(values: npt.NDArray[np.float32], span: tuple[float, float]) -> QPolygonF:
    """Within the unit square, from left to right, high values at the top."""
    thinned = values[:: max(1, len(values) // _POINTS)]
    lowest, highest = span
    heights = 1.0 - np.clip((thinned - lowest) / max(highest - lowest, 1e-6), 0.0, 1.0)
    last = max(1, len(thinned) - 1)
    return QPolygonF([QPointF(place / last, float(height)) for place, height in enumerate(heights)])
