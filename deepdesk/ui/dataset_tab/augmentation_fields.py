"""The switches and sliders of the augmentation, made from the values that it has."""

from __future__ import annotations

from typing import Final

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.augmentation.checks import limits, no_variation, variations
from deepdesk.data.settings import Augmentation
from deepdesk.ui import theme
from deepdesk.ui.widgets import Form, Switch, make_label

_STEPS: Final = 100
_SENSIBLE: Final = {"rotate": 90.0, "blur": 4.0, "noise": 0.5, "mixup": 1.0, "crop": 0.5, "zoom": 0.5, "shift": 0.5}
"""The sliders end here: beyond lies what only a file or the command line asks for."""
_UNITS: Final = {"rotate": "°", "blur": " px", "mixup": ""}


class AmountField(QWidget):
    """A slider from 0 to ``most`` with its value beside it; ``changed`` carries the value."""

    changed = Signal(float)

    def __init__(self, name: str, most: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._most = name, most
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName(f"augmentation_{name}")
        self.slider.setAccessibleName(say(f"augmentation.field.{name}"))
        self.slider.setRange(0, _STEPS)
        self._text = make_label()
        self._text.setFixedWidth(44)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self._text)
        self._value = 0.0
        self.slider.valueChanged.connect(self._on_moved)
        self.set_value(0.0)

    @property
    def value(self) -> float:
        """The amount; one that is beyond the slider's end stays as it was set."""
        return self._value

    def set_value(self, value: float) -> None:
        """Shows an amount; ``changed`` is not sent."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(_STEPS * value / self._most))
        self.slider.blockSignals(False)
        self._tell(value)

    def _on_moved(self, place: int) -> None:
        self._tell(round(self._most * place / _STEPS, 3))
        self.changed.emit(self._value)

    def _tell(self, value: float) -> None:
        self._value = value
        unit = _UNITS.get(self._name)
        self._text.setText(f"{100 * value:.3g} %" if unit is None else f"{value:.3g}{unit}")


class AugmentationFields(QWidget):
    """A row for each variation that this kind of data has; ``changed`` says that the person moved one."""

    changed = Signal()

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nothing = no_variation(kind)
        self._switches: dict[str, Switch] = {}
        self._amounts: dict[str, AmountField] = {}
        form = Form()
        most = limits(self._nothing)
        for name in variations(kind):
            field = self._amount(name, most[name]) if name in most else self._switch(name)
            form.add_row(say(f"augmentation.field.{name}"), field, help=say(f"augmentation.help.{name}"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(form)

    @property
    def value(self) -> Augmentation | None:
        """What the fields say; ``None`` where they vary nothing."""
        fields = {name: field.isChecked() for name, field in self._switches.items()}
        amounts = {name: field.value for name, field in self._amounts.items()}
        found = msgspec.structs.replace(self._nothing, **fields, **amounts)
        return None if found == self._nothing else found

    def show_value(self, value: Augmentation | None) -> None:
        """Shows what is asked for; ``changed`` is not sent."""
        shown = self._nothing if value is None else value
        for name, switch in self._switches.items():
            switch.blockSignals(True)
            switch.setChecked(bool(getattr(shown, name, False)))
            switch.blockSignals(False)
            switch.update()
        for name, field in self._amounts.items():
            field.set_value(float(getattr(shown, name, 0.0)))

    def _switch(self, name: str) -> Switch:
        switch = Switch(say(f"augmentation.field.{name}"))
        switch.setObjectName(f"augmentation_{name}")
        switch.toggled.connect(lambda _: self.changed.emit())
        self._switches[name] = switch
        return switch

    def _amount(self, name: str, limit: float) -> AmountField:
        field = AmountField(name, min(limit, _SENSIBLE.get(name, limit)))
        field.changed.connect(lambda _: self.changed.emit())
        self._amounts[name] = field
        return field
