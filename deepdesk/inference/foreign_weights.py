"""Weights from elsewhere: a file is recognised by its content and read into float32 arrays by name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import numpy as np

from deepdesk.core.errors import FormatError
from deepdesk.inference.foreign_arrays import Floats, bad, read_npz, read_safetensors
from deepdesk.inference.foreign_hdf5 import read_hdf5
from deepdesk.inference.model_file import read_model_file
from deepdesk.model.weight_names import Layout, WeightNames

WeightFormat = Literal["safetensors", "hdf5", "keras", "npz", "ddm", "torch"]
TORCH_SUFFIXES: Final = (".pt", ".pth", ".bin", ".ckpt")
SUFFIXES: Final = (".safetensors", ".h5", ".hdf5", ".keras", ".npz", ".ddm", *TORCH_SUFFIXES)
KERAS_MEMBER: Final = "model.weights.h5"
MEMBER_LIMIT: Final = 4 * 1024**3
_HDF5: Final = b"\x89HDF\r\n\x1a\n"
_ZIP: Final = b"PK\x03\x04"
_PICKLE: Final = b"\x80"


@dataclass(frozen=True)
class ForeignWeights:
    """What a file holds.

    Attributes:
        arrays: float32 by the name that the file has for it, in the order of the file's layers.
        layout: whose names and layouts these are.
        titles: names of layers, where the file says them apart from the arrays' names.
        left_out: names of arrays that hold no float numbers.
    """

    arrays: Mapping[str, Floats]
    layout: Layout
    titles: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    @property
    def names(self) -> WeightNames:
        """Shapes and layout without the numbers."""
        shapes = {name: tuple(array.shape) for name, array in self.arrays.items()}
        return WeightNames(shapes=shapes, layout=self.layout, titles=dict(self.titles))

    @property
    def not_finite(self) -> tuple[str, ...]:
        """Names of arrays in which a number is infinite or none."""
        return tuple(name for name, array in self.arrays.items() if not np.isfinite(array).all())


def format_of(path: Path) -> WeightFormat:
    """What the first bytes, and for a zip its suffix, say (raises FormatError, OSError)."""
    with path.open("rb") as stream:
        head = stream.read(16)
    suffix = path.suffix.lower()
    if head.startswith(_HDF5):
        return "hdf5"
    if head.startswith(_ZIP):
        known: dict[str, WeightFormat] = {".npz": "npz", ".keras": "keras", ".ddm": "ddm"}
        return known.get(suffix, "torch")
    if head.startswith(_PICKLE):
        return "torch"
    if len(head) > 9 and head[8:9] == b"{":
        return "safetensors"
    raise FormatError("weights.unknown_file", path=str(path), known=", ".join(SUFFIXES))


def read_weights(path: Path) -> ForeignWeights:
    """The weights in a file of any format but PyTorch's own, which is read where PyTorch is.

    Raises:
        FormatError: it is no file of weights, damaged, too large, or wants more than to be read.
        OSError: it cannot be opened.
    """
    kind = format_of(path)
    if kind == "torch":
        raise FormatError("weights.needs_torch", path=str(path))
    if kind == "ddm":
        return ForeignWeights(arrays=read_model_file(path).weights, layout="neutral")
    if kind in ("hdf5", "keras"):
        found = read_hdf5(path if kind == "hdf5" else _member(path), str(path))
        checked = found.arrays
        return ForeignWeights(_some(checked, path), "keras", found.titles, tuple(found.left_out))
    arrays, left_out = read_safetensors(path) if kind == "safetensors" else read_npz(path)
    return ForeignWeights(_some(arrays, path), layout_of(arrays), left_out=left_out)


def layout_of(names: Mapping[str, object]) -> Layout:
    """Whose names these are: PyTorch's have points (``features.0.weight``), ours one stroke (``conv1/kernel``)."""
    if any(name.count("/") > 1 or ":" in name for name in names):
        return "keras"
    return "neutral" if any("/" in name for name in names) else "torch"


def _some(arrays: Mapping[str, Floats], path: Path) -> Mapping[str, Floats]:
    if not arrays:
        raise FormatError("weights.none_found", path=str(path))
    return arrays


def _member(path: Path) -> io.BytesIO:
    """The weights inside a ``.keras`` file; its description is not looked at."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(KERAS_MEMBER).file_size > MEMBER_LIMIT:
                raise FormatError("weights.too_large", path=str(path), limit=MEMBER_LIMIT // 1024**3)
            with archive.open(KERAS_MEMBER) as stream:
                return io.BytesIO(stream.read(MEMBER_LIMIT))
    except KeyError as error:
        raise FormatError("weights.none_found", path=str(path)) from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise bad(str(path), str(error)) from error
