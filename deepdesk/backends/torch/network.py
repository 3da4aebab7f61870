"""A network of PyTorch modules made from a description."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional as F

from deepdesk.backends.base import Engine, Floats, Integers, Weights
from deepdesk.backends.plan import PlannedLayer, fitting, plan, shapes_of_weights
from deepdesk.backends.torch.layers import LAYERS
from deepdesk.backends.torch.trainer import TorchTrainer
from deepdesk.backends.torch.weights import Place
from deepdesk.model.description import ModelDescription
from deepdesk.model.validation import INPUT
from deepdesk.training.configuration import TrainingConfiguration


class MaskMaker(Protocol):
    """A layer that makes a mask."""

    def mask(self, *inputs: torch.Tensor) -> torch.Tensor:
        """``(batch, steps)``, true where a step counts."""


class LayerGraph(nn.Module):
    """The layers in their order; each takes what its description says, the last one is the output.

    Takes and gives ``(batch, …)`` channels-last; a map goes through the layers as ``(batch, channels, height, width)``.
    """

    def __init__(self, modules: Sequence[nn.Module], layers: Sequence[PlannedLayer], *, takes_map: bool) -> None:
        super().__init__()
        # Under their ids, so that the state dict has `<id>.weight`; not as attributes, which an id might already name.
        self._modules.update({layer.id: module for layer, module in zip(layers, modules, strict=True)})
        self.takes_map = takes_map
        self.gives_map = len(layers[-1].output_shape) == 3
        self._names = [layer.id for layer in layers]
        self._sources = [layer.inputs for layer in layers]
        self._masks = [layer.mask for layer in layers]
        self._makes_mask = [layer.makes_mask for layer in layers]
        before = [INPUT, *self._names]
        in_a_row = all(source == (name,) for source, name in zip(self._sources, before, strict=False))
        self._is_chain = in_a_row and not any(self._makes_mask)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The output of the last layer, for a classifier raw scores ``(batch, classes)``."""
        y = self._through(x.permute(0, 3, 1, 2) if self.takes_map else x)
        return y.permute(0, 2, 3, 1) if self.gives_map else y

    def _through(self, x: torch.Tensor) -> torch.Tensor:
        if self._is_chain:
            for module in self._modules.values():
                assert module is not None
                x = module(x)
            return x
        values = {INPUT: x}
        masks: dict[str, torch.Tensor] = {}
        for name, sources, used, makes, module in zip(
            self._names, self._sources, self._masks, self._makes_mask, self._modules.values(), strict=True
        ):
            assert module is not None
            inputs = [values[source] for source in sources]
            if makes:
                masks[name] = cast(MaskMaker, module).mask(*inputs)
            values[name] = module(*inputs) if used is None else module(*inputs, masks[used])
        return values[self._names[-1]]


class TorchNetwork:
    """Fulfils :class:`deepdesk.backends.base.Network`.

    Attributes:
        engine: what it was built with.
        input_shape, output_shape: of one sample, channels-last.
        module: the PyTorch module; takes channels-last float32.
    """

    def __init__(self, model: ModelDescription, engine: Engine) -> None:
        layers = plan(model)
        built = [LAYERS[layer.kind](layer) for layer in layers]
        self.engine = engine
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

    def evaluate(self, inputs: Floats, labels: Integers) -> tuple[float, int, Integers]:
        """Sum of the losses, how many are right, and the predicted classes."""
        scores = self._inferred(inputs)
        answers = torch.from_numpy(np.ascontiguousarray(labels)).to(self._device)
        loss = F.cross_entropy(scores, answers, reduction="sum")
        predicted = scores.argmax(1)
        return float(loss), int((predicted == answers).sum()), predicted.cpu().numpy()

    def training_scores(self, inputs: Floats) -> Floats:
        """Raw scores in training mode: batch statistics, and they move (for the parity tests)."""
        self.module.train()
        with torch.no_grad():
            scores: Floats = self.module(self._tensor(inputs)).cpu().numpy()
        return scores

    def gradients(self, inputs: Floats, labels: Integers) -> dict[str, npt.NDArray[Any]]:
        """Gradients of the mean loss in training mode, trained weights only."""
        self.module.train()
        self.module.zero_grad()
        answers = torch.from_numpy(np.ascontiguousarray(labels)).to(self._device)
        loss = F.cross_entropy(self.module(self._tensor(inputs)), answers)
        loss.backward()
        held = {name: place for name, place in self._places.items() if place.tensor.requires_grad}
        found = {name: place.read_gradient() for name, place in held.items()}
        self.module.zero_grad()
        return found

    def trainer(self, configuration: TrainingConfiguration) -> TorchTrainer:
        """An optimizer over the trained weights."""
        return TorchTrainer(self.module, self._device, configuration)

    def _tensor(self, inputs: Floats) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(inputs, dtype=np.float32)).to(self._device)

    def _inferred(self, inputs: Floats) -> torch.Tensor:
        self.module.eval()
        with torch.inference_mode():
            scores: torch.Tensor = self.module(self._tensor(inputs))
        return scores
