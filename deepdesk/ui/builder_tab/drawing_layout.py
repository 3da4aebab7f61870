"""Where the figures of a network stand: sizes in, places out, without a widget.

All lengths are in units of the drawing (pixels at 100 %); x grows to the right, y downward from the top of the
drawing. From the top: the arcs of the skips, the room of the figures, the line of the names.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from deepdesk.ui.builder_tab.figures import ROOM, Figure

EDGE: Final = 14.0
LABELS: Final = 20.0
TOP: Final = 8.0
LEAST_GAP: Final = 6.0
LARGEST_GAP: Final = 38.0
LEAST_SLOT: Final = 44.0
ARCS: Final = 46.0
"""The most that the arcs may take of the height, however many lie over each other."""
_LANE: Final = 9.0


class Place(NamedTuple):
    """A figure and its slot: ``left`` is the figure's own left edge, the slot runs from ``start`` to ``end``."""

    figure: Figure
    left: float
    start: float
    end: float

    @property
    def middle(self) -> float:
        """The middle of the slot."""
        return (self.start + self.end) / 2


class Arc(NamedTuple):
    """A connection that skips layers: from figure ``source`` to figure ``target``, in a lane (0 is the lowest)."""

    source: int
    target: int
    lane: int
    start: float
    end: float
    y: float


class Layout(NamedTuple):
    """Everything that has a place. ``links`` are the pairs of neighbours of which one feeds the other."""

    places: tuple[Place, ...]
    arcs: tuple[Arc, ...]
    links: tuple[int, ...]
    starts: tuple[float, ...]
    width: float
    head: float

    @property
    def height(self) -> float:
        """From the top of the arcs to the foot of the names."""
        return self.head + ROOM + LABELS

    @property
    def middle(self) -> float:
        """The height on which the middles of the figures lie."""
        return self.head + ROOM / 2

    def at(self, x: float) -> int | None:
        """The number of the figure whose slot is at ``x``."""
        number = bisect_right(self.starts, x) - 1
        return number if 0 <= number < len(self.places) and x < self.places[number].end else None

    def between(self, left: float, right: float) -> range:
        """The numbers of the figures whose slots reach into ``left`` … ``right``."""
        first = max(0, bisect_right(self.starts, left) - 1)
        return range(first, bisect_left(self.starts, right))


def lanes(spans: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """A lane for each span, short ones below, so that no two in a lane overlap (they may meet at their ends)."""
    order = sorted(range(len(spans)), key=lambda number: (spans[number][1] - spans[number][0], spans[number]))
    taken: list[list[tuple[int, int]]] = []
    found = [0] * len(spans)
    for number in order:
        start, end = spans[number]
        # An arc lies above every shorter one that it spans or crosses.
        below = [lane for lane, spans_in in enumerate(taken) if any(start < b and a < end for a, b in spans_in)]
        lane = max(below, default=-1) + 1
        if lane == len(taken):
            taken.append([])
        taken[lane].append((start, end))
        found[number] = lane
    return tuple(found)


def slot_of(figure: Figure, least: float = LEAST_SLOT) -> float:
    """The room of a figure with its name, without the gap behind it."""
    return max(figure.width, least)


def lay_out(
    figures: Sequence[Figure],
    feeders: Sequence[tuple[int, ...]],
    *,
    gap: float = LEAST_GAP,
    least_slot: float = LEAST_SLOT,
    names: Sequence[float] = (),
) -> Layout:
    """Puts the figures in a row, ``gap`` apart, and the skips in arcs above them.

    Args:
        figures: in the order of the layers.
        feeders: for each figure the numbers of those that feed it.
        gap: between two slots.
        least_slot: the least room for a figure's name.
        names: for each figure the width of what is written under it, where all of it is to have room.
    """
    x, places = EDGE, []
    for figure, name in zip(figures, names or [0.0] * len(figures), strict=True):
        end = x + slot_of(figure, max(least_slot, name)) + gap
        places.append(Place(figure, (x + end) / 2 - figure.width / 2, x, end))
        x = end
    spans = [(source, target) for target, given in enumerate(feeders) for source in given if target - source > 1]
    lane_of = lanes(spans)
    count = max(lane_of, default=-1) + 1
    step = min(_LANE, ARCS / count) if count else 0.0
    head = TOP + (step * count + 4 if count else 0)
    arcs = tuple(
        Arc(source, target, lane, places[source].middle + 3, places[target].middle - 3, head - 4 - step * lane)
        for (source, target), lane in zip(spans, lane_of, strict=True)
    )
    links = tuple(target for target, given in enumerate(feeders) if target - 1 in given)
    return Layout(tuple(places), arcs, links, tuple(place.start for place in places), x + EDGE, head)
