"""Fields for numbers of every sort: one, a pair, a shape, margins. Each says at once what cannot be taken.

All carry a new value in ``value_changed`` and what is wrong with the text in them in ``problem_changed`` (empty when
nothing is).
"""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeySequence, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QGridLayout, QLineEdit, QSpinBox, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model.kinds.geometry import sizes_text

_NUMBERS: Final = re.compile(r"-?\d+")
Margins = tuple[tuple[int, int], tuple[int, int]]


def numbers_in(text: str) -> tuple[int, ...]:
    """The whole numbers in a text such as ``28 × 28`` or ``28, -1``."""
    return tuple(int(found) for found in _NUMBERS.findall(text)[:8])


def range_problem(numbers: tuple[float, ...], low: float, high: float) -> str:
    """What to say of numbers outside ``low`` … ``high``; empty when all are inside."""
    if all(low <= number <= high for number in numbers):
        return ""
    return say("builder.field.range", minimum=f"{low:g}", maximum=f"{high:,.10g}")


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


class WholeNumberBox(QSpinBox):
    """A whole number; one outside the range can be typed, is said to be so, and is put right when the field is left."""

    problem_changed = Signal(str)

    def __init__(self, minimum: int, maximum: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(minimum, maximum)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
        self.lineEdit().textChanged.connect(self._judge)

    def _judge(self, text: str) -> None:
        found = numbers_in(text.replace(",", ""))[:1]
        self.problem_changed.emit(range_problem(found, self.minimum(), self.maximum()))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        typed = text.removeprefix(self.prefix())
        if not set(typed) <= set("-0123456789"):
            return QValidator.State.Invalid, text, position
        found = numbers_in(typed)
        fits = bool(found) and self.minimum() <= found[0] <= self.maximum()
        return QValidator.State.Acceptable if fits else QValidator.State.Intermediate, text, position

    def fixup(self, text: str) -> str:
        found = numbers_in(text.removeprefix(self.prefix()))
        number = max(self.minimum(), min(found[0], self.maximum())) if found else self.value()
        return f"{self.prefix()}{number}"


class PairSpinBox(QAbstractSpinBox):
    """Whole numbers in one field, ``3 × 3``; the arrows step all. ``value_changed`` carries a tuple of ``count``
    numbers, or ``None`` where the field may be empty."""

    value_changed = Signal(object)
    problem_changed = Signal(str)

    def __init__(
        self, minimum: int, maximum: int, empty_text: str = "", parent: QWidget | None = None, *, count: int = 2
    ) -> None:
        super().__init__(parent)
        self._limits = (minimum, maximum)
        self._empty_text = empty_text
        self._count = count
        self._value: tuple[int, ...] | None = None
        self.lineEdit().setPlaceholderText(empty_text)
        self.lineEdit().textChanged.connect(self._judge)
        self.editingFinished.connect(self._read)

    def value(self) -> tuple[int, ...] | None:
        """The numbers, ``None`` when empty."""
        return self._value

    def set_value(self, value: tuple[int, ...] | None) -> None:
        """Shows a value without a signal."""
        self._value = value
        self.lineEdit().setText("" if value is None else sizes_text(value).replace("×", " × "))

    def _take(self, value: tuple[int, ...] | None) -> None:
        changed = value != self._value
        self.set_value(value)
        if changed:
            self.value_changed.emit(value)

    def _clipped(self, number: int) -> int:
        return max(self._limits[0], min(number, self._limits[1]))

    def _judge(self, text: str) -> None:
        self.problem_changed.emit(range_problem(numbers_in(text), *self._limits))

    def _read(self) -> None:
        found = numbers_in(self.lineEdit().text())
        if not found:
            self._take(None if self._empty_text else self._value)
        else:
            self._take(tuple(self._clipped(found[min(place, len(found) - 1)]) for place in range(self._count)))

    def stepBy(self, steps: int) -> None:
        low = self._limits[0]
        before = self._value or (low - 1 if steps > 0 else low,) * self._count
        self._take(tuple(self._clipped(number + steps) for number in before))

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
    problem_changed = Signal(str)

    def __init__(
        self, parent: QWidget | None = None, *, limits: tuple[float, float] = (float("-inf"), float("inf"))
    ) -> None:
        super().__init__(parent)
        self._value: tuple[int, ...] = ()
        self._limits = limits
        self.textChanged.connect(lambda text: self.problem_changed.emit(range_problem(numbers_in(text), *self._limits)))
        self.editingFinished.connect(self._read)

    def value(self) -> tuple[int, ...]:
        """The sizes."""
        return self._value

    def set_value(self, value: tuple[int | None, ...]) -> None:
        """Shows a shape without a signal; a free length is -1."""
        self._value = tuple(-1 if size is None else size for size in value)
        if not self.hasFocus() or numbers_in(self.text()) != self._value:
            self.setText(" × ".join(str(size) for size in self._value))

    def _read(self) -> None:
        found = numbers_in(self.text())
        if not found or found == self._value or range_problem(found, *self._limits):
            self.set_value(self._value)
            return
        self.set_value(found)
        self.value_changed.emit(found)


class NumberEdit(QLineEdit):
    """A number that spans magnitudes, such as ``1e-3``. ``value_changed`` carries a float."""

    value_changed = Signal(object)
    problem_changed = Signal(str)

    def __init__(self, minimum: float, maximum: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limits = (minimum, maximum)
        self.set_value(minimum)
        self.textChanged.connect(self._judge)
        self.editingFinished.connect(self._read)

    def value(self) -> float:
        """The number."""
        return self._value

    def set_value(self, value: float) -> None:
        """Shows a value without a signal."""
        self._value = float(value)
        self.setText(f"{self._value:g}")

    def _number(self) -> float | None:
        try:
            return float(self.text().replace(",", "."))
        except ValueError:
            return None

    def _judge(self, _text: str) -> None:
        found = self._number()
        self.problem_changed.emit(
            say("builder.field.no_number") if found is None else range_problem((found,), *self._limits)
        )

    def _read(self) -> None:
        found = self._number()
        if found is None or range_problem((found,), *self._limits):
            found = self._value
        changed = found != self._value
        self.set_value(found)
        if changed:
            self.value_changed.emit(found)


class MarginsEdit(QWidget):
    """Four numbers around a map. ``value_changed`` carries ``((top, bottom), (left, right))``."""

    value_changed = Signal(object)
    problem_changed = Signal(str)

    def __init__(self, minimum: int, maximum: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(4)
        self.boxes: dict[str, WholeNumberBox] = {}
        for place, (side, sign) in enumerate((("top", "↑"), ("bottom", "↓"), ("left", "←"), ("right", "→"))):
            box = WholeNumberBox(minimum, maximum)
            box.setObjectName(f"margin_{side}")
            box.setPrefix(f"{sign} ")
            box.setAccessibleName(say(f"builder.margin.{side}"))
            box.setToolTip(say(f"builder.margin.{side}"))
            # Not without arrows: the style sheet then leaves the text no room at all.
            box.lineEdit().setTextMargins(3, 0, 0, 0)
            box.valueChanged.connect(lambda _value: self.value_changed.emit(self.value()))
            box.problem_changed.connect(self.problem_changed)
            layout.addWidget(box, place // 2, place % 2)
            self.boxes[side] = box
        self.setFocusProxy(self.boxes["top"])

    def value(self) -> Margins:
        """The four numbers."""
        top, bottom, left, right = (box.value() for box in self.boxes.values())
        return (top, bottom), (left, right)

    def set_value(self, value: Margins) -> None:
        """Shows a value without a signal."""
        for box, number in zip(self.boxes.values(), (*value[0], *value[1]), strict=True):
            box.blockSignals(True)
            box.setValue(number)
            box.blockSignals(False)
