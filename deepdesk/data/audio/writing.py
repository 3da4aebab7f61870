"""Arrays on disk that are filled row by row without knowing how many rows will come."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_HEADER: Final = 256


class RowWriter:
    """An ``.npy`` file of any element type; a context manager that puts the count in front when it ends."""

    def __init__(self, path: Path, item_shape: tuple[int, ...], dtype: npt.DTypeLike) -> None:
        self.count = 0
        self._shape = item_shape
        self._dtype: np.dtype[Any] = np.dtype(dtype)
        self._stream = path.open("wb")
        self._stream.write(bytes(_HEADER))

    def append(self, row: npt.NDArray[Any]) -> None:
        """Writes one row ``item_shape`` (raises OSError, ValueError when the shape is another)."""
        if row.shape != self._shape:
            raise ValueError(row.shape)
        self._stream.write(np.ascontiguousarray(row, dtype=self._dtype).data)
        self.count += 1

    def __enter__(self) -> RowWriter:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        shape = (self.count, *self._shape)
        text = repr({"descr": self._dtype.str, "fortran_order": False, "shape": shape})
        body = text.ljust(_HEADER - 11) + "\n"
        self._stream.seek(0)
        self._stream.write(b"\x93NUMPY\x01\x00" + len(body).to_bytes(2, "little") + body.encode("latin1"))
        self._stream.close()
