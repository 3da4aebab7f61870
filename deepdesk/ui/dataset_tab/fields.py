"""Fields of the inspector, made alike for every kind of data."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox

from deepdesk.core.catalogue import say
from deepdesk.ui.widgets import ElidedLabel, make_label
from deepdesk.ui.widgets.elided_combo import ElidedCombo


def section_label(name: str) -> QLabel:
    """The title of a section, the sentence ``dataset_tab.section.<name>``."""
    return make_label(say(f"dataset_tab.section.{name}"), "section")


def value_label(name: str) -> ElidedLabel:
    """A value of the chosen sample."""
    label = ElidedLabel()
    label.setObjectName(f"data_sample_{name}")
    return label


def number_field(name: str, least: int, most: int, unit: str = "") -> QSpinBox:
    """A whole number in a range."""
    field = QSpinBox()
    field.setObjectName(name)
    field.setRange(least, most)
    field.setKeyboardTracking(False)
    if unit:
        field.setSuffix(f" {unit}")
    return field


def choice_field(name: str, texts: list[str]) -> QComboBox:
    """One of several; what does not fit is shortened in its middle."""
    field = ElidedCombo()
    field.setObjectName(name)
    field.addItems(texts)
    return field
