"""A zip from who knows where, opened without trusting anything that it says."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from deepdesk.core.errors import FormatError

SUMS: Final = "SHA256SUMS"
MEMBERS_LIMIT: Final = 64
SMALL_LIMIT: Final = 8 * 1024 * 1024
LARGE_LIMIT: Final = 16 * 1024**3
BLOCK: Final = 1024 * 1024
_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*){0,3}")
_SUM: Final = re.compile(r"([0-9a-f]{64})  (\S+)")
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError, struct.error)


class Members:
    """The entries of an opened archive, whose names and stated sizes have been checked."""

    def __init__(self, path: Path, source: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> None:
        self._path = path
        self._source = source
        self._entries = entries

    def read(self, name: str) -> bytes:
        """The bytes of a member: never more than its stated size, which has been checked (raises FormatError)."""
        return b"".join(self._blocks(name))

    def check_sums(self) -> None:
        """Compares the checksum of every member with the list (raises FormatError)."""
        stated = self._stated_sums()
        for name in self._entries:
            if name == SUMS:
                continue
            if name not in stated:
                raise FormatError("inference.no_checksum", path=str(self._path), name=name)
            digest = hashlib.sha256()
            for block in self._blocks(name):
                digest.update(block)
            if digest.hexdigest() != stated[name]:
                raise FormatError("inference.wrong_checksum", path=str(self._path), name=name)

    def _stated_sums(self) -> dict[str, str]:
        lines = self.read(SUMS).decode("ascii", errors="replace").splitlines()
        found = [_SUM.fullmatch(line) for line in lines]
        if any(match is None for match in found):
            raise FormatError("inference.bad_checksums", path=str(self._path))
        return {match[2]: match[1] for match in found if match}

    def _blocks(self, name: str) -> Iterator[bytes]:
        with _as_format_error(self._path), self._source.open(self._entries[name]) as stream:
            left = self._entries[name].file_size
            while left > 0:
                block = stream.read(min(BLOCK, left))
                if not block:
                    raise EOFError
                left -= len(block)
                yield block


@contextlib.contextmanager
def opened(path: Path, *, needed: Collection[str], large: Collection[str]) -> Iterator[Members]:
    """The members of the archive at ``path``.

    Args:
        needed: names that must be there (beside the list of checksums).
        large: names that may be larger than 8 MB; they must be stored unpacked, so that they cannot be larger than
            the file itself.

    Raises:
        FormatError: it is no zip, cut off, somebody else's, or not safe.
        OSError: it cannot be opened.
    """
    with path.open("rb") as stream:
        _check_beginning(path, stream.read(4))
        with _as_format_error(path):
            source = zipfile.ZipFile(stream)
        with source:
            yield Members(path, source, _checked(path, source.infolist(), [*needed, SUMS], large))


def _check_beginning(path: Path, beginning: bytes) -> None:
    if not beginning:
        raise FormatError("inference.empty_file", path=str(path))
    if beginning != b"PK\x03\x04"[: len(beginning)] or len(beginning) < 4:
        raise FormatError("inference.not_a_model", path=str(path))


def _checked(
    path: Path, found: list[zipfile.ZipInfo], needed: Collection[str], large: Collection[str]
) -> dict[str, zipfile.ZipInfo]:
    at = str(path)
    if missing := next((name for name in needed if name not in {entry.filename for entry in found}), None):
        raise FormatError("inference.foreign_zip", path=at, missing=missing)
    if len(found) > MEMBERS_LIMIT:
        raise FormatError("inference.too_many_members", path=at, found=len(found), limit=MEMBERS_LIMIT)
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in found:
        if not _NAME.fullmatch(entry.filename) or entry.orig_filename != entry.filename:
            raise FormatError("inference.bad_member_name", path=at, name=repr(entry.orig_filename[:100]))
        if entry.filename in entries:
            raise FormatError("inference.twice", path=at, name=entry.filename)
        _check_size(at, entry, stored_only=entry.filename in large)
        entries[entry.filename] = entry
    return entries


def _check_size(path: str, entry: zipfile.ZipInfo, *, stored_only: bool) -> None:
    allowed = {zipfile.ZIP_STORED} if stored_only else {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    differs = entry.compress_type == zipfile.ZIP_STORED and entry.file_size != entry.compress_size
    if entry.compress_type not in allowed or entry.flag_bits & 0x1 or differs:
        raise FormatError("inference.member_packed", path=path, name=entry.filename)
    limit = LARGE_LIMIT if stored_only else SMALL_LIMIT
    if entry.file_size > limit:
        raise FormatError(
            "inference.member_too_large", path=path, name=entry.filename, size=entry.file_size, limit=limit
        )


@contextlib.contextmanager
def _as_format_error(path: Path) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise FormatError("inference.cut_off", path=str(path), size=path.stat().st_size) from error
    except OSError as error:
        # A damaged table of contents can point to before the beginning.
        if error.errno != errno.EINVAL:
            raise
        raise FormatError("inference.cut_off", path=str(path), size=path.stat().st_size) from error
