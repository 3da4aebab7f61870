"""Which part of a drawing a view shows: scale and place, without a widget."""

from __future__ import annotations

from typing import Final, NamedTuple

LEAST_LEGIBLE: Final = 0.85
"""Below this scale names are no longer read; the usual view does not go there, it scrolls."""
LARGEST: Final = 6.0
SMALLEST: Final = 0.02
USUAL_LARGEST: Final = 2.4
USUAL_LONG: Final = 1.3


class Camera(NamedTuple):
    """``scale`` is pixels for each unit; ``x`` and ``y`` are the units at the left and upper edge of the view."""

    scale: float
    x: float
    y: float

    def to_scene(self, x: float, y: float) -> tuple[float, float]:
        """From pixels of the view to units of the drawing."""
        return self.x + x / self.scale, self.y + y / self.scale

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        """From units of the drawing to pixels of the view."""
        return (x - self.x) * self.scale, (y - self.y) * self.scale


class Extent(NamedTuple):
    """A size: of the drawing in units, of the view in pixels."""

    width: float
    height: float


def _along(start: float, drawing: float, view: float) -> float:
    """The place along one axis: the middle where all fits, else no further than the ends."""
    return (drawing - view) / 2 if drawing <= view else max(0.0, min(start, drawing - view))


def clamped(camera: Camera, drawing: Extent, view: Extent) -> Camera:
    """The camera moved so that no more than need be of the view is empty."""
    scale = max(SMALLEST, min(camera.scale, LARGEST))
    return Camera(
        scale,
        _along(camera.x, drawing.width, view.width / scale),
        _along(camera.y, drawing.height, view.height / scale),
    )


def usual(drawing: Extent, view: Extent, x: float = 0.0) -> Camera:
    """The view to begin with: the whole height, the whole width too while names stay legible; else from ``x`` on."""
    high, wide = view.height / drawing.height, view.width / drawing.width
    # What has to scroll anyway may as well use the height.
    scale = min(high, USUAL_LARGEST, wide if wide >= LEAST_LEGIBLE else USUAL_LONG)
    return clamped(Camera(scale, x, 0.0), drawing, view)


def whole(drawing: Extent, view: Extent) -> Camera:
    """Everything at once, however small."""
    scale = min(view.height / drawing.height, view.width / drawing.width, USUAL_LARGEST)
    return clamped(Camera(scale, 0.0, 0.0), drawing, view)


def zoomed(camera: Camera, factor: float, x: float, y: float, drawing: Extent, view: Extent) -> Camera:
    """Nearer by ``factor``, with what lies at pixel ``x``, ``y`` staying there."""
    scale = max(min(SMALLEST, camera.scale), min(camera.scale * factor, LARGEST))
    at_x, at_y = camera.to_scene(x, y)
    return clamped(Camera(scale, at_x - x / scale, at_y - y / scale), drawing, view)


def revealing(camera: Camera, start: float, end: float, drawing: Extent, view: Extent) -> Camera:
    """Moved sideways, no further than needed, until the units ``start`` … ``end`` are in sight."""
    seen = view.width / camera.scale
    x = camera.x
    if end > x + seen:
        x = end - seen
    if start < x:
        x = start
    return clamped(camera._replace(x=x), drawing, view)
