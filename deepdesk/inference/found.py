"""What a file is that is no image, told from its first bytes."""

from __future__ import annotations

import string
from typing import Final

from deepdesk.core.errors import DataError

HEAD: Final = 512
_SIGNS: Final[tuple[tuple[bytes, int, str], ...]] = (
    (b"\x89PNG", 0, "inference.found.damaged_image"),
    (b"\xff\xd8\xff", 0, "inference.found.damaged_image"),
    (b"GIF8", 0, "inference.found.damaged_image"),
    (b"BM", 0, "inference.found.damaged_image"),
    (b"II*\0", 0, "inference.found.damaged_image"),
    (b"MM\0*", 0, "inference.found.damaged_image"),
    (b"WEBP", 8, "inference.found.damaged_image"),
    (b"%PDF", 0, "inference.found.pdf"),
    (b"PK\x03\x04", 0, "inference.found.zip"),
    (b"\x1f\x8b", 0, "inference.found.gzip"),
    (b"7z\xbc\xaf\x27\x1c", 0, "inference.found.zip"),
    (b"Rar!", 0, "inference.found.zip"),
    (b"ftyp", 4, "inference.found.video"),
    (b"\x1aE\xdf\xa3", 0, "inference.found.video"),
    (b"WAVE", 8, "inference.found.audio"),
    (b"ID3", 0, "inference.found.audio"),
    (b"OggS", 0, "inference.found.audio"),
    (b"fLaC", 0, "inference.found.audio"),
    (b"\x7fELF", 0, "inference.found.program"),
    (b"MZ", 0, "inference.found.program"),
    (b"\x93NUMPY", 0, "inference.found.numpy"),
    (b"<svg", 0, "inference.found.svg"),
    (b"data:", 0, "inference.found.data_uri"),
    (b"{", 0, "inference.found.json"),
)
_PRINTABLE: Final = frozenset(string.printable.encode())


def not_an_image(head: bytes) -> DataError:
    """The error that says what was found; ``head`` holds the first :data:`HEAD` bytes."""
    for sign, offset, code in _SIGNS:
        if head[offset : offset + len(sign)] == sign:
            return DataError(code)
    if b"<svg" in head:
        return DataError("inference.found.svg")
    return DataError("inference.found.text" if _is_text(head) else "inference.found.unknown")


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character may be cut in two at the end of the head.
        if error.start < len(head) - 3:
            return False
    return b"\0" not in head and sum(byte in _PRINTABLE or byte >= 0x80 for byte in head) == len(head)
