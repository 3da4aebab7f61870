"""Icons of our own (``resources/icons/*.svg``), tinted by the palette in use."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from deepdesk.core.places import resources
from deepdesk.ui import theme


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, colour: str, size: int = theme.ICON, scale: float = 1.0) -> QPixmap:
    """The drawing ``name`` in ``colour`` (``#rrggbb``), ``size`` logical pixels square (raises FileNotFoundError)."""
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    result = QPixmap(round(size * scale), round(size * scale))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(0, 0, size * scale, size * scale))
    painter.end()
    result.setDevicePixelRatio(scale)
    return result


def icon(name: str, colour: str | None = None, checked: str | None = None) -> QIcon:
    """An icon in ``colour`` (the palette's dim text by default), in ``checked`` while its button is on."""
    usual = colour or theme.colours().dim
    result = QIcon()
    for scale in (1.0, 2.0):
        result.addPixmap(pixmap(name, usual, scale=scale))
        if checked:
            result.addPixmap(pixmap(name, checked, scale=scale), QIcon.Mode.Normal, QIcon.State.On)
    return result
