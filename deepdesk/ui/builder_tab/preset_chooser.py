"""The choice of a network to start from: name, what it is, where it comes from, and whether it fits the data."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model import words
from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext
from deepdesk.model.presets import PRESETS, Preset, preset
from deepdesk.model.presets.masking import masked
from deepdesk.ui import theme
from deepdesk.ui.widgets.labels import make_label

_WIDTH = 460
_HEIGHT = 520


class _PresetButton(QPushButton):
    """One preset; the whole entry is the button."""

    def __init__(self, item: Preset) -> None:
        super().__init__()
        self.item = item
        name, about = say(item.code("name")), say(item.code("about"))
        source = say("builder.preset.source", source=say(item.code("source")))
        self._said = f"{about} {source}"
        plain = f"{name} {item.id} {about}".casefold()
        # Also without what joins words: "unet" and "resnet18" are what people type.
        self.search_text = f"{plain} {plain.replace('-', '').replace(' ', '')}"
        self.setObjectName(f"preset_{item.id}")
        self.setAccessibleName(name)
        self.setAccessibleDescription(self._said)
        self.setAutoDefault(False)
        self._misfit = make_label("", "warning", wrap=True)
        self._misfit.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        layout.setSpacing(2)
        about_label, source_label = make_label(about, "", wrap=True), make_label(source, "small", wrap=True)
        for label in (make_label(name, "strong"), about_label, self._misfit, source_label):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)

    def examine(self, context: CheckContext) -> None:
        """Says the doctor's first words where the preset does not fit the data."""
        model = preset(self.item.id, context.input_shape, context.outputs, vocabulary=context.vocabulary)
        model = masked(model) if context.padded else model
        errors = [finding for finding in examine(model, context) if finding.severity == "error"]
        shape = words.shape_text(model.input.shape)
        fault = say("builder.preset.misfit", shape=shape, why=words.headline(errors[0])) if errors else ""
        self._misfit.setText(fault)
        self._misfit.setVisible(bool(fault))
        self.setAccessibleDescription(f"{fault} {self._said}".strip())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return QSize(_WIDTH - 40, layout.heightForWidth(_WIDTH - 40)) if layout else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class PresetChooser(QFrame):
    """A popup with the presets and a search. ``preset_chosen`` carries the id.

    Whether a preset fits the data is found out one by one while the popup is open: all at once would delay it.
    """

    preset_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("preset_chooser")
        self.setAccessibleName(say("builder.presets"))
        theme.set_role(self, "card")
        self.search = QLineEdit()
        self.search.setObjectName("preset_search")
        self.search.setPlaceholderText(say("builder.presets.search"))
        self.search.setAccessibleName(say("builder.presets.search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self._none = make_label(say("builder.presets.none"), "dim")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_2, theme.SPACE_2, theme.SPACE_2, theme.SPACE_2)
        for widget in (self.search, self._none, self._area):
            layout.addWidget(widget)
        self._buttons: list[_PresetButton] = []
        self._headings: dict[str, QLabel] = {}
        self._context: CheckContext | None = None
        self._waiting: list[_PresetButton] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._examine_next)

    def open_at(self, place: QPoint, context: CheckContext) -> None:
        """Shows the presets as they would fit the data, with the top left corner at ``place`` where there is room."""
        if not self._buttons:
            self._make_buttons()
        if context != self._context:
            self._context = context
            self._waiting = list(self._buttons)
        self.search.clear()
        self._filter("")
        self._show_at(place)
        self._timer.start(0)

    def _make_buttons(self) -> None:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(theme.SPACE_1, theme.SPACE_1, theme.SPACE_1, theme.SPACE_1)
        layout.setSpacing(theme.SPACE_1)
        for item in PRESETS.values():
            if item.family not in self._headings:
                heading = make_label(say(f"preset.family.{item.family}").upper(), "section")
                self._headings[item.family] = heading
                layout.addWidget(heading)
            button = _PresetButton(item)
            button.clicked.connect(lambda _checked=False, name=item.id: self._choose(name))
            layout.addWidget(button)
            self._buttons.append(button)
        layout.addStretch(1)
        self._area.setWidget(content)

    def _examine_next(self) -> None:
        if not self._waiting or self._context is None or not self.isVisible():
            self._timer.stop()
            return
        self._waiting.pop(0).examine(self._context)

    def _filter(self, typed: str) -> None:
        """Shows the presets that the search finds, and the headings over them."""
        for button in self._buttons:
            button.setVisible(all(word in button.search_text for word in typed.casefold().split()))
        shown = {button.item.family for button in self._shown()}
        for family, heading in self._headings.items():
            heading.setVisible(family in shown)
        self._none.setVisible(not shown)
        self._area.verticalScrollBar().setValue(0)

    def _shown(self) -> list[_PresetButton]:
        return [button for button in self._buttons if not button.isHidden()]

    def _show_at(self, place: QPoint) -> None:
        screen = self.screen().availableGeometry()
        self.resize(_WIDTH, min(_HEIGHT, screen.height() - 2 * theme.SPACE_4))
        left = max(screen.left(), min(place.x(), screen.right() - self.width()))
        top = max(screen.top(), min(place.y(), screen.bottom() - self.height()))
        self.move(left, top)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, preset_id: str) -> None:
        self.close()
        self.preset_chosen.emit(preset_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            shown = self._shown()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and shown:
                self._choose(shown[0].item.id)
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        """Goes to the next preset or the one before; above the first is the search."""
        places: list[QWidget] = [self.search, *self._shown()]
        at = next((number for number, widget in enumerate(places) if widget.hasFocus()), 0)
        chosen = places[(at + step) % len(places)]
        chosen.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(chosen)
