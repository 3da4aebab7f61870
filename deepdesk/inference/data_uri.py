"""Images pasted as text: ``data:image/…;base64,…``, also broken over lines, url-encoded or in Python's ``b'…'``."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final
from urllib.parse import unquote_to_bytes

from deepdesk.core.errors import DataError

LIMIT: Final = 64 * 1024 * 1024
SHOWN: Final = 40
_BEGINNING: Final = re.compile(r"data:[\w.+-]*/?[\w.+-]*[;,]", re.IGNORECASE)
_NOT_IN_A_URI: Final = re.compile(r"""['"\]})>,]+\s*$""")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]*={0,2}")


def is_data_uri(text: str) -> bool:
    """Whether ``text`` begins like a data address (perhaps in quotes, brackets or ``b'…'``)."""
    return _BEGINNING.match(text[:200].lstrip(" \t\r\n[({<bBrR'\"")) is not None


def split_data_uris(text: str) -> tuple[str, ...]:
    """Each data address in a text such as a pasted list, in order; empty where there is none."""
    starts = [match.start() for match in _BEGINNING.finditer(text)]
    ends = [*starts[1:], len(text)] if starts else []
    return tuple(_trimmed(text[start:end]) for start, end in zip(starts, ends, strict=True))


def _trimmed(text: str) -> str:
    """The address without the quotes, commas and brackets of a list behind it (and the ``b'`` of the next entry)."""
    head, comma, body = text.partition(",")
    without_next = re.sub(r"""['"][\s,]*[bB]?['"]\s*$""", "", body.strip())
    return head.strip() + comma + _NOT_IN_A_URI.sub("", without_next).strip()


def parse_data_uri(text: str) -> bytes:
    """The bytes that a data address holds.

    Raises:
        DataError: it is no data address, too long, holds something other than an image, or its base64 is wrong.
    """
    if len(text) > LIMIT:
        raise DataError("inference.data_uri_too_long", size=len(text), limit=LIMIT)
    found = split_data_uris(text)
    head, comma, body = found[0].partition(",") if found else ("", "", "")
    if not comma:
        raise DataError("inference.no_data_uri", text=text.strip()[:SHOWN])
    fields = [field.strip().lower() for field in head.removeprefix("data:").split(";")]
    if fields[0] and not fields[0].startswith("image/"):
        raise DataError("inference.data_uri_no_image", found=fields[0])
    raw = unquote_to_bytes(body)
    content = _from_base64(raw) if "base64" in fields[1:] else raw
    if not content:
        raise DataError("inference.data_uri_empty")
    return content


def _from_base64(raw: bytes) -> bytes:
    """Decoded bytes; white space, missing padding and the url-safe alphabet are accepted."""
    # A list that was printed by Python holds its line breaks as a backslash and an n.
    packed = re.sub(rb"\\[nrt]|\s", b"", raw).replace(b"-", b"+").replace(b"_", b"/")
    if not (match := _BASE64.match(packed)) or match.end() != len(packed):
        at = match.end() if match else 0
        raise DataError("inference.bad_base64", position=at, found=packed[at : at + 1].decode("latin-1"))
    try:
        return base64.b64decode(packed.rstrip(b"=") + b"=" * (-len(packed.rstrip(b"=")) % 4))
    except binascii.Error as error:
        raise DataError("inference.bad_base64_length", length=len(packed)) from error
