"""Fields for the parameters of layers: one for each type of parameter, all with the same few members."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QSpinBox, QWidget

from deepdesk.core.catalogue import codes, say
from deepdesk.model.kinds.base import LayerKind, Parameter
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.number_fields import (
    MarginsEdit,
    NumberEdit,
    PairSpinBox,
    QuietField,
    ShapeEdit,
    WholeNumberBox,
)
from deepdesk.ui.widgets.switch import Switch

_INTEGER_LIMIT: Final = 2**31 - 1
FROZEN: Final = "trainable"
"""The parameter that people see the other way round: frozen is what is not trainable."""
_SMALL: Final = 0.01


def told(what: str, kind: LayerKind, name: str) -> str:
    """What is said of a parameter (``parameter``: its label, ``help``, ``default``), in the kind's own words if any."""
    own = f"kind.{what}.{kind.name}.{name}"
    code = own if own in codes() else f"kind.{what}.{name}"
    return say(code) if code in codes() else ""


class ParameterField(QObject):
    """A widget for one parameter: ``widget`` to lay out, :meth:`show_value`. ``changed`` carries a new value,
    ``problem_changed`` what is wrong with what is being typed (empty when nothing is)."""

    changed = Signal(object)
    problem_changed = Signal(str)

    def __init__(self, kind: LayerKind, parameter: Parameter, quiet: QuietField) -> None:
        # No parent: Python alone owns a field, and drops it with its form.
        super().__init__()
        self.parameter = parameter
        self._kind = kind
        self.widget = self._made(parameter)
        self.widget.setObjectName(f"param_{parameter.name}")
        for part in (self.widget, *self.widget.findChildren(QWidget)):
            part.installEventFilter(quiet)
            if isinstance(part, QAbstractSpinBox | QComboBox):
                # Not by the wheel: scrolling the inspector must not change what is under the mouse.
                part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if hasattr(self.widget, "problem_changed"):
            self.widget.problem_changed.connect(self._tell)

    def _tell(self, problem: str) -> None:
        theme.set_role(self.widget, "error" if problem else "")
        self.problem_changed.emit(problem)

    def _made(self, parameter: Parameter) -> QWidget:
        low, high = int(parameter.minimum or 0), int(min(parameter.maximum or 0, _INTEGER_LIMIT))
        empty = told("default", self._kind, parameter.name) if parameter.default is None else ""
        match parameter.type:
            case "integer":
                return self._whole_number(low, high, empty)
            case "number":
                return self._number(parameter)
            case "size2d":
                pair = PairSpinBox(low, high, empty)
                pair.value_changed.connect(self.changed.emit)
                return pair
            case "choice":
                box = QComboBox()
                box.addItems(list(parameter.choices))
                box.currentTextChanged.connect(self.changed.emit)
                return box
            case "switch":
                switch = Switch()
                switch.toggled.connect(lambda on: self.changed.emit(on != (parameter.name == FROZEN)))
                return switch
            case "margins":
                margins = MarginsEdit(low, high)
                margins.value_changed.connect(self.changed.emit)
                return margins
            case "shape":
                limits = (parameter.minimum, parameter.maximum)
                shape = ShapeEdit(limits=limits) if None not in limits else ShapeEdit()  # type: ignore[arg-type]
                shape.value_changed.connect(self.changed.emit)
                return shape

    def _whole_number(self, low: int, high: int, empty: str) -> QWidget:
        if self.parameter.default is None:
            one = PairSpinBox(low, high, empty or say("builder.field.automatic"), count=1)
            one.value_changed.connect(lambda value: self.changed.emit(value[0] if value else None))
            return one
        spin = WholeNumberBox(low, high)
        spin.valueChanged.connect(self.changed.emit)
        return spin

    def _number(self, parameter: Parameter) -> QWidget:
        low, high = parameter.minimum or 0.0, parameter.maximum or 0.0
        if parameter.default is None or parameter.default < _SMALL:
            edit = NumberEdit(low, high)
            edit.value_changed.connect(self.changed.emit)
            return edit
        spin = QDoubleSpinBox()
        spin.setRange(low, high)
        spin.setDecimals(3)
        spin.setSingleStep(0.05 if parameter.default < 0.9 else 0.01)
        spin.valueChanged.connect(self.changed.emit)
        return spin

    def show_value(self, value: Any, *, problem: str = "") -> None:
        """Shows a value without a signal; ``problem`` says what is wrong with it (another type, out of range)."""
        widget = self.widget
        shown = self.parameter.default if problem else self.parameter.normal(value)
        before = widget.blockSignals(True)
        if isinstance(widget, QSpinBox):
            if widget.value() != shown:
                widget.setValue(shown)
        elif isinstance(widget, QDoubleSpinBox):
            if abs(widget.value() - shown) > 5e-4:
                widget.setValue(shown)
        elif isinstance(widget, QComboBox):
            widget.setCurrentText(shown)
        elif isinstance(widget, Switch):
            widget.setChecked(shown != (self.parameter.name == FROZEN))
        elif isinstance(widget, PairSpinBox):
            pair = (shown,) if isinstance(shown, int) else shown
            if widget.value() != pair:
                widget.set_value(pair)
        elif isinstance(widget, MarginsEdit | ShapeEdit | NumberEdit) and widget.value() != shown:
            widget.set_value(shown)
        widget.blockSignals(before)
        self._tell(problem)
