"""What is wrong in a document, in people's words: keys that nobody knows, values of another type, things left out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from msgspec import inspect

from deepdesk.core.catalogue import say
from deepdesk.core.errors import FormatError

_AT: Final = re.compile(r" - at `(?:key in )?\$(?P<place>[^`]*)`$")
_EXPECTED: Final = re.compile(r"Expected `(?P<expected>[^`]+)`, got `(?P<found>[^`]+)`")
_MISSING: Final = re.compile(r"Object missing required field `(?P<name>[^`]+)`")
_CHOICE: Final = re.compile(r"Invalid enum value (?P<value>.+)")
_STEP: Final = re.compile(r"\.(\w+)|\[(\d+)\]")
_TYPES: Final = ("array", "object", "int", "float", "str", "bool", "null")
_SHOWN: Final = 60


def unknown_key(plain: Any, kind: type, *, path: str) -> FormatError | None:
    """The fault of the first key that the fields of ``kind``, or of what lies in them, do not have."""
    for place, key, known in _unknown(plain, inspect.type_info(kind), ""):
        near = difflib.get_close_matches(key, known, n=1)
        figures = {"path": path, "key": key[:_SHOWN], "place": _place_text(place, plain)}
        if near:
            return FormatError("core.unknown_key_near", **figures, near=near[0])
        return FormatError("core.unknown_key", **figures, known=", ".join(known))
    return None


def _unknown(value: Any, kind: Any, place: str) -> Iterator[tuple[str, str, list[str]]]:
    """Place, key and known keys of everything that is not known, from the outside in."""
    if isinstance(kind, inspect.UnionType):
        kind = next((item for item in kind.types if isinstance(item, inspect.StructType)), _listed(kind))
    if isinstance(kind, inspect.StructType) and isinstance(value, Mapping):
        fields = {field.encode_name: field.type for field in kind.fields}
        for key, item in value.items():
            if key not in fields:
                yield place, str(key), list(fields)
            else:
                yield from _unknown(item, fields[key], f"{place}.{key}")
    elif isinstance(kind, inspect.VarTupleType | inspect.ListType) and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _unknown(item, kind.item_type, f"{place}[{number}]")


def _listed(kind: inspect.UnionType) -> Any:
    lists = inspect.VarTupleType | inspect.ListType
    return next((item for item in kind.types if isinstance(item, lists)), kind)


def bad_field(error: msgspec.ValidationError, plain: Any, *, path: str) -> FormatError:
    """What msgspec found, in people's words; what is not known here is given as msgspec says it."""
    text = str(error)
    at = _AT.search(text)
    place = _place_text(at["place"] if at else "", plain)
    if match := _EXPECTED.match(text):
        expected, found = _types_text(match["expected"]), _types_text(match["found"])
        return FormatError("core.wrong_type", path=path, place=place, expected=expected, found=found)
    if match := _MISSING.match(text):
        return FormatError("core.missing_key", path=path, place=place, key=match["name"])
    if match := _CHOICE.match(text[: at.start()] if at else text):
        return FormatError("core.unknown_choice", path=path, place=place, value=match["value"][:_SHOWN])
    return FormatError("core.bad_field", path=path, reason=text)


def _types_text(names: str) -> str:
    """``int | str`` in words; that nothing would do as well is not what people look for."""
    parts = [name.strip() for name in names.split("|")]
    parts = [name for name in parts if name != "null"] or parts
    return say("core.type.or").join(say(f"core.type.{name}") if name in _TYPES else name for name in parts)


def _place_text(place: str, plain: Any) -> str:
    """``layers[3].inputs`` with the id of what it lies in, so that it can be found by name too."""
    value, holder = plain, ""
    for step in _STEP.finditer(place):
        key, number = step.groups()
        try:
            value = value[key] if key else value[int(number)]
        except (LookupError, TypeError):
            break
        if isinstance(value, Mapping) and isinstance(value.get("id"), str):
            holder = value["id"][:_SHOWN]
    shown = place.removeprefix(".")
    if not shown:
        return say("core.place.top")
    return say("core.place.of", place=shown, name=holder) if holder else shown
