"""What crosses the border to a child: versioned, length-prefixed msgspec frames with a size limit; never pickles."""

from __future__ import annotations

import struct
from enum import StrEnum
from typing import IO, Any, Final

import msgspec

from deepdesk.backends.base import Device
from deepdesk.core.errors import ProcessError
from deepdesk.data.dataset import DataReport, Part
from deepdesk.data.description import DatasetDescription, ImagePreprocessing
from deepdesk.inference.evaluation import Evaluation
from deepdesk.inference.predictions import Note
from deepdesk.training.events import RunEvent
from deepdesk.training.job import TrainingJob

PROTOCOL: Final = 1
FRAME_LIMIT: Final = 64 * 1024 * 1024
_HEADER: Final = struct.Struct("<4sI")
_MAGIC: Final = b"DD\x00\x01"


class Role(StrEnum):
    """What a child is for: ``data`` imports no framework."""

    DATA = "data"
    TORCH = "torch"
    TENSORFLOW = "tensorflow"


class Request(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of what the parent asks."""


class Train(Request, frozen=True, kw_only=True, tag="train"):
    """Train ``job`` in ``folder`` (made by the parent, holds job.json); answers :class:`Happened` until ``Ended``."""

    job: TrainingJob
    folder: str


class Stop(Request, frozen=True, kw_only=True, tag="stop"):
    """Finish the batch, save and end the present work."""


class OpenData(Request, frozen=True, kw_only=True, tag="open_data"):
    """Open a data set; answers :class:`Progressed` and then :class:`DataOpened`."""

    description: DatasetDescription


class Download(Request, frozen=True, kw_only=True, tag="download"):
    """Fetch a sample's files from ``address`` (a base URL) into the cache; answers Progressed and then Done."""

    sample: str
    address: str


class PreviewImage(Request, frozen=True, kw_only=True, tag="preview_image"):
    """Show the image file at ``path`` with at most ``side`` pixels a side; answers :class:`ImagePreviewed`."""

    path: str
    side: int


class LoadModel(Request, frozen=True, kw_only=True, tag="load_model"):
    """Load a ``.ddm`` for prediction; answers :class:`ModelLoaded`."""

    path: str


class PredictInput(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to predict: a path, the bytes of an image file (clipboard, canvas), or a pasted ``data:image/…`` text.
    ``name`` is echoed."""

    name: str
    path: str | None = None
    content: bytes | None = None
    text: str | None = None
    drawn: bool = False


class Predict(Request, frozen=True, kw_only=True, tag="predict"):
    """Predict with the loaded model; answers one :class:`Predicted` an input, in order, then :class:`Done`."""

    inputs: tuple[PredictInput, ...]
    number: int = 0
    top: int = 0
    pictures: bool = False


class Evaluate(Request, frozen=True, kw_only=True, tag="evaluate"):
    """Score a ``.ddm`` on a part of a data set; ``part`` None takes its test part where it has one, else all; answers
    :class:`Evaluated`."""

    path: str
    description: DatasetDescription
    part: Part | None = None


class FetchImage(Request, frozen=True, kw_only=True, tag="fetch_image"):
    """Fetch an image that the person asked for from an http(s) address; answers :class:`ImageFetched`."""

    address: str


class FindDevices(Request, frozen=True, kw_only=True, tag="find_devices"):
    """Answers :class:`DevicesFound`."""


class Reply(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of what a child answers."""


class Hello(Reply, frozen=True, kw_only=True, tag="hello"):
    """First message of a child: ready (framework imported)."""

    protocol: int
    pid: int
    role: Role
    version: str = ""


class Alive(Reply, frozen=True, kw_only=True, tag="alive"):
    """A sign of life, about once a second, from a thread of its own, with the work's own counter: the counter stands
    still when the work hangs."""

    beat: int = 0


class Happened(Reply, frozen=True, kw_only=True, tag="happened"):
    """An event of the run."""

    event: RunEvent


class Progressed(Reply, frozen=True, kw_only=True, tag="progressed"):
    """``done`` of ``total`` (0: not known) of what the sentence ``code`` says."""

    code: str
    done: int
    total: int
    params: dict[str, Any] = {}


class DataOpened(Reply, frozen=True, kw_only=True, tag="data_opened"):
    """The data set is open; ``folder`` is its place in the cache with what the window memory-maps:
    ``thumbnails.npy`` uint8 ``(samples, height, width, 1|3)``, ``images.npy`` (the same at the network's size),
    ``labels.npy`` int64, ``part_file`` uint8 (0 train, 1 validation, 2 test), ``names.json`` (paths of the samples
    below ``root``, absent when they are only numbers)."""

    report: DataReport
    preprocessing: ImagePreprocessing
    folder: str
    fingerprint: str
    split: dict[str, int]
    part_file: str = "part.npy"
    root: str = ""


class ImagePreviewed(Reply, frozen=True, kw_only=True, tag="image_previewed"):
    """A small PNG of an image file, and the size of the image itself in pixels."""

    path: str
    content: bytes
    width: int
    height: int


class ModelLoaded(Reply, frozen=True, kw_only=True, tag="model_loaded"):
    """The model is ready to predict."""

    path: str
    name: str
    classes: tuple[str, ...]
    preprocessing: ImagePreprocessing
    trained_with: str
    metrics: dict[str, Any] = {}
    trained_on: str = ""
    fingerprint: str = ""


class Predicted(Reply, frozen=True, kw_only=True, tag="predicted"):
    """The answer for one input: the best classes first (``top`` 0: all), or ``error``; ``seen`` is a PNG of the input
    as the network sees it and ``thumbnail`` a PNG of at most 160 pixels, both only when pictures were asked for."""

    name: str
    label: str | None = None
    probabilities: tuple[tuple[str, float], ...] = ()
    milliseconds: float = 0.0
    notes: tuple[Note, ...] = ()
    error: Note | None = None
    seen: bytes | None = None
    thumbnail: bytes | None = None
    number: int = 0


class Evaluated(Reply, frozen=True, kw_only=True, tag="evaluated"):
    """The score."""

    evaluation: Evaluation


class ImageFetched(Reply, frozen=True, kw_only=True, tag="image_fetched"):
    """The bytes as the server gave them, not looked into; at most 32 MB."""

    address: str
    content: bytes


class DevicesFound(Reply, frozen=True, kw_only=True, tag="devices_found"):
    """Devices that are really there, best first."""

    devices: tuple[Device, ...]


class Done(Reply, frozen=True, kw_only=True, tag="done"):
    """The request was carried out."""

    number: int = 0


class Failed(Reply, frozen=True, kw_only=True, tag="failed"):
    """The request failed: the sentence of ``code``; ``trace`` is for the log only."""

    code: str
    params: dict[str, Any] = {}
    trace: str = ""


AnyRequest = (
    Train | Stop | OpenData | Download | PreviewImage | LoadModel | Predict | Evaluate | FetchImage | FindDevices
)
AnyReply = (
    Hello
    | Alive
    | Happened
    | Progressed
    | DataOpened
    | ImagePreviewed
    | ModelLoaded
    | Predicted
    | Evaluated
    | ImageFetched
    | DevicesFound
    | Done
    | Failed
)


def _read_exactly(stream: IO[bytes], count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = stream.read(count - len(parts))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def write_frame(stream: IO[bytes], message: Request | Reply) -> None:
    """Writes one message and flushes (raises ProcessError over the size limit, OSError when the pipe is closed)."""
    try:
        body = msgspec.msgpack.encode(message)
    except UnicodeEncodeError as error:
        # A file name of bytes that are no text; such a name cannot be sent.
        raise ProcessError("process.name_not_text", name=ascii(error.object)[1:-1]) from error
    except OverflowError as error:
        raise ProcessError("process.number_too_large") from error
    if len(body) > FRAME_LIMIT:
        raise ProcessError("process.frame_too_large", size=len(body), limit=FRAME_LIMIT)
    stream.write(_HEADER.pack(_MAGIC, len(body)) + body)
    stream.flush()


def _read_body(stream: IO[bytes]) -> bytes:
    magic, size = _HEADER.unpack(_read_exactly(stream, _HEADER.size))
    if magic != _MAGIC or size > FRAME_LIMIT:
        raise ProcessError("process.broken_frame", size=size)
    return _read_exactly(stream, size)


def read_request(stream: IO[bytes]) -> AnyRequest:
    """The next request (raises EOFError at the end, ProcessError when the frame is broken)."""
    try:
        request: AnyRequest = msgspec.msgpack.decode(_read_body(stream), type=AnyRequest)
    except msgspec.MsgspecError as error:
        raise ProcessError("process.broken_message", reason=str(error)) from error
    return request


def read_reply(stream: IO[bytes]) -> AnyReply:
    """The next reply (raises EOFError at the end, ProcessError when the frame is broken)."""
    try:
        reply: AnyReply = msgspec.msgpack.decode(_read_body(stream), type=AnyReply)
    except msgspec.MsgspecError as error:
        raise ProcessError("process.broken_message", reason=str(error)) from error
    return reply
