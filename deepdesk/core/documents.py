"""Versioned JSON documents: ``{"format": …, "version": …, fields}`` to and from frozen values."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from deepdesk.core.document_faults import bad_field, unknown_key
from deepdesk.core.errors import FormatError
from deepdesk.core.files import write_bytes

SIZE_LIMIT: Final = 64_000_000
"""Bytes of a document; the largest that are written hold the paths of a large data set."""

Value = TypeVar("Value")
Migration = Callable[[dict[str, Any]], dict[str, Any]]


def finite(value: Any) -> Any:
    """``value`` with every non-finite number replaced by ``None``, as JSON wants it."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return value


def to_json(value: Any, *, indent: bool = False) -> str:
    """Strict JSON of a frozen value or plain data; non-finite numbers become ``null``."""
    plain = finite(msgspec.to_builtins(value))
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=2 if indent else None)


def dump(value: Any, *, format: str, version: int) -> str:
    """The document of ``value``: its fields behind ``format`` and ``version``."""
    return to_json({"format": format, "version": version, **msgspec.to_builtins(value)}, indent=True) + "\n"


def save(path: Path, value: Any, *, format: str, version: int, within: Path | None = None) -> None:
    """Writes the document of ``value`` atomically; a folder ``within`` which it must lie is never made anew (raises
    :class:`OSError` when the disk refuses)."""
    write_bytes(path, dump(value, format=format, version=version).encode(), within=within)


def parse(
    text: str | bytes,
    kind: type[Value],
    *,
    format: str,
    version: int,
    path: str,
    migrations: Mapping[int, Migration] | None = None,
    strict: bool = False,
) -> Value:
    """The value in a document; older versions pass through ``migrations`` (version → function to the next);
    with ``strict``, which is for what people write by hand, a key that is not known is refused.

    Raises:
        FormatError: not JSON, another format, a newer version, a field that does not fit, or an unknown key.
    """
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError("core.not_json", path=path, reason=str(error)) from error
    found = plain.get("format") if isinstance(plain, dict) else None
    if not isinstance(plain, dict) or not found:
        raise FormatError("core.no_format", path=path, expected=format)
    if found != format:
        raise FormatError("core.wrong_format", path=path, found=str(found)[:60], expected=format)
    number = plain.pop("version", None)
    plain.pop("format")
    if type(number) is not int or number < 1:
        raise FormatError("core.no_version", path=path)
    if number > version:
        raise FormatError("core.newer_version", path=path, found=number, known=version)
    for step in range(number, version):
        plain = (migrations or {})[step](plain)
    if strict and (fault := unknown_key(plain, kind, path=path)):
        raise fault
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        raise bad_field(error, plain, path=path) from error


def load(path: Path, kind: type[Value], *, format: str, version: int, strict: bool = False) -> Value:
    """Reads and parses the document at ``path`` (raises :class:`FormatError` or :class:`OSError`)."""
    size = path.stat().st_size
    if size > SIZE_LIMIT:
        raise FormatError("core.too_large", path=str(path), size=f"{size:,}", limit=f"{SIZE_LIMIT:,}")
    return parse(path.read_bytes(), kind, format=format, version=version, path=str(path), strict=strict)
