"""Figures of merit of a model on labelled data."""

from __future__ import annotations

import msgspec

from deepdesk.inference.predictions import Note


class Evaluation(msgspec.Struct, frozen=True, kw_only=True, tag_field="task", tag="classification"):
    """Figures of merit on ``part``: accuracy 0 to 1, mean loss, per class ``{name: {precision, recall, f1, samples}}``,
    confusion counts, rows true, columns predicted; ``notes`` say what was done to the data on the way."""

    part: str
    samples: int
    loss: float | None
    accuracy: float
    classes: tuple[str, ...]
    per_class: dict[str, dict[str, float]]
    confusion: tuple[tuple[int, ...], ...]
    notes: tuple[Note, ...] = ()


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """A fold of the rolling origin: when it begins (ISO 8601), how many windows, the errors in the target's unit;
    ``baselines``: mean absolute errors by name, the linear autoregression fitted on all that came before the fold."""

    begins: str
    samples: int
    mae: float
    rmse: float
    naive_mae: float
    baselines: dict[str, float] = {}


class ForecastEvaluation(msgspec.Struct, frozen=True, kw_only=True, tag_field="task", tag="forecasting"):
    """Errors of a forecast on ``part`` in the target's own unit, beside what simple rules reach.

    Attributes:
        samples: windows.
        mae, rmse: over all steps of the horizon.
        by_step: mean absolute error at each step of the horizon.
        baselines: mean absolute error of ``last_value``, ``seasonal_naive`` and ``linear_autoregression``.
        baseline_by_step: the same at each step.
        best_baseline: the name of the smallest one; ``skill``: 1 − mae / its error (above 0: better).
        naive_mae: of the last value.
        season: period of the seasonal naive forecast, in steps.
        coverage: share of the values within the intervals (0 to 1), ``asked_coverage`` what was asked for.
        origins: successive folds of the part, each forecast from what came before.
    """

    part: str
    samples: int
    mae: float
    rmse: float
    by_step: tuple[float, ...]
    baselines: dict[str, float]
    baseline_by_step: dict[str, tuple[float, ...]]
    best_baseline: str
    skill: float
    naive_mae: float
    season: int
    target: str = ""
    coverage: float | None = None
    asked_coverage: float | None = None
    origins: tuple[Origin, ...] = ()
    notes: tuple[Note, ...] = ()


class SegmentationEvaluation(msgspec.Struct, frozen=True, kw_only=True, tag_field="task", tag="segmentation"):
    """How well masks are met on ``part``: mean over the classes that occur; per class ``{name: {iou, dice, precision,
    recall, pixels}}``; ``accuracy`` over the pixels that are not ignored; all 0 to 1."""

    part: str
    samples: int
    loss: float | None
    accuracy: float
    mean_iou: float
    dice: float
    classes: tuple[str, ...]
    per_class: dict[str, dict[str, float]]
    confusion: tuple[tuple[int, ...], ...]
    notes: tuple[Note, ...] = ()


AnyEvaluation = Evaluation | ForecastEvaluation | SegmentationEvaluation
