"""The visual tokens, light and dark, in one place, and what puts them on the application."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

Mode = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Palette:
    """The colours of one appearance, as ``#rrggbb``.

    ``text`` and ``dim`` stand on ``window`` and ``panel``; ``on_accent`` on ``accent``; ``link`` on ``panel`` and
    ``soft``; ``good``, ``warning`` and ``error`` on ``panel`` and on their own ``…_soft`` ground.
    """

    name: str
    window: str
    panel: str
    field: str
    line: str
    text: str
    dim: str
    accent: str
    on_accent: str
    soft: str
    link: str
    second: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    error: str
    error_soft: str
    track: str
    neutral: str
    series: tuple[str, ...]

    @property
    def is_dark(self) -> bool:
        """Whether this is the dark appearance."""
        return self.name == "dark"


LIGHT: Final = Palette(
    name="light",
    window="#f6f7f9",
    panel="#ffffff",
    field="#ffffff",
    line="#e1e5ea",
    text="#1c2430",
    dim="#5f6975",
    accent="#2f6fde",
    on_accent="#ffffff",
    soft="#e9f0fc",
    link="#1d55bd",
    second="#c75f0a",
    good="#18734b",
    good_soft="#e6f4ed",
    warning="#8a5200",
    warning_soft="#fff4e0",
    error="#b93026",
    error_soft="#fdecea",
    track="#e9eef5",
    neutral="#7f8a98",
    series=("#2f6fde", "#c75f0a", "#18734b", "#8e44ad", "#7f8a98", "#b93026", "#0f7c8a", "#8a6d00"),
)

DARK: Final = Palette(
    name="dark",
    window="#16191e",
    panel="#1e2228",
    field="#16191e",
    line="#2f353d",
    text="#e6e9ee",
    dim="#98a2b0",
    accent="#6ea0f5",
    on_accent="#10141b",
    soft="#26344d",
    link="#8db6f8",
    second="#f0a35c",
    good="#52c493",
    good_soft="#1d3329",
    warning="#e6a94b",
    warning_soft="#3a2f1b",
    error="#f3877d",
    error_soft="#402523",
    track="#2b323c",
    neutral="#8b95a3",
    series=("#6ea0f5", "#f0a35c", "#52c493", "#c792ea", "#98a2b0", "#f3877d", "#5cc6d0", "#d8c25a"),
)

SPACE_1: Final = 4
SPACE_2: Final = 8
SPACE_3: Final = 12
SPACE_4: Final = 16
RADIUS_CONTROL: Final = 6
RADIUS_CARD: Final = 8
CONTROL_HEIGHT: Final = 28
FORM_ROW: Final = 34
LAYER_ROW: Final = 44
ANSWER_ROW: Final = 100
TEXT: Final = 13
SMALL: Final = 11.5
SECTION: Final = 12
TITLE: Final = 15
FIGURE: Final = 20
RAIL_WIDTH: Final = 76
HEADER_HEIGHT: Final = 44
STATUS_HEIGHT: Final = 28
INSPECTOR_WIDTH: Final = 300
ICON: Final = 20
MOTION_MS: Final = 150
MONO: Final = ("DejaVu Sans Mono", "Menlo", "Consolas", "monospace")


def colours() -> Palette:
    """The palette in use, for custom painting; reads the application's own palette, so it is never stale."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT


def colour(value: str, alpha: float = 1.0) -> QColor:
    """A colour of a palette with an opacity from 0 to 1."""
    result = QColor(value)
    result.setAlphaF(alpha)
    return result


def font(size: float = TEXT, *, bold: bool = False, mono: bool = False) -> QFont:
    """The application's font at ``size`` logical pixels, for custom painting."""
    result = QFont(QGuiApplication.font())
    if mono:
        result.setFamilies(list(MONO))
    result.setPixelSize(round(size))
    result.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return result


def set_role(widget: QWidget, role: str) -> None:
    """Gives the widget its look: the style sheet picks it by the dynamic property ``role``."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def stylesheet(palette: Palette | None = None) -> str:
    """The application's style sheet in a palette (by default the one in use)."""
    from deepdesk.ui.stylesheet import build

    return build(palette or colours())


def qt_palette(palette: Palette) -> QPalette:
    """The colours of ``palette`` in Qt's own roles, for what the style sheet does not reach."""
    role = QPalette.ColorRole
    pairs = {
        role.Window: palette.window,
        role.WindowText: palette.text,
        role.Base: palette.field,
        role.AlternateBase: palette.window,
        role.Text: palette.text,
        role.Button: palette.panel,
        role.ButtonText: palette.text,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.ToolTipBase: palette.panel,
        role.ToolTipText: palette.text,
        role.PlaceholderText: palette.dim,
        role.Link: palette.link,
        role.Mid: palette.line,
    }
    result = QPalette()
    for where, value in pairs.items():
        result.setColor(where, QColor(value))
    for where in (role.Text, role.ButtonText, role.WindowText):
        result.setColor(QPalette.ColorGroup.Disabled, where, QColor(palette.dim))
    return result


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Qt walks through a list of all widgets and tells each that its style has changed. Where one of them answers in
    Python, the garbage collector may run and delete others that are still to come in the list: the process ends."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Theme(QObject):
    """Puts an appearance on the application, whose style is Fusion, and follows the system while asked to.

    Widgets that paint themselves read :func:`colours` while painting; those that cache connect to ``changed`` of
    :func:`current_theme` (carries the new :class:`Palette`) or handle ``QEvent.Type.PaletteChange``.
    """

    changed = Signal(object)

    def __init__(self, application: QApplication, mode: Mode = "system", *, dressed: bool = True) -> None:
        super().__init__(application)
        self._application = application
        self._is_dressed = dressed
        self._mode: Mode = mode
        application.setFont(font())
        application.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self._apply()

    @property
    def mode(self) -> Mode:
        """What was asked for."""
        return self._mode

    @property
    def palette(self) -> Palette:
        """What that comes to now."""
        if self._mode != "system":
            return DARK if self._mode == "dark" else LIGHT
        return DARK if self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def set_mode(self, mode: Mode) -> None:
        """Changes the appearance at once."""
        if mode != self._mode:
            self._mode = mode
            self._apply()

    def dress(self) -> None:
        """Puts the style sheet on, where the theme was made without: a window that is built before is quicker there."""
        if not self._is_dressed:
            self._is_dressed = True
            with _nothing_collected():
                self._application.setStyleSheet(stylesheet(self.palette))

    def _on_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._mode == "system":
            self._apply()

    def _apply(self) -> None:
        palette = self.palette
        with _nothing_collected():
            self._application.setPalette(qt_palette(palette))
            if self._is_dressed:
                self._application.setStyleSheet(stylesheet(palette))
        self.changed.emit(palette)


def current_theme() -> Theme | None:
    """The theme of the running application, where there is one."""
    application = QCoreApplication.instance()
    return application.findChild(Theme) if application is not None else None
