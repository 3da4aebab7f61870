"""A text file: its characters, whatever its encoding."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.tables.encodings import encoding_of
from deepdesk.data.text.source import CHARACTERS

_BYTES: Final = 4 * CHARACTERS + 4
"""A character takes at most four bytes, so more of them are never needed."""


def read_text(path: Path, encoding: str | None = None) -> tuple[str, str]:
    """The first characters of a text file (one more than are used, so that a longer one is noticed), and its encoding.

    Args:
        path: of the file.
        encoding: as the person settled it; ``None``: found.

    Raises:
        DataError: it holds no text (``data.table.binary``).
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        return decoded(stream.read(_BYTES), str(path), encoding)


def decoded(content: bytes, path: str, encoding: str | None = None) -> tuple[str, str]:
    """As :func:`read_text`, for bytes; a character that is cut off at their end is left out."""
    if not content:
        return "", encoding or "utf-8"
    found = encoding or encoding_of(content, path=path)
    try:
        text = codecs.getincrementaldecoder(found)("replace").decode(content[:_BYTES], False)
    except LookupError as error:
        raise DataError("data.table.unknown_encoding", path=path, encoding=found) from error
    return text.replace("\0", "")[: CHARACTERS + 1], found
