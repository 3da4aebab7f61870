"""Which characters the bytes of a text file are: found without asking, and checked on every byte."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterable
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.tables.mixed_lines import OTHERS, decoder_of

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT: Final = 2_000_000
_BROKEN_SHARE: Final = 0.02
"""Up to this share of broken characters, a file is UTF-8 with faults and nothing else."""
_HIGH_SHARE: Final = 0.3
_MIXED_SHARE: Final = 0.01
"""Lines beyond ASCII that must be UTF-8 for certain before a file is taken for one of two encodings."""
_CERTAIN: Final = 5
"""Chinese characters in GB18030 of which so many are hardly ever well-formed UTF-8 by chance."""


def encoding_of(head: bytes, *, path: str) -> str:
    """The encoding of a text file by its first bytes, as Python names it.

    A byte order mark decides; then UTF-8, UTF-16 without a mark, GB18030 where the pairs of bytes are common Chinese
    characters, Windows-1252, Latin-1; other alphabets by ``charset-normalizer``. Lines of UTF-8 among lines of another
    encoding are told by a name of :data:`deepdesk.data.tables.mixed_lines.OTHERS`.

    Raises:
        DataError: the bytes are no text (``data.table.binary``), or a web page (``data.file_web_page``).
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    sample = head[:_LOOKED_AT]
    wide = _wide(sample)
    if wide:
        return wide
    if _is_binary(sample):
        raise DataError("data.table.binary", path=path)
    if sample.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise DataError("data.file_web_page", path=path)
    mixed = None if _decodes(sample, "utf-8") else _mixed(sample)
    if is_mostly_utf8(sample) and mixed != "utf-8+gb18030":
        return "utf-8"
    if mixed:
        return mixed
    if _is_chinese(sample):
        return "gb18030"
    return _of_other_alphabets(sample) or _western(sample)


def is_mostly_utf8(sample: bytes) -> bool:
    """Whether all, or nearly all, characters beyond ASCII are well-formed UTF-8 (the last may be cut off)."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample, False)
    broken = text.count("\ufffd")
    beyond = sum(1 for letter in text if letter > "\x7f")
    return broken == 0 or (beyond - broken > 0 and broken <= _BROKEN_SHARE * beyond)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: the high bytes of ASCII characters are zero, and no character is a control."""
    if len(sample) < 8 or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    name = "utf-16-le" if odd > 3 * even else "utf-16-be" if even > 3 * odd else None
    if name is None or max(even, odd) < 0.002 * len(sample) or not _decodes(sample, name):
        return None
    text = codecs.getincrementaldecoder(name)("strict").decode(sample[:20_000], False)
    odd_ones = sum(
        1 for letter in text if unicodedata.category(letter) in ("Cc", "Co", "Cn") and letter not in "\t\r\n"
    )
    return name if odd_ones <= 0.001 * len(text) else None


def _is_binary(sample: bytes) -> bool:
    """Control characters that no text holds; a few zero bytes, as a lost connection leaves them, are no reason."""
    controls = sum(sample.count(bytes([code])) for code in range(32) if code not in (0, 9, 10, 11, 12, 13, 26, 27))
    return controls > max(2, 0.001 * len(sample)) or sample.count(0) > 0.3 * len(sample)


def _is_chinese(sample: bytes) -> bool:
    """Whether the bytes are GB18030 and most pairs lie where the characters of GB 2312 do: of accented Western text,
    read so, the second byte of a pair is an ordinary letter."""
    if not _decodes(sample, "gb18030"):
        return False
    common = others = place = 0
    while place < len(sample) - 1:
        first, second = sample[place], sample[place + 1]
        if first < 0x80:
            place += 1
            continue
        if 0xA1 <= first <= 0xF7 and second >= 0xA1:
            common += 1
        else:
            others += 1
        place += 4 if 0x30 <= second <= 0x39 else 2
    return common > 0 and common >= 4 * others


def _mixed(sample: bytes) -> str | None:
    """Whether lines in UTF-8 stand among lines in GB18030 or Windows-1252, as where files were joined."""
    lines = [line for line in sample.splitlines() if not line.isascii()]
    own = [line for line in lines if _decodes(line + b"\n", "utf-8")]
    others = b"\n".join(line for line in lines[:-1] if not _decodes(line + b"\n", "utf-8"))  # the last may be cut off
    if not own or not others:
        return None
    if _is_chinese(others):
        own = [line for line in own if sum(letter > "\x7f" for letter in line.decode("utf-8", "replace")) >= _CERTAIN]
        found = "utf-8+gb18030"
    elif sum(code >= 0x80 for code in others) < _HIGH_SHARE * len(others):
        found = "utf-8+cp1252"
    else:
        return None
    return found if len(own) >= _MIXED_SHARE * len(lines) and len(own) > 1 else None


def _of_other_alphabets(sample: bytes) -> str | None:
    """For text that is mostly beyond ASCII (Cyrillic, Greek, Japanese, …): the guess of a library made for it."""
    high = sum(1 for code in sample if code >= 0x80)
    if high < _HIGH_SHARE * len(sample):
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(sample[:200_000]).best()
    return best.encoding if best else None


def _western(sample: bytes) -> str:
    return "cp1252" if _decodes(sample, "cp1252") else "latin-1"


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(sample, False)
    except (UnicodeError, LookupError):
        return False
    return True


def first_fault(blocks: Iterable[bytes], encoding: str) -> int | None:
    """The place (in characters) of the first bytes that are not of this encoding; ``None`` where all are."""
    decoder = decoder_of(encoding)
    done = 0
    try:
        for block in blocks:
            done += len(decoder.decode(block, False))
        decoder.decode(b"", True)
    except UnicodeError:
        return done
    return None


def known_encoding(name: str, *, path: str) -> str:
    """The encoding that a person asked for (raises DataError ``data.table.unknown_encoding``)."""
    if name in OTHERS:
        return name
    try:
        found = codecs.lookup(name)
        codecs.getincrementaldecoder(name)("strict").decode(b"", True)
    except (LookupError, TypeError, ValueError) as error:
        raise DataError("data.table.unknown_encoding", path=path, encoding=name) from error
    if not getattr(found, "_is_text_encoding", True):
        raise DataError("data.table.unknown_encoding", path=path, encoding=name)
    return name
