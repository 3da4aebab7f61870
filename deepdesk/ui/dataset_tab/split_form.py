"""How the data are divided: fractions, seed, and what stays together."""

from __future__ import annotations

from typing import Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.description import SplitSettings
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui.dataset_tab.fields import choice_field, number_field, value_label
from deepdesk.ui.widgets import Form, make_label

_LEAST_TRAIN: Final = 5


class SplitForm(QWidget):
    """``split_changed`` carries the new :class:`SplitSettings`."""

    split_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._used = SplitSettings()
        self._train = value_label("train")
        self._validation, self._test = (number_field(f"data_{name}", 0, 90, "%") for name in ("validation", "test"))
        self._seed = number_field("data_seed", 0, 999_999)
        self._test_note = make_label(say("dataset_tab.test_given"), "small", wrap=True)
        self._grouped = QCheckBox(say("dataset_tab.grouped"))
        self._grouped.setObjectName("data_grouped")
        self._grouped.setToolTip(say("dataset_tab.grouped_help"))
        self._group_by = choice_field("data_group_by", [])
        self._form = Form()
        self._form.add_row(say("dataset_tab.train"), self._train)
        self._form.add_row(say("dataset_tab.validation"), self._validation)
        self._form.add_row(say("dataset_tab.test"), self._test)
        self._form.add_wide(self._test_note)
        self._form.add_row(say("dataset_tab.seed"), self._seed, help=say("dataset_tab.seed_help"))
        self._form.add_wide(self._grouped)
        self._form.add_row(say("dataset_tab.group_by"), self._group_by, help=say("dataset_tab.group_by_help"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._form)
        for field in (self._validation, self._test, self._seed):
            field.valueChanged.connect(lambda _: self._edit())
        self._grouped.toggled.connect(lambda _: self._edit())
        self._group_by.currentIndexChanged.connect(lambda _: self._edit())

    def show_data(self, opened: OpenedData) -> None:
        """Shows how a data set is divided."""
        self._filling = True
        report = opened.reply.report
        given = report.parts
        used = opened.description.split
        if used is None:
            used = SplitSettings(train=0.9, validation=0.1, test=0.0) if given.get("test") else SplitSettings()
        self._used = used
        rest = used.train + used.validation
        validation = used.validation / rest if given.get("test") else used.validation
        self._validation.setValue(round(100 * validation))
        self._test.setValue(0 if given.get("test") else round(100 * used.test))
        self._seed.setValue(used.seed)
        self._form.set_row_visible(self._test, not given.get("test"))
        for field in (self._validation, self._test, self._seed):
            field.setEnabled(not given.get("validation"))
        self._test_note.setText(say("dataset_tab.parts_given" if given.get("validation") else "dataset_tab.test_given"))
        self._test_note.setVisible(bool(given))
        self._train.setText(f"{100 - self._validation.value() - self._test.value()} %")
        self._show_groups(opened, used)
        self._filling = False

    def _show_groups(self, opened: OpenedData, used: SplitSettings) -> None:
        drawn = opened.reply.report.task != "forecasting"
        self._grouped.setVisible(drawn)
        self._grouped.setChecked(used.grouped)
        fields = (*opened.reply.report.groupings, "folder") if opened.names else opened.reply.report.groupings
        self._group_by.clear()
        self._group_by.addItem(say("dataset_tab.group_by.nothing"), None)
        for field in fields:
            self._group_by.addItem(say("dataset_tab.group_by.folder") if field == "folder" else field, field)
        self._group_by.setCurrentIndex(max(0, self._group_by.findData(used.group_by)))
        self._form.set_row_visible(self._group_by, drawn and bool(fields))
        self._form.set_row_visible(self._seed, drawn)

    def _edit(self) -> None:
        if self._filling:
            return
        validation, test = self._validation.value(), self._test.value()
        most = 100 - _LEAST_TRAIN
        if validation + test > most:
            # Training keeps at least a twentieth; the field that was not touched gives way.
            other = self._test if self.focusWidget() is self._validation else self._validation
            self._filling = True
            other.setValue(max(0, most - (validation if other is self._test else test)))
            self._filling = False
            validation, test = self._validation.value(), self._test.value()
        self._train.setText(f"{100 - validation - test} %")
        split = msgspec.structs.replace(
            self._used,
            train=(100 - validation - test) / 100,
            validation=validation / 100,
            test=test / 100,
            seed=self._seed.value(),
            grouped=self._grouped.isChecked(),
            group_by=self._group_by.currentData(),
        )
        self.split_changed.emit(split)
