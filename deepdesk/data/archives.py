"""Zip archives of data: unpacked once into the cache, within bounds, whatever a stranger put into them."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import time
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from deepdesk.core.errors import DataError, DeepDeskError
from deepdesk.data import cache as prepared
from deepdesk.data.content import Progress, StopAsked, check_stop

MEMBER_LIMIT: Final = 500_000
SIZE_LIMIT: Final = 64 * 1000**3
"""Bytes of everything unpacked."""
RATIO_LIMIT: Final = 200
"""Unpacked ÷ packed size above which an archive of more than :data:`_HARMLESS` bytes is taken for a trap."""
KEPT_LIMIT: Final = 20 * 1000**3
"""Bytes of all unpacked archives together; those used longest ago are deleted first."""
_HARMLESS: Final = 100_000_000
_BLOCK: Final = 1 << 20
_IN_USE: Final = 3600.0
_DONE: Final = ".done"
_FOLDER: Final = "unpacked"
_NAME_BYTES: Final = 255
_UTF8_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1
_UNIX: Final = 3
_ALONE: Final = frozenset(
    [".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".xlsx", ".parquet", ".npz", ".ts", ".gz", ".zip"]
)
"""Files that are a data set by themselves."""


def is_archive(path: Path) -> bool:
    """Whether ``path`` is a zip archive by its name (an ``.npz`` is a data set and no archive)."""
    return path.suffix.lower() == ".zip" and path.is_file()


def unpacked(path: Path, cache: Path, progress: Progress, stop_asked: StopAsked) -> Path:
    """Where the content of an archive lies: the one file or folder in it, or the folder of all; ``path`` itself when it
    is no archive.

    Unpacked once, into a folder named for the content, and kept in the cache within bounds. Archives within archives
    stay packed.

    Raises:
        DataError: damaged, protected, too large, or holds what would lie outside; cancelled.
        StorageError, OSError: the disk is full or refuses.
    """
    if not is_archive(path):
        return path
    try:
        with zipfile.ZipFile(path) as archive:
            members = _checked(archive, path)
            place = cache / _FOLDER
            folder = place / _key(archive)
            if not (folder / _DONE).exists():
                _unpack(archive, members, path, folder, progress, stop_asked)
            os.utime(folder / _DONE)
    except NotImplementedError as error:
        raise DataError("data.zip.method", path=str(path)) from error
    except DeepDeskError:
        raise
    except Exception as error:
        # A damaged archive makes its reader raise almost anything; what the disk refuses is another matter.
        if isinstance(error, OSError) and error.errno != errno.EINVAL:
            raise
        raise DataError("data.zip.damaged", path=str(path), reason=str(error) or type(error).__name__) from error
    _trim(place, keep=folder)
    return _heart(folder / "content")


def _key(archive: zipfile.ZipFile) -> str:
    """Of names, sizes and check sums of all members: the same wherever the archive lies."""
    digest = hashlib.blake2b(digest_size=16)
    for member in archive.infolist():
        digest.update(f"{member.filename!a} {member.file_size} {member.CRC} {member.date_time}\n".encode())
    return digest.hexdigest()


def _checked(archive: zipfile.ZipFile, path: Path) -> list[tuple[zipfile.ZipInfo, str]]:
    """The files to unpack with their safe names, hidden ones of macOS left out (raises DataError)."""
    infos = archive.infolist()
    if len(infos) > MEMBER_LIMIT:
        raise DataError("data.zip.too_many", path=str(path), found=len(infos), limit=MEMBER_LIMIT)
    size = sum(info.file_size for info in infos)
    packed = max(1, path.stat().st_size)
    if size > SIZE_LIMIT or (size > _HARMLESS and size > RATIO_LIMIT * packed):
        raise DataError("data.zip.bomb", path=str(path), size=size // 10**6, packed=packed // 10**6)
    found: dict[str, zipfile.ZipInfo] = {}
    for info, name in zip(infos, _names(infos), strict=True):
        if info.is_dir() or name.startswith("__MACOSX/") or name.rpartition("/")[2] == ".DS_Store":
            continue
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise DataError("data.zip.password", path=str(path))
        if info.create_system == _UNIX and stat.S_ISLNK(info.external_attr >> 16):
            raise DataError("data.zip.link", path=str(path), name=ascii(name)[1:-1])
        found[_safe(name, path)] = info
    if not found:
        raise DataError("data.zip.empty", path=str(path))
    return [(info, name) for name, info in found.items()]


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Names as they were meant: those not marked as UTF-8 are tried as UTF-8, then as GB18030 (Chinese Windows)."""
    raw = [info.filename.encode("cp437", "replace") for info in infos if not info.flag_bits & _UTF8_FLAG]
    encoding = next((name for name in ("utf-8", "gb18030") if _decodes(b"\n".join(raw), name)), "cp437")
    return [info.filename if info.flag_bits & _UTF8_FLAG else _recoded(info.filename, encoding) for info in infos]


