"""The choice of a network to start from: name, what it is, where it comes from, and whether it fits the data."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model import words
from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext
from deepdesk.model.presets import PRESETS, Preset, preset
from deepdesk.ui import theme
from deepdesk.ui.widgets.labels import make_label

_WIDTH = 460
_HEIGHT = 520


class _PresetButton(QPushButton):
    """One preset; the whole entry is the button."""

    def __init__(self, item: Preset, context: CheckContext) -> None:
        super().__init__()
        name, about = say(item.code("name")), say(item.code("about"))
        source = say("builder.preset.source", source=say(item.code("source")))
        self.setObjectName(f"preset_{item.id}")
        self.setAccessibleName(name)
        self.setAccessibleDescription(f"{about} {source}")
        self.setAutoDefault(False)
        self._labels = [make_label(name, "strong"), make_label(about, "", wrap=True)]
        fault = self._misfit(item, context)
        if fault:
            self._labels.append(make_label(fault, "warning", wrap=True))
        self._labels.append(make_label(source, "small", wrap=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        layout.setSpacing(2)
        for label in self._labels:
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)

    @staticmethod
    def _misfit(item: Preset, context: CheckContext) -> str:
        """The doctor's first words where the preset does not fit the data."""
        model = preset(item.id, context.input_shape, context.classes)
        errors = [finding for finding in examine(model, context) if finding.severity == "error"]
        if not errors:
            return ""
        return say("builder.preset.misfit", shape=words.shape_text(model.input.shape), why=words.headline(errors[0]))

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return QSize(_WIDTH - 40, layout.heightForWidth(_WIDTH - 40)) if layout else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class PresetChooser(QFrame):
    """A popup with the presets. ``preset_chosen`` carries the id."""

    preset_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("preset_chooser")
        self.setAccessibleName(say("builder.presets"))
        theme.set_role(self, "card")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_2, theme.SPACE_2, theme.SPACE_2, theme.SPACE_2)
        layout.addWidget(self._area)
        self._buttons: list[_PresetButton] = []

    def open_at(self, place: QPoint, context: CheckContext) -> None:
        """Shows the presets as they would fit the data, with the top left corner at ``place`` where there is room."""
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(theme.SPACE_1, theme.SPACE_1, theme.SPACE_1, theme.SPACE_1)
        layout.setSpacing(theme.SPACE_1)
        self._buttons = []
        family = ""
        for item in PRESETS.values():
            if item.family != family:
                family = item.family
                layout.addWidget(self._heading(family))
            button = _PresetButton(item, context)
            button.clicked.connect(lambda _checked=False, name=item.id: self._choose(name))
            layout.addWidget(button)
            self._buttons.append(button)
        self._area.setWidget(content)
        self._show_at(place)

    @staticmethod
    def _heading(family: str) -> QLabel:
        return make_label(say(f"preset.family.{family}").upper(), "section")

    def _show_at(self, place: QPoint) -> None:
        screen = self.screen().availableGeometry()
        self.resize(_WIDTH, min(_HEIGHT, screen.height() - 2 * theme.SPACE_4))
        left = max(screen.left(), min(place.x(), screen.right() - self.width()))
        top = max(screen.top(), min(place.y(), screen.bottom() - self.height()))
        self.move(left, top)
        self.show()
        self._buttons[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, preset_id: str) -> None:
        self.close()
        self.preset_chosen.emit(preset_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            place = next((number for number, button in enumerate(self._buttons) if button.hasFocus()), 0)
            chosen = self._buttons[(place + step) % len(self._buttons)]
            chosen.setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(chosen)
            return
        super().keyPressEvent(event)
