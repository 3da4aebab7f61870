"""Python's own functions and methods that scripts use to put layers together, on known values only."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model.code.literals import ENTRIES_LIMIT, entries, is_number, is_plain, known, truth_of
from deepdesk.model.code.objects import Class, Instance, Layer, Path, Unknown

UNKNOWN: Final = Unknown()


def _range(*arguments: Any) -> Any:
    if not all(isinstance(item, int) for item in arguments):
        return UNKNOWN
    made = range(*arguments)
    return made if len(made) <= ENTRIES_LIMIT else UNKNOWN


def _listed(kind: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    def made(*arguments: Any) -> Any:
        held = entries(arguments[0]) if arguments else []
        return UNKNOWN if held is None else kind(held)

    return made


def _zip(*arguments: Any) -> Any:
    held = [entries(item) for item in arguments]
    return UNKNOWN if any(item is None for item in held) else list(zip(*(item or [] for item in held), strict=False))


def _enumerate(held: Any, start: Any = 0) -> Any:
    listed = entries(held)
    return UNKNOWN if listed is None or not isinstance(start, int) else list(enumerate(listed, start))


def _number(function: Callable[..., Any]) -> Callable[..., Any]:
    def made(*arguments: Any) -> Any:
        plain = all(
            is_number(item) or (isinstance(item, list | tuple) and all(map(is_number, item))) for item in arguments
        )
        return function(*arguments) if plain and arguments else UNKNOWN

    return made


def _text(value: Any = "") -> Any:
    return str(value) if isinstance(value, str | int | float) else UNKNOWN


def _integer(value: Any = 0) -> Any:
    return int(value) if isinstance(value, int | float) and abs(value) < 2**63 else UNKNOWN


def _length(held: Any) -> Any:
    return len(held) if isinstance(held, list | tuple | str | dict | range) else UNKNOWN


def _is_instance(value: Any, kinds: Any) -> Any:
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    names = [kind.last for kind in wanted if isinstance(kind, Path)]
    if isinstance(value, Instance):
        return any(isinstance(kind, Class) and kind in value.kind.lineage() for kind in wanted)
    if isinstance(value, Layer):
        return value.class_name in names
    return type(value).__name__ in names if is_plain(value) and value is not None else UNKNOWN


def _power(base: Any, exponent: Any) -> Any:
    return base**exponent if is_number(base) and is_number(exponent) and abs(exponent) <= 64 else UNKNOWN


def _dictionary(*arguments: Any, **keywords: Any) -> Any:
    if arguments and not isinstance(arguments[0], dict):
        pairs = entries(arguments[0])
        return UNKNOWN if pairs is None else {**dict(pairs), **keywords}
    return {**(arguments[0] if arguments else {}), **keywords}


def _truth(value: Any = False) -> Any:
    found = truth_of(value)
    return UNKNOWN if found is None else found


def _any_of(joined: Callable[[list[Any]], bool]) -> Callable[..., Any]:
    def made(held: Any) -> Any:
        listed = entries(held)
        return joined(listed) if listed is not None and known(listed) else UNKNOWN

    return made


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "builtins.range": _range,
        "builtins.list": _listed(list),
        "builtins.tuple": _listed(tuple),
        "builtins.reversed": _listed(lambda held: held[::-1]),
        "builtins.iter": _listed(list),
        "builtins.zip": _zip,
        "builtins.enumerate": _enumerate,
        "builtins.len": _length,
        "builtins.int": _integer,
        "builtins.float": _number(float),
        "builtins.round": _number(round),
        "builtins.abs": _number(abs),
        "builtins.max": _number(max),
        "builtins.min": _number(min),
        "builtins.sum": _number(sum),
        "builtins.pow": _power,
        "builtins.str": _text,
        "builtins.dict": _dictionary,
        "builtins.bool": _truth,
        "builtins.any": _any_of(any),
        "builtins.all": _any_of(all),
        "builtins.isinstance": _is_instance,
        "collections.OrderedDict": _dictionary,
        "math.ceil": _number(math.ceil),
        "math.floor": _number(math.floor),
        "math.sqrt": _number(math.sqrt),
        "math.log2": _number(math.log2),
        "math.prod": _number(math.prod),
        "numpy.prod": _number(lambda held: math.prod(held) if isinstance(held, list | tuple) else held),
        "numpy.sqrt": _number(math.sqrt),
        "numpy.ceil": _number(math.ceil),
    }
)
"""What a call of these names gives; a value that is not known gives :class:`Unknown`."""


def native_call(name: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    """The result of one of :data:`FUNCTIONS` (raises KeyError for another name)."""
    function = FUNCTIONS[name]
    try:
        return function(*arguments, **keywords)
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN


def method_call(owner: Any, name: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    """The result of a method of a list, tuple, dictionary or text; a list changes in place, as in Python."""
    if any(isinstance(item, Unknown) for item in arguments) and name != "append":
        return UNKNOWN
    try:
        if isinstance(owner, list):
            return _list_method(owner, name, arguments)
        if isinstance(owner, dict):
            return _dictionary_method(owner, name, arguments, keywords)
        if isinstance(owner, str) and name in ("lower", "upper", "strip", "title", "startswith", "endswith"):
            return getattr(owner, name)(*arguments)
        if isinstance(owner, tuple) and name in ("index", "count"):
            return getattr(owner, name)(*arguments)
    except (TypeError, ValueError, IndexError, KeyError):
        return UNKNOWN
    return UNKNOWN


def _list_method(owner: list[Any], name: str, arguments: list[Any]) -> Any:
    if len(owner) >= ENTRIES_LIMIT:
        return UNKNOWN
    match name:
        case "append":
            return owner.append(arguments[0])
        case "extend":
            return owner.extend(entries(arguments[0]) or [])
        case "insert":
            return owner.insert(arguments[0], arguments[1])
        case "pop":
            return owner.pop(*arguments)
        case "reverse":
            return owner.reverse()
        case "copy":
            return list(owner)
        case "index":
            return owner.index(arguments[0])
    return UNKNOWN


def _dictionary_method(owner: dict[Any, Any], name: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    match name:
        case "items":
            return list(owner.items())
        case "keys":
            return list(owner)
        case "values":
            return list(owner.values())
        case "get":
            return owner.get(*arguments)
        case "copy":
            return dict(owner)
        case "update":
            return owner.update(*arguments, **keywords)
    return UNKNOWN
