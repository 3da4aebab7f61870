"""Which value of the masks is which class."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.segmentation.class_files import IGNORED_NAMES
from deepdesk.data.segmentation.colours import Colour, from_hex, hex_of, packed_colour, shown_colour, unpacked
from deepdesk.data.segmentation.masks import Mask, colours_of, packed
from deepdesk.data.segmentation.sampling import (
    NEAR,
    Form,
    Seen,
    ends_only,
    form_of,
    has_smooth_edges,
    look_at,
    nearest,
    prominent,
)
from deepdesk.data.settings import MaskClass, SegmentationSettings

IGNORED: Final = 255
"""The number of ignored pixels in prepared masks, which are uint8."""
LIMIT: Final = 255
_UNEXPECTED: Final = 0.01
_SPACED: Final = 32
_INSTANCES: Final = 200

Numbers = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class ClassTable:
    """What the values of masks mean.

    Attributes:
        form: whether a value is an index or a colour (as one number).
        classes: with value and colour filled in; the place of a class is its number.
        values: of the classes, in their order.
        ignored: values of pixels that are neither learnt nor judged.
        snaps: whether values in between belong to the nearest class (smooth edges, noise of JPEG).
        ignored_found: whether value 255 was taken as ignored without being asked for.
    """

    form: Form
    classes: tuple[MaskClass, ...]
    values: tuple[int, ...]
    ignored: tuple[int, ...]
    snaps: bool
    ignored_found: bool = False

    @property
    def colours(self) -> tuple[Colour, ...]:
        """In which the classes are shown."""
        return tuple(one.colour or (0, 0, 0) for one in self.classes)

    def numbers(self, counts: Mapping[int, int]) -> tuple[dict[int, int], dict[int, int], int]:
        """What each of these values is.

        Args:
            counts: pixels by value, of one mask.

        Returns:
            the class number of each value (:data:`IGNORED` where there is none), pixels by value that are no class,
            and how many pixels were in between and went to the nearest class.
        """
        known = {value: place for place, value in enumerate(self.values)} | dict.fromkeys(self.ignored, IGNORED)
        strange = [value for value in counts if value not in known]
        if not strange:
            return known, {}, 0
        if not self.snaps:
            return known | dict.fromkeys(strange, IGNORED), {value: counts[value] for value in strange}, 0
        near = (*self.values, *self.ignored)
        places, far = nearest(strange, near, self.form)
        limit = sum(counts.values()) * _UNEXPECTED
        unexpected: dict[int, int] = {}
        snapped = 0
        for value, place, distance in zip(strange, places.tolist(), far.tolist(), strict=True):
            if distance > NEAR and counts[value] > limit:
                unexpected[value] = counts[value]
                known[value] = IGNORED
            else:
                known[value] = place if place < len(self.values) else IGNORED
                snapped += counts[value]
        return known, unexpected, snapped

    def label(self, value: int) -> str:
        """A value as a person writes it."""
        return str(value) if self.form == "indices" else hex_of(unpacked(value))


def find_classes(masks: Sequence[Mask], settings: SegmentationSettings, listed: Sequence[MaskClass]) -> ClassTable:
    """The classes that a sample of masks holds, or that the person (or a file beside the masks) named.

    Raises:
        DataError: the masks hold objects' numbers, pictures, noise, one class only; an ignored value is none.
    """
    given = tuple(settings.classes or listed)
    form = _form(masks, settings, given)
    seen = look_at(masks, form)
    named = _named(given, form)
    ignored = _ignored(settings, form)
    if ignored is None and not settings.classes:
        ignored_names = [one for one in named if one.name.strip().lower() in IGNORED_NAMES]
        ignored = tuple(_value(one, form) for one in ignored_names)
        named = tuple(one for one in named if one not in ignored_names)
    if named:
        classes, snaps, alone = named, _may_snap(seen, named, form), False
        classes = tuple(one for one in classes if _value(one, form) not in (ignored or ()))
    else:
        classes, snaps, alone = _found(seen, ignored, asked=settings.ignored is not None)
        ignored = (*(ignored or ()), *((255,) if alone else ()))
    _check(classes, form)
    shown = _with_colours(classes, masks, form)
    values = tuple(_value(one, form) for one in shown)
    return ClassTable(form, shown, values, tuple(ignored or ()), snaps, alone)


def _form(masks: Sequence[Mask], settings: SegmentationSettings, given: Sequence[MaskClass]) -> Form:
    if any(isinstance(one, str) and from_hex(one) is not None for one in settings.ignored or ()):
        return "colours"
    if given and all(one.colour is not None and one.value is None for one in given):
        return "colours"
    if given and settings.classes and any(one.value is not None for one in given):
        return "indices" if all(mask.indices is not None for mask in masks) else "colours"
    return form_of(masks)


def _named(given: Sequence[MaskClass], form: Form) -> tuple[MaskClass, ...]:
    """The named classes that have a value in this form; by their place where they are only names."""
    if form == "colours":
        return tuple(one for one in given if one.colour is not None)
    if all(one.value is None for one in given):
        return tuple(msgspec.structs.replace(one, value=place) for place, one in enumerate(given))
    return tuple(one for one in given if one.value is not None)


def _value(one: MaskClass, form: Form) -> int:
    if form == "colours":
        return packed_colour(one.colour or (0, 0, 0))
    return one.value or 0


def _ignored(settings: SegmentationSettings, form: Form) -> tuple[int, ...] | None:
    if settings.ignored is None:
        return None
    found = []
    for one in settings.ignored:
        colour = from_hex(one) if isinstance(one, str) else None
        number = int(one) if isinstance(one, int) or one.strip().isdigit() else None
        if colour is None and number is None:
            raise DataError("data.segmentation.bad_ignored", found=str(one))
        if form == "colours":
            shade = min(number or 0, 255)
            found.append(packed_colour(colour or (shade, shade, shade)))
        elif number is not None:
            found.append(number)
    return tuple(found)


def _may_snap(seen: Seen, named: Sequence[MaskClass], form: Form) -> bool:
    values = sorted(_value(one, form) for one in named)
    gaps = [after - before for before, after in itertools.pairwise(values)]
    return seen.lossy or form == "colours" or min(gaps, default=0) >= _SPACED


def _found(seen: Seen, ignored: Sequence[int] | None, *, asked: bool) -> tuple[tuple[MaskClass, ...], bool, bool]:
    """Classes named by their values, whether values in between are theirs, and whether 255 is left out by itself."""
    ends = ends_only(seen)
    chosen = ends or prominent(seen)
    snaps = ends is not None or (seen.lossy and chosen is not None) or has_smooth_edges(seen, chosen)
    if not snaps:
        _refuse(seen)
        chosen = tuple(sorted(seen.counts))
    kept = [value for value in chosen or () if value not in (ignored or ())]
    others = [value for value in kept if value != 255]
    alone = not asked and not snaps and seen.form == "indices"
    alone = alone and 255 in kept and len(others) >= 2 and max(others) < _INSTANCES
    if alone:
        kept = others
    return tuple(_unnamed(value, seen.form) for value in kept), snaps, alone


def _refuse(seen: Seen) -> None:
    """Refuses what cannot be masks of classes (raises DataError)."""
    count = len(seen.counts)
    if seen.lossy:
        raise DataError("data.segmentation.lossy", values=count)
    if seen.form == "colours" and count > LIMIT:
        raise DataError("data.segmentation.pictures", values=count)
    if seen.form == "indices" and count > _INSTANCES:
        wide = max(seen.counts) > 255
        raise DataError("data.segmentation.instances" if wide else "data.segmentation.pictures", values=count)


def _unnamed(value: int, form: Form) -> MaskClass:
    if form == "indices":
        return MaskClass(name=str(value), value=value)
    return MaskClass(name=hex_of(unpacked(value)), colour=unpacked(value))


def _check(classes: Sequence[MaskClass], form: Form) -> None:
    if len(classes) > LIMIT:
        raise DataError("data.segmentation.too_many_classes", found=len(classes), limit=LIMIT)
    if len(classes) < 2:
        raise DataError("data.segmentation.one_class", name=classes[0].name if classes else "–")
    for field in ([one.name for one in classes], [str(_value(one, form)) for one in classes]):
        doubled = next((one for one in field if field.count(one) > 1), None)
        if doubled is not None:
            raise DataError("data.segmentation.class_twice", found=doubled)


def _with_colours(classes: Sequence[MaskClass], masks: Iterable[Mask], form: Form) -> tuple[MaskClass, ...]:
    """The classes with a colour each: their own, that of the masks' palette, or one of ours."""
    palette = {} if form == "colours" else _palette(masks)
    taken = [palette.get(_value(one, form)) for one in classes]
    usable = None not in taken and len(set(taken)) == len(taken)
    return tuple(
        msgspec.structs.replace(one, colour=one.colour or (taken[place] if usable else shown_colour(place)))
        for place, one in enumerate(classes)
    )


def _palette(masks: Iterable[Mask]) -> dict[int, Colour]:
    """The colours by which files with a palette show their values, where these are more than shades of grey."""
    found: dict[int, Colour] = {}
    for mask in masks:
        if mask.colours is None or mask.indices is None:
            return {}
        values, first = np.unique(np.asarray(mask.indices), return_index=True)
        colours = packed(colours_of(mask)).reshape(-1)[first]
        found |= {int(value): unpacked(int(colour)) for value, colour in zip(values, colours, strict=True)}
    grey = all(len(set(colour)) == 1 for colour in found.values())
    return {} if grey else found
