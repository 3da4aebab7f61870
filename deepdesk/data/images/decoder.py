"""A process that reads image files for another one: what a damaged file does to it, it does to nobody else.

Requests come on stdin, answers leave on stdout, both as msgpack behind a length of four bytes. While it works, it
counts the items that it has begun in a small shared file, so that whoever started it knows which file ended it.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final

import msgspec

from deepdesk.core.errors import DataError
from deepdesk.data.images.decoding import decode_quietly, image_size
from deepdesk.data.images.preprocessing import SUFFICES, as_input, full_size, needed_size
from deepdesk.data.preprocessing import ImagePreprocessing

FILE_LIMIT: Final = 1 << 30
MEMORY_LIMIT: Final = 6 << 30
"""Bytes of addresses that the process may have, where the system can be told so."""
POSITION: Final = struct.Struct("<Q")
LENGTH: Final = struct.Struct("<I")

Result = Any
"""Plain data: of a file that could be read ``[…]``, else ``{"code": …, "params": …}``."""


class _State:
    """Files that are written to, open as long as the process lives."""

    def __init__(self) -> None:
        self._streams: dict[str, IO[bytes]] = {}

    def write(self, path: str, offset: int, pixels: Any) -> None:
        stream = self._streams.get(path)
        if stream is None:
            stream = self._streams[path] = Path(path).open("r+b", buffering=0)  # noqa: SIM115 - closed with the process
        stream.seek(offset)
        stream.write(pixels)


def _read(path: bytes) -> bytes:
    with open(path, "rb", buffering=0) as stream:  # noqa: PTH123 - the path is bytes, its name may be no text
        if os.fstat(stream.fileno()).st_size > FILE_LIMIT:
            raise DataError("data.image.file_too_large", limit=FILE_LIMIT >> 30)
        return stream.read()


def _measure(_: _State, __: Mapping[str, Any], path: bytes) -> Result:
    """Upright height and width, whether colour is possible."""
    return list(image_size(Path(os.fsdecode(path))))


def _is_grey(_: _State, __: Mapping[str, Any], path: bytes) -> Result:
    import numpy as np

    from deepdesk.data.images import report

    return [report.is_grey(np.asarray(decode_quietly(_read(path), needed=(SUFFICES, SUFFICES))))]


def _pixels(_: _State, options: Mapping[str, Any], path: bytes) -> Result:
    """The pixels as the network, or a thumbnail, wants them; height and width that they were made from."""
    wanted = msgspec.convert(options["preprocessing"], ImagePreprocessing)
    image = decode_quietly(_read(path), needed=needed_size(wanted))
    width, height = full_size(image)
    return [as_input(image, wanted).tobytes(), height, width]


def _prepare(state: _State, options: Mapping[str, Any], item: tuple[int, bytes]) -> Result:
    """Writes the pixels to their row; gives upright height, width, whether it is in colour, and the digest.

    The first target is the network's input, which alone settles how the image is decoded, as in prediction.
    """
    row, path = item
    packed = _read(path)
    made = [msgspec.convert(target["preprocessing"], ImagePreprocessing) for target in options["targets"]]
    image = decode_quietly(packed, needed=needed_size(made[0]))
    for target, wanted in zip(options["targets"], made, strict=True):
        pixels = as_input(image, wanted).tobytes()
        state.write(target["path"], target["offset"] + row * len(pixels), pixels)
    width, height = full_size(image)
    # Most processors have instructions for SHA-256; with 16 bytes of it no two files are taken for one.
    return [height, width, image.mode != "L", hashlib.sha256(packed).digest()[:16]]


_TASKS: Final[Mapping[str, Callable[[_State, Mapping[str, Any], Any], Result]]] = MappingProxyType(
    {"measure": _measure, "grey": _is_grey, "pixels": _pixels, "prepare": _prepare}
)


def _done(task: str, state: _State, options: Mapping[str, Any], item: Any) -> Result:
    try:
        return _TASKS[task](state, options, item)
    except DataError as error:
        return {"code": error.code, "params": error.params}
    except MemoryError:
        return {"code": "data.image.too_much_memory", "params": {}}
    except PermissionError:
        return {"code": "data.image.no_permission", "params": {}}
    except FileNotFoundError:
        return {"code": "data.image.missing", "params": {}}
    except OSError as error:
        if task == "prepare" and error.filename is None:
            raise  # the cache's disk refuses
        return {"code": "data.image.broken", "params": {"reason": error.strerror or str(error)}}
    except Exception as error:  # noqa: BLE001 - whatever a decoder raises is the file's fault
        return {"code": "data.image.broken", "params": {"reason": str(error) or type(error).__name__}}


def read_message(stream: IO[bytes]) -> Any:
    """The next message (raises EOFError at the end)."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    body = stream.read(length)
    if len(body) < length:
        raise EOFError
    return msgspec.msgpack.decode(body)


def write_message(stream: IO[bytes], message: Any) -> None:
    """Writes one message (raises OSError when the other side is gone)."""
    body = msgspec.msgpack.encode(message)
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def main(position_file: str) -> int:
    """Serves until stdin ends."""
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what native code prints must not mix with the answers
    warnings.simplefilter("ignore")  # of Pillow, about damaged metadata
    _bound_memory()
    state = _State()
    begun = 0
    with Path(position_file).open("r+b") as stream, mmap.mmap(stream.fileno(), POSITION.size) as position:
        while True:
            try:
                task, options, items = read_message(sys.stdin.buffer)
            except EOFError:
                return 0
            results = []
            for item in items:
                begun += 1
                position[:] = POSITION.pack(begun)
                results.append(_done(task, state, options, item))
            write_message(outgoing, results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
