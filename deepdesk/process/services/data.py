"""Services of the data child: open a data set, fetch a sample, show one image large."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.download import fetch_sample
from deepdesk.data.images.decoding import decode_image
from deepdesk.data.opening import prepare
from deepdesk.data.samples import fetched_folder, sample_to_fetch
from deepdesk.process.context import ServiceContext
from deepdesk.process.replies import ClipPreviewed, DataGlimpsed, DataOpened, Done, ImagePreviewed, Progressed
from deepdesk.process.requests import Download, OpenData, PreviewClip, PreviewImage

_REPORT_SECONDS: Final = 0.05


class _Progress:
    """Tells the parent how far the work is, at most twenty times a second, and shows life at every call."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._last = 0.0

    def __call__(self, code: str, done: int, total: int) -> None:
        self._context.beat()
        now = time.monotonic()
        if now - self._last >= _REPORT_SECONDS:
            self._last = now
            self._context.reply(Progressed(code=code, done=done, total=total))


def handle_open_data(request: OpenData, context: ServiceContext) -> None:
    """Prepares the data set and answers where it lies (raises DataError, StorageError, OSError)."""
    opened = prepare(
        request.description,
        cache=context.cache,
        progress=_Progress(context),
        stop_asked=context.stop_asked,
        glimpsed=lambda glimpse: context.reply(DataGlimpsed(glimpse=glimpse)),
    )
    context.reply(
        DataOpened(
            description=opened.description,
            report=opened.report,
            preprocessing=opened.preprocessing,
            classes=opened.classes,
            folder=str(opened.content),
            view=str(opened.view),
            fingerprint=opened.fingerprint,
            split=opened.counts,
            root=opened.index.root,
        )
    )


def handle_download(request: Download, context: ServiceContext) -> None:
    """Fetches a sample into the cache (raises DataError, StorageError, OSError)."""
    sample = sample_to_fetch(request.sample)
    folder = fetched_folder(context.cache, sample.name)
    fetch_sample(sample, request.address, folder, _Progress(context), context.stop_asked)
    context.reply(Done())


def handle_preview_image(request: PreviewImage, context: ServiceContext) -> None:
    """Decodes one image and answers it as a PNG of at most ``side`` pixels (raises DataError)."""
    if not 1 <= request.side <= 4096:
        raise DataError("data.bad_side", found=request.side, limit=4096)
    image = decode_image(Path(request.path))
    size = image.size
    image.thumbnail((request.side, request.side))
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=1)
    context.reply(ImagePreviewed(path=request.path, content=stream.getvalue(), width=size[0], height=size[1]))


def handle_preview_clip(request: PreviewClip, context: ServiceContext) -> None:
    """Reads one recording and answers what is shown and played of it (raises DataError)."""
    # Only who hears recordings needs their libraries.
    from deepdesk.data.audio.decoding import read_clip
    from deepdesk.data.audio.sound import LONGEST, sound_of

    clip = read_clip(Path(request.path), seconds=LONGEST)
    context.reply(ClipPreviewed(path=request.path, sound=sound_of(clip)))
