"""What a file of series holds, and what is worth a look in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from deepdesk.data.details import ColumnFound, ForecastingDetails
from deepdesk.data.edits import SetFields
from deepdesk.data.findings import DataAction, DataFinding, Severity
from deepdesk.data.forecasting.series import Series
from deepdesk.data.settings import ForecastingSettings, InputColumn

COLUMNS_SHOWN: Final = 200
_NAMES_SHOWN: Final = 8
_FAR: Final = 8.0
"""Deviations from the middle (by the median absolute deviation) from which a value is called out."""
_MUCH: Final = 0.05


def details_of(series: Series, settings: ForecastingSettings) -> ForecastingDetails:
    """What was found, with every rule filled in; the season comes with the view."""
    steps, roles = series.regular, series.roles
    sizes = np.diff(np.concatenate([[0], steps.ends]))
    lasting = np.array([0, len(steps.times) - 1], dtype=np.int64)
    if steps.is_timed:
        lasting = np.array([steps.times.argmin(), steps.times.argmax()], dtype=np.int64)
    first, last = steps.when(lasting)
    used = {*roles.columns, roles.time, roles.device}
    shown = sorted(series.table.columns, key=lambda name: name not in used)[:COLUMNS_SHOWN]
    order = {name: place for place, name in enumerate(series.table.columns)}
    return ForecastingDetails(
        table=series.table.settings,
        columns=tuple(series.table.found(name) for name in sorted(shown, key=order.__getitem__)),
        rows=series.table.rows,
        time=roles.time or "",
        target=roles.target,
        inputs=roles.inputs,
        device=roles.device,
        devices=dict(list(zip(series.devices, sizes.tolist(), strict=True))[:COLUMNS_SHOWN]),
        first=first,
        last=last,
        step="" if steps.step is None else str(steps.step),
        window=series.window,
        horizon=series.horizon,
        season=settings.season or 1,
        irregular=steps.irregular,
        doubled=steps.doubled,
        filled=int(steps.filled.sum()),
        segments=len(steps.segments),
        unsorted=steps.unsorted,
        without_time=steps.without_time,
        steps=len(steps.times),
        longest_gap=series.rule.longest_gap,
        set_aside=tuple(name for name, _ in roles.set_aside)[:COLUMNS_SHOWN],
    )


def findings_of(series: Series, settings: ForecastingSettings) -> tuple[DataFinding, ...]:
    """The gravest first."""
    found = [
        *_stray_findings(series),
        *_time_findings(series, settings),
        *_gap_findings(series, settings),
        *_column_findings(series),
        *_outliers(series),
    ]
    rank = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(found, key=lambda finding: rank[finding.severity]))


def _finding(code: str, severity: Severity, *actions: DataAction, **params: Any) -> DataFinding:
    return DataFinding(code=f"data.forecasting.{code}", severity=severity, params=params, actions=actions)


def _action(action: str, fields: dict[str, Any], **params: Any) -> DataAction:
    return DataAction(
        id=action, code=f"data.forecasting.action.{action}", params=params, steps=(SetFields(fields=fields),)
    )


def _stray_findings(series: Series) -> Iterator[DataFinding]:
    table, roles = series.table, series.roles
    for name in (*roles.columns, roles.time or ""):
        if table.strays.get(name):
            yield _finding("strays", "warning", column=name, count=table.strays[name], rows=table.rows)
    if table.faults.ragged:
        rows = ", ".join(map(str, table.faults.ragged_rows[:_NAMES_SHOWN]))
        yield _finding("ragged", "warning", count=table.faults.ragged, rows=rows)
    if table.faults.zeros or table.faults.replaced:
        yield _finding("odd_characters", "warning", zeros=table.faults.zeros, replaced=table.faults.replaced)


def _time_findings(series: Series, settings: ForecastingSettings) -> Iterator[DataFinding]:
    steps = series.regular
    if not steps.is_timed:
        yield _finding("no_time", "note")
        return
    if steps.without_time:
        yield _finding("without_time", "warning", count=steps.without_time, rows=series.table.rows)
    if steps.doubled:
        others = [rule for rule in ("mean", "sum", "last") if rule != settings.aggregate]
        actions = [_action(f"aggregate_{rule}", {"forecasting.aggregate": rule}) for rule in others]
        rows = series.table.rows
        grave: Severity = "warning" if steps.doubled > _MUCH * rows else "note"
        rule = settings.aggregate
        yield _finding(f"doubled_{rule}", grave, *actions, count=steps.doubled, rows=rows, step=str(steps.step))
    if steps.irregular:
        yield _finding("irregular", "note", count=steps.irregular, rows=series.table.rows, step=str(steps.step))
    if steps.unsorted:
        yield _finding("unsorted", "note", count=steps.unsorted)


def _gap_findings(series: Series, settings: ForecastingSettings) -> Iterator[DataFinding]:
    steps = series.regular
    added = int(steps.filled.any(axis=1).sum())
    if added:
        other = "previous" if settings.missing == "interpolate" else "interpolate"
        actions = [
            _action("leave_gaps_out", {"forecasting.missing": "leave_out"}),
            _action(f"fill_{other}", {"forecasting.missing": other}),
        ]
        places = np.flatnonzero(steps.filled.any(axis=1))[:1]
        yield _finding(
            f"filled_{settings.missing}",
            "warning" if added > _MUCH * len(steps.times) else "note",
            *actions,
            count=added,
            steps=len(steps.times),
            longest=series.rule.longest_gap,
            first=steps.when(places.astype(np.int64))[0],
        )
    cut = len(steps.segments) - len({device for _, _, device in steps.segments.tolist()})
    if cut > 0:
        yield _finding("cut", "note", count=cut, longest=series.rule.longest_gap)
    short = [
        series.devices[device]
        for device in range(len(series.devices))
        if not any(
            owner == device and end - begin >= series.window + series.horizon
            for begin, end, owner in steps.segments.tolist()
        )
    ]
    if short:
        names = ", ".join(short[:_NAMES_SHOWN])
        yield _finding("short_devices", "warning", count=len(short), names=names, needed=series.window + series.horizon)


def without(inputs: tuple[InputColumn, ...], names: set[str]) -> list[dict[str, str]]:
    """The inputs without some, as plain data for a step."""
    return [{"name": column.name, "role": column.role} for column in inputs if column.name not in names]


def _column_findings(series: Series) -> Iterator[DataFinding]:
    roles, values = series.roles, series.regular.values
    constant = []
    for place, column in enumerate(roles.inputs, start=1):
        known = values[~np.isnan(values[:, place]), place]
        if not len(known) or known.min() == known.max():
            constant.append(column.name)
    if constant:
        action = _action("leave_columns_out", {"forecasting.inputs": without(roles.inputs, set(constant))})
        shown = ", ".join(constant[:_NAMES_SHOWN])
        yield _finding("constant", "warning", action, names=shown, count=len(constant))
    for code in ("many", "empty", "row_numbers"):
        names = [name for name, reason in roles.set_aside if reason == code]
        if names:
            shown = ", ".join(names[:_NAMES_SHOWN]) + (", …" if len(names) > _NAMES_SHOWN else "")
            yield _finding(f"aside_{code}", "note", count=len(names), names=shown, taken=len(roles.inputs))


def _outliers(series: Series) -> Iterator[DataFinding]:
    """Values of the target far from its middle: said, never touched."""
    target = series.regular.values[:, 0]
    known = np.flatnonzero(~np.isnan(target))
    middle = np.median(target[known])
    spread = 1.4826 * np.median(np.abs(target[known] - middle))
    if spread <= 0:
        return
    far = known[np.abs(target[known] - middle) > _FAR * spread]
    if len(far):
        worst = far[np.abs(target[far] - middle).argmax()]
        when = series.regular.when(np.array([worst]))[0]
        params = {"count": len(far), "value": float(target[worst]), "when": when, "middle": float(middle)}
        yield _finding("outliers", "note", column=series.roles.target, **params)


__all__ = ["ColumnFound", "details_of", "findings_of", "without"]
