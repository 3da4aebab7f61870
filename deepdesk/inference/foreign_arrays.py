"""Weights of others in safetensors and npz files: sizes are checked before anything is allocated, nothing is run."""

from __future__ import annotations

import json
import math
import re
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import FormatError

ARRAYS_LIMIT: Final = 20_000
BYTES_LIMIT: Final = 8 * 1024**3
"""Of all arrays together, as float32."""
HEADER_LIMIT: Final = 64 * 1024 * 1024
DIMENSIONS_LIMIT: Final = 8
_LENGTH: Final = struct.Struct("<Q")
_NPY_HEADER_LIMIT: Final = 10_000
_DTYPES: Final[Mapping[str, str]] = MappingProxyType({"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"})
_OTHER_SIZES: Final = re.compile(r"(BOOL|[IU](8|16|32|64)|F8_\w+)")

Floats = npt.NDArray[np.float32]


class Budget:
    """Counts what a file wants, and refuses what is too much (raises FormatError)."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._left = BYTES_LIMIT
        self._count = 0

    def take(self, name: str, shape: tuple[int, ...]) -> None:
        """Before an array of this shape is read."""
        self._count += 1
        if self._count > ARRAYS_LIMIT:
            raise FormatError("weights.too_many", path=self.path, limit=f"{ARRAYS_LIMIT:,}")
        if len(shape) > DIMENSIONS_LIMIT:
            raise bad(self.path, f"{name[:200]}: {len(shape)} axes")
        self._left -= 4 * math.prod(shape)
        if self._left < 0:
            raise FormatError("weights.too_large", path=self.path, limit=BYTES_LIMIT // 1024**3)


def bad(path: str, reason: str) -> FormatError:
    """The file is damaged, or somebody made it up."""
    return FormatError("weights.damaged", path=path, reason=reason[:300])


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts ``features.10`` behind ``features.2``."""
    parts = re.split(r"(\d+)", name)
    return [(0, int(part), "") if part.isdecimal() and len(part) < 19 else (1, 0, part) for part in parts]


def widened(raw: npt.NDArray[Any], dtype: str) -> Floats:
    """float32 of the numbers in ``raw``; ``BF16`` comes as its bits."""
    if dtype == "BF16":
        return (raw.astype("<u4") << 16).view("<f4")
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, and that is told
        return raw.astype(np.float32)


def read_safetensors(path: Path) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """The arrays of float numbers in natural order of their names, and the names of those that were left out.

    Raises:
        FormatError: the header is too large or no JSON, or an array reaches outside the file.
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        header, start, length = _header(stream, path)
        budget = Budget(str(path))
        arrays: dict[str, Floats] = {}
        left_out = []
        for name in sorted(header, key=natural):
            if name == "__metadata__":
                continue
            dtype, shape, begin, end = _place(header[name], name, str(path))
            if dtype not in _DTYPES:
                left_out.append(name)
                continue
            budget.take(name, shape)
            kind = np.dtype(_DTYPES[dtype])
            if end > length or end - begin != kind.itemsize * math.prod(shape):
                raise bad(str(path), f"{name}: {begin}–{end} of {length}")
            stream.seek(start + begin)
            arrays[name] = widened(np.frombuffer(stream.read(end - begin), dtype=kind), dtype).reshape(shape)
    return arrays, tuple(left_out)


def _header(stream: IO[bytes], path: Path) -> tuple[dict[str, Any], int, int]:
    """The entries, where the numbers begin, and how many bytes of them there are."""
    size = path.stat().st_size
    head = stream.read(_LENGTH.size)
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else size
    if length > min(HEADER_LIMIT, size - _LENGTH.size):
        raise bad(str(path), f"{length} > {size}")
    try:
        header = json.loads(stream.read(length))
    except (ValueError, RecursionError) as error:
        raise bad(str(path), str(error)) from error
    if not isinstance(header, dict):
        raise bad(str(path), type(header).__name__)
    start = _LENGTH.size + length
    return header, start, size - start


def _place(entry: Any, name: str, path: str) -> tuple[str, tuple[int, ...], int, int]:
    match entry:
        case {"dtype": str() as dtype, "shape": [*shape], "data_offsets": [int() as begin, int() as end]} if (
            (dtype in _DTYPES or _OTHER_SIZES.fullmatch(dtype))
            and all(type(size) is int and 0 <= size < 2**40 for size in shape)
            and 0 <= begin <= end < 2**50
        ):
            return dtype, tuple(shape), begin, end
        case _:
            raise bad(path, f"{name[:100]}: {str(entry)[:100]}")


def read_npz(path: Path) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """The arrays of float numbers in the order of the file, and the names of those that were left out.

    Raises:
        FormatError: it is no zip of arrays, an array claims another size than it has, or needs a pickle.
        OSError: it cannot be read.
    """
    arrays: dict[str, Floats] = {}
    left_out = []
    budget = Budget(str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                name = member.filename.removesuffix(".npy")
                with archive.open(member) as stream:
                    shape, in_columns, dtype = _npy_header(stream, str(path), name)
                    if dtype.kind != "f" or dtype.itemsize > 8:
                        left_out.append(name)
                        continue
                    budget.take(name, shape)
                    wanted = dtype.itemsize * math.prod(shape)
                    raw = stream.read(wanted + 1)
                    if len(raw) != wanted:
                        raise bad(str(path), f"{name}: {len(raw)} ≠ {wanted}")
                    numbers = np.frombuffer(raw, dtype=dtype)
                    arrays[name] = _laid_out(widened(numbers, ""), shape, in_columns=in_columns)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise bad(str(path), str(error)) from error
    return arrays, tuple(left_out)


def _laid_out(numbers: Floats, shape: tuple[int, ...], *, in_columns: bool) -> Floats:
    if in_columns:
        return np.ascontiguousarray(numbers.reshape(shape[::-1]).T)
    return numbers.reshape(shape)


def _npy_header(stream: IO[bytes], path: str, name: str) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    try:
        version = np.lib.format.read_magic(stream)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, in_columns, dtype = read(stream, max_header_size=_NPY_HEADER_LIMIT)
    except ValueError as error:
        raise bad(path, f"{name}: {error}") from error
    if any(size < 0 for size in shape):
        raise bad(path, f"{name}: {shape}")
    return shape, in_columns, dtype
