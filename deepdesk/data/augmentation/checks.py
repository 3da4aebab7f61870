"""Whether what a description asks for can be done to data of its kind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from deepdesk.core.errors import DataError
from deepdesk.data.settings import Augmentation, ImageAugmentation, SignalAugmentation

if TYPE_CHECKING:
    from deepdesk.data.description import DatasetDescription

IMAGE_LIMITS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "rotate": 180.0,
        "crop": 0.9,
        "zoom": 0.9,
        "shift": 0.9,
        "brightness": 1.0,
        "contrast": 1.0,
        "colour": 1.0,
        "blur": 10.0,
        "noise": 1.0,
        "cutout": 0.9,
        "mixup": 10.0,
    }
)
"""The largest amount of each kind of variation; the smallest is 0."""
SIGNAL_LIMITS: Final[Mapping[str, float]] = MappingProxyType(
    {"noise": 10.0, "shift": 0.9, "scale": 0.9, "time_mask": 0.9, "frequency_mask": 0.9, "mixup": 10.0}
)
_FLIPS: Final = ("flip_horizontal", "flip_vertical")
_POSSIBLE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "images": (*_FLIPS, *IMAGE_LIMITS),
        # Two masks that lie on each other are no mask.
        "segmentation": (*_FLIPS, *(name for name in IMAGE_LIMITS if name != "mixup")),
        "sequences": tuple(SIGNAL_LIMITS),
        "audio": tuple(SIGNAL_LIMITS),
        # What is to come follows from level and place of what was: only noise leaves both as they are.
        "forecasting": ("noise",),
        "text": (),
    }
)


def variations(kind: str) -> tuple[str, ...]:
    """The fields of the augmentation that make sense for data of this kind, in the order in which they are offered."""
    return _POSSIBLE.get(kind, ())


def limits(augmentation: Augmentation) -> Mapping[str, float]:
    """The largest amount of each of its fields that has one."""
    return IMAGE_LIMITS if isinstance(augmentation, ImageAugmentation) else SIGNAL_LIMITS


def no_variation(kind: str) -> Augmentation:
    """What varies nothing, of the sort that data of this kind take."""
    return ImageAugmentation() if kind in ("images", "segmentation") else SignalAugmentation()


def settled_augmentation(description: DatasetDescription) -> Augmentation | None:
    """What is asked for, of the sort that data of this kind take: noise is noise, whatever it was said of.

    Raises:
        DataError: as :func:`check_augmentation`.
    """
    check_augmentation(description)
    asked = description.augmentation
    wanted = type(no_variation(description.kind))
    if asked is None or type(asked) is wanted:
        return asked
    return wanted(**{name: getattr(asked, name) for name in asked.__struct_fields__ if getattr(asked, name)})


def check_augmentation(description: DatasetDescription) -> None:
    """Looks at the amounts and at what the kind can bear; the kind is settled.

    Raises:
        DataError: an amount out of range, a variation that this kind of data has not, or balance where there are no
            classes.
    """
    kind = description.kind
    if description.balance == "weights" and kind == "forecasting":
        raise DataError("data.augmentation.no_classes")
    asked = description.augmentation
    if asked is None:
        return
    possible = variations(kind)
    for name in asked.__struct_fields__:
        amount = getattr(asked, name)
        if not amount:
            continue
        if name not in possible:
            known = ", ".join(possible) if possible else "–"
            raise DataError("data.augmentation.not_for_kind", name=name, kind=kind, known=known)
        limit = limits(no_variation(kind)).get(name)
        if limit is not None and not (math.isfinite(amount) and 0 <= amount <= limit):
            raise DataError("data.augmentation.out_of_range", name=name, found=amount, limit=limit)
