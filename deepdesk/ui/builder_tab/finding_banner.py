"""A finding under its layer: what is the matter in bold, why in a sentence, the cures as buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from deepdesk.ui import theme
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.flow_layout import FlowLayout
from deepdesk.ui.widgets.layouts import discard


class FixOffer(NamedTuple):
    """A fix as a button: its title, and the lines that say what it would change."""

    id: str
    title: str
    changes: tuple[str, ...]


class FindingBanner(QFrame):
    """``fix_requested`` and ``fix_hovered`` carry the fix's id; ``fix_hovered`` carries an empty one at the end."""

    fix_requested = Signal(str)
    fix_hovered = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._shown: tuple[object, ...] = ()
        self._made: list[QPushButton] = []
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons)
        self._preview = QLabel()
        self._preview.setObjectName(f"{name}_preview")
        self._preview.setWordWrap(True)
        self._preview.setTextFormat(Qt.TextFormat.PlainText)
        self._preview.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        layout.setSpacing(theme.SPACE_2)
        layout.addWidget(self._label)
        layout.addWidget(self._buttons)
        layout.addWidget(self._preview)

    def show_preview(self, text: str) -> None:
        """Says under the buttons what the fix under the mouse would change; empty at the end."""
        self._preview.setText(text)
        self._preview.setVisible(bool(text))

    def tell(self, severity: str, title: str, text: str, offers: Sequence[FixOffer], *, primary: bool) -> None:
        """Replaces everything that it says; nothing happens when it says so already."""
        shown = (severity, title, text, tuple(offers), primary)
        if shown == self._shown:
            return
        self._shown = shown
        theme.set_role(self, f"finding-{severity}")
        self._label.setText(f"<b>{_escaped(title)}.</b> {_escaped(text)}")
        self._label.style().unpolish(self._label)
        self._label.style().polish(self._label)
        self.setAccessibleName(f"{title}. {text}")
        discard(self._flow, self._made)
        self._made = [
            self._button(offer, "primary" if primary and number == 0 else "plain")
            for number, offer in enumerate(offers)
        ]
        for button in self._made:
            self._flow.addWidget(button)
        self._buttons.setVisible(bool(offers))

    def _button(self, offer: FixOffer, role: str) -> QPushButton:
        button = make_button(Choice(offer.id, offer.title, role), self._buttons, self.objectName())
        button.setToolTip("\n".join(offer.changes))
        button.setAccessibleDescription(", ".join(offer.changes))
        button.setProperty("fix", offer.id)
        button.installEventFilter(self)
        button.clicked.connect(lambda _checked=False, name=offer.id: self.fix_requested.emit(name))
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self.fix_hovered.emit(str(watched.property("fix")))
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.FocusOut):
            self.fix_hovered.emit("")
        return super().eventFilter(watched, event)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
