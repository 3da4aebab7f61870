"""Cures for layers that arrange the numbers anew: target shapes that do not come out even, axes that are not there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.doctor.axes import remove_this
from deepdesk.model.doctor.case import Case, make_fix
from deepdesk.model.findings import Fix, SetParam
from deepdesk.model.kinds.geometry import product, sizes_text


def _targets(total: int, wanted: tuple[int, ...], received: Shape) -> Iterator[tuple[int, ...]]:
    """Shapes near the one that was wanted and with as many numbers: rows of an image, then one of the sizes gives way,
    the last one first; then one more axis for what is left over, squares, and all in one row."""
    target = [size for size in wanted if size != 0]
    if len(target) == 2 and len(received) > 2 and received[0] and not total % received[0]:
        yield received[0], total // received[0]
    for free in reversed(range(len(target))):
        known = math.prod(abs(size) for place, size in enumerate(target) if place != free)
        if known and total % known == 0:
            yield tuple(total // known if place == free else abs(size) for place, size in enumerate(target))
    known = math.prod(abs(size) for size in target)
    if -1 not in target and known and total % known == 0:
        yield (*(abs(size) for size in target), total // known)
    for channels in (1, 3):
        side = math.isqrt(total // channels)
        if side * side * channels == total and side > 1:
            yield (side, side) if len(target) == 2 and channels == 1 else (side, side, channels)
    yield (total,)


def _for_reshape(case: Case) -> Iterator[Fix]:
    total = product(case.received)
    if total is None:
        return
    wanted = tuple(case.params["target_shape"])
    for number, shape in enumerate(dict.fromkeys(_targets(total, wanted, case.received)), start=1):
        step = SetParam(layer=case.layer.id, name="target_shape", value=list(shape))
        yield make_fix("model.fix.set_reshape", step, id=f"set_reshape_{number}", shape=sizes_text(shape))
    yield remove_this(case)


def _for_permute(case: Case) -> Iterator[Fix]:
    """The axes that were named as far as they exist, then those that were left out."""
    axes = range(1, len(case.received) + 1)
    named = [axis for axis in dict.fromkeys(case.params["dims"]) if axis in axes]
    dims = [*named, *(axis for axis in axes if axis not in named)]
    step = SetParam(layer=case.layer.id, name="dims", value=dims)
    shown = ", ".join(map(str, dims))
    yield make_fix("model.fix.set_param", step, id="set_dims", name="dims", value=shown)
    yield remove_this(case)


CURES: Final[Mapping[str, Callable[[Case], Iterator[Fix]]]] = MappingProxyType(
    {
        "model.fault.reshape_target": _for_reshape,
        "model.fault.reshape_total": _for_reshape,
        "model.fault.reshape_rest": _for_reshape,
        "model.fault.permute_dims": _for_permute,
    }
)
