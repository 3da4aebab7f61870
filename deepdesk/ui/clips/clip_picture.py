"""Waveform above spectrogram, with a cursor that moves while the recording plays."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from deepdesk.core.catalogue import say
from deepdesk.ui import theme

_HEIGHT: Final = 176
_LEAST: Final = 120
_AXIS: Final = 18
_WAVE_SHARE: Final = 0.4
_GAP: Final = 4

Outline = list[tuple[float, float]]


class ClipPicture(QWidget):
    """Low tones at the bottom. ``sought`` carries the second that was clicked."""

    sought = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outline: Outline = []
        self._spectrogram = QImage()
        self._seconds = 0.0
        self._cursor: float | None = None
        self.setMinimumHeight(_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(say("audio_ui.picture"))

    def sizeHint(self) -> QSize:
        return QSize(260, _HEIGHT)

    @property
    def cursor_seconds(self) -> float | None:
        """Where the cursor stands; ``None`` where there is none."""
        return self._cursor

    def show_clip(self, outline: Outline, spectrogram: QImage, seconds: float) -> None:
        """Shows a recording.

        Args:
            outline: lowest and highest value of equal stretches, -1 to 1.
            spectrogram: stretched over the same time.
            seconds: that both last.
        """
        self._outline, self._spectrogram, self._seconds = outline, spectrogram, seconds
        self._cursor = None
        self.update()

    def show_cursor(self, seconds: float | None) -> None:
        """Moves the cursor, or takes it away."""
        self._cursor = seconds
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._seconds > 0:
            share = event.position().x() / max(1, self.width())
            self.sought.emit(min(max(share, 0.0), 1.0) * self._seconds)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0, 0, 0, -_AXIS)
        wave = QRectF(area.left(), area.top(), area.width(), round(area.height() * _WAVE_SHARE))
        tones = QRectF(area.left(), wave.bottom() + _GAP, area.width(), area.height() - wave.height() - _GAP)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.colours().track))
        painter.drawRoundedRect(wave, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        if self._spectrogram.isNull():
            painter.drawRoundedRect(tones, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
            return
        paint_outline(painter, wave, self._outline)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(tones, self._spectrogram)
        self._paint_axis(painter, QRectF(area.left(), area.bottom(), area.width(), _AXIS))
        if self._cursor is not None and self._seconds > 0:
            x = area.left() + min(self._cursor / self._seconds, 1.0) * area.width()
            painter.setPen(QPen(theme.colour(theme.colours().second), 2))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.colour(theme.colours().dim))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignLeft, say("audio_ui.seconds", seconds=0))
        end = say("audio_ui.seconds", seconds=round(self._seconds, 2))
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, end)


def paint_outline(painter: QPainter, area: QRectF, outline: Outline) -> None:
    """Paints lowest and highest values as a filled shape around the middle of ``area``."""
    if not outline:
        return
    middle, half = area.center().y(), area.height() / 2 - 2
    step = area.width() / len(outline)
    tops, bottoms = [], []
    for place, (low, high) in enumerate(outline):
        x = area.left() + (place + 0.5) * step
        tops.append(QPointF(x, middle - max(high * half, 0.5)))
        bottoms.append(QPointF(x, middle - min(low * half, -0.5)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(theme.colours().accent))
    painter.drawPolygon(QPolygonF([*tops, *reversed(bottoms)]))
