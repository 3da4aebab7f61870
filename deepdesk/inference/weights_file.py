"""Weights as safetensors bytes: written by the library, read with every bound checked first."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save

from deepdesk.core.errors import FormatError

HEADER_LIMIT: Final = 8 * 1024 * 1024
DIMENSIONS_LIMIT: Final = 8
_LENGTH: Final = struct.Struct("<Q")


def pack(weights: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """The safetensors bytes of float32 arrays."""
    packed: bytes = save({name: np.ascontiguousarray(array, dtype=np.float32) for name, array in weights.items()})
    return packed


def unpack(packed: bytes, path: str) -> dict[str, npt.NDArray[Any]]:
    """The float32 arrays in safetensors bytes.

    Raises:
        FormatError: the header is too large or no JSON, an array is not float32 or reaches outside, or bytes are left.
    """
    header, data = _header(packed, path)
    arrays: dict[str, npt.NDArray[Any]] = {}
    used = 0
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        shape, begin, end = _place(entry, name, path)
        if end > len(data) or end - begin != 4 * math.prod(shape):
            raise FormatError("inference.bad_weights", path=path, reason=f"{name}: {begin}–{end} of {len(data)}")
        arrays[name] = np.frombuffer(data[begin:end], dtype="<f4").reshape(shape).copy()
        used += end - begin
    if used != len(data):
        raise FormatError("inference.bad_weights", path=path, reason=f"{used} ≠ {len(data)}")
    return arrays


def _header(packed: bytes, path: str) -> tuple[dict[str, Any], memoryview]:
    if len(packed) < _LENGTH.size:
        raise FormatError("inference.bad_weights", path=path, reason=f"{len(packed)} < {_LENGTH.size}")
    (length,) = _LENGTH.unpack_from(packed)
    if length > min(HEADER_LIMIT, len(packed) - _LENGTH.size):
        raise FormatError("inference.bad_weights", path=path, reason=f"{length} > {len(packed) - _LENGTH.size}")
    body = memoryview(packed)[_LENGTH.size :]
    try:
        header = json.loads(bytes(body[:length]))
    except (ValueError, RecursionError) as error:
        raise FormatError("inference.bad_weights", path=path, reason=str(error)) from error
    if not isinstance(header, dict):
        raise FormatError("inference.bad_weights", path=path, reason=type(header).__name__)
    return header, body[length:]


def _place(entry: Any, name: str, path: str) -> tuple[tuple[int, ...], int, int]:
    """Shape, first and last byte of an array; bounds that no sound file passes give an error."""
    match entry:
        case {"dtype": "F32", "shape": [*shape], "data_offsets": [int() as begin, int() as end]} if (
            len(shape) <= DIMENSIONS_LIMIT
            and all(type(size) is int and 0 <= size < 2**40 for size in shape)
            and 0 <= begin <= end < 2**40
        ):
            return tuple(shape), begin, end
        case _:
            raise FormatError("inference.bad_weights", path=path, reason=f"{name}: {str(entry)[:100]}")
