"""Answers of a model, as frozen values."""

from __future__ import annotations

from typing import Any

import msgspec


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something worth saying about an answer (such as a corrected polarity)."""

    code: str
    params: dict[str, Any] = {}


class ForecastStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step ahead: its time (ISO 8601; its number where the series has no times), the value and its interval."""

    time: str
    value: float
    lower: float | None = None
    upper: float | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a model says of one input; which fields are there depends on its task.

    Attributes:
        label, probabilities: the best class, and classes with their probabilities (0 to 1), best first.
        forecast: the steps ahead.
        mask: PNG with a palette, each pixel the number of its class, at the size of the picture.
        shares: of the pixels, by class name (0 to 1).
        history: of a forecast: the steps before it, as they were read (values only).
        baselines: of a forecast: what simple rules say for the steps ahead (``last_value``, ``seasonal_naive``).
        curves: of a sequence or a recording, for drawing: a row of at most 2,000 values for each feature.
        curve_names: of these rows.
        tokens: of a text: each token as it was read, and whether the vocabulary has it.
    """

    label: str | None = None
    probabilities: tuple[tuple[str, float], ...] = ()
    forecast: tuple[ForecastStep, ...] = ()
    mask: bytes | None = None
    shares: dict[str, float] = {}
    history: tuple[ForecastStep, ...] = ()
    baselines: dict[str, tuple[float, ...]] = {}
    curves: tuple[tuple[float, ...], ...] = ()
    curve_names: tuple[str, ...] = ()
    tokens: tuple[tuple[str, bool], ...] = ()
