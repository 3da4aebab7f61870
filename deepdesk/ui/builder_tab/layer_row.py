"""One layer as a row: grip, id, kind, output shape, parameters, multiply-adds and a bar, painted."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from deepdesk.core.catalogue import say
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.columns import columns

_LEFT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_LEAST_TAG: Final = 56


class RowContent(NamedTuple):
    """What a row shows: texts as they are, ``share`` of the largest layer's parameters (0 to 1), the severity of its
    worst finding (or empty), a ``tag`` such as "from data", where its skips come from and go to in words."""

    layer_id: str
    kind: str
    output: str
    parameters: str
    multiply_adds: str
    share: float
    severity: str = ""
    tag: str = ""
    movable: bool = True
    joins: str = ""

    def read_out(self) -> str:
        """The row as a screen reader says it."""
        said = say(
            "builder.row.read_out",
            layer=self.layer_id,
            kind=self.kind,
            output=self.output,
            parameters=self.parameters or "0",
            multiply_adds=self.multiply_adds or "0",
        )
        return f"{said}, {self.joins}" if self.joins else said


class LayerRow(QWidget):
    """Paints a :class:`RowContent`. Every signal carries the layer's id; ``pressed`` also the keys that are held,
    ``clicked`` follows a press that became no drag, ``hovered`` is empty when the pointer leaves."""

    pressed = Signal(str, object)
    clicked = Signal(str)
    hovered = Signal(str)
    activated = Signal(str)
    menu_requested = Signal(str, QPoint)
    drag_started = Signal(str)

    def __init__(self, content: RowContent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._selected = False
        self._focused = False
        self._marked = False
        self._hovered = False
        self._armed = False
        self._press: QPoint | None = None
        self.setFixedHeight(theme.LAYER_ROW - 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._name()

    @property
    def content(self) -> RowContent:
        """What is shown."""
        return self._content

    def show_content(self, content: RowContent) -> None:
        """Shows another layer, or the same one after an edit."""
        if content == self._content:
            return
        self._content = content
        self._name()
        self.update()

    def _name(self) -> None:
        self.setObjectName(f"layer_{self._content.layer_id}")
        self.setAccessibleName(self._content.read_out())

    def set_selected(self, selected: bool, focused: bool) -> None:
        """Marks the row as the selected one, more firmly while the list has the keyboard."""
        if (selected, focused) != (self._selected, self._focused):
            self._selected, self._focused = selected, focused
            self.update()

    def set_marked(self, marked: bool) -> None:
        """Marks the row as one that a fix would change."""
        if marked != self._marked:
            self._marked = marked
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(560, self.height())

    # Mouse

    def enterEvent(self, event: object) -> None:
        self._hovered = True
        self.hovered.emit(self._content.layer_id)
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hovered = self._armed = False
        self.hovered.emit("")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = event.position().toPoint()
            self._armed = True
            self.pressed.emit(self._content.layer_id, event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None or not self._content.movable:
            return
        if (event.position().toPoint() - self._press).manhattanLength() >= QApplication.startDragDistance():
            self._press = None
            self.drag_started.emit(self._content.layer_id)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._press is not None and not event.modifiers():
            self.clicked.emit(self._content.layer_id)
        self._press = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        # The first click of the two may have gone to a button that was here until it was pressed.
        if self._armed:
            self.activated.emit(self._content.layer_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(self._content.layer_id, event.globalPos())

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = theme.colours()
        self._paint_frame(painter, palette)
        self._paint_texts(painter, palette)
        self._paint_bar(painter, palette)

    def _edge(self, palette: theme.Palette) -> str:
        if self._content.severity in ("error", "warning"):
            return palette.error if self._content.severity == "error" else palette.warning
        if self._selected:
            return palette.accent
        return palette.neutral if self._hovered else palette.line

    def _paint_frame(self, painter: QPainter, palette: theme.Palette) -> None:
        width = 2.0 if self._selected and self._focused else 1.0
        painter.setPen(QPen(QColor(self._edge(palette)), width))
        fill = palette.soft if self._marked or self._selected else palette.panel
        painter.setBrush(QColor(fill))
        inset = width / 2
        area = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(area, theme.RADIUS_CARD, theme.RADIUS_CARD)
        if self._content.movable:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.dim))
            middle = self.height() / 2
            for dx in (12.5, 16.5):
                for dy in (-4, 0, 4):
                    painter.drawEllipse(QPointF(dx, middle + dy), 1.1, 1.1)

    def _paint_texts(self, painter: QPainter, palette: theme.Palette) -> None:
        content, place = self._content, columns(self.width())
        mono = theme.font(12, mono=True)
        painter.setFont(mono)
        # Ids such as stage1_2_conv1 differ at their ends.
        self._text(painter, place.id, content.layer_id, palette.text, _LEFT, Qt.TextElideMode.ElideMiddle)
        shape = content.output
        if painter.fontMetrics().horizontalAdvance(shape) > place.output[1]:
            # In a narrow window without blanks, so that the channels are not what is cut off.
            shape = shape.replace(" × ", "×")
        self._text(painter, place.output, shape, palette.dim, _LEFT)
        self._text(painter, place.parameters, content.parameters, palette.text, _RIGHT)
        self._text(painter, place.multiply_adds, content.multiply_adds, palette.dim, _RIGHT)
        painter.setFont(theme.font(bold=True))
        used = self._text(painter, place.kind, content.kind, palette.text, _LEFT)
        if content.tag:
            self._paint_tag(painter, palette, place.kind[0] + used + theme.SPACE_1)

    def _text(
        self,
        painter: QPainter,
        column: tuple[int, int],
        text: str,
        colour: str,
        alignment: Qt.AlignmentFlag,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> int:
        if not column[1]:
            return 0
        painter.setPen(QColor(colour))
        shown = painter.fontMetrics().elidedText(text, elide, column[1])
        painter.drawText(QRect(column[0], 0, column[1], self.height()), alignment, shown)
        return painter.fontMetrics().horizontalAdvance(shown)

    def _paint_tag(self, painter: QPainter, palette: theme.Palette, left: int) -> None:
        painter.setFont(theme.font(theme.SMALL))
        metrics = painter.fontMetrics()
        room = columns(self.width()).output[0] - theme.SPACE_1 - left
        text = metrics.elidedText(self._content.tag, Qt.TextElideMode.ElideMiddle, room - 2 * theme.SPACE_2)
        width = metrics.horizontalAdvance(text) + 2 * theme.SPACE_2
        if room < _LEAST_TAG:
            return
        area = QRectF(left, self.height() / 2 - 9, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.panel if self._selected else palette.soft))
        painter.drawRoundedRect(area, 9, 9)
        painter.setPen(QColor(palette.link))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_bar(self, painter: QPainter, palette: theme.Palette) -> None:
        left, length = columns(self.width()).bar
        if self._content.share <= 0 or not length:
            return
        colours = {"error": palette.error, "warning": palette.warning}
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.get(self._content.severity, palette.accent)))
        area = QRectF(left, self.height() / 2 - 4, max(2.0, length * self._content.share), 8)
        radius = min(4.0, area.width() / 2)
        painter.drawRoundedRect(area, radius, radius)
