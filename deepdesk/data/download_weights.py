"""Fetches a file of weights from an address that the person gave: goes on where it was interrupted."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote, urldefrag, urlsplit

from deepdesk import __version__
from deepdesk.core.errors import DataError
from deepdesk.data import cache
from deepdesk.data.content import Progress, StopAsked, check_stop
from deepdesk.data.download import (
    ATTEMPTS,
    PARTIAL,
    RANGE_REFUSED,
    TIMEOUT_SECONDS,
    append_answer,
    check_kind,
    digest_of,
    size_of,
)

LIMIT: Final = 8 * 1024**3
_CHECKSUM: Final = re.compile(r"sha256=([0-9a-fA-F]{64})")
_IN_NAME: Final = re.compile(r"-([0-9a-f]{8,64})\.\w+$")
"""PyTorch's files carry the first digits of their SHA-256 in their name."""
_TOTAL: Final = re.compile(r"bytes \d+-\d+/(\d+)")
_UNSAFE: Final = re.compile(r"[^\w.\-]+")


def fetch_weights(address: str, folder: Path, progress: Progress, stop_asked: StopAsked) -> tuple[Path, bool]:
    """The file behind ``address``, fetched unless it is there already, and whether it was checked against a checksum.

    What was fetched before an interruption, or before the person cancelled, is kept beside it and used later.

    Args:
        address: http or https; ``#sha256=`` and 64 digits behind it are the checksum. Without them, the digits that
            PyTorch puts into the names of its files count.
        folder: where to; made when it is missing.
        progress: called with bytes done and bytes in all (0: not known).
        stop_asked: looked at every 64 KB.

    Raises:
        DataError: a bad address or checksum, a refusal, no answer, an interruption, another content, cancelled.
        StorageError, OSError: the disk is full or refuses.
    """
    url, fragment = urldefrag(address.strip())
    url = quote(url, safe="%/:?=&+,;@!$'()*~[]")
    parts = urlsplit(url)
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc:
        raise DataError("data.download.bad_address", address=address[:200])
    name = _UNSAFE.sub("_", unquote(parts.path).rpartition("/")[2])[-120:].lstrip(".") or "weights"
    checksum = _checksum(fragment, name, address)
    place = folder / hashlib.sha256(url.encode()).hexdigest()[:12]
    path = place / name
    if path.exists() and (not checksum or digest_of(path).startswith(checksum)):
        return path, bool(checksum)
    place.mkdir(parents=True, exist_ok=True)
    _Download(url, path, progress, stop_asked).carry_out(checksum)
    return path, bool(checksum)


def _checksum(fragment: str, name: str, address: str) -> str:
    if fragment:
        found = _CHECKSUM.fullmatch(fragment)
        if found is None:
            raise DataError("weights.bad_checksum", address=address[:200])
        return found[1].lower()
    in_name = _IN_NAME.search(name)
    return in_name[1] if in_name else ""


class _Download:
    def __init__(self, url: str, path: Path, progress: Progress, stop_asked: StopAsked) -> None:
        self._url = url
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._tag = path.with_name(f"{path.name}.tag")
        self._progress = progress
        self._stop_asked = stop_asked
        self._total: int | None = None

    def carry_out(self, checksum: str) -> None:
        """Asks until the file is whole, checks it and puts it into its place."""
        failures, reached = 0, size_of(self._part)
        while not self._receive():
            if size_of(self._part) > reached:
                failures, reached = 0, size_of(self._part)
                continue
            failures += 1
            if failures >= ATTEMPTS:
                done = size_of(self._part)
                raise DataError("data.download.interrupted", url=self._url, done=done, total=self._total or 0)
        if checksum and not digest_of(self._part).startswith(checksum):
            self._forget()
            raise DataError("data.download.wrong_content", url=self._url)
        os.replace(self._part, self._path)
        self._tag.unlink(missing_ok=True)

    def _forget(self) -> None:
        self._part.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)

    def _tell(self) -> Callable[[int], None]:
        def tell(count: int) -> None:
            check_stop(self._stop_asked)
            self._progress("data.progress.downloading", count, self._total or 0)

        return tell

    def _headers(self, start: int) -> dict[str, str]:
        headers = {"User-Agent": f"DeepDesk/{__version__}", "Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
            with contextlib.suppress(OSError, UnicodeDecodeError):
                # A file that has changed since is then given from its beginning.
                headers["If-Range"] = self._tag.read_text("latin-1")
        return headers

    def _receive(self) -> bool:
        """Appends what the server gives; whether the file is whole now."""
        check_stop(self._stop_asked)
        start = size_of(self._part)
        request = urllib.request.Request(self._url, headers=self._headers(start))
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                check_kind(answer, self._url)
                start = start if answer.status == PARTIAL else 0
                self._total = _total(answer, start)
                self._look_at_size(start)
                self._keep_tag(answer)
                append_answer(answer, self._part, start, LIMIT, self._tell())
        except urllib.error.HTTPError as error:
            if error.code != RANGE_REFUSED:
                raise DataError("data.download.refused", url=self._url, status=error.code) from error
            # Nothing is left to fetch, or what is here does not belong to it: the checksum would say.
            self._forget()
            return False
        except urllib.error.URLError as error:
            raise DataError("data.download.no_answer", url=self._url, reason=str(error.reason)) from error
        except (TimeoutError, ConnectionError, http.client.HTTPException):
            return False  # what arrived is kept, and the caller asks again
        return self._total is None or size_of(self._part) == self._total

    def _look_at_size(self, start: int) -> None:
        if self._total is not None:
            if self._total > LIMIT:
                raise DataError("weights.download_too_large", url=self._url, limit=LIMIT // 1024**3)
            cache.check_room(self._path.parent, self._total - start)

    def _keep_tag(self, answer: Any) -> None:
        tag = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        if tag and not tag.startswith("W/"):
            self._tag.write_text(tag, "latin-1")


def _total(answer: Any, start: int) -> int | None:
    """Bytes of the whole file, as far as the server says it."""
    ranged = _TOTAL.fullmatch(answer.headers.get("Content-Range", ""))
    if ranged:
        return int(ranged[1])
    length = answer.headers.get("Content-Length", "")
    return start + int(length) if length.isdecimal() else None
