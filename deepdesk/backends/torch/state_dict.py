"""Weights in PyTorch's own files (``.pt``, ``.pth``): tensors only, by PyTorch's restricted reader."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import torch

from deepdesk.core.errors import FormatError
from deepdesk.inference.foreign_arrays import BYTES_LIMIT, Budget, Floats, bad
from deepdesk.inference.foreign_weights import ForeignWeights

_INNER: Final = ("state_dict", "model_state_dict", "model", "weights")
_DEPTH_LIMIT: Final = 4


def read_weights(path: Path) -> ForeignWeights:
    """The tensors of a ``state_dict``, also where it lies inside a checkpoint.

    Raises:
        FormatError: it is no such file, damaged, too large, or wants code to be run.
        OSError: it cannot be opened.
    """
    with path.open("rb") as stream:
        _check_size(stream, path)
        content = _loaded(stream, path)
    arrays: dict[str, Floats] = {}
    left_out = []
    budget = Budget(str(path))
    for name, tensor in _tensors(_state(content, path), "", 0):
        if not tensor.is_floating_point() or tensor.layout is not torch.strided or tensor.is_quantized:
            left_out.append(name)
            continue
        # Before anything is allocated: a view of one number can claim any shape.
        budget.take(name, tuple(tensor.shape))
        arrays[name] = np.ascontiguousarray(tensor.detach().to(torch.float32).numpy())
    if not arrays:
        raise FormatError("weights.none_found", path=str(path))
    return ForeignWeights(arrays=arrays, layout="torch", left_out=tuple(left_out))


def _check_size(stream: IO[bytes], path: Path) -> None:
    """PyTorch believes what the zip says of its sizes."""
    size = path.stat().st_size
    if zipfile.is_zipfile(stream):
        with zipfile.ZipFile(stream) as archive:
            size = sum(member.file_size for member in archive.infolist())
    stream.seek(0)
    if size > 2 * BYTES_LIMIT:
        raise FormatError("weights.too_large", path=str(path), limit=BYTES_LIMIT // 1024**3)


def _loaded(stream: IO[bytes], path: Path) -> Any:
    try:
        return torch.load(stream, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        if "Unsupported" in str(error) or "GLOBAL" in str(error):
            raise FormatError("weights.wants_code", path=str(path)) from error
        raise bad(str(path), str(error).partition("\n")[0]) from error
    except (RuntimeError, ValueError, EOFError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise bad(str(path), str(error).partition("\n")[0]) from error


def _state(content: Any, path: Path) -> Mapping[Any, Any]:
    """The part of a checkpoint that holds the network's tensors."""
    if isinstance(content, torch.Tensor) or not isinstance(content, Mapping):
        raise FormatError("weights.none_found", path=str(path))
    for name in _INNER:
        inner = content.get(name)
        if isinstance(inner, Mapping) and any(isinstance(value, torch.Tensor) for value in inner.values()):
            return inner
    return content


def _tensors(state: Mapping[Any, Any], before: str, depth: int) -> Iterator[tuple[str, torch.Tensor]]:
    for key, value in state.items():
        name = f"{before}.{key}" if before else str(key)
        if isinstance(value, torch.Tensor):
            yield name, value
        elif isinstance(value, Mapping) and depth < _DEPTH_LIMIT and key != "optimizer":
            yield from _tensors(value, name, depth + 1)
