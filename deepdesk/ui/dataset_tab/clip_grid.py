"""The grid of recordings: each as its spectrogram, its waveform and a sign to play it."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.audio.pictures import picture_of
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.clips.clip_picture import paint_outline
from deepdesk.ui.clips.images import rgb_image
from deepdesk.ui.dataset_tab.grid import SampleDelegate, SampleGrid
from deepdesk.ui.dataset_tab.sample_model import Index, SampleModel

_CAPTION: Final = 20
_MARGIN: Final = 4
_WAVE_SHARE: Final = 0.34
_SIGN: Final = 22
_SOFT: Final = 0.03
_FAINT: Final = 0.35
_COLUMNS: Final = 256


class ClipDelegate(SampleDelegate):
    """Paints a recording with its label and part below; the sign to play it stands in the corner."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        opened = model.opened if isinstance(model, SampleModel) else None
        number = model.number_at(index) if isinstance(model, SampleModel) else None
        if opened is None or number is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        cell = QRectF(rect).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        label, part = opened.label_of(number), opened.part_of(number)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(_FAINT if part == "left_out" and label else 1)
        _paint_clip(painter, QRectF(cell.left(), cell.top(), cell.width(), cell.height() - _CAPTION), opened, number)
        painter.setOpacity(1)
        told = say(f"dataset_tab.part.{part}") if label else ""
        self._caption(painter, cell, label or say("dataset_tab.no_class"), told)
        if state & QStyle.StateFlag.State_Selected:
            self._frame(painter, cell)
        painter.restore()


def _paint_clip(painter: QPainter, area: QRectF, opened: OpenedData, number: int) -> None:
    wave = QRectF(area.left(), area.top(), area.width(), area.height() * _WAVE_SHARE)
    tones = QRectF(area.left(), wave.bottom(), area.width(), area.height() - wave.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(theme.colours().track))
    painter.drawRect(wave)
    outline = opened.array("outlines")[number] / 127
    # A soft recording is shown by its shape; how loud it is, the large picture tells.
    outline = outline / max(float(np.abs(outline).max()), _SOFT)
    paint_outline(painter, wave, [(float(low), float(high)) for low, high in outline])
    features = opened.array("features")[number]
    thin = features[:: max(1, len(features) // _COLUMNS)]
    decibels = opened.description.audio.features == "log_mel"
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(tones, rgb_image(picture_of(np.asarray(thin), decibels=decibels)))
    _paint_sign(painter, play_sign(area))


def play_sign(area: QRectF) -> QRectF:
    """Where the sign to play stands in the picture of a clip."""
    return QRectF(area.right() - _SIGN - 4, area.bottom() - _SIGN - 4, _SIGN, _SIGN)


def _paint_sign(painter: QPainter, area: QRectF) -> None:
    palette = theme.colours()
    painter.setBrush(theme.colour(palette.panel))
    painter.drawEllipse(area)
    middle, size = area.center(), area.width() / 4
    painter.setBrush(theme.colour(palette.text))
    corners = ((-0.7 * size, -size), (-0.7 * size, size), (1.1 * size, 0.0))
    painter.drawPolygon(QPolygonF([QPointF(middle.x() + x, middle.y() + y) for x, y in corners]))


class ClipGrid(SampleGrid):
    """The grid; ``play_requested``: the chosen recording is to be played or stopped (space, double click, its sign)."""

    play_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_clips")
        self.setAccessibleName(say("audio_ui.grid"))
        self.setItemDelegate(ClipDelegate(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.play_requested.emit()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        rect = self.visualRect(self.indexAt(event.position().toPoint()))
        cell = QRectF(rect).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN - _CAPTION)
        if event.button() == Qt.MouseButton.LeftButton and play_sign(cell).contains(event.position()):
            self.play_requested.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.play_requested.emit()
