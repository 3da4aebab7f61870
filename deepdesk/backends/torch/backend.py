"""PyTorch as an engine: version, devices, threads, and building."""

from __future__ import annotations

from pathlib import Path

import torch

from deepdesk.backends.base import Device, Engine, Weights
from deepdesk.backends.devices import choose
from deepdesk.backends.torch import state_dict
from deepdesk.backends.torch.devices import find
from deepdesk.backends.torch.network import TorchNetwork
from deepdesk.inference.foreign_weights import ForeignWeights
from deepdesk.model.description import ModelDescription
from deepdesk.training.configuration import Loss


class TorchBackend:
    """Fulfils :class:`deepdesk.backends.base.Backend`."""

    name = "torch"

    def __init__(self) -> None:
        self._device = find()[-1]

    def version(self) -> str:
        """PyTorch's version, such as ``2.13.0+cpu``."""
        return str(torch.__version__)

    def devices(self) -> tuple[Device, ...]:
        """What is really there, best first."""
        return find()

    def prepare(self, *, device: str, threads: int, seed: int) -> Device:
        """Chooses device and threads and seeds PyTorch (raises TrainingError when the device is not there)."""
        self._device = choose(device, find())
        torch.set_num_threads(threads)
        torch.manual_seed(seed)
        # Float32 means float32: a GPU would otherwise round convolutions to 10 bits.
        torch.backends.cudnn.allow_tf32 = False
        return self._device

    def build(self, model: ModelDescription, weights: Weights | None, loss: Loss = "cross_entropy") -> TorchNetwork:
        """Builds ``model`` with these weights, or PyTorch's own start (raises ModelError)."""
        network = TorchNetwork(model, self._engine(), loss)
        if weights is not None:
            network.load_weights(weights)
        return network

    def read_weights(self, path: Path) -> ForeignWeights:
        """The weights in a file (raises FormatError, OSError)."""
        return state_dict.read_weights(path)

    def _engine(self) -> Engine:
        return Engine(framework=self.name, version=self.version(), device=self._device, threads=torch.get_num_threads())


def create() -> TorchBackend:
    """The engine; what :func:`deepdesk.backends.load` calls."""
    return TorchBackend()
