"""What a layer takes: the layer before, or layers that are chosen; a merge takes two or more."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model import words
from deepdesk.model.edit import index_of
from deepdesk.model.joins import possible_inputs
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import sources
from deepdesk.state.model_edits import ModelState
from deepdesk.ui import theme
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.elided_combo import ElidedCombo
from deepdesk.ui.widgets.labels import make_label
from deepdesk.ui.widgets.layouts import discard


class _InputChoice(ElidedCombo):
    """Its list shows shapes; closed, the name alone."""

    def currentText(self) -> str:
        return str(self.currentData() or "")


class InputsEditor(QWidget):
    """``inputs_edited`` carries the layer's id and the names that it shall take."""

    inputs_edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inputs_editor")
        self._layer_id = ""
        self._names: tuple[str, ...] = ()
        self._possible: tuple[str, ...] = ()
        self._fewest = 1
        self.fields: list[QComboBox] = []
        self._made: list[QWidget] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.SPACE_1)
        self.add = make_button(Choice("add", say("builder.inputs.add"), "link"), prefix="inputs")
        self.add.clicked.connect(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SPACE_2, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        layout.addWidget(make_label(say("builder.inputs"), "section"))
        layout.addLayout(self._rows)
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_layer(self, state: ModelState, layer_id: str | None) -> None:
        """Shows what a layer takes; hidden where there is none to show."""
        known = any(layer.id == layer_id for layer in state.model.layers)
        self.setVisible(known)
        if not known or layer_id is None:
            return
        at = index_of(state.model, layer_id)
        kind = KINDS.get(state.model.layers[at].kind)
        fewest, most = kind.inputs if kind else (1, None)
        names, possible = sources(state.model)[at], possible_inputs(state.model, layer_id)
        shapes = {layer.id: layer.output_shape for layer in state.report.layers} | {"input": state.model.input.shape}
        texts = [say("builder.inputs.entry", name=name, shape=words.shape_text(shapes.get(name))) for name in possible]
        self._layer_id, self._names, self._possible, self._fewest = layer_id, names, possible, fewest
        if len(self.fields) != len(names):
            self._make_rows(len(names))
        for number, (field, name) in enumerate(zip(self.fields, names, strict=True)):
            self._fill(field, texts, name, number)
        can_add = most is None or len(names) < most
        self.add.setVisible(can_add)
        self.add.setEnabled(len(possible) > 0)
        for button in self.findChildren(QToolButton):
            can_remove = len(names) > fewest
            button.setEnabled(can_remove)
            button.setToolTip(say("builder.inputs.remove") if can_remove else say("builder.inputs.few", count=fewest))

    def _fill(self, field: QComboBox, texts: list[str], name: str, number: int) -> None:
        field.blockSignals(True)
        field.clear()
        for text, possible in zip(texts, self._possible, strict=True):
            field.addItem(text, possible)
        if name not in self._possible:
            field.addItem(say("builder.inputs.missing", name=name), name)
        field.setCurrentIndex(field.findData(name))
        field.setAccessibleName(say("builder.inputs.name", number=number + 1))
        field.blockSignals(False)

    def _make_rows(self, count: int) -> None:
        discard(self._rows, self._made)
        self._made = []
        self.fields = []
        for number in range(count):
            field = _InputChoice()
            field.setObjectName(f"input_{number + 1}")
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.activated.connect(lambda index, number=number: self._choose(number, index))
            remove = QToolButton()
            remove.setText("×")
            remove.setObjectName(f"input_remove_{number + 1}")
            remove.setAccessibleName(say("builder.inputs.remove"))
            remove.clicked.connect(lambda _checked=False, number=number: self._remove(number))
            row = QWidget()
            layout = QHBoxLayout(row)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(field, 1)
            layout.addWidget(remove)
            self._rows.addWidget(row)
            self._made.append(row)
            self.fields.append(field)

    def _choose(self, number: int, index: int) -> None:
        names = list(self._names)
        names[number] = self.fields[number].itemData(index)
        self._tell(names)

    def _remove(self, number: int) -> None:
        self._tell([name for place, name in enumerate(self._names) if place != number])

    def _add(self) -> None:
        """The nearest layer that is not taken yet."""
        free = [name for name in self._possible if name not in self._names]
        self._tell([*self._names, (free or list(self._possible))[0]])

    def _tell(self, names: list[str]) -> None:
        if tuple(names) != self._names:
            self.inputs_edited.emit(self._layer_id, tuple(names))
