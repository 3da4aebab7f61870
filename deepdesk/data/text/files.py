"""A text file: its characters, whatever its encoding."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.tables.encodings import encoding_of
from deepdesk.data.tables.mixed_lines import OTHERS, decoder_of
from deepdesk.data.text.source import CHARACTERS

_BYTES: Final = 4 * CHARACTERS + 4
"""A character takes at most four bytes, so more of them are never needed."""


def read_text(path: Path, encoding: str | None = None) -> tuple[str, str]:
    """The first characters of a text file (one more than are used, so that a longer one is noticed), and its encoding.

    Args:
        path: of the file.
        encoding: as the person settled it; ``None``: found.

    Raises:
        DataError: it holds no text, or is no file (a pipe would keep waiting whoever looks into it).
        OSError: it cannot be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise DataError("inference.text.no_plain_file")
    with path.open("rb") as stream:
        return decoded(stream.read(_BYTES), str(path), encoding)


def decoded(content: bytes, path: str, encoding: str | None = None) -> tuple[str, str]:
    """As :func:`read_text`, for bytes; a character that is cut off at their end is left out."""
    if not content:
        return "", encoding or "utf-8"
    try:
        found = encoding or encoding_of(content, path=path)
    except DataError as error:
        if error.code == "data.table.binary":
            raise DataError("data.text.binary") from error
        raise
    try:
        decoder = decoder_of(found, "replace")
        # A line without an end is a line.
        text = decoder.decode(content[:_BYTES], found in OTHERS)
    except LookupError as error:
        raise DataError("data.table.unknown_encoding", path=path, encoding=found) from error
    return text.replace("\0", "")[: CHARACTERS + 1], found
