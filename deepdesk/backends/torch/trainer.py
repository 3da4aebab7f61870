"""Steps of training in PyTorch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from deepdesk.backends.base import Floats, Integers, Targets
from deepdesk.backends.plan import Penalty
from deepdesk.backends.torch.losses import mean_loss, right_places
from deepdesk.backends.torch.optimizers import optimizer
from deepdesk.backends.torch.weights import Place
from deepdesk.core.errors import TrainingError
from deepdesk.training.configuration import Loss, TrainingConfiguration

_RANDOM = "random"
_RANDOM_DEVICE = "random_device"


class Penalized:
    """The weights that large values are held against."""

    def __init__(self, weights: Sequence[tuple[Place, Penalty]]) -> None:
        self._weights = tuple(weights)

    def added_to(self, loss: torch.Tensor) -> torch.Tensor:
        """What is minimized; the very same loss where nothing is penalized."""
        for place, penalty in self._weights:
            if penalty.l1:
                loss = loss + penalty.l1 * place.tensor.abs().sum()
            if penalty.l2:
                loss = loss + penalty.l2 * place.tensor.square().sum()
        return loss


class TorchTrainer:
    """Fulfils :class:`deepdesk.backends.base.Trainer`."""

    def __init__(
        self,
        module: nn.Module,
        device: torch.device,
        configuration: TrainingConfiguration,
        loss: Loss,
        penalized: Penalized,
    ) -> None:
        trained = [parameter for parameter in module.parameters() if parameter.requires_grad]
        if not trained:
            raise TrainingError("backends.nothing_learns")
        self._module = module
        self._device = device
        self._loss = loss
        self._penalized = penalized
        self._optimizer = optimizer(trained, configuration)

    def step(self, inputs: Floats, targets: Targets) -> tuple[torch.Tensor, torch.Tensor]:
        """One step; the handle is the loss and the number of right answers, still on the device."""
        # Switching the mode walks over all modules, so only after an evaluation.
        if not self._module.training:
            self._module.train()
        x = torch.from_numpy(inputs).to(self._device, non_blocking=True)
        y = torch.from_numpy(targets).to(self._device, non_blocking=True)
        self._optimizer.zero_grad()
        outputs = self._module(x)
        loss = mean_loss(self._loss, outputs, y)
        self._penalized.added_to(loss).backward()
        self._optimizer.step()
        with torch.no_grad():
            right = right_places(self._loss, outputs, y)
        return loss.detach(), right

    def read(self, handles: Sequence[tuple[torch.Tensor, torch.Tensor]]) -> tuple[Floats, Integers]:
        """Mean losses and numbers of right answers."""
        if not handles:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        losses = torch.stack([loss for loss, _ in handles]).cpu().numpy()
        right = torch.stack([right for _, right in handles]).cpu().numpy()
        return losses.astype(np.float32, copy=False), right.astype(np.int64, copy=False)

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """Optimizer state as ``<parameter number>/<name>`` and the states of the random generators."""
        held = {
            f"{number}/{name}": value.detach().cpu().numpy().copy()
            for number, entry in self._optimizer.state_dict()["state"].items()
            for name, value in entry.items()
            if isinstance(value, torch.Tensor)
        }
        held[_RANDOM] = torch.get_rng_state().numpy().copy()
        if self._device.type == "cuda":
            held[_RANDOM_DEVICE] = torch.cuda.get_rng_state(self._device).numpy().copy()
        return held

    def load_state(self, state: Mapping[str, npt.NDArray[Any]]) -> None:
        """Goes on from :meth:`state`."""
        entries: dict[int, dict[str, torch.Tensor]] = {}
        for name, array in state.items():
            number, _, part = name.partition("/")
            if part:
                entries.setdefault(int(number), {})[part] = torch.from_numpy(np.array(array))
        described = self._optimizer.state_dict()
        self._optimizer.load_state_dict({"state": entries, "param_groups": described["param_groups"]})
        torch.set_rng_state(torch.from_numpy(np.array(state[_RANDOM])))
        if _RANDOM_DEVICE in state and self._device.type == "cuda":
            torch.cuda.set_rng_state(torch.from_numpy(np.array(state[_RANDOM_DEVICE])), self._device)
