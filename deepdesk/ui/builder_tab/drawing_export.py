"""The drawing as a picture for a paper: SVG that stands alone, or PNG at twice the size, always on a light ground."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QBuffer, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from deepdesk.core import files
from deepdesk.core.catalogue import say
from deepdesk.model import words
from deepdesk.model.validation import INPUT
from deepdesk.state.model_edits import ModelState
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.drawing_layout import Layout, lay_out
from deepdesk.ui.builder_tab.drawing_scene import Scene, family_colour
from deepdesk.ui.builder_tab.figures import ROOM, feeders, figures

Format = Literal["svg", "png"]
_SLOT: Final = 62.0
_GAP: Final = 10.0
_TITLE: Final = 46
_SHAPES: Final = 16
_LEGEND: Final = 34
_LEAST_WIDTH: Final = 420
_LONGEST_NAME: Final = 110.0
_MARGIN: Final = 12
_PNG_SCALE: Final = 2
_LONGEST_PNG: Final = 16_000


class Sheet:
    """A network laid out for print: title, figures with names and shapes, legend."""

    def __init__(self, state: ModelState) -> None:
        self._state = state
        shown = figures(state)
        self._shapes = _shapes(state)
        names = [self._room(figure.layer_id) for figure in shown]
        self._layout: Layout = lay_out(shown, feeders(state), gap=_GAP, least_slot=_SLOT, names=names)
        self._scene = Scene(self._layout, theme.LIGHT)
        width = max(_LEAST_WIDTH, round(self._layout.width))
        self.size = QSize(width + 2 * _MARGIN, round(self._layout.height) + _TITLE + _SHAPES + _LEGEND + _MARGIN)

    def _room(self, layer_id: str) -> float:
        """The width of what stands under a figure; longer names than that are cut in their middle."""
        name = QFontMetricsF(_name_font()).horizontalAdvance(layer_id)
        return max(min(name, _LONGEST_NAME), QFontMetricsF(_shape_font()).horizontalAdvance(self._shapes[layer_id]))

    def paint(self, painter: QPainter) -> None:
        """Paints the sheet at 0, 0, one unit a pixel."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRect(0, 0, self.size.width(), self.size.height()), QColor(theme.LIGHT.panel))
        self._paint_title(painter)
        painter.save()
        painter.translate((self.size.width() - self._layout.width) / 2, _TITLE)
        self._scene.paint(painter, range(len(self._layout.places)))
        self._paint_names(painter)
        painter.restore()
        self._paint_legend(painter)

    def _paint_title(self, painter: QPainter) -> None:
        painter.setPen(QColor(theme.LIGHT.text))
        painter.setFont(theme.font(theme.TITLE, bold=True))
        painter.drawText(QRectF(_MARGIN, 8, self.size.width() - 2 * _MARGIN, 20), _CENTRE, self._state.name)
        painter.setPen(QColor(theme.LIGHT.dim))
        painter.setFont(theme.font(theme.SMALL))
        report = self._state.report
        told = say(
            "builder.sheet.totals",
            layers=len(report.layers),
            parameters=f"{report.parameters:,}",
            multiply_adds=words.magnitude(report.multiply_adds),
        )
        painter.drawText(QRectF(_MARGIN, 27, self.size.width() - 2 * _MARGIN, 18), _CENTRE, told)

    def _paint_names(self, painter: QPainter) -> None:
        top = self._layout.head + ROOM + 2
        for place in self._layout.places:
            name = place.figure.layer_id
            painter.setPen(QColor(theme.LIGHT.text))
            painter.setFont(_name_font())
            room = place.end - place.start
            text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, round(room))
            painter.drawText(QRectF(place.start, top, room, 16), _CENTRE, text)
            painter.setPen(QColor(theme.LIGHT.dim))
            painter.setFont(_shape_font())
            painter.drawText(QRectF(place.start, top + 15, room, 16), _CENTRE, self._shapes[name])

    def _paint_legend(self, painter: QPainter) -> None:
        """The families that occur, each with its colour."""
        families = dict.fromkeys(place.figure.family for place in self._layout.places if place.figure.family)
        families.pop(INPUT, None)
        texts = [(family, say(f"kind.family.{family}")) for family in families]
        painter.setFont(theme.font(10))
        metrics = painter.fontMetrics()
        widths = [metrics.horizontalAdvance(text) + 30 for _, text in texts]
        x = (self.size.width() - sum(widths)) / 2
        y = self.size.height() - _LEGEND + 8.0
        for (family, text), width in zip(texts, widths, strict=True):
            painter.fillRect(QRectF(x, y + 2, 10, 10), QColor(family_colour(family, theme.LIGHT)))
            painter.setPen(QColor(theme.LIGHT.dim))
            painter.drawText(QRectF(x + 14, y, width - 14, 14), _LEFT, text)
            x += width


def _name_font() -> QFont:
    return theme.font(11, bold=True)


def _shape_font() -> QFont:
    return theme.font(10)


def _shapes(state: ModelState) -> dict[str, str]:
    """What each layer gives, and the input, as text."""
    shapes = {layer.id: layer.output_shape for layer in state.report.layers} | {INPUT: state.model.input.shape}
    return {name: words.shape_text(shape).replace(" × ", "×") for name, shape in shapes.items()}


_CENTRE: Final = Qt.AlignmentFlag.AlignCenter
_LEFT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def as_svg(state: ModelState) -> bytes:
    """The drawing as an SVG document."""
    from PySide6.QtSvg import QSvgGenerator

    sheet = Sheet(state)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(sheet.size)
    generator.setViewBox(QRect(0, 0, sheet.size.width(), sheet.size.height()))
    # One unit is one pixel, so that sizes in the file are those that were meant.
    generator.setResolution(96)
    generator.setTitle(say("builder.sheet.title", name=state.name))
    generator.setDescription(say("builder.sheet.description"))
    painter = QPainter(generator)
    sheet.paint(painter)
    painter.end()
    return bytes(buffer.data().data())


def as_png(state: ModelState) -> bytes:
    """The drawing as a PNG with two pixels for each unit (fewer where it would be wider than 16,000)."""
    sheet = Sheet(state)
    scale = min(_PNG_SCALE, _LONGEST_PNG / sheet.size.width())
    image = QImage(round(sheet.size.width() * scale), round(sheet.size.height() * scale), QImage.Format.Format_RGB32)
    image.fill(QColor(theme.LIGHT.panel))
    painter = QPainter(image)
    painter.scale(scale, scale)
    sheet.paint(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def save_drawing(path: Path, state: ModelState) -> None:
    """Writes the drawing, by the ending of ``path`` as ``.png`` or else as SVG (raises OSError)."""
    files.write_bytes(path, as_png(state) if path.suffix.lower() == ".png" else as_svg(state))
