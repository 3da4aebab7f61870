"""Names of PyTorch's modules as ``state_dict`` has them, so that weights find their layers by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from deepdesk.model.code.objects import Instance, Layer, Network

DEPTH_LIMIT: Final = 25


def name_by_place(one: Instance) -> None:
    """Gives every module inside an object of the script its whole name, ``layer1.0.conv1``.

    A member of a list that stands alone keeps the short name it has: a mere number is no name for a layer.
    """
    waiting: list[tuple[str, Any, int]] = [(name, held, 0) for name, held in one.attributes.items()]
    seen: set[int] = set()
    while waiting:
        path, held, depth = waiting.pop()
        if id(held) in seen or depth > DEPTH_LIMIT or path.startswith("__"):
            continue
        seen.add(id(held))
        if isinstance(held, Layer) and held.framework == "torch":
            held.name = path
        waiting += [(f"{path}.{name}", inner, depth + 1) for name, inner in _inside(held)]


def _inside(held: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(held, Instance):
        yield from ((name, inner) for name, inner in held.attributes.items() if not name.startswith("__"))
        yield from ((str(number), inner) for number, inner in enumerate(held.attributes.get("__layers__", ())))
    elif isinstance(held, Network):
        for number, inner in enumerate(held.layers or ()):
            # Modules of an OrderedDict have a name already; others only a number.
            own = inner.name if isinstance(inner, Layer) and inner.name and "." not in inner.name else str(number)
            yield own, inner
    elif isinstance(held, dict):
        yield from ((str(name), inner) for name, inner in held.items())
    elif isinstance(held, list | tuple):
        yield from ((str(number), inner) for number, inner in enumerate(held))
