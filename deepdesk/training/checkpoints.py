"""Checkpoints of a run: weights, optimizer state and position in one file that is whole or not there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from deepdesk.core.documents import to_json
from deepdesk.core.files import write_bytes

FOLDER: Final = "checkpoints"
KEPT: Final = 2
_WEIGHTS: Final = "weights:"
_OPTIMIZER: Final = "optimizer:"
_POSITION: Final = "position"

Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Checkpoint:
    """A moment of a run.

    Attributes:
        weights: by ``<layer id>/<weight name>`` in the neutral layout.
        optimizer: the optimizer's state in names of the framework's own.
        position: where the run was (epoch, step), as plain data.
    """

    weights: Arrays
    optimizer: Arrays
    position: dict[str, Any]


def save_checkpoint(
    run: Path,
    *,
    step: int,
    weights: Mapping[str, npt.NDArray[Any]],
    optimizer: Mapping[str, npt.NDArray[Any]],
    position: Any,
) -> Path:
    """Writes the checkpoint of ``step`` (steps taken so far) and removes all but the last two.

    Raises:
        OSError: the disk refuses, or the run folder was moved away; the earlier checkpoints are still there.
    """
    arrays = {_WEIGHTS + name: np.array(value, order="C") for name, value in weights.items()}
    arrays |= {_OPTIMIZER + name: np.array(value, order="C") for name, value in optimizer.items()}
    path = run / FOLDER / f"{step:010d}.safetensors"
    write_bytes(path, save(arrays, metadata={_POSITION: to_json(position)}), within=run)
    _remove_all_but(run, KEPT)
    return path


def remove_older_checkpoints(run: Path) -> None:
    """Leaves only the last checkpoint of the run folder ``run``."""
    _remove_all_but(run, 1)


def _remove_all_but(run: Path, count: int) -> None:
    for old in _paths(run)[:-count]:
        old.unlink(missing_ok=True)


def latest_checkpoint(run: Path) -> Checkpoint | None:
    """The last checkpoint of the run folder ``run`` that can be read, ``None`` if there is none."""
    for path in reversed(_paths(run)):
        try:
            return _read(path)
        except (OSError, SafetensorError, ValueError, KeyError):
            continue
    return None


def _paths(run: Path) -> list[Path]:
    return sorted((run / FOLDER).glob("*.safetensors"))


def _read(path: Path) -> Checkpoint:
    with safe_open(path, framework="numpy") as file:
        position = json.loads(file.metadata()[_POSITION])
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
    return Checkpoint(weights=_part(arrays, _WEIGHTS), optimizer=_part(arrays, _OPTIMIZER), position=position)


def _part(arrays: Arrays, prefix: str) -> Arrays:
    return {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}
