"""An image that the person asked for is fetched in the data child, within limits."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import Final

from deepdesk import __version__
from deepdesk.core.errors import DataError
from deepdesk.process.context import ServiceContext
from deepdesk.process.replies import ImageFetched
from deepdesk.process.requests import FetchImage

LIMIT: Final = 32 * 1024 * 1024
TIMEOUT_SECONDS: Final = 20.0
BLOCK: Final = 64 * 1024


class _SameKind(urllib.request.HTTPRedirectHandler):
    """Follows redirections to http and https only."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        _check_scheme(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def handle_fetch_image(request: FetchImage, context: ServiceContext) -> None:
    """Answers :class:`ImageFetched` (raises DataError: another scheme, no answer, a refusal, too large, stopped)."""
    context.reply(ImageFetched(address=request.address, content=fetched(request.address, context)))


def fetched(address: str, context: ServiceContext) -> bytes:
    """The bytes behind an http(s) address, at most :data:`LIMIT` (raises DataError)."""
    _check_scheme(address)
    headers = {"User-Agent": f"DeepDesk/{__version__}", "Accept": "image/*,*/*"}
    try:
        asked = urllib.request.Request(address, headers=headers)
        with urllib.request.build_opener(_SameKind).open(asked, timeout=TIMEOUT_SECONDS) as answer:
            return _read(answer, context)
    except urllib.error.HTTPError as error:
        raise DataError("inference.fetch.status", status=error.code) from error
    except urllib.error.URLError as error:
        raise DataError("inference.fetch.failed", reason=str(error.reason)) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise DataError("inference.fetch.failed", reason=str(error) or type(error).__name__) from error


def _check_scheme(address: str) -> None:
    if not address.lower().startswith(("http://", "https://")):
        raise DataError("inference.fetch.scheme", address=address[:200])


def _read(answer: http.client.HTTPResponse, context: ServiceContext) -> bytes:
    content = bytearray()
    while block := answer.read(BLOCK):
        content += block
        context.beat()
        if len(content) > LIMIT:
            raise DataError("inference.fetch.too_large", limit=LIMIT // 2**20)
        if context.stop_asked():
            raise DataError("process.stopped")
    return bytes(content)
