"""What the values of an image become: from 0 to 1, by mean and deviation, or as trained weights want them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.description import DatasetDescription, Normalization

_OF_WEIGHTS: Final = 2


class ValuesField(QComboBox):
    """``normalization_chosen`` carries what the description is to say: ``None``, ``"standard"`` or a
    :class:`Normalization`, which can be left and come back to while the same data are open."""

    normalization_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_values")
        self.setAccessibleName(say("dataset_tab.values"))
        self.setToolTip(say("dataset_tab.values_help"))
        self.addItem(say("dataset_tab.values_0_1"))
        self.addItem(say("dataset_tab.values_standard"))
        self._source = ""
        self._of_weights: Normalization | None = None
        self.activated.connect(self._on_activated)

    def show_description(self, description: DatasetDescription) -> None:
        """Shows what a data set is described with."""
        wanted = description.normalization
        if isinstance(wanted, Normalization):
            self._of_weights = wanted
        elif description.source != self._source:
            self._of_weights = None
        self._source = description.source
        if self._of_weights is None:
            self.removeItem(_OF_WEIGHTS)
        elif self.count() <= _OF_WEIGHTS:
            self.addItem(say("dataset_tab.values_of_weights"))
        self.setCurrentIndex(_OF_WEIGHTS if isinstance(wanted, Normalization) else int(wanted == "standard"))

    def _on_activated(self, index: int) -> None:
        self.normalization_chosen.emit((None, "standard", self._of_weights)[index])
