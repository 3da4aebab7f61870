"""Where the figures of a network stand, and which part of it a view shows."""

from __future__ import annotations

import itertools

import pytest

from deepdesk.ui.builder_tab import drawing_camera
from deepdesk.ui.builder_tab.drawing_camera import Camera, Extent
from deepdesk.ui.builder_tab.drawing_layout import ARCS, EDGE, lanes, lay_out
from deepdesk.ui.builder_tab.figures import ROOM, Figure, Form, channels_width, map_side, row_height, steps_width

CHAIN = ((), (0,), (1,), (2,), (3,))


def boxes(*widths: float) -> list[Figure]:
    return [Figure(f"layer{number}", Form.MAPS, width, 50.0) for number, width in enumerate(widths)]


def test_figures_stand_in_a_row_and_do_not_touch() -> None:
    layout = lay_out(boxes(10, 80, 30, 5, 60), CHAIN, gap=10)
    for before, after in itertools.pairwise(layout.places):
        assert before.end == after.start
        assert before.left + before.figure.width < after.left
    assert layout.places[0].start == EDGE
    assert layout.width == layout.places[-1].end + EDGE
    assert layout.links == (1, 2, 3, 4)
    assert not layout.arcs


def test_a_long_name_gets_the_room_that_it_asks_for() -> None:
    layout = lay_out(boxes(40, 40), ((), (0,)), gap=10, names=(25.0, 90.0))
    assert [place.end - place.start for place in layout.places] == [54.0, 100.0]


def test_what_is_at_a_place_and_between_two() -> None:
    layout = lay_out(boxes(*[40.0] * 200), tuple((n - 1,) if n else () for n in range(200)))
    for number in (0, 7, 199):
        assert layout.at(layout.places[number].middle) == number
    assert layout.at(0) is None and layout.at(layout.width) is None
    seen = layout.between(layout.places[50].middle, layout.places[60].middle)
    assert (seen.start, seen.stop) == (50, 61)
    assert len(layout.between(-100, layout.width + 100)) == 200


def test_skips_are_arcs_above_the_figures() -> None:
    feeders = ((), (0,), (1,), (2, 0), (3, 1))
    layout = lay_out(boxes(40, 40, 40, 40, 40), feeders)
    assert [(arc.source, arc.target) for arc in layout.arcs] == [(0, 3), (1, 4)]
    assert {arc.lane for arc in layout.arcs} == {0, 1}
    assert all(0 < arc.y < layout.head for arc in layout.arcs)
    assert layout.height > lay_out(boxes(40), ((),)).height


def test_a_branch_that_does_not_take_its_neighbour_has_no_link() -> None:
    layout = lay_out(boxes(40, 40, 40, 40), ((), (0,), (0,), (1, 2)))
    assert layout.links == (1, 3)
    assert [(arc.source, arc.target) for arc in layout.arcs] == [(0, 2), (1, 3)]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], ()),
        ([(0, 2), (2, 4), (4, 6)], (0, 0, 0)),
        ([(0, 8), (2, 6), (3, 5)], (2, 1, 0)),
        ([(0, 3), (1, 4)], (0, 1)),
    ],
)
def test_no_two_arcs_of_a_lane_overlap(spans: list[tuple[int, int]], expected: tuple[int, ...]) -> None:
    assert lanes(spans) == expected


def test_many_arcs_over_each_other_keep_to_their_room() -> None:
    feeders = tuple(tuple(range(number)) for number in range(25))
    layout = lay_out(boxes(*[40.0] * 25), feeders)
    assert layout.head <= ARCS + 20
    assert min(arc.y for arc in layout.arcs) > 0


def test_more_is_never_drawn_smaller() -> None:
    counts = [1, 2, 3, 7, 10, 12, 13, 64, 128, 1000, 30_976, 10**6]
    for size in (row_height, channels_width, steps_width):
        sizes = [size(count) for count in counts]
        assert sizes == sorted(sizes)
    assert max(row_height(count) for count in counts) <= ROOM
    sides = [map_side(side, 224) for side in (1, 7, 14, 28, 56, 112, 224)]
    assert sides == sorted(sides) and sides[-1] < ROOM


SHORT, LONG, VIEW = Extent(500, 150), Extent(9000, 150), Extent(800, 180)


def test_a_short_network_is_in_sight_as_a_whole() -> None:
    camera = drawing_camera.usual(SHORT, VIEW)
    assert camera.scale == VIEW.height / SHORT.height
    left, _ = camera.to_view(0, 0)
    right, _ = camera.to_view(SHORT.width, 0)
    assert left == pytest.approx(VIEW.width - right)


def test_a_long_network_stays_legible_and_scrolls() -> None:
    camera = drawing_camera.usual(LONG, VIEW, 4000)
    assert camera.scale >= drawing_camera.LEAST_LEGIBLE
    assert camera.x == 4000
    whole = drawing_camera.whole(LONG, VIEW)
    assert whole.scale == pytest.approx(VIEW.width / LONG.width)


def test_zooming_keeps_what_is_under_the_pointer() -> None:
    camera = drawing_camera.usual(LONG, VIEW, 4000)
    nearer = drawing_camera.zoomed(camera, 1.5, 300, 90, LONG, VIEW)
    assert nearer.to_scene(300, 90)[0] == pytest.approx(camera.to_scene(300, 90)[0])
    assert drawing_camera.zoomed(camera, 1e9, 0, 0, LONG, VIEW).scale == drawing_camera.LARGEST


def test_panning_ends_at_the_ends() -> None:
    camera = drawing_camera.clamped(Camera(1.0, -500, -500), LONG, VIEW)
    assert camera.x == 0
    assert drawing_camera.clamped(Camera(1.0, 1e6, 0), LONG, VIEW).x == LONG.width - VIEW.width


def test_revealing_moves_no_further_than_needed() -> None:
    camera = Camera(1.0, 1000, 0)
    assert drawing_camera.revealing(camera, 1200, 1300, LONG, VIEW).x == 1000
    assert drawing_camera.revealing(camera, 1750, 1850, LONG, VIEW).x == 1050
    assert drawing_camera.revealing(camera, 900, 950, LONG, VIEW).x == 900
