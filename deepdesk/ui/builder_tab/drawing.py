"""The drawing of the network in its card, with the buttons for its view and its export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QMenu, QToolButton, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.model_edits import ModelState
from deepdesk.ui import icons, theme
from deepdesk.ui.builder_tab.drawing_export import Format, save_drawing
from deepdesk.ui.builder_tab.drawing_view import NetworkDrawing
from deepdesk.ui.builder_tab.drawing_widget import HEIGHT

_STEP: Final = 1.35
_TOOLS: Final = 30


class DrawingCard(QFrame):
    """``failed`` carries the error of an export, ``folder_used`` the folder that it was written to, ``saved`` what to
    say then."""

    failed = Signal(object)
    folder_used = Signal(str)
    saved = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "card")
        self.folder = ""
        self._state: ModelState | None = None
        self.drawing = NetworkDrawing(self)
        self._tools = QWidget(self)
        self._buttons: dict[str, QToolButton] = {}
        self._add_tools()
        self.setMinimumHeight(150)

    def _add_tools(self) -> None:
        layout = QVBoxLayout(self._tools)
        layout.setContentsMargins(0, 4, 2, 4)
        layout.setSpacing(0)
        wishes: dict[str, Callable[[], object]] = {
            "zoom_in": lambda: self.drawing.zoom(_STEP),
            "zoom_out": lambda: self.drawing.zoom(1 / _STEP),
            "fit": self.drawing.show_whole,
            "export": self._show_menu,
        }
        for name, wish in wishes.items():
            button = QToolButton(self._tools)
            button.setObjectName(f"drawing_{name}")
            button.setAccessibleName(say(f"builder.drawing.{name}"))
            button.setToolTip(say(f"builder.drawing.{name}"))
            button.setIcon(icons.icon(name))
            button.setIconSize(QSize(16, 16))
            button.clicked.connect(lambda _checked=False, wish=wish: wish())
            layout.addWidget(button)
            self._buttons[name] = button
        layout.addStretch(1)

    def show_state(self, state: ModelState) -> None:
        """Draws the network."""
        self._state = state
        self.drawing.show_state(state)
        for button in self._buttons.values():
            button.setEnabled(bool(state.model.layers))

    def reveal(self, layer_id: str) -> None:
        """Moves the drawing until a layer's figure is in sight."""
        self.drawing.reveal(layer_id)

    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT + 4)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        inner = self.rect().adjusted(2, 2, -2, -2)
        self.drawing.setGeometry(inner.adjusted(0, 0, -_TOOLS, 0))
        self._tools.setGeometry(inner.right() - _TOOLS + 1, inner.top(), _TOOLS, inner.height())

    def changeEvent(self, event: object) -> None:
        super().changeEvent(event)  # type: ignore[arg-type]
        # The icons are tinted by the appearance.
        if event.type() == event.Type.PaletteChange:  # type: ignore[attr-defined]
            for name, button in getattr(self, "_buttons", {}).items():
                button.setIcon(icons.icon(name))

    # Export

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("drawing_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        formats: tuple[Format, ...] = ("svg", "png")
        for name in formats:
            action = menu.addAction(say(f"builder.drawing.export.{name}"))
            action.setObjectName(f"drawing_export_{name}")
            action.triggered.connect(lambda _checked=False, name=name: self.export(name))
        button = self._buttons["export"]
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def export(self, chosen: Format) -> None:
        """Asks for a file and writes the drawing to it."""
        if self._state is None:
            return
        dialog = QFileDialog(self, say("builder.drawing.export"), self.folder, say(f"builder.drawing.filter.{chosen}"))
        dialog.setObjectName("drawing_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(chosen)
        dialog.selectFile(f"{self._state.name}.{chosen}")
        dialog.fileSelected.connect(lambda path: self.save(Path(path)))
        dialog.open()

    def save(self, path: Path) -> None:
        """Writes the drawing, SVG or PNG by the file's ending; an error goes out as ``failed``."""
        if self._state is None:
            return
        try:
            save_drawing(path, self._state)
        except OSError as error:
            self.failed.emit(error)
            return
        self.folder_used.emit(str(path.parent))
        self.saved.emit(say("builder.drawing.saved", path=str(path)))
