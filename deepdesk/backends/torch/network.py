"""A network of PyTorch modules made from a description."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from deepdesk.backends.base import Engine, Floats, Integers, Targets, Weights
from deepdesk.backends.plan import (
    PlannedLayer,
    fitting,
    frozen_weights,
    penalties,
    plan,
    reached,
    shapes_of_weights,
)
from deepdesk.backends.torch.layers import LAYERS
from deepdesk.backends.torch.losses import mean_loss, right_places
from deepdesk.backends.torch.trainer import Penalized, TorchTrainer
from deepdesk.backends.torch.weights import Place
from deepdesk.model.description import ModelDescription
from deepdesk.model.validation import INPUT
from deepdesk.training.configuration import Loss, TrainingConfiguration


@dataclass(frozen=True)
class _Step:
    """One layer of a graph: its id, what it takes, whose mask it uses, and which values nobody needs after it."""

    name: str
    sources: tuple[str, ...]
    mask: str | None
    makes_mask: bool
    spent: tuple[str, ...]


def _steps(layers: Sequence[PlannedLayer]) -> tuple[_Step, ...]:
    """The layers that lead to the output, in order."""
    used = reached(layers)
    needed = [layer for layer in layers if layer.id in used]
    last_user = {source: layer.id for layer in needed for source in layer.inputs}
    return tuple(
        _Step(
            layer.id,
            layer.inputs,
            layer.mask,
            layer.makes_mask,
            tuple(source for source in dict.fromkeys(layer.inputs) if last_user[source] == layer.id),
        )
        for layer in needed
    )


class LayerGraph(nn.Module):
    """The layers in their order; each takes what its description says, the last one is the output.

    Takes and gives ``(batch, …)`` channels-last; a map goes through the layers as ``(batch, channels, height, width)``.
    Each layer is a child under its id, so that names in the state dict are ``<id>.weight`` and the like.
    """

    def __init__(self, modules: Sequence[nn.Module], layers: Sequence[PlannedLayer], *, takes_map: bool) -> None:
        super().__init__()
        self.takes_map = takes_map
        self.gives_map = len(layers[-1].output_shape) == 3
        self._steps = _steps(layers)
        before = (INPUT, *(layer.id for layer in layers))
        in_a_row = all(layer.inputs == (name,) for layer, name in zip(layers, before, strict=False))
        self._is_chain = in_a_row and not any(layer.makes_mask for layer in layers)
        # Not by `add_module`, which refuses the ids that are names of attributes, such as `half`.
        self._modules.update({layer.id: module for layer, module in zip(layers, modules, strict=True)})

    def train(self, mode: bool = True) -> LayerGraph:
        """As of every module; a layer may bear the id ``training``."""
        self.__dict__["training"] = mode
        for module in self.children():
            module.train(mode)
        return self

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The output of the last layer, for a classifier raw scores ``(batch, classes)``."""
        y = self._through(x.permute(0, 3, 1, 2) if self.takes_map else x)
        return y.permute(0, 2, 3, 1) if self.gives_map else y

    def _through(self, x: torch.Tensor) -> torch.Tensor:
        if self._is_chain:
            for module in self._modules.values():
                x = module(x)  # type: ignore[misc]
            return x
        values = {INPUT: x}
        masks: dict[str, torch.Tensor] = {}
        for step in self._steps:
            layer: Any = self._modules[step.name]
            inputs = [values[source] for source in step.sources]
            if step.makes_mask:
                masks[step.name] = layer.mask(*inputs)
            values[step.name] = layer(*inputs) if step.mask is None else layer(*inputs, masks[step.mask])
            for source in step.spent:
                del values[source]
        return values[self._steps[-1].name]


class TorchNetwork:
    """Fulfils :class:`deepdesk.backends.base.Network`.

    Attributes:
        engine: what it was built with.
        input_shape, output_shape: of one sample, channels-last.
        loss: what it is trained for and judged by.
        module: the PyTorch module; takes channels-last float32.
    """

    def __init__(self, model: ModelDescription, engine: Engine, loss: Loss = "cross_entropy") -> None:
        layers = plan(model)
        built = [LAYERS[layer.kind](layer) for layer in layers]
        self.engine, self.loss = engine, loss
        self._device = torch.device(engine.device.id)
        self.input_shape, self.output_shape = model.input.shape, layers[-1].output_shape
        self.module = LayerGraph([part.module for part in built], layers, takes_map=len(model.input.shape) == 3)
        # Data come channels-last and leave through Flatten channels-last: maps stay as they lie in memory.
        self.module.to(self._device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._shapes = shapes_of_weights(layers)
        self._places: dict[str, Place] = {
            f"{layer.id}/{name}": place
            for layer, part in zip(layers, built, strict=True)
            for name, place in part.places.items()
        }
        for name in frozen_weights(layers):
            self._places[name].tensor.requires_grad_(False)
        self._penalized = Penalized([(self._places[found.name], found) for found in penalties(layers)])

    def weights(self) -> dict[str, npt.NDArray[Any]]:
        """Copies of all weights in the neutral layout."""
        return {name: self._places[name].read() for name in self._shapes}

    def load_weights(self, weights: Weights) -> None:
        """Sets all weights (raises ModelError when a name or shape does not fit)."""
        for name, array in fitting(weights, self._shapes).items():
            self._places[name].write(array)

    def scores(self, inputs: Floats) -> Floats:
        """Raw scores in inference mode."""
        scores: Floats = self._inferred(inputs).cpu().numpy()
        return scores

    def evaluate(self, inputs: Floats, targets: Targets) -> tuple[float, int, Integers]:
        """Sum of the losses of the samples, how many places are right, and the predicted classes."""
        outputs = self._inferred(inputs)
        answers = self._answers(targets)
        loss = float(mean_loss(self.loss, outputs, answers)) * len(inputs)
        right = int(right_places(self.loss, outputs, answers))
        if self.loss != "cross_entropy":
            return loss, right, np.zeros(0, np.int64)
        return loss, right, outputs.argmax(-1).cpu().numpy()

    def training_scores(self, inputs: Floats) -> Floats:
        """Raw scores in training mode: batch statistics, and they move (for the parity tests)."""
        self.module.train()
        with torch.no_grad():
            scores: Floats = self.module(self._tensor(inputs)).cpu().numpy()
        return scores

    def gradients(self, inputs: Floats, targets: Targets) -> dict[str, npt.NDArray[Any]]:
        """Gradients of what is minimized, in training mode: trained weights only."""
        self.module.train()
        self.module.zero_grad()
        loss = mean_loss(self.loss, self.module(self._tensor(inputs)), self._answers(targets))
        self._penalized.added_to(loss).backward()
        held = {name: place for name, place in self._places.items() if place.tensor.requires_grad}
        found = {name: place.read_gradient() for name, place in held.items()}
        self.module.zero_grad()
        return found

    def trainer(self, configuration: TrainingConfiguration) -> TorchTrainer:
        """An optimizer over the trained weights (raises TrainingError when there are none)."""
        return TorchTrainer(self.module, self._device, configuration, self.loss, self._penalized)

    def _answers(self, targets: Targets) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(targets)).to(self._device)

    def _tensor(self, inputs: Floats) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(inputs, dtype=np.float32)).to(self._device)

    def _inferred(self, inputs: Floats) -> torch.Tensor:
        self.module.eval()
        with torch.inference_mode():
            scores: torch.Tensor = self.module(self._tensor(inputs))
        return scores
