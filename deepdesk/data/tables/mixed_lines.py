"""Text files that were put together from lines in UTF-8 and lines in another encoding."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

OTHERS: Final[Mapping[str, str]] = MappingProxyType({"utf-8+gb18030": "gb18030", "utf-8+cp1252": "cp1252"})
"""The encoding of the lines that are not UTF-8, by the name that such a file's encoding has here."""


class LineDecoder(codecs.IncrementalDecoder):
    """Decodes line by line: as UTF-8 where all of a line is that, else in the other encoding."""

    def __init__(self, other: str) -> None:
        super().__init__("replace")
        self._other = other
        self._rest = b""

    def decode(self, content: Any, final: bool = False) -> str:
        """The characters of the whole lines so far; the last line waits for its end unless ``final``."""
        known = self._rest + bytes(content)
        end = len(known) if final else known.rfind(b"\n") + 1
        self._rest = known[end:]
        return "".join(map(self._decoded, known[:end].splitlines(keepends=True)))

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            return line.decode(self._other, "replace")


def decoder_of(encoding: str, errors: str = "strict") -> codecs.IncrementalDecoder:
    """A decoder for what :func:`deepdesk.data.tables.encodings.encoding_of` found, or Python knows
    (raises LookupError)."""
    other = OTHERS.get(encoding)
    return LineDecoder(other) if other else codecs.getincrementaldecoder(encoding)(errors)