def _recoded(name: str, encoding: str) -> str:
    try:
        return name.encode("cp437").decode(encoding)
    except UnicodeError:
        return name


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _safe(name: str, path: Path) -> str:
    """A relative path with ``/`` that stays below its folder on every system (raises DataError)."""
    plain = name.replace("\\", "/")
    parts = [part for part in plain.split("/") if part not in {"", "."}]
    drive = len(plain) > 1 and plain[1] == ":" and plain[0].isalpha()
    if plain.startswith("/") or drive or ".." in parts or "\0" in plain or not parts:
        raise DataError("data.zip.outside", path=str(path), name=ascii(name)[1:-1])
    return "/".join(_short(part) for part in parts)


def _short(part: str) -> str:
    """A name that every file system takes: 255 bytes, no characters that Windows refuses, none that are no text."""
    clean = "".join("_" if letter in '<>:"|?*' or ord(letter) < 32 else letter for letter in part)
    packed = clean.encode("utf-8", "replace")
    if len(packed) <= _NAME_BYTES:
        return packed.decode()
    stem, dot, suffix = clean.rpartition(".")
    tail = f"~{hashlib.blake2b(packed, digest_size=4).hexdigest()}{dot}{suffix[:16]}" if dot else ""
    kept = (stem or clean).encode("utf-8", "replace")[: _NAME_BYTES - len(tail.encode())]
    return kept.decode("utf-8", "ignore") + tail


def _unpack(
    archive: zipfile.ZipFile,
    members: list[tuple[zipfile.ZipInfo, str]],
    path: Path,
    folder: Path,
    progress: Progress,
    stop_asked: StopAsked,
) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    prepared.check_room(folder.parent, sum(info.file_size for info, _ in members))
    building = folder.parent / f".building-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    total = sum(info.file_size for info, _ in members)
    done = 0
    try:
        for info, name in members:
            target = building / "content" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as stream:
                for block in _blocks(archive, info, path):
                    check_stop(stop_asked)
                    stream.write(block)
                    done += len(block)
                    progress("data.progress.unpacking", done, total)
            moment = time.mktime((*info.date_time, 0, 0, -1)) if info.date_time[0] >= 1980 else 0.0
            os.utime(target, (moment, moment))
        (building / _DONE).touch()
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(FileExistsError):  # another process was quicker
            building.rename(folder)
    except FileExistsError as error:  # a file where a folder should be
        raise DataError("data.zip.damaged", path=str(path), reason=str(error.strerror)) from error
    except (IsADirectoryError, NotADirectoryError) as error:
        raise DataError("data.zip.damaged", path=str(path), reason=str(error.strerror)) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _blocks(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    """The content of a member, never more than it states (raises DataError)."""
    left = info.file_size
    with archive.open(info) as stream:
        while block := stream.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise DataError("data.zip.bomb", path=str(path), size=info.file_size // 10**6, packed=0)
            yield block
    yield b""


def _heart(folder: Path) -> Path:
    """Looks through a folder that holds one thing only."""
    place = folder
    for _ in range(4):
        if not place.is_dir():
            break
        entries = [entry for entry in place.iterdir() if not entry.name.startswith(".")]
        if len(entries) != 1:
            break
        if entries[0].is_file() and entries[0].suffix.lower() not in _ALONE:
            break
        place = entries[0]
    return place


def _trim(place: Path, *, keep: Path) -> None:
    """Deletes what was used longest ago, and what killed processes left, until all is below :data:`KEPT_LIMIT`."""
    found = []
    for folder in place.iterdir():
        with contextlib.suppress(OSError):
            mark = folder / _DONE
            used = mark.stat().st_mtime if mark.exists() else folder.stat().st_mtime
            if not mark.exists() and time.time() - used > _IN_USE:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            size = sum(entry.stat().st_size for entry in folder.rglob("*"))
            found.append((used, size, folder))
    total = sum(size for _, size, _ in found)
    for used, size, folder in sorted(found):
        if total <= KEPT_LIMIT:
            return
        if folder != keep and time.time() - used > _IN_USE:
            shutil.rmtree(folder, ignore_errors=True)
            total -= size
