"""A live plot holds: repainted three hundred times, long series, hovering, the other appearance."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from deepdesk.ui import theme
from deepdesk.ui.plots.curve_plot import Curve, CurvePlot
from deepdesk.ui.plots.series import envelope, smooth, thinned


@pytest.fixture
def plot(qtbot) -> CurvePlot:
    made = CurvePlot("epoch", "loss", lambda x, values: f"{x:.1f} {values}")
    made.add_curve(Curve("raw", stroke="faint"))
    made.add_curve(Curve("smooth", "training"))
    made.add_curve(Curve("validation", "validation", stroke="dashed", second=True, marked=True))
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    return made


def test_three_hundred_repaints_keep_none_alive(plot: CurvePlot) -> None:
    generator = np.random.default_rng(0)
    before = sys.getrefcount(None)
    for frame in range(1, 301):
        x = np.arange(frame * 10) / 100
        y = np.exp(-x) + generator.normal(0, 0.05, len(x))
        plot.set_data("raw", x, y)
        plot.set_data("smooth", x, smooth(y))
        plot.draw_now()
        plot.grab()
    assert plot.frames == 300
    assert sys.getrefcount(None) > before - 1000


def test_frames_are_merged(plot: CurvePlot) -> None:
    for count in range(1, 50):
        plot.set_data("raw", np.arange(count, dtype=float), np.ones(count))
    assert plot.frames == 0
    plot.draw_now()
    assert plot.frames == 1


@pytest.mark.parametrize("values", [np.ones(5), np.linspace(99.0, 100.0, 5), np.array([2.3])])
def test_the_words_at_the_ends_are_inside(plot: CurvePlot, values: np.ndarray) -> None:
    plot.set_x_end(5)
    x = np.linspace(0.1, 5, 5)[: len(values)]
    plot.set_data("smooth", x, values)
    plot.set_data("validation", x, values)
    plot.draw_now()
    plot.grab()
    inside = plot.getPlotItem().vb.sceneBoundingRect()
    for _, _, label in plot._curves.values():
        if label is not None:
            words = label.mapRectToScene(label.boundingRect())
            assert inside.adjusted(-3, -3, 3, 3).contains(words)


def test_hovering_reads_the_nearest_values(plot: CurvePlot) -> None:
    plot.set_data("smooth", np.array([0.0, 1.0, 2.0]), np.array([3.0, 2.0, np.nan]))
    assert plot.values_at(0.9) == {"smooth": 2.0}
    assert plot.values_at(2.0) == {}


def test_the_plot_follows_the_theme(plot: CurvePlot, qapp: QApplication) -> None:
    look = theme.current_theme() or theme.Theme(qapp, "light")
    for mode in ("dark", "light"):
        look.set_mode(mode)
        assert plot.backgroundBrush().color().name() == theme.colours().panel


def test_smoothing_is_the_mean_of_the_last_values() -> None:
    assert smooth(np.array([1.0, 3.0, np.nan, 5.0]), 2).tolist() == [1.0, 2.0, 3.0, 5.0]
    assert np.isnan(smooth(np.array([np.nan]), 2)).all()


def test_a_million_points_become_few_and_keep_their_peaks() -> None:
    x = np.arange(1_000_000, dtype=float)
    y = np.zeros(1_000_000)
    y[123_456] = 7
    few_x, few_y = envelope(x, y)
    assert len(few_x) < 3000 and few_y.max() == 7
    thin_x, _ = thinned(x, y)
    assert len(thin_x) <= 2001 and thin_x[-1] == x[-1]
