"""Cures for the faults of a layer: what could be changed, kept only where it really helps.

A candidate is offered when, with it, the cause is gone and no fault appears elsewhere; where none reaches that, those
are offered that at least bring the first fault further down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.doctor import arranging, axes, joining, windows
from deepdesk.model.doctor.case import Case
from deepdesk.model.findings import Fix

FIXES_LIMIT: Final = 3

_CURES: Final[Mapping[str, Callable[[Case], Iterator[Fix]]]] = MappingProxyType(
    {**windows.CURES, **axes.CURES, **arranging.CURES, **joining.CURES}
)


def _worth(case: Case, fix: Fix) -> int:
    """2: the cause is gone and nothing new is wrong; 1: the first fault is nearer the end; 0: no help."""
    try:
        left = case.after(fix).faults
    except (KeyError, IndexError):
        return 0
    fault = case.report.fault
    if fault is None or (case.report.id, fault.code) in left:
        return 0
    before = {(item.id, item.fault.code) for item in case.patient.report.layers if item.fault}
    if set(left) <= before:
        return 2
    return 1 if min(case.patient.places.get(name, -1) for name, _ in left) > case.place else 0


def cures(case: Case) -> tuple[Fix, ...]:
    """The fixes for a fault of shape, best first, each tried out before it is offered; at most three."""
    fault = case.report.fault
    propose = _CURES.get(fault.code) if fault else None
    if propose is None or not case.report.input_shapes:
        return ()
    whole: dict[str, Fix] = {}
    partial: dict[str, Fix] = {}
    for fix in propose(case):
        worth = 0 if fix.id in whole or fix.id in partial else _worth(case, fix)
        if worth:
            (whole if worth == 2 else partial)[fix.id] = fix
        if len(whole) == FIXES_LIMIT:
            break
    return tuple((whole or partial).values())[:FIXES_LIMIT]
