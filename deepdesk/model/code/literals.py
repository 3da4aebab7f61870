"""Arithmetic and comparison of known values, bounded: nothing here can grow beyond what a script of layers needs."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model.code.objects import Class, Instance, Layer, Network, Unknown

ENTRIES_LIMIT: Final = 10_000
NUMBER_LIMIT: Final = 2**63

_BINARY: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.FloorDiv: operator.floordiv,
        ast.Mod: operator.mod,
        ast.Pow: operator.pow,
    }
)
_UNARY: Final[Mapping[type[ast.unaryop], Callable[[Any], Any]]] = MappingProxyType(
    {ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Not: operator.not_}
)
_COMPARED: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = MappingProxyType(
    {
        ast.Eq: operator.eq,
        ast.NotEq: operator.ne,
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
        ast.In: lambda item, held: item in held,
        ast.NotIn: lambda item, held: item not in held,
        ast.Is: operator.is_,
        ast.IsNot: operator.is_not,
    }
)
_PLAIN: Final = (bool, int, float, str, type(None), tuple, list, dict, range)


def is_plain(value: Any) -> bool:
    """Whether it is a value of Python that is known."""
    return isinstance(value, _PLAIN)


def is_number(value: Any) -> bool:
    """Whether it is a known number (no switch)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def known(value: Any, depth: int = 20) -> bool:
    """Whether no part of a value is unknown; what is nested deeper than ``depth`` counts as unknown."""
    if isinstance(value, list | tuple):
        return depth > 0 and all(known(item, depth - 1) for item in value[:ENTRIES_LIMIT])
    return is_plain(value)


def binary(sign: ast.operator, left: Any, right: Any) -> Any:
    """The result of an operator; :class:`Unknown` where it is not known, not possible or too large."""
    function = _BINARY.get(type(sign))
    if (
        function is None
        or not (is_plain(left) and is_plain(right))
        or isinstance(left, dict)
        or isinstance(right, dict)
    ):
        return Unknown()
    if not _stays_small(sign, left, right):
        return Unknown()
    try:
        result = function(left, right)
    except (TypeError, ValueError, ArithmeticError):
        return Unknown()
    too_large = isinstance(result, int) and abs(result) > NUMBER_LIMIT
    return Unknown() if too_large or isinstance(result, complex) else result


def _stays_small(sign: ast.operator, left: Any, right: Any) -> bool:
    if isinstance(left, str) or isinstance(right, str):
        # "%" of text could ask for a width of any length.
        return isinstance(sign, ast.Add) and len(str(left)) + len(str(right)) <= ENTRIES_LIMIT
    if isinstance(left, list | tuple) or isinstance(right, list | tuple):
        sizes = [len(item) if isinstance(item, list | tuple) else item for item in (left, right)]
        if not all(isinstance(size, int) for size in sizes):
            return False
        total = sizes[0] * max(sizes[1], 0) if isinstance(sign, ast.Mult) else sum(sizes)
        return bool(total <= ENTRIES_LIMIT)
    if isinstance(sign, ast.Pow):
        return is_number(left) and is_number(right) and abs(left) <= NUMBER_LIMIT and abs(right) <= 64
    return True


def unary(sign: ast.unaryop, value: Any) -> Any:
    """The result of an operator on one value."""
    function = _UNARY.get(type(sign))
    if isinstance(sign, ast.Not):
        truth = truth_of(value)
        return Unknown() if truth is None else not truth
    if function is None or not is_number(value):
        return Unknown()
    return function(value)


def compared(sign: ast.cmpop, left: Any, right: Any) -> Any:
    """Whether a comparison holds, :class:`Unknown` where that is not known."""
    if isinstance(sign, ast.Is | ast.IsNot) and right is None and is_an_object(left):
        return isinstance(sign, ast.IsNot)
    if not (known(left) and known(right)):
        return Unknown()
    try:
        return bool(_COMPARED[type(sign)](left, right))
    except (TypeError, ValueError):
        return Unknown()


def is_an_object(value: Any) -> bool:
    """Whether it is certainly not ``None``, though not a plain value."""
    return isinstance(value, Class | Instance | Layer | Network)


def truth_of(value: Any) -> bool | None:
    """Whether a condition holds; ``None`` where that is not known."""
    if is_plain(value):
        return bool(value)
    return True if is_an_object(value) else None


def item(held: Any, index: Any) -> Any:
    """``held[index]`` of plain values."""
    if isinstance(index, slice) and not all(part is None or isinstance(part, int) for part in _parts(index)):
        return Unknown()
    try:
        if isinstance(held, dict):
            return held[index]
        if isinstance(held, list | tuple | str | range):
            return held[index]
    except (TypeError, ValueError, IndexError, KeyError):
        return Unknown()
    return Unknown()


def _parts(cut: slice) -> Iterable[Any]:
    return (cut.start, cut.stop, cut.step)


def entries(value: Any) -> list[Any] | None:
    """The entries of something that can be gone through; ``None`` where they are not known."""
    if isinstance(value, dict | str | list | tuple | range):
        return list(value)[:ENTRIES_LIMIT] if len(value) <= ENTRIES_LIMIT else None
    return None


def text_of(node: ast.expr) -> str:
    """An expression as it stands in the script, at most 80 characters."""
    try:
        return ast.unparse(node)[:80]
    except (RecursionError, ValueError):
        return "…"
