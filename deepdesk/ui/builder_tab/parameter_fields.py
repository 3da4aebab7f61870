"""Fields for the parameters of layers: one for each type of parameter, all with the same few members."""

from __future__ import annotations

import re
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model.kinds.base import Parameter
from deepdesk.model.kinds.geometry import sizes_text
from deepdesk.ui import theme
from deepdesk.ui.widgets.switch import Switch

_INTEGER_LIMIT: Final = 2**31 - 1
_NUMBERS: Final = re.compile(r"-?\d+")


def numbers_in(text: str) -> tuple[int, ...]:
    """The whole numbers in a text such as ``28 × 28`` or ``28, -1``."""
    return tuple(int(found) for found in _NUMBERS.findall(text)[:8])


class QuietField(QObject):
    """Keeps a field from taking the wheel while it has no focus, and from taking the window's undo keys."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        if event.type() == QEvent.Type.ShortcutOverride:
            undo = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            if any(event.matches(key) for key in undo):  # type: ignore[attr-defined]
                event.ignore()
                return True
        return super().eventFilter(watched, event)


class PairSpinBox(QAbstractSpinBox):
    """A pair of whole numbers in one field, ``3 × 3``; the arrows step both. ``value_changed`` carries a tuple, or
    ``None`` where the field may be empty."""

    value_changed = Signal(object)

    def __init__(self, minimum: int, maximum: int, empty_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limits = (minimum, maximum)
        self._empty_text = empty_text
        self._value: tuple[int, int] | None = None
        self.lineEdit().setPlaceholderText(empty_text)
        self.editingFinished.connect(self._read)

    def value(self) -> tuple[int, int] | None:
        """Rows and columns, ``None`` when empty."""
        return self._value

    def set_value(self, value: tuple[int, int] | None) -> None:
        """Shows a value without a signal."""
        self._value = value
        self.lineEdit().setText("" if value is None else sizes_text(value).replace("×", " × "))

    def _take(self, value: tuple[int, int] | None) -> None:
        changed = value != self._value
        self.set_value(value)
        if changed:
            self.value_changed.emit(value)

    def _clipped(self, number: int) -> int:
        return max(self._limits[0], min(number, self._limits[1]))

    def _read(self) -> None:
        found = numbers_in(self.lineEdit().text())
        if not found:
            self._take(None if self._empty_text else self._value)
        else:
            self._take((self._clipped(found[0]), self._clipped(found[1] if len(found) > 1 else found[0])))

    def stepBy(self, steps: int) -> None:
        low = self._limits[0]
        rows, columns = self._value or (low - 1 if steps > 0 else low,) * 2
        self._take((self._clipped(rows + steps), self._clipped(columns + steps)))

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flags = QAbstractSpinBox.StepEnabledFlag
        return flags.StepUpEnabled | flags.StepDownEnabled

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        allowed = set("0123456789 ×x,*")
        state = QValidator.State.Acceptable if set(text) <= allowed else QValidator.State.Invalid
        return state, text, position


class ShapeEdit(QLineEdit):
    """A shape as text, ``28 × 28``. ``value_changed`` carries a tuple when the editing is finished."""

    value_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: tuple[int, ...] = ()
        self.editingFinished.connect(self._read)

    def value(self) -> tuple[int, ...]:
        """The sizes."""
        return self._value

    def set_value(self, value: tuple[int | None, ...]) -> None:
        """Shows a value without a signal; a free length is shown as ``?``."""
        self._value = tuple(-1 if size is None else size for size in value)
        self.setText(sizes_text(value).replace("×", " × "))

    def _read(self) -> None:
        found = numbers_in(self.text())
        if not found or found == self._value:
            self.set_value(self._value)
            return
        self.set_value(found)
        self.value_changed.emit(found)


class NumberEdit(QLineEdit):
    """A number that spans magnitudes, such as ``1e-3``. ``value_changed`` carries a float."""

    value_changed = Signal(object)

    def __init__(self, minimum: float, maximum: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limits = (minimum, maximum)
        self._value = minimum
        self.editingFinished.connect(self._read)

    def value(self) -> float:
        """The number."""
        return self._value

    def set_value(self, value: float) -> None:
        """Shows a value without a signal."""
        self._value = float(value)
        self.setText(f"{self._value:g}")

    def _read(self) -> None:
        try:
            found = float(self.text().replace(",", "."))
        except ValueError:
            found = self._value
        if not self._limits[0] <= found <= self._limits[1]:
            found = self._value
        changed = found != self._value
        self.set_value(found)
        if changed:
            self.value_changed.emit(found)


class ParameterField(QObject):
    """A widget for one parameter: ``widget`` to lay out, ``changed`` carries a new value, :meth:`show_value`."""

    changed = Signal(object)

    def __init__(self, parameter: Parameter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self._quiet = QuietField(self)
        self.widget = self._made(parameter)
        self.widget.setObjectName(f"param_{parameter.name}")
        self.widget.installEventFilter(self._quiet)
        if isinstance(self.widget, QAbstractSpinBox):
            self.widget.lineEdit().installEventFilter(self._quiet)
        # Not by the wheel: scrolling the inspector must not change what is under the mouse.
        self.widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _made(self, parameter: Parameter) -> QWidget:
        low, high = parameter.minimum or 0, parameter.maximum or 0
        match parameter.type:
            case "integer":
                spin = QSpinBox()
                spin.setRange(int(low), int(min(high, _INTEGER_LIMIT)))
                spin.valueChanged.connect(self.changed.emit)
                return spin
            case "number":
                return self._number(parameter)
            case "size2d":
                empty = say(f"kind.default.{parameter.name}") if parameter.default is None else ""
                pair = PairSpinBox(int(low), int(high), empty)
                pair.value_changed.connect(self.changed.emit)
                return pair
            case "choice":
                box = QComboBox()
                box.addItems(list(parameter.choices))
                box.currentTextChanged.connect(self.changed.emit)
                return box
            case "switch":
                switch = Switch()
                switch.toggled.connect(self.changed.emit)
                return switch
            case "shape" | "margins":
                shape = ShapeEdit()
                shape.value_changed.connect(self.changed.emit)
                return shape

    def _number(self, parameter: Parameter) -> QWidget:
        low, high = parameter.minimum or 0.0, parameter.maximum or 0.0
        if parameter.default < 0.01:
            edit = NumberEdit(low, high)
            edit.value_changed.connect(self.changed.emit)
            return edit
        spin = QDoubleSpinBox()
        spin.setRange(low, high)
        spin.setDecimals(3)
        spin.setSingleStep(0.05 if parameter.default < 0.9 else 0.01)
        spin.valueChanged.connect(self.changed.emit)
        return spin

    def show_value(self, value: Any, *, is_faulty: bool) -> None:
        """Shows a value without a signal; a faulty one (of another type, out of range) is marked."""
        widget = self.widget
        shown = self.parameter.default if is_faulty else self.parameter.normal(value)
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
            widget.setChecked(shown)
        elif isinstance(widget, PairSpinBox | ShapeEdit | NumberEdit) and widget.value() != shown:
            widget.set_value(shown)
        widget.blockSignals(before)
        theme.set_role(widget, "error" if is_faulty else "")
