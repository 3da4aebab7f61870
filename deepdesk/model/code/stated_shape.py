"""The input shape that a script states somewhere: under a name, or by the images with which it tries a network."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any, Final

from deepdesk.model.code.applying import shape_of
from deepdesk.model.description import Shape

_SHAPES: Final = ("input_shape", "img_shape", "image_shape")
_BEFORE: Final = ("", "img_", "image_")
_TRIED: Final = ("randn", "rand", "zeros", "ones", "empty", "summary")


def stated_shape(names: Mapping[str, Any], tree: ast.Module) -> Shape | None:
    """The shape without batch, channels last; ``None`` where the script does not say it."""
    held = {name.lower(): value for name, value in names.items()}
    for name in _SHAPES:
        shape = shape_of(held[name]) if isinstance(held.get(name), tuple | list) else None
        if shape and None not in shape:
            return shape
    for before in _BEFORE:
        sides = [held.get(f"{before}{side}", held.get(f"{before}size")) for side in ("height", "width")]
        channels = held.get(f"{before}channels", held.get("channels", 3))
        if all(type(size) is int and size > 0 for size in (*sides, channels)):
            return (sides[0], sides[1], channels)
    return next(_tried_shapes(tree), None)


def _tried_shapes(tree: ast.Module) -> Iterator[Shape]:
    """``torch.randn(1, 3, 224, 224)`` and ``summary(net, (3, 224, 224))``."""
    for node in ast.walk(tree):
        name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
        if not isinstance(node, ast.Call) or name not in _TRIED:
            continue
        given = [*node.args, *(word.value for word in node.keywords)][name == "summary" :]
        parts = given[0].elts if given and isinstance(given[0], ast.Tuple | ast.List) else given
        sizes = [part.value for part in parts if isinstance(part, ast.Constant) and type(part.value) is int]
        sizes = sizes if len(sizes) < 4 and name == "summary" else sizes[1:]
        if len(sizes) == 3 and len(parts) <= 4 and sizes[0] in (1, 3) and min(sizes[1:]) >= 8:
            yield (sizes[1], sizes[2], sizes[0])
