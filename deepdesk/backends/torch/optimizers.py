"""The optimizers, with every constant written out."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn

from deepdesk.training.configuration import TrainingConfiguration


def optimizer(parameters: Iterable[nn.Parameter], configuration: TrainingConfiguration) -> torch.optim.Optimizer:
    """The optimizer of a configuration over these parameters."""
    trained = list(parameters)
    rate = configuration.learning_rate
    match configuration.optimizer:
        case "adam":
            # One pass over each weight instead of a dozen; the same formula.
            return torch.optim.Adam(trained, lr=rate, betas=(0.9, 0.999), eps=1e-8, fused=True)
        case "sgd":
            return torch.optim.SGD(trained, lr=rate, momentum=0.0)
        case "rmsprop":
            return torch.optim.RMSprop(trained, lr=rate, alpha=0.99, eps=1e-8, momentum=0.0)
