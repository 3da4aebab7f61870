"""The columns that the rows of layers and their header share."""

from __future__ import annotations

from typing import Final, NamedTuple

GRIP: Final = 26
PARAMETERS: Final = 74
MULTIPLY_ADDS: Final = 88
BAR: Final = 72
GAP: Final = 8
MARGIN: Final = 12
NARROW: Final = 520


class Columns(NamedTuple):
    """Left edge and width of each column, in pixels of a row that is ``width`` wide."""

    id: tuple[int, int]
    kind: tuple[int, int]
    output: tuple[int, int]
    parameters: tuple[int, int]
    multiply_adds: tuple[int, int]
    bar: tuple[int, int]


def columns(width: int) -> Columns:
    """Shares the room out: figures and the bar keep their width, names and shapes take the rest.

    In a narrow row multiply-adds and bar go (width 0).
    """
    is_narrow = width < NARROW
    multiply_adds_width, bar_width = (0, 0) if is_narrow else (MULTIPLY_ADDS + GAP, BAR + GAP)
    free = max(150, width - GRIP - PARAMETERS - multiply_adds_width - bar_width - MARGIN - 3 * GAP)
    id_width, kind_width = round(free * 0.21), round(free * 0.5)
    kind = GRIP + id_width + GAP
    output = kind + kind_width + GAP
    output_width = free - id_width - kind_width
    parameters = output + output_width + GAP
    multiply_adds = parameters + PARAMETERS + GAP
    bar = parameters + PARAMETERS + multiply_adds_width + GAP
    return Columns(
        id=(GRIP, id_width),
        kind=(kind, kind_width),
        output=(output, output_width),
        parameters=(parameters, PARAMETERS),
        multiply_adds=(multiply_adds, 0 if is_narrow else MULTIPLY_ADDS),
        bar=(bar, 0 if is_narrow else max(BAR, width - bar - MARGIN)),
    )
