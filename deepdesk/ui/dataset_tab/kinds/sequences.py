"""Sequences in the Data tab: the grid of lines, the chosen sequence, length, scaling and columns."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.details import SequenceDetails
from deepdesk.data.preprocessing import SequencePreprocessing
from deepdesk.process.replies import ClipPreviewed, ImagePreviewed
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.curves.curve_view import CurveView
from deepdesk.ui.dataset_tab.fields import choice_field, number_field, section_label, value_label
from deepdesk.ui.dataset_tab.sequence_grid import SequenceGrid, measured
from deepdesk.ui.dataset_tab.table_form import TableForm
from deepdesk.ui.widgets import Choice, ElidedLabel, Form, make_button, make_label

_LONGER: Final = ("cut_end", "cut_start", "resample")
_SCALINGS: Final = ("standard", "each", "none")
_STEPS: Final = 100_000
_COLUMNS: Final = ("id", "time", "label")


class SequencesPanel(QWidget):
    """Speaks of one sequence and of the length and scaling that all get."""

    settings_changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._filling = False
        self._make_widgets()
        self._lay_out()
        self._connect()

    def show_data(self, opened: OpenedData) -> None:
        """Shows the settings of a data set."""
        self._opened = opened
        asked, details = opened.description.sequences, opened.reply.report.details
        preprocessing = opened.reply.preprocessing
        if not isinstance(details, SequenceDetails) or not isinstance(preprocessing, SequencePreprocessing):
            return
        self._filling = True
        self._steps.setValue(preprocessing.steps)
        self._reset.setVisible(asked.steps is not None)
        self._longer.setCurrentIndex(_LONGER.index(asked.longer))
        self._scaling.setCurrentIndex(_SCALINGS.index(asked.scaling))
        self._lengths.setText(_lengths_text(details))
        self._fill_columns(details, asked)
        self._table.show_table(opened.description.table, details.table)
        self._table_title.setVisible(details.table is not None)
        self._filling = False

    def show_sample(self, number: int) -> None:
        """Shows a sequence as measured, and what of it the network sees."""
        opened = self._opened
        if opened is None or number >= opened.samples:
            return
        preprocessing, details = opened.reply.preprocessing, opened.reply.report.details
        if not isinstance(preprocessing, SequencePreprocessing) or not isinstance(details, SequenceDetails):
            return
        values = measured(opened, number)
        self._title.setText(opened.name_of(number))
        self._label.setText(opened.label_of(number) or "–")
        self._part.setText(say(f"dataset_tab.part.{opened.part_of(number)}"))
        self._length.setText(_length_text(len(values), preprocessing))
        self._curve.show_curves(values, details.features, _seen(len(values), preprocessing), preprocessing.steps)
        told = say("dataset_tab.sample", name=opened.name_of(number), label=self._label.text(), part=self._part.text())
        self._curve.setAccessibleDescription(told)

    def show_preview(self, _number: int, _reply: ImagePreviewed | ClipPreviewed) -> None:
        """There is no picture."""

    def _make_widgets(self) -> None:
        self._title = ElidedLabel("", "title")
        self._title.setObjectName("data_sample_name")
        self._curve = CurveView(210)
        self._curve.setObjectName("data_curve")
        self._curve.setAccessibleName(say("sequences.ui.curve"))
        self._label, self._part, self._length = (value_label(name) for name in ("label", "part", "length"))
        self._steps = number_field("data_steps", 1, _STEPS)
        self._reset = make_button(Choice("steps_reset", say("dataset_tab.size_reset"), "link"), self, "data")
        self._longer = choice_field("data_longer", [say(f"sequences.ui.longer.{name}") for name in _LONGER])
        self._scaling = choice_field("data_scaling", [say(f"sequences.ui.scaling.{name}") for name in _SCALINGS])
        self._lengths = make_label("", "small", wrap=True)
        self._columns = {name: choice_field(f"data_column_{name}", []) for name in _COLUMNS}
        self._values = ElidedLabel()
        self._values.setObjectName("data_column_values")
        self._columns_title = section_label("columns")
        self._table_title = section_label("table")
        self._table = TableForm()

    def _lay_out(self) -> None:
        sample, seen, columns = Form(), Form(), Form()
        sample.add_row(say("dataset_tab.label"), self._label)
        sample.add_row(say("dataset_tab.part"), self._part)
        sample.add_row(say("sequences.ui.length"), self._length)
        seen.add_row(say("sequences.ui.steps_field"), self._steps, help=say("sequences.ui.steps_help"))
        seen.add_wide(self._lengths)
        seen.add_wide(self._reset)
        seen.add_row(say("sequences.ui.longer"), self._longer, help=say("sequences.ui.longer_help"))
        seen.add_row(say("sequences.ui.scaling"), self._scaling, help=say("sequences.ui.scaling_help"))
        for name, field in self._columns.items():
            columns.add_row(say(f"sequences.ui.column.{name}"), field, help=say(f"sequences.ui.column.{name}_help"))
        columns.add_row(say("sequences.ui.column.values"), self._values)
        self._columns_form = columns
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        parts = (self._title, self._curve, sample, section_label("seen"), seen)
        for widget in (*parts, self._columns_title, columns, self._table_title, self._table):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self._steps.valueChanged.connect(lambda value: self._edit(steps=value))
        self._reset.clicked.connect(lambda: self._edit(steps=None))
        self._longer.currentIndexChanged.connect(lambda index: self._edit(longer=_LONGER[index]))
        self._scaling.currentIndexChanged.connect(lambda index: self._edit(scaling=_SCALINGS[index]))
        for name, field in self._columns.items():
            field.activated.connect(lambda index, name=name: self._edit_column(name, index))
        self._table.table_changed.connect(lambda table: self._send({"table": table}))

    def _fill_columns(self, details: SequenceDetails, asked: Any) -> None:
        is_long = details.form == "long"
        for widget in (self._columns_title, self._columns_form):
            widget.setVisible(is_long)
        names = [column.name for column in details.columns]
        for name, field in self._columns.items():
            found = getattr(details, name) or say("sequences.ui.none")
            _fill(field, [say("dataset_tab.from_data", value=found), *names], getattr(asked, name))
        self._values.setText(", ".join(details.features))

    def _edit_column(self, name: str, index: int) -> None:
        self._edit(**{name: self._columns[name].itemText(index) if index > 0 else None})

    def _edit(self, **fields: Any) -> None:
        if self._opened is not None:
            self._send({"sequences": msgspec.structs.replace(self._opened.description.sequences, **fields)})

    def _send(self, fields: dict[str, Any]) -> None:
        if not self._filling and self._opened is not None:
            self.settings_changed.emit(fields)


def _fill(field: QComboBox, texts: list[str], asked: str | None) -> None:
    field.clear()
    field.addItems(texts)
    field.setCurrentIndex(max(0, field.findText(asked)) if asked else 0)


def _seen(length: int, preprocessing: SequencePreprocessing) -> tuple[int, int]:
    """The first step that the network sees, and the one behind the last."""
    steps = preprocessing.steps
    if length <= steps or preprocessing.longer == "resample":
        return 0, length
    return (0, steps) if preprocessing.longer == "cut_end" else (length - steps, length)


def _length_text(length: int, preprocessing: SequencePreprocessing) -> str:
    if length < preprocessing.steps:
        return say("sequences.ui.length_padded", count=length, more=preprocessing.steps - length)
    if length > preprocessing.steps:
        code = "sequences.ui.length_drawn" if preprocessing.longer == "resample" else "sequences.ui.length_cut"
        return say(code, count=length, steps=preprocessing.steps)
    return say("sequences.ui.steps", count=length)


def _lengths_text(details: SequenceDetails) -> str:
    shortest, longest = int(details.lengths.smallest), int(details.lengths.largest)
    if shortest == longest:
        return say("sequences.ui.one_length", count=longest)
    return say("sequences.ui.many_lengths", shortest=shortest, longest=longest)


def make_view() -> SequenceGrid:
    """The grid of lines."""
    return SequenceGrid()


def make_panel() -> SequencesPanel:
    """The chosen sequence and the settings."""
    return SequencesPanel()


def figures(opened: OpenedData) -> tuple[str, str]:
    """Sequences; how many classes, steps and features."""
    preprocessing = opened.reply.preprocessing
    shape = preprocessing.shape
    return say("sequences.ui.sequences"), say(
        "sequences.ui.figures", classes=len(opened.classes), steps=shape[0], features=shape[1]
    )
