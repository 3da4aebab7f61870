"""Paints the network's figures: geometry and colours are worked out once, a frame only draws them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from deepdesk.ui import theme
from deepdesk.ui.builder_tab.drawing_layout import Arc, Layout, Place
from deepdesk.ui.builder_tab.figures import BACK_X, BACK_Y, Figure, Form

_SERIES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "convolution": 0,
        "dense": 1,
        "recurrent": 2,
        "attention": 7,
        "pooling": 6,
        "resizing": 6,
        "embedding": 6,
        "merging": 3,
        "activation": 7,
    }
)
_QUIET: Final = frozenset({"input", "normalization", "regularization", "reshaping", "activation"})
_COARSE: Final = 0.22
"""Below this scale figures are plain areas: nobody sees their sides."""


def family_colour(family: str, palette: theme.Palette) -> str:
    """The colour of a family of layers, as ``#rrggbb``; those that only pass numbers on are grey."""
    if family == "input":
        return palette.accent
    place = _SERIES.get(family)
    return palette.neutral if place is None else palette.series[place]


def mixed(colour: str, ground: str, strength: float) -> QColor:
    """``colour`` over ``ground``, opaque, so that what lies behind does not shine through."""
    over, under = QColor(colour), QColor(ground)
    return QColor(
        *(
            round(strength * a + (1 - strength) * b)
            for a, b in (
                (over.red(), under.red()),
                (over.green(), under.green()),
                (over.blue(), under.blue()),
            )
        )
    )


class _Shape:
    """The outlines of one figure."""

    def __init__(self, place: Place, middle: float) -> None:
        figure = place.figure
        dx, dy = figure.depth * BACK_X, -figure.depth * BACK_Y
        top, bottom = middle - figure.height / 2 - dy / 2, middle + figure.height / 2 - dy / 2
        left, right = place.left, place.left + figure.thickness
        self.front = QRectF(left, top, figure.thickness, figure.height)
        self.whole = QRectF(left, middle - figure.rise, figure.width, 2 * figure.rise)
        self.upper = self.side = QPolygonF()
        if figure.depth:
            self.upper = _polygon((left, top), (right, top), (right + dx, top + dy), (left + dx, top + dy))
            self.side = _polygon((right, top), (right + dx, top + dy), (right + dx, bottom + dy), (right, bottom))


