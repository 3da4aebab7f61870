"""One engine in a process of its own: builds given networks and tells their shapes, counts and outputs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from deepdesk import backends
from deepdesk.backends.base import Backend
from deepdesk.model.description import ModelDescription
from tests.parity.case import weights_of
from tests.parity.networks import inputs_of

# PyTorch's own extras: how often a normalization learnt, and the second bias, which is held at zero.
NO_WEIGHTS = ("num_batches_tracked", "bias_hh_l0", "bias_hh_l0_reverse")


def _held(framework: str, network: Any) -> int:
    """How many numbers the framework itself holds as weights of the layers that lead to the output."""
    if framework == "tensorflow":
        return int(network.model.count_params())
    state = network.module.state_dict()
    return sum(value.numel() for name, value in state.items() if name.rpartition(".")[2] not in NO_WEIGHTS)


def found(backend: Backend, framework: str, model: ModelDescription) -> dict[str, Any]:
    """What is compared, by name."""
    network = backend.build(model, weights_of(model))
    counted = sum(array.size for array in network.weights().values())
    return {"scores": network.scores(inputs_of(model)), "count": counted, "held": _held(framework, network)}


def main(framework: str, networks: Path, out: Path) -> None:
    """Writes ``<number>|<what>`` of every network; a failure is the text ``<number>|error``."""
    backend = backends.load(framework)
    backend.prepare(device="cpu", threads=1, seed=0)
    arrays: dict[str, Any] = {}
    for number, model in enumerate(msgspec.json.decode(networks.read_bytes(), type=list[ModelDescription])):
        try:
            arrays |= {f"{number}|{what}": value for what, value in found(backend, framework, model).items()}
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is what is looked for
            arrays[f"{number}|error"] = f"{type(error).__name__}: {error}"[:400]
    np.savez(out, **arrays)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
