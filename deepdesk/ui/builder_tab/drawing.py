"""The drawing of the network: boxes in proportion to the feature maps; a click selects, hovering reads."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolTip, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.model_edits import ModelState
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.figures import BACK_X, BACK_Y, Figure, Form, figures

HEIGHT: Final = 164
_LABELS: Final = 20
_SMALLEST_GAP: Final = 8
_LARGEST_GAP: Final = 38
_NARROWEST: Final = 0.7
_EDGE: Final = 12
_CELLS: Final = 3


class NetworkDrawing(QWidget):
    """``layer_selected`` carries the id of the figure that was clicked."""

    layer_selected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_drawing")
        self.setAccessibleName(say("builder.drawing"))
        self.setMouseTracking(True)
        # A click here ends what is being typed in the inspector.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMinimumHeight(HEIGHT - 24)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._figures: tuple[Figure, ...] = ()
        self._selected: str | None = None
        self._hovered: str | None = None

    def show_state(self, state: ModelState) -> None:
        """Draws the network anew."""
        self._figures = figures(state, HEIGHT - _LABELS - 28)
        self._selected = state.selected
        self.setAccessibleDescription(", ".join(figure.hint.replace("\n", " ") for figure in self._figures))
        self.setMinimumWidth(
            round(sum(self._slot(_narrowed(figure, _NARROWEST)) for figure in self._figures)) + 2 * _EDGE
        )
        self.update()

    def _needed(self) -> float:
        return sum(self._slot(figure) for figure in self._figures) + 2 * _EDGE

    @staticmethod
    def _slot(figure: Figure) -> float:
        """The room of a figure with its label and the gap behind it."""
        return max(figure.width, 32.0) + _SMALLEST_GAP

    def sizeHint(self) -> QSize:
        return QSize(round(self._needed()), HEIGHT - 24)

    def area_of(self, layer_id: str) -> QRectF:
        """Where a layer is drawn (empty when it is not)."""
        return next((area for figure, area in self._placed() if figure.layer_id == layer_id), QRectF())

    def _placed(self) -> list[tuple[Figure, QRectF]]:
        """Each figure with the area of its slot, spread over the width."""
        if not self._figures:
            return []
        shown = self._figures
        if self.width() < self._needed():
            part = max(_NARROWEST, (self.width() - 2 * _EDGE) / (self._needed() - 2 * _EDGE))
            shown = tuple(_narrowed(figure, part) for figure in shown)
        spare = self.width() - 2 * _EDGE - sum(self._slot(figure) for figure in shown)
        stretch = max(0.0, min(spare / len(shown), _LARGEST_GAP - _SMALLEST_GAP))
        x = _EDGE + max(0.0, spare - stretch * len(shown)) / 2
        placed = []
        for figure in shown:
            slot = self._slot(figure) + stretch
            placed.append((figure, QRectF(x, 0, slot, self.height())))
            x += slot
        return placed

    def _at(self, point: QPointF) -> Figure | None:
        return next((figure for figure, area in self._placed() if area.contains(point)), None)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        figure = self._at(event.position())
        if figure is not None and event.button() == Qt.MouseButton.LeftButton:
            self.layer_selected.emit(figure.layer_id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        figure = self._at(event.position())
        hovered = figure.layer_id if figure else None
        if hovered != self._hovered:
            self._hovered = hovered
            self.setCursor(Qt.CursorShape.PointingHandCursor if figure else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            figure = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), figure.hint if figure else "", self)
            return True
        return super().event(event)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        seen = QRectF(event.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = (self.height() - _LABELS) / 2 + 4
        for figure, area in self._placed():
            if not area.intersects(seen):
                continue
            left = area.center().x() - figure.width / 2
            self._paint_figure(painter, figure, left, middle)
            self._paint_label(painter, figure, area)

    def _paint_label(self, painter: QPainter, figure: Figure, area: QRectF) -> None:
        palette = theme.colours()
        chosen = figure.layer_id == self._selected
        painter.setFont(theme.font(10.5, bold=chosen))
        colour = palette.error if figure.tint == "error" else palette.text if chosen else palette.dim
        painter.setPen(QColor(colour))
        text = painter.fontMetrics().elidedText(figure.layer_id, Qt.TextElideMode.ElideRight, round(area.width() - 2))
        place = QRectF(area.left(), self.height() - _LABELS, area.width(), _LABELS)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _colour(self, figure: Figure) -> QColor:
        palette = theme.colours()
        tints = {
            "input": palette.accent,
            "maps": palette.accent,
            "dense": palette.second,
            "recurrent": palette.good,
            "plain": palette.neutral,
            "error": palette.error,
        }
        return QColor(tints[figure.tint])

    def _strength(self, figure: Figure) -> float:
        if figure.layer_id == self._selected:
            return 1.0
        strength = 0.3 if figure.tint == "input" else 0.42 if figure.quiet else 0.72
        return strength + (0.14 if figure.layer_id == self._hovered else 0.0)

    def _mixed(self, colour: QColor, strength: float) -> QColor:
        """``colour`` over the panel, opaque, so that faces behind do not shine through."""
        ground = QColor(theme.colours().panel)
        parts = [
            round(strength * a + (1 - strength) * b)
            for a, b in zip(colour.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
        ]
        return QColor(*parts)

    def _paint_figure(self, painter: QPainter, figure: Figure, left: float, middle: float) -> None:
        if figure.form is Form.UNKNOWN:
            self._paint_unknown(painter, figure, left, middle)
        elif figure.form is Form.RECURRENT:
            self._paint_recurrent(painter, figure, left, middle)
        elif figure.form is Form.SEQUENCE:
            self._paint_sequence(painter, figure, left, middle)
        else:
            self._paint_box(painter, figure, left, middle)

    def _paint_box(self, painter: QPainter, figure: Figure, left: float, middle: float) -> None:
        colour, strength = self._colour(figure), self._strength(figure)
        dx, dy = figure.depth * BACK_X, -figure.depth * BACK_Y
        top, bottom = middle - figure.height / 2 - dy / 2, middle + figure.height / 2 - dy / 2
        right = left + figure.thickness
        painter.setPen(QPen(QColor(theme.colours().panel), 0.8))
        painter.setBrush(self._mixed(colour, strength))
        painter.drawRect(QRectF(left, top, figure.thickness, figure.height))
        painter.setBrush(self._mixed(colour, strength * 0.78))
        painter.drawPolygon(QPolygonF(_quad((left, top), (right, top), (right + dx, top + dy), (left + dx, top + dy))))
        painter.setBrush(self._mixed(colour, strength * 0.48))
        corners = ((right, top), (right + dx, top + dy), (right + dx, bottom + dy), (right, bottom))
        painter.drawPolygon(QPolygonF(_quad(*corners)))

    def _paint_sequence(self, painter: QPainter, figure: Figure, left: float, middle: float) -> None:
        """A sheet with a line for each step (for some of them when there are many)."""
        colour, strength = self._colour(figure), self._strength(figure)
        area = QRectF(left, middle - figure.height / 2, figure.thickness, figure.height)
        painter.setPen(QPen(self._mixed(colour, strength), 1))
        painter.setBrush(self._mixed(colour, strength * 0.3))
        painter.drawRect(area)
        lines = max(2, min(12, round(figure.height / 7)))
        for number in range(1, lines):
            y = area.top() + number * area.height() / lines
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def _paint_recurrent(self, painter: QPainter, figure: Figure, left: float, middle: float) -> None:
        """Cells in a row, each handing its memory to the next."""
        colour, strength = self._colour(figure), self._strength(figure)
        gap = 8.0
        cell = (figure.thickness - gap * (_CELLS - 1)) / _CELLS
        top = middle - figure.height / 2
        for number in range(_CELLS):
            x = left + number * (cell + gap)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._mixed(colour, strength))
            painter.drawRoundedRect(QRectF(x, top, cell, figure.height), 4, 4)
            if number < _CELLS - 1:
                painter.setPen(QPen(self._mixed(colour, min(1.0, strength + 0.2)), 1.4))
                start, end = QPointF(x + cell + 1, middle), QPointF(x + cell + gap - 1, middle)
                painter.drawLine(start, end)
                painter.drawLine(end, end + QPointF(-3, -3))
                painter.drawLine(end, end + QPointF(-3, 3))

    def _paint_unknown(self, painter: QPainter, figure: Figure, left: float, middle: float) -> None:
        palette = theme.colours()
        colour = palette.error if figure.tint == "error" else palette.neutral
        painter.setPen(QPen(QColor(colour), 1.4, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(palette.error_soft) if figure.tint == "error" else Qt.BrushStyle.NoBrush)
        area = QRectF(left, middle - figure.height / 2, figure.width, figure.height)
        painter.drawRoundedRect(area, 4, 4)
        if figure.tint == "error":
            painter.setFont(theme.font(15, bold=True))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "×")


class DrawingCard(QFrame):
    """The drawing in a card; it scrolls sideways when the network is long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "card")
        self.drawing = NetworkDrawing()
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.drawing)
        self.setFixedHeight(HEIGHT + 4)

    def resizeEvent(self, event: object) -> None:
        self._area.setGeometry(self.rect().adjusted(2, 2, -2, -2))

    def reveal(self, layer_id: str) -> None:
        """Scrolls until a layer's figure is in sight."""
        area = self.drawing.area_of(layer_id)
        if not area.isEmpty():
            self._area.ensureVisible(round(area.center().x()), 0, round(area.width() / 2) + 40, 0)


def _narrowed(figure: Figure, part: float) -> Figure:
    """A figure that takes less room from left to right."""
    return figure._replace(thickness=figure.thickness * part, depth=figure.depth * part)


def _quad(*points: tuple[float, float]) -> list[QPointF]:
    return [QPointF(x, y) for x, y in points]
