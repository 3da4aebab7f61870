"""How messages cross the border: length-prefixed msgspec frames with a size limit; never pickles."""

from __future__ import annotations

import struct
from typing import IO, Final

import msgspec

from deepdesk.core.errors import ProcessError
from deepdesk.process.replies import AnyReply, Reply
from deepdesk.process.requests import AnyRequest, Request

FRAME_LIMIT: Final = 64 * 1024 * 1024
_HEADER: Final = struct.Struct("<4sI")
_MAGIC: Final = b"DD\x00\x01"


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
