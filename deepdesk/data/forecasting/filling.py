"""Steps without a value: filled by a rule where the gap is short, cut where it is long."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deepdesk.data.settings import Missing

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]


def filled(column: Values, missing: Missing, longest: int) -> Values:
    """A column of one device with its short gaps filled; NaN stays in long ones and at both ends.

    Args:
        column: float64 ``(steps,)``, NaN where there is no value.
        missing: ``interpolate`` draws a line across the gap, ``previous`` repeats the value before, ``leave_out``
            fills nothing.
        longest: steps of the longest gap that is filled.
    """
    holes = np.isnan(column)
    if missing == "leave_out" or longest < 1 or not holes.any() or holes.all():
        return column
    begins, ends = runs(holes)
    inner = (begins > 0) & (ends < len(column)) & (ends - begins <= longest)
    result = column.copy()
    chosen = np.zeros(len(column), dtype=bool)
    for begin, end in zip(begins[inner].tolist(), ends[inner].tolist(), strict=True):
        chosen[begin:end] = True
    places = np.flatnonzero(chosen)
    known = np.flatnonzero(~holes)
    if missing == "previous":
        result[places] = column[known[np.searchsorted(known, places) - 1]]
    else:
        result[places] = np.interp(places, known, column[known])
    return result


def runs(flags: Flags) -> tuple[Integers, Integers]:
    """Where runs of true begin, and where they end (the place after the last one)."""
    edges = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    return np.flatnonzero(edges == 1).astype(np.int64), np.flatnonzero(edges == -1).astype(np.int64)
