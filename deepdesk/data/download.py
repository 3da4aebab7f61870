"""Fetches the files of a sample: goes on where it was interrupted, and believes nothing without its checksum."""

from __future__ import annotations

import hashlib
import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from deepdesk import __version__
from deepdesk.core.errors import DataError
from deepdesk.data import cache
from deepdesk.data.content import Progress, StopAsked, check_stop
from deepdesk.data.samples import Sample, SampleFile

TIMEOUT_SECONDS: Final = 20.0
ATTEMPTS: Final = 3
"""How often in a row a file is tried again after an interruption that brought nothing new."""
_BLOCK: Final = 1 << 16
PARTIAL: Final = 206
RANGE_REFUSED: Final = 416


def fetch_sample(sample: Sample, address: str, folder: Path, progress: Progress, stop_asked: StopAsked) -> None:
    """Fetches every file of ``sample`` that is not there yet, checks it, and puts it into ``folder``.

    What was fetched before an interruption, or before the person cancelled, is kept as ``NAME.part`` and used later.

    Args:
        sample: names, sizes and checksums.
        address: the http(s) address of the folder that holds the files.
        folder: where to; made when it is missing.
        progress: called with bytes done and bytes in all.
        stop_asked: looked at every 64 KB.

    Raises:
        DataError: a bad address, a refusal (with its number), no answer, an interruption, another content, cancelled.
        StorageError, OSError: the disk is full or refuses.
    """
    if urlsplit(address).scheme.lower() not in {"http", "https"} or not urlsplit(address).netloc:
        raise DataError("data.download.bad_address", address=address[:200])
    folder.mkdir(parents=True, exist_ok=True)
    cache.check_room(folder, sample.size)
    done = 0
    for file in sample.files:
        started = done

        def tell(count: int, before: int = started) -> None:
            check_stop(stop_asked)
            progress("data.progress.downloading", before + count, sample.size)

        _fetch(file, address, folder, tell)
        done += file.size
        tell(file.size)


def _fetch(file: SampleFile, address: str, folder: Path, tell: Callable[[int], None]) -> None:
    path, part = folder / file.name, folder / f"{file.name}.part"
    if path.exists() and path.stat().st_size == file.size and digest_of(path) == file.sha256:
        return
    url = urljoin(address if address.endswith("/") else f"{address}/", file.name)
    if size_of(part) > file.size:
        part.unlink()
    failures, reached = 0, size_of(part)
    while size_of(part) < file.size:
        _receive(url, part, file.size, tell)
        if size_of(part) > reached:
            failures, reached = 0, size_of(part)
        elif size_of(part) < file.size:
            failures += 1
            if failures >= ATTEMPTS:
                raise DataError("data.download.interrupted", url=url, done=size_of(part), total=file.size)
    if size_of(part) != file.size or digest_of(part) != file.sha256:
        part.unlink()
        raise DataError("data.download.wrong_content", url=url)
    os.replace(part, path)


def _receive(url: str, part: Path, size: int, tell: Callable[[int], None]) -> None:
    """Appends to ``part`` what the server gives until it stops, without complaint where that is too early."""
    start = size_of(part)
    headers = {"User-Agent": f"DeepDesk/{__version__}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=TIMEOUT_SECONDS) as answer:
            check_kind(answer, url)
            append_answer(answer, part, start if answer.status == PARTIAL else 0, size, tell)
    except urllib.error.HTTPError as error:
        if error.code != RANGE_REFUSED:
            raise DataError("data.download.refused", url=url, status=error.code) from error
        part.unlink(missing_ok=True)
    except urllib.error.URLError as error:
        raise DataError("data.download.no_answer", url=url, reason=str(error.reason)) from error
    except (TimeoutError, ConnectionError, http.client.HTTPException):
        return  # what arrived is kept; the caller tries again


def check_kind(answer: Any, url: str) -> None:
    """Refuses a web page (raises DataError)."""
    if answer.headers.get_content_type() == "text/html":
        raise DataError("data.download.web_page", url=url)


def append_answer(answer: Any, part: Path, start: int, size: int, tell: Callable[[int], None]) -> None:
    """Writes what ``answer`` gives into ``part`` from byte ``start`` on, at most one block beyond ``size``."""
    with part.open("ab") as stream:
        stream.truncate(start)
        count = start
        while count <= size and (block := answer.read(_BLOCK)):
            stream.write(block)
            count += len(block)
            tell(min(count, size))
        stream.flush()
        os.fsync(stream.fileno())


def size_of(path: Path) -> int:
    """Bytes of a file, 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def digest_of(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
