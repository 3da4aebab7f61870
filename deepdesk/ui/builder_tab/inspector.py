"""The inspector: the form of the selected layer, its shapes and cost, and the totals of the network."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model.description import LayerDescription
from deepdesk.model.following import takes_scores
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.base import WEIGHTED, LayerKind, Parameter
from deepdesk.model.validation import INPUT, value_fault
from deepdesk.state.model_edits import ModelState
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.inputs_editor import InputsEditor
from deepdesk.ui.builder_tab.layer_figures import LayerFigures
from deepdesk.ui.builder_tab.layer_help import LayerHelp
from deepdesk.ui.builder_tab.number_fields import QuietField, ShapeEdit
from deepdesk.ui.builder_tab.parameter_fields import FROZEN, ParameterField, told
from deepdesk.ui.builder_tab.totals import Totals
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.collapsible import Collapsible
from deepdesk.ui.widgets.form import Form
from deepdesk.ui.widgets.labels import make_label
from deepdesk.ui.widgets.switch import Switch

_OF_TRAINING: Final = frozenset(parameter.name for parameter in WEIGHTED)


def _label_of(kind: LayerKind, parameter: Parameter) -> str:
    return say("builder.frozen") if parameter.name == FROZEN else told("parameter", kind, parameter.name)


def _help_of(kind: LayerKind, parameter: Parameter) -> str:
    return say("builder.frozen.help") if parameter.name == FROZEN else told("help", kind, parameter.name)


class Inspector(QWidget):
    """Shows a :class:`ModelState`; signals are wishes.

    ``param_edited`` carries layer, parameter and value; ``renamed`` the old and the new id.
    """

    param_edited = Signal(str, str, object)
    renamed = Signal(str, str)
    input_edited = Signal(object)
    inputs_edited = Signal(str, object)
    follows_input_toggled = Signal(bool)
    follows_units_toggled = Signal(bool)
    duplicate_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, str, bool] | None = None
        self._layer_id: str | None = None
        self._fields: list[ParameterField] = []
        self._pin: Switch | None = None
        self._shape: ShapeEdit | None = None
        self.name = QLineEdit()
        self._quiet = QuietField(self)
        self.name.installEventFilter(self._quiet)
        self._create()
        self._lay_out()

    def _create(self) -> None:
        self._title = make_label(role="title", wrap=True)
        self._title.setTextFormat(Qt.TextFormat.RichText)
        self._about = make_label(role="dim", wrap=True)
        self._name_error = make_label(role="error", wrap=True)
        self._note = make_label(role="small", wrap=True)
        self._form = Form()
        self._name_form = Form()
        self._deeds = self._make_deeds()
        self.inputs = InputsEditor()
        self.inputs.inputs_edited.connect(self.inputs_edited)
        self._figures = LayerFigures()
        self._whole = Totals()
        self._training = Collapsible(say("builder.section.training"), "inspector_training")
        self._training_form = Form()
        self._training.body.addWidget(self._training_form)
        self._help = Collapsible(say("builder.section.about"), "inspector_about", is_open=True)
        self._layer_help = LayerHelp()
        self._help.body.addWidget(self._layer_help)
        self._note.setObjectName("inspector_note")
        self._name_error.setObjectName("inspector_name_error")
        self.name.setObjectName("inspector_name")
        self._name_form.add_row(say("builder.name"), self.name, help=say("builder.name.help"))
        self.name.editingFinished.connect(self._on_name_edited)

    def _make_deeds(self) -> QWidget:
        """Buttons for what is done to the whole layer."""
        deeds = QWidget()
        layout = QHBoxLayout(deeds)
        layout.setContentsMargins(0, theme.SPACE_2, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        for name, signal in (("duplicate", self.duplicate_requested), ("remove", self.remove_requested)):
            button = make_button(Choice(name, say(f"builder.menu.{name}")), deeds, "layer")
            button.clicked.connect(lambda _checked=False, signal=signal: signal.emit(self._layer_id))
            layout.addWidget(button)
        layout.addStretch(1)
        return deeds

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        for widget in (
            self._title,
            self._about,
            self._name_form,
            self._name_error,
            self._form,
            self._note,
            self._training,
            self.inputs,
            self._deeds,
            self._help,
        ):
            layout.addWidget(widget)
        whole = make_label(say("builder.section.whole"), "section")
        for section in (self._figures, whole):
            layout.addSpacing(theme.SPACE_3)
            layout.addWidget(section)
        layout.addWidget(self._whole)
        layout.addStretch(1)

    # Showing

    def show_state(self, state: ModelState) -> None:
        """Shows the selected layer; the form is made anew only for another layer, so that the focus stays."""
        layer = next((item for item in state.model.layers if item.id == state.selected), None)
        self._whole.show_state(state)
        self.inputs.show_layer(state, state.selected)
        if layer is not None:
            self._show_layer(state, layer)
        elif state.selected == INPUT:
            self._show_input(state)
        else:
            self._show_nothing()

    def _show_layer(self, state: ModelState, layer: LayerDescription) -> None:
        kind = KINDS.get(layer.kind)
        is_scores = takes_scores(state.model) and layer.id == state.model.layers[-1].id
        self._head(layer.id, layer.kind, say(f"kind.about.{layer.kind}") if kind else "")
        if self._shown != (layer.id, layer.kind, is_scores):
            self._shown = (layer.id, layer.kind, is_scores)
            self._make_form(kind, layer.id, is_scores)
        self._layer_id = layer.id
        for field in self._fields:
            value = layer.params.get(field.parameter.name, field.parameter.default)
            fault = value_fault(kind, field.parameter, value) if kind else None
            field.show_value(value, problem=say(fault.code, **{**fault.params, "layer": layer.id}) if fault else "")
        if self._pin is not None:
            self._show_pin(state.follows_units)
        self._note.setText(
            say("builder.no_data") if is_scores and state.follows_units and state.context.classes is None else ""
        )
        self._note.setVisible(bool(self._note.text()))
        self._figures.show_layer(next(item for item in state.report.layers if item.id == layer.id))
        self._figures.show()

    def _head(self, layer_id: str, kind: str, about: str) -> None:
        dim = theme.colours().dim
        shown = f"{layer_id} <span style='font-weight:400; color:{dim}'>· {kind}</span>"
        self._title.setText(shown)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        is_layer = layer_id != INPUT and bool(kind)
        known = KINDS.get(kind)
        self._training.setVisible(
            is_layer and known is not None and bool(_OF_TRAINING & {p.name for p in known.parameters})
        )
        self._layer_help.show_kind(kind if known else "Input")
        self._help.setVisible(known is not None or layer_id == INPUT)
        self._name_form.setVisible(is_layer)
        self._deeds.setVisible(is_layer)
        if self._layer_id != layer_id or not self.name.hasFocus():
            self.name.setText(layer_id)
        if self._layer_id != layer_id:
            self.show_name_error("")

    def _make_form(self, kind: LayerKind | None, layer_id: str, is_scores: bool) -> None:
        self._empty_form()
        for parameter in kind.parameters if kind else ():
            name = parameter.name
            form = self._training_form if name in _OF_TRAINING else self._form
            self._add_field(form, kind, parameter, layer_id)  # type: ignore[arg-type]
            if is_scores and name == "units":
                self._add_pin("units_from_data", self.follows_units_toggled, say("builder.units_from_data.help"))

    def _add_field(self, form: Form, kind: LayerKind, parameter: Parameter, layer_id: str) -> None:
        field = ParameterField(kind, parameter, self._quiet)
        field.changed.connect(lambda value: self._on_edited(layer_id, parameter.name, value))
        form.add_row(_label_of(kind, parameter), field.widget, help=_help_of(kind, parameter))
        problem = make_label(role="error", wrap=True)
        problem.setObjectName(f"problem_{parameter.name}")
        problem.hide()
        form.add_wide(problem)
        field.problem_changed.connect(problem.setText)
        field.problem_changed.connect(lambda text: problem.setVisible(bool(text)))
        self._fields.append(field)

    def _add_pin(self, name: str, signal: Any, help_text: str) -> None:
        self._pin = Switch()
        self._pin.setObjectName(name)
        self._pin.toggled.connect(signal)
        self._form.add_row(say("builder.from_data.row"), self._pin, help=help_text)

    def _show_pin(self, follows: bool) -> None:
        if self._pin is not None:
            self._pin.blockSignals(True)
            self._pin.setChecked(follows)
            self._pin.blockSignals(False)

    def _empty_form(self) -> None:
        for field in self._fields:
            field.widget.blockSignals(True)
        retired, self._fields = self._fields, []
        # A field may be the one that is speaking: it is dropped at the next turn of the loop, not deleted by Qt, which
        # would do it behind the back of Python.
        QTimer.singleShot(0, self, retired.clear)
        self._pin = self._shape = None
        self._form.clear()
        self._training_form.clear()

    def _show_input(self, state: ModelState) -> None:
        self._head(INPUT, say("builder.input"), say("kind.about.Input"))
        if self._shown != (INPUT, "", False):
            self._shown = (INPUT, "", False)
            self._empty_form()
            self._shape = ShapeEdit()
            self._shape.setObjectName("input_shape")
            self._shape.value_changed.connect(self.input_edited)
            self._form.add_row(say("builder.input_shape"), self._shape, help=say("builder.input_shape.help"))
            self._add_pin("input_from_data", self.follows_input_toggled, say("builder.input_from_data.help"))
        self._layer_id = INPUT
        if self._shape is not None:
            self._shape.set_value(state.model.input.shape)
        self._show_pin(state.follows_input)
        self._note.setText(say("builder.no_data") if state.follows_input and state.context.input_shape is None else "")
        self._note.setVisible(bool(self._note.text()))
        self._figures.hide()

    def _show_nothing(self) -> None:
        self._empty_form()
        self._shown = self._layer_id = None
        self._title.setText(say("builder.nothing_selected"))
        self._about.setText(say("builder.nothing_selected.text"))
        self._about.show()
        self._note.hide()
        self.show_name_error("")
        for widget in (self._name_form, self._deeds, self._training, self._help, self._figures):
            widget.hide()

    # Edits

    def _on_edited(self, layer_id: str, name: str, value: object) -> None:
        self.param_edited.emit(layer_id, name, value)

    def _on_name_edited(self) -> None:
        old, new = self._layer_id, self.name.text().strip()
        if old is not None and old != INPUT and new != old:
            self.renamed.emit(old, new)

    def show_name_error(self, text: str) -> None:
        """Says under the name why it cannot be that; an empty text takes it away."""
        self._name_error.setText(text)
        self._name_error.setVisible(bool(text))
        theme.set_role(self.name, "error" if text else "")

    def edit_name(self) -> None:
        """Puts the keyboard into the name."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def edit_first(self) -> None:
        """Puts the keyboard into the first parameter, or into the name where there is none."""
        target = self._fields[0].widget if self._fields else self.name
        # Fields that were made a moment ago are shown, and take the keyboard, at the next turn of the loop.
        QTimer.singleShot(0, target, lambda: target.setFocus(Qt.FocusReason.OtherFocusReason))

    def field(self, name: str) -> QWidget:
        """The widget of a parameter (raises KeyError)."""
        for field in self._fields:
            if field.parameter.name == name:
                return field.widget
        raise KeyError(name)

    @property
    def title(self) -> QLabel:
        """The heading, for tests and screen readers."""
        return self._title
