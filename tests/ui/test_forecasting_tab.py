"""Series in the Data tab, forecasts in Predict, errors in Evaluate."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QSpinBox, QTableWidget

from deepdesk.core.catalogue import say
from deepdesk.inference.evaluation import ForecastEvaluation, Origin
from deepdesk.inference.predictions import Answer as Forecast
from deepdesk.inference.predictions import ForecastStep
from deepdesk.process.replies import Predicted
from deepdesk.state.answers import Answer
from deepdesk.ui.dataset_tab.kinds.forecasting import SeriesView
from deepdesk.ui.dataset_tab.kinds.forecasting_panel import ForecastingPanel
from deepdesk.ui.inference_tab.kinds import forecasting
from deepdesk.ui.plots.series_plot import peaks, seconds_of


def named(parent, kind, name):
    return next(widget for widget in parent.findChildren(kind) if widget.objectName() == name)


@pytest.fixture
def weather(main, qtbot):
    main.open("sample:weather", qtbot)
    return main


def test_a_series_is_shown_with_a_window_that_can_be_moved(weather, qtbot) -> None:
    view = weather.window.findChildren(SeriesView)[0]
    opened = weather.session.dataset.opened
    assert opened.part_of(view.chosen) == "test"
    origins = opened.array("origins")
    place = float(opened.array("times")[origins[50]] / 1e6)
    with qtbot.waitSignal(view.sample_chosen) as told:
        view.plot.example_moved.emit(place)
    assert told.args == [50]
    devices = named(view, QComboBox, "series_device")
    assert [devices.itemText(row) for row in range(devices.count())] == ["Harbour", "Summit"]
    devices.setCurrentIndex(1)
    assert origins[view.chosen] > opened.array("ends")[0]


def test_settings_are_shown_and_sent_as_a_whole(weather, qtbot) -> None:
    panel = weather.window.findChildren(ForecastingPanel)[0]
    window = named(panel, QSpinBox, "forecast_window")
    assert window.value() == 28
    with qtbot.waitSignal(panel.settings_changed) as told:
        window.setValue(14)
    assert told.args[0]["forecasting"].window == 14
    role = named(panel, QComboBox, "forecast_role_0")
    assert role.currentText() == say("forecast_ui.role.past")
    with qtbot.waitSignal(panel.settings_changed) as told:
        role.setCurrentIndex(2)
        role.activated.emit(2)
    assert [(one.name, one.role) for one in told.args[0]["forecasting"].inputs] == [("pressure_hpa", "known")]
    with qtbot.waitSignal(panel.settings_changed) as told:
        role.setCurrentIndex(0)
        role.activated.emit(0)
    assert told.args[0]["forecasting"].target == "pressure_hpa"


def test_a_forecast_is_drawn_with_dates_and_bounds(qtbot) -> None:
    detail = forecasting.make_detail()
    qtbot.addWidget(detail)
    history = tuple(ForecastStep(time=f"2021-01-0{day}", value=day) for day in range(1, 8))
    ahead = tuple(ForecastStep(time=f"2021-01-1{day}", value=5.0, lower=4.0, upper=6.5) for day in range(3))
    found = Forecast(forecast=ahead, history=history, baselines={"last_value": (7.0,) * 3})
    answer = Answer(number=0, name="x.csv", state="answered", predicted=Predicted(name="x.csv", answer=found))
    detail.show_answer(answer, None)
    table = named(detail, QTableWidget, "predict_forecast_steps")
    assert [table.item(0, column).text() for column in range(4)] == ["2021-01-10", "5", "4", "6.5"]
    assert forecasting.row_text(answer) == say("forecast_ui.row", count=3, smallest=5.0, largest=5.0)
    detail.show_answer(None, None)
    assert not detail.isVisibleTo(detail.parentWidget())


def test_errors_stand_beside_the_base_lines(qtbot) -> None:
    rules = {"last_value": 2.0, "seasonal_naive": 3.0, "linear_autoregression": 1.5}
    found = ForecastEvaluation(
        part="test",
        samples=40,
        mae=1.2,
        rmse=1.6,
        by_step=(1.0, 1.4),
        baselines=rules,
        baseline_by_step={name: (value, value) for name, value in rules.items()},
        best_baseline="linear_autoregression",
        skill=0.2,
        naive_mae=2.0,
        season=7,
        target="Temp",
        coverage=0.88,
        asked_coverage=0.9,
        origins=(Origin(begins="2021-01-01", samples=20, mae=1.1, rmse=1.5, naive_mae=2.0, baselines=rules),),
    )
    page = forecasting.make_results()
    qtbot.addWidget(page)
    page.show_results(found, "x.csv")
    assert (page.figures["mae"].text(), page.figures["skill"].text()) == ("1.2", "+20.0 %")
    assert [page.steps.item(1, column).text() for column in range(5)] == ["1", "1", "2", "3", "1.5"]
    assert page.origins.rowCount() == 1
    lines = page.errors.plot.getPlotItem().listDataItems()
    assert [line.yData.tolist() for line in lines] == [[2.0, 2.0], [3.0, 3.0], [1.5, 1.5], [1.0, 1.4]]
    assert [line.xData.tolist() for line in lines] == [[1.0, 2.0]] * 4
    single = msgspec.structs.replace(found, by_step=(1.0,))
    page.show_results(single, "x.csv")
    assert page.errors.isHidden()


def test_long_lines_keep_their_peaks() -> None:
    values = np.zeros(100_000)
    values[55_555], values[77_777] = 9.0, np.nan
    x, y = peaks(np.arange(100_000.0), values)
    assert len(x) <= 4_100
    assert (np.nanmax(y), np.nanmin(y)) == (9.0, 0.0)


def test_moments_become_seconds_and_numbers_stay_steps() -> None:
    found = seconds_of(["1970-01-02", "1970-01-02T00:01"])
    assert found is not None
    assert found.tolist() == [86_400, 86_460]
    assert seconds_of(["101", "102"]) is None
