"""The grid of pictures with their masks laid over them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from deepdesk.core.catalogue import say
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.grid import SampleDelegate, SampleGrid
from deepdesk.ui.dataset_tab.pictures import to_image
from deepdesk.ui.dataset_tab.sample_model import Index, SampleModel, shown_name
from deepdesk.ui.widgets.mask_picture import Colours, coloured, paint_layers

_MARGIN = 4
_CAPTION = 20


class MaskDelegate(SampleDelegate):
    """Paints a thumbnail, its mask over it, and its name below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colours: Colours = ()
        self.opacity = 0.5
        self.hidden: frozenset[int] = frozenset()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        opened = model.opened if isinstance(model, SampleModel) else None
        number = model.number_at(index) if isinstance(model, SampleModel) else None
        if opened is None or number is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        cell = QRectF(rect).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        picture = QRectF(cell.left(), cell.top(), cell.width(), cell.height() - _CAPTION)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.colours().track))
        painter.drawRoundedRect(picture, 4, 4)
        part = opened.part_of(number)
        painter.setOpacity(0.35 if part == "left_out" else 1)
        mask = coloured(opened.rows("mask_thumbnails")[number], self.colours, self.opacity, self.hidden)
        paint_layers(painter, picture, to_image(opened.thumbnails[number]), mask)
        painter.setOpacity(1)
        self._caption(painter, cell, shown_name(opened, number), say(f"dataset_tab.part.{part}"))
        if state & QStyle.StateFlag.State_Selected:
            self._frame(painter, cell)
        painter.restore()


class MaskGrid(SampleGrid):
    """A grid whose cells show masks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.masks = MaskDelegate(self)
        self.setItemDelegate(self.masks)

    def show_masks(self, colours: Colours, opacity: float, hidden: frozenset[int]) -> None:
        """How the masks are laid over the pictures."""
        self.masks.colours, self.masks.opacity, self.masks.hidden = colours, opacity, hidden
        self.viewport().update()
