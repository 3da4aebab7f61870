"""Frames: whole messages or a clear error."""

from __future__ import annotations

import io
import struct

import pytest

from deepdesk.core.errors import ProcessError
from deepdesk.process.frames import FRAME_LIMIT, read_reply, read_request, write_frame
from deepdesk.process.replies import Alive, Done
from deepdesk.process.requests import FindDevices


def frame(body: bytes, magic: bytes = b"DD\x00\x01", size: int | None = None) -> io.BytesIO:
    return io.BytesIO(struct.pack("<4sI", magic, len(body) if size is None else size) + body)


def test_messages_come_back_in_order() -> None:
    stream = io.BytesIO()
    for message in (Alive(beat=3), Done(number=4)):
        write_frame(stream, message)
    stream.seek(0)
    assert [read_reply(stream), read_reply(stream)] == [Alive(beat=3), Done(number=4)]
    with pytest.raises(EOFError):
        read_reply(stream)


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (frame(b"", magic=b"HTTP"), "process.broken_frame"),
        (frame(b"", size=FRAME_LIMIT + 1), "process.broken_frame"),
        (frame(b"\xc1"), "process.broken_message"),
        (frame(b"\x81\xa4type\xa7no_such"), "process.broken_message"),
    ],
)
def test_broken_frames_are_named(stream: io.BytesIO, code: str) -> None:
    with pytest.raises(ProcessError) as caught:
        read_reply(stream)
    assert caught.value.code == code


def test_a_frame_that_is_cut_off_is_the_end() -> None:
    with pytest.raises(EOFError):
        read_reply(frame(b"abc", size=10))


def test_a_reply_is_no_request() -> None:
    stream = io.BytesIO()
    write_frame(stream, Done())
    stream.seek(0)
    with pytest.raises(ProcessError):
        read_request(stream)
    stream = io.BytesIO()
    write_frame(stream, FindDevices())
    stream.seek(0)
    assert read_request(stream) == FindDevices()