def _polygon(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


class Scene:
    """The figures of a :class:`Layout` in the colours of a palette; paints in units of the drawing."""

    def __init__(self, layout: Layout, palette: theme.Palette) -> None:
        self.layout = layout
        self.palette = palette
        self._shapes = [_Shape(place, layout.middle) for place in layout.places]
        self._arcs = [(arc, self._arc_path(arc)) for arc in layout.arcs]
        self._inks: dict[tuple[str, float], QColor] = {}
        self._edge = QPen(QColor(palette.panel), 0.8)
        self._wire = QPen(mixed(palette.neutral, palette.panel, 0.6), 1.2)
        self._skip = QPen(mixed(palette.accent, palette.panel, 0.75), 1.4)

    def ink(self, family: str, strength: float) -> QColor:
        """A family's colour at a strength from 0 to 1."""
        key = (family, strength)
        if key not in self._inks:
            self._inks[key] = mixed(family_colour(family, self.palette), self.palette.panel, strength)
        return self._inks[key]

    def paint(
        self,
        painter: QPainter,
        seen: range,
        *,
        selected: str | None = None,
        hovered: str | None = None,
        scale: float = 1.0,
    ) -> None:
        """Paints the figures numbered ``seen`` and the skips that cross them."""
        if scale < _COARSE:
            self._paint_coarsely(painter, seen, selected)
            return
        places = self.layout.places
        for number in seen:
            if places[number].figure.layer_id == selected:
                self._paint_slot(painter, places[number])
        self._paint_wires(painter, seen)
        for number in seen:
            figure = places[number].figure
            strength = _strength(figure, figure.layer_id == selected, figure.layer_id == hovered)
            self._paint_figure(painter, figure, self._shapes[number], strength)
        self._paint_arcs(painter, seen, selected)

    def _paint_coarsely(self, painter: QPainter, seen: Iterable[int], selected: str | None) -> None:
        for number in seen:
            figure = self.layout.places[number].figure
            strength = _strength(figure, figure.layer_id == selected, False)
            colour = QColor(self.palette.error) if figure.severity == "error" else self.ink(figure.family, strength)
            painter.fillRect(self._shapes[number].whole, colour)

    def _paint_slot(self, painter: QPainter, place: Place) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.palette.soft))
        area = QRectF(place.start + 1, 3, place.end - place.start - 2, self.layout.height - 4)
        painter.drawRoundedRect(area, 6, 6)

    def _paint_wires(self, painter: QPainter, seen: range) -> None:
        painter.setPen(self._wire)
        middle = self.layout.middle
        for target in self.layout.links:
            if seen.start <= target <= seen.stop and target < len(self._shapes):
                start, end = self._shapes[target - 1].whole.right(), self._shapes[target].whole.left()
                hidden = 4 if self.layout.places[target - 1].figure.depth else 0
                painter.drawLine(QPointF(start - hidden, middle), QPointF(end, middle))

    def _arc_path(self, arc: Arc) -> QPainterPath:
        """Up from the source, over the layers between, down to the target."""
        start, end = self._shapes[arc.source].whole.top() - 3, self._shapes[arc.target].whole.top() - 3
        radius = min(8.0, (arc.end - arc.start) / 2)
        path = QPainterPath(QPointF(arc.start, start))
        path.lineTo(arc.start, arc.y + radius)
        path.quadTo(arc.start, arc.y, arc.start + radius, arc.y)
        path.lineTo(arc.end - radius, arc.y)
        path.quadTo(arc.end, arc.y, arc.end, arc.y + radius)
        path.lineTo(arc.end, end)
        path.moveTo(arc.end - 3, end - 4)
        path.lineTo(arc.end, end)
        path.lineTo(arc.end + 3, end - 4)
        return path

    def _paint_arcs(self, painter: QPainter, seen: range, selected: str | None) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        places = self.layout.places
        for arc, path in self._arcs:
            if arc.target < seen.start or arc.source >= seen.stop:
                continue
            firm = selected in (places[arc.source].figure.layer_id, places[arc.target].figure.layer_id)
            painter.setPen(QPen(QColor(self.palette.accent), 2.2) if firm else self._skip)
            painter.drawPath(path)

    def _paint_figure(self, painter: QPainter, figure: Figure, shape: _Shape, strength: float) -> None:
        if figure.form is Form.UNKNOWN:
            self._paint_unknown(painter, figure, shape)
        elif figure.form is Form.RECURRENT:
            self._paint_recurrent(painter, figure, shape, strength)
        elif figure.form is Form.SEQUENCE:
            self._paint_strip(painter, figure, shape, strength)
        elif figure.cells:
            self._paint_dots(painter, figure, shape, strength)
        else:
            self._paint_box(painter, figure, shape, strength)
        if figure.sign:
            self._paint_sign(painter, figure, shape)

    def _paint_box(self, painter: QPainter, figure: Figure, shape: _Shape, strength: float) -> None:
        painter.setPen(self._edge)
        painter.setBrush(self.ink(figure.family, strength))
        painter.drawRect(shape.front)
        painter.setBrush(self.ink(figure.family, strength * 0.78))
        painter.drawPolygon(shape.upper)
        painter.setBrush(self.ink(figure.family, strength * 0.48))
        painter.drawPolygon(shape.side)

    def _paint_dots(self, painter: QPainter, figure: Figure, shape: _Shape, strength: float) -> None:
        step = shape.front.height() / figure.cells
        radius = min(4.5, 0.44 * step)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.ink(figure.family, strength))
        for number in range(figure.cells):
            painter.drawEllipse(
                QPointF(shape.front.center().x(), shape.front.top() + (number + 0.5) * step), radius, radius
            )

    def _paint_strip(self, painter: QPainter, figure: Figure, shape: _Shape, strength: float) -> None:
        """A strip whose cells are steps (some of them when there are many), as high as a step has features."""
        painter.setPen(QPen(self.ink(figure.family, min(1.0, strength + 0.1)), 1))
        painter.setBrush(self.ink(figure.family, strength * 0.36))
        painter.drawRect(shape.front)
        step = shape.front.width() / figure.cells
        for number in range(1, figure.cells):
            x = shape.front.left() + number * step
            painter.drawLine(QPointF(x, shape.front.top()), QPointF(x, shape.front.bottom()))

    def _paint_recurrent(self, painter: QPainter, figure: Figure, shape: _Shape, strength: float) -> None:
        """Cells in a row, each handing its memory to the next; a stroke on top of each that hands on what it gives."""
        area, gap = shape.front, 8.0
        cell = (area.width() - gap * (figure.cells - 1)) / figure.cells
        line = QPen(self.ink(figure.family, min(1.0, strength + 0.2)), 1.4)
        for number in range(figure.cells):
            x = area.left() + number * (cell + gap)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.ink(figure.family, strength))
            painter.drawRoundedRect(QRectF(x, area.top(), cell, area.height()), 4, 4)
            painter.setPen(line)
            if number < figure.cells - 1:
                start, end = QPointF(x + cell + 1, area.center().y()), QPointF(x + cell + gap - 1, area.center().y())
                painter.drawLine(start, end)
                painter.drawLine(end, end + QPointF(-3, -3))
                painter.drawLine(end, end + QPointF(-3, 3))
            if figure.gives_sequence or number == figure.cells - 1:
                middle = x + cell / 2
                painter.drawLine(QPointF(middle, area.top() - 2), QPointF(middle, area.top() - 8))

    def _paint_unknown(self, painter: QPainter, figure: Figure, shape: _Shape) -> None:
        palette, is_error = self.palette, figure.severity == "error"
        painter.setPen(QPen(QColor(palette.error if is_error else palette.neutral), 1.4, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(palette.error_soft) if is_error else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(shape.front, 4, 4)
        if is_error:
            painter.setPen(QPen(QColor(palette.error), 2))
            middle, arm = shape.front.center(), 4.0
            painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm))
            painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))

    def _paint_sign(self, painter: QPainter, figure: Figure, shape: _Shape) -> None:
        middle = QPointF(shape.whole.center().x(), self.layout.middle)
        painter.setPen(QPen(QColor(self.palette.accent), 1.2))
        painter.setBrush(QColor(self.palette.panel))
        painter.drawEllipse(middle, 8, 8)
        painter.setPen(QColor(self.palette.text))
        painter.setFont(theme.font(12, bold=True))
        painter.drawText(QRectF(middle.x() - 9, middle.y() - 9, 18, 18), Qt.AlignmentFlag.AlignCenter, figure.sign)


def _strength(figure: Figure, is_selected: bool, is_hovered: bool) -> float:
    if is_selected:
        return 1.0
    strength = 0.3 if figure.family == "input" else 0.5 if figure.family in _QUIET else 0.72
    return strength + (0.14 if is_hovered else 0.0)
