"""The settings of a forecast: what is forecast from which columns, the steps, how the file is read."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.details import ColumnFound, ForecastingDetails
from deepdesk.data.preprocessing import ForecastingPreprocessing
from deepdesk.data.settings import InputColumn
from deepdesk.process.replies import ClipPreviewed, ImagePreviewed
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.fields import choice_field, number_field
from deepdesk.ui.widgets import Form, make_label
from deepdesk.ui.widgets.switch import Switch

_ROLES: Final = ("target", "past", "known", "unused")
_AGGREGATES: Final = ("mean", "sum", "last", "first")
_MISSING: Final = ("interpolate", "previous", "leave_out")
_TABLE: Final = ("delimiter", "decimal", "encoding", "date_format")
_COLUMNS_SHOWN: Final = 40


class ForecastingPanel(QWidget):
    """Every setting of a forecast with what was found filled in; an edit is sent as a whole value."""

    settings_changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._filling = False
        self._roles: dict[str, QComboBox] = {}
        self._make_widgets()
        self._lay_out()
        self._connect()

    def show_data(self, opened: OpenedData) -> None:
        """Shows the settings of a data set."""
        details, used = opened.reply.report.details, opened.reply.preprocessing
        if not isinstance(details, ForecastingDetails) or not isinstance(used, ForecastingPreprocessing):
            return
        self._opened = opened
        self._filling = True
        self._show_forecast(used, opened.description.forecasting.stride)
        self._show_columns(details)
        self._show_time(details, used)
        for name, field in self._table.items():
            field.setText(_shown(getattr(details.table, name)))
        self._read_as.setText(say("forecast_ui.read_as", rows=details.rows, first=details.first, last=details.last))
        self._filling = False

    def show_sample(self, number: int) -> None:
        """The view speaks of the window that is chosen."""

    def show_preview(self, _number: int, _reply: ImagePreviewed | ClipPreviewed) -> None:
        """There is no picture."""

    def _make_widgets(self) -> None:
        unit = say("forecast_ui.steps")
        self._window = number_field("forecast_window", 1, 100_000, unit)
        self._horizon = number_field("forecast_horizon", 1, 10_000, unit)
        self._stride = number_field("forecast_stride", 1, 10_000, unit)
        self._season = number_field("forecast_season", 1, 100_000, unit)
        self._coverage = QDoubleSpinBox()
        self._coverage.setObjectName("forecast_coverage")
        self._coverage.setRange(1, 99)
        self._coverage.setDecimals(0)
        self._coverage.setSuffix(" %")
        self._coverage.setKeyboardTracking(False)
        self._relative = Switch(say("forecast_ui.relative"))
        self._relative.setObjectName("forecast_relative")
        self._time, self._device = choice_field("forecast_time", []), choice_field("forecast_device", [])
        self._step = QLineEdit()
        self._step.setObjectName("forecast_step")
        self._aggregate = choice_field(
            "forecast_aggregate", [say(f"forecast_ui.aggregate.{name}") for name in _AGGREGATES]
        )
        self._missing = choice_field("forecast_missing", [say(f"forecast_ui.missing.{name}") for name in _MISSING])
        self._gap = number_field("forecast_longest_gap", 0, 1_000_000, unit)
        self._table = {name: QLineEdit() for name in _TABLE}
        for name, line in self._table.items():
            line.setObjectName(f"forecast_{name}")
        self._columns = Form()
        self._read_as = make_label("", "small", wrap=True)
        self._read_as.setObjectName("forecast_read_as")

    def _lay_out(self) -> None:
        ahead, time, table = Form(), Form(), Form()
        for name, field in (("window", self._window), ("horizon", self._horizon), ("stride", self._stride)):
            ahead.add_row(say(f"forecast_ui.{name}"), field)
        ahead.add_row(say("forecast_ui.season"), self._season, help=say("forecast_ui.season_help"))
        ahead.add_row(say("forecast_ui.coverage"), self._coverage)
        ahead.add_row(say("forecast_ui.relative"), self._relative, help=say("forecast_ui.relative_help"))
        time.add_row(say("forecast_ui.time"), self._time)
        time.add_row(say("forecast_ui.device_column"), self._device)
        time.add_row(say("forecast_ui.step"), self._step, help=say("forecast_ui.step_help"))
        time.add_row(say("forecast_ui.aggregate"), self._aggregate)
        time.add_row(say("forecast_ui.missing"), self._missing)
        time.add_row(say("forecast_ui.longest_gap"), self._gap)
        table.add_wide(self._read_as)
        for name, line in self._table.items():
            help_text = say("forecast_ui.date_format_help") if name == "date_format" else ""
            table.add_row(say(f"forecast_ui.{name}"), line, help=help_text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        parts = (("forecast", ahead), ("columns", self._columns), ("time", time), ("table", table))
        for name, form in parts:
            layout.addWidget(make_label(say(f"forecast_ui.section.{name}"), "section"))
            layout.addWidget(form)

    def _connect(self) -> None:
        numbers = (
            ("window", self._window),
            ("horizon", self._horizon),
            ("stride", self._stride),
            ("season", self._season),
            ("longest_gap", self._gap),
        )
        for name, field in numbers:
            field.valueChanged.connect(lambda value, name=name: self._edit(**{name: value}))
        self._coverage.valueChanged.connect(lambda value: self._edit(coverage=value / 100))
        self._relative.toggled.connect(lambda on: self._edit(relative=on))
        self._time.activated.connect(lambda _: self._edit(time=self._time.currentData(), step=None))
        self._device.activated.connect(lambda _: self._edit(device=self._device.currentData()))
        self._step.editingFinished.connect(lambda: self._edit_step(self._step.text().strip()))
        self._aggregate.activated.connect(lambda row: self._edit(aggregate=_AGGREGATES[row]))
        self._missing.activated.connect(lambda row: self._edit(missing=_MISSING[row]))
        for name, line in self._table.items():
            line.editingFinished.connect(lambda name=name, line=line: self._edit_table(name, line.text()))

    def _show_forecast(self, used: ForecastingPreprocessing, stride: int) -> None:
        self._window.setValue(used.window)
        self._horizon.setValue(used.horizon)
        self._stride.setValue(stride)
        self._season.setValue(used.season)
        self._coverage.setValue(100 * used.coverage)
        self._relative.setChecked(used.relative)

    def _show_time(self, details: ForecastingDetails, used: ForecastingPreprocessing) -> None:
        for field, chosen in ((self._time, details.time), (self._device, details.device or "")):
            field.clear()
            field.addItem(say("forecast_ui.no_column"), "")
            for column in details.columns:
                field.addItem(column.name, column.name)
            field.setCurrentIndex(max(0, field.findData(chosen)))
        self._step.setText(used.step)
        self._aggregate.setCurrentIndex(_AGGREGATES.index(used.aggregate))
        self._missing.setCurrentIndex(_MISSING.index(used.missing))
        self._gap.setValue(used.longest_gap)

    def _show_columns(self, details: ForecastingDetails) -> None:
        roles = {details.target: "target"} | {column.name: column.role for column in details.inputs}
        numbers = [
            column
            for column in details.columns
            if column.holds == "number" and column.name not in (details.time, details.device)
        ]
        if list(self._roles) != [column.name for column in numbers[:_COLUMNS_SHOWN]]:
            self._make_roles(numbers)
        for name, field in self._roles.items():
            field.setCurrentIndex(_ROLES.index(roles.get(name, "unused")))

    def _make_roles(self, numbers: list[ColumnFound]) -> None:
        self._columns.clear()
        self._roles = {}
        for place, column in enumerate(numbers[:_COLUMNS_SHOWN]):
            field = choice_field(f"forecast_role_{place}", [say(f"forecast_ui.role.{role}") for role in _ROLES])
            field.activated.connect(lambda row, name=column.name: self._edit_role(name, _ROLES[row]))
            tip = say("forecast_ui.role_help")
            if column.smallest is not None:
                figures = {"smallest": column.smallest, "largest": column.largest, "mean": column.mean}
                tip = say("forecast_ui.column_tip", missing=column.missing, **figures) + " " + tip
            self._columns.add_row(column.name, field, help=tip)
            self._roles[column.name] = field
        if len(numbers) > _COLUMNS_SHOWN:
            more = say("forecast_ui.more_columns", count=len(numbers) - _COLUMNS_SHOWN)
            self._columns.add_wide(make_label(more, "small", wrap=True))

    def _edit_role(self, name: str, role: str) -> None:
        details = self._opened.reply.report.details if self._opened is not None else None
        if not isinstance(details, ForecastingDetails):
            return
        inputs = {column.name: column for column in details.inputs}
        target = details.target
        if role == "target" and name != target:
            inputs.pop(name, None)
            inputs[target] = InputColumn(name=target)
            target = name
        elif name != target:
            inputs.pop(name, None)
            if role in ("past", "known"):
                inputs[name] = InputColumn(name=name, role="known" if role == "known" else "past")
        else:
            self._show_roles_again(details)
            return
        order = list(self._roles)
        known = sorted(inputs.values(), key=lambda column: order.index(column.name) if column.name in order else 0)
        self._edit(target=target, inputs=tuple(known))

    def _show_roles_again(self, details: ForecastingDetails) -> None:
        """There is always one target: another is chosen by giving it that role."""
        self._show_columns(details)

    def _edit_step(self, text: str) -> None:
        used = self._opened.reply.preprocessing if self._opened is not None else None
        if isinstance(used, ForecastingPreprocessing) and text != used.step:
            self._edit(step=text or None)

    def _edit_table(self, name: str, text: str) -> None:
        details = self._opened.reply.report.details if self._opened is not None else None
        if not isinstance(details, ForecastingDetails) or self._opened is None or self._filling:
            return
        if text == _shown(getattr(details.table, name)):
            return
        value = {"\\t": "\t"}.get(text, text) or None
        if name == "decimal" and value not in (".", ",", None):
            self._table[name].setText(_shown(details.table.decimal))
            return
        table = msgspec.structs.replace(self._opened.description.table, **{name: value})
        self.settings_changed.emit({"table": table})

    def _edit(self, **fields: Any) -> None:
        if self._filling or self._opened is None:
            return
        settings = msgspec.structs.replace(self._opened.description.forecasting, **fields)
        if settings != self._opened.description.forecasting:
            self.settings_changed.emit({"forecasting": settings})


def _shown(value: str | None) -> str:
    return {None: "", "\t": "\\t"}.get(value, value or "")
