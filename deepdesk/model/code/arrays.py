"""Follows the data of a script by their shapes: what is loaded, reshaped, scaled and made one-hot."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model.code.objects import Array, Unknown

DATASETS: Final[Mapping[str, tuple[int, int, tuple[int, ...]]]] = MappingProxyType(
    {
        "mnist": (60_000, 10_000, (28, 28)),
        "fashion_mnist": (60_000, 10_000, (28, 28)),
        "cifar10": (50_000, 10_000, (32, 32, 3)),
        "cifar100": (50_000, 10_000, (32, 32, 3)),
    }
)
"""Training samples, test samples and sample shape of Keras' image data sets, as ``load_data`` gives them."""

_SAME: Final = frozenset(
    {"astype", "copy", "numpy", "cast", "asarray", "array", "convert_to_tensor", "constant", "float"}
)
_ONE_HOT: Final = frozenset({"to_categorical", "one_hot"})


def loaded(dataset: str, line: int) -> Any:
    """What ``load_data()`` gives: ``(x_train, y_train), (x_test, y_test)``."""
    if dataset not in DATASETS:
        x, y = Array(part="x", dataset=dataset, line=line), Array(part="y", dataset=dataset, line=line)
        return ((x, y), (x, y))
    train, test, shape = DATASETS[dataset]
    return tuple(
        (
            Array(part="x", dataset=dataset, shape=(count, *shape), line=line),
            Array(part="y", dataset=dataset, shape=(count,), line=line),
        )
        for count in (train, test)
    )


def _sizes(arguments: list[Any]) -> tuple[int | None, ...] | None:
    given = arguments[0] if len(arguments) == 1 and isinstance(arguments[0], list | tuple) else arguments
    if not given or len(given) > 8 or all(isinstance(size, Unknown) for size in given):
        return None
    return tuple(size if isinstance(size, int) else None for size in given)


def reshaped(array: Array, arguments: list[Any], line: int) -> Array:
    """The array in a new shape; -1 is worked out where the rest is known."""
    shape = _sizes(arguments)
    if shape is None:
        return replace(array, shape=None)
    before = array.shape
    if -1 in shape:
        known = [size for size in shape if size != -1]
        total = math.prod(size or 1 for size in before) if before and None not in before else None
        rest = math.prod(size or 1 for size in known)
        exact = total is not None and None not in known and rest and total % rest == 0
        shape = tuple((total // rest if exact and total else None) if size == -1 else size for size in shape)
    return replace(array, shape=shape, before=before, line=line)


def array_call(name: str, arguments: list[Any], keywords: dict[str, Any], line: int) -> Any:
    """What a function of numpy, TensorFlow or Keras makes of an array; ``None`` where it is none of those."""
    first = arguments[0] if arguments else next(iter(keywords.values()), None)
    if name in _ONE_HOT:
        made = first if isinstance(first, Array) else Array(part="y")
        return replace(made, part="y", one_hot=True, line=line)
    if name == "reshape" and arguments[1:] and isinstance(first, Array | Unknown):
        return reshaped(first if isinstance(first, Array) else Array(), arguments[1:], line)
    if not isinstance(first, Array):
        return None
    if name in _SAME:
        return first
    if name == "expand_dims":
        axis = keywords.get("axis", arguments[1] if arguments[1:] else -1)
        return expanded(first, axis, line)
    return replace(first, shape=None) if name in ("pad", "squeeze", "repeat", "concatenate", "stack") else None


def expanded(array: Array, axis: Any, line: int) -> Array:
    """The array with an axis of length 1 more."""
    if array.shape is None or not isinstance(axis, int) or not -len(array.shape) - 1 <= axis <= len(array.shape):
        return replace(array, shape=None)
    place = axis if axis >= 0 else len(array.shape) + 1 + axis
    return replace(array, shape=(*array.shape[:place], 1, *array.shape[place:]), line=line, before=array.shape)


def array_method(array: Array, name: str, arguments: list[Any], line: int) -> Any:
    """What a method of an array gives."""
    if name == "reshape":
        return reshaped(array, arguments, line)
    return array if name in _SAME else Unknown()


def array_operation(sign: ast.operator, array: Array) -> Array:
    """The array after arithmetic; a division scales it."""
    divided = isinstance(sign, ast.Div | ast.Mult | ast.Sub)
    return replace(array, scaled=array.scaled or divided)


def array_item(array: Array, index: Any, line: int) -> Any:
    """``array[index]``: a new axis, or some of the samples."""
    parts = index if isinstance(index, tuple) else (index,)
    if any(_is_new_axis(part) for part in parts):
        axis = 0 if _is_new_axis(parts[0]) and len(parts) > 1 and not _is_new_axis(parts[-1]) else -1
        return expanded(array, axis, line)
    if len(parts) == 1 and isinstance(parts[0], slice) and array.shape:
        cut = parts[0]
        bounds = (cut.start or 0, cut.stop)
        known = all(isinstance(part, int) and part >= 0 for part in bounds)
        return replace(array, shape=(cut.stop - bounds[0] if known else None, *array.shape[1:]))
    return replace(array, shape=None)


def _is_new_axis(part: Any) -> bool:
    return part is None or getattr(part, "last", "") == "newaxis"
