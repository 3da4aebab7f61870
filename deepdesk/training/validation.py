"""Whether a training configuration can be used."""

from __future__ import annotations

import math
import re
from typing import Final, get_args

from deepdesk.core.errors import TrainingError
from deepdesk.training.configuration import FRAMEWORKS, LossChoice, Optimizer, TrainingConfiguration

EPOCHS: Final = (1, 100_000)
BATCH_SIZE: Final = (1, 1_000_000)
SEED: Final = (0, 2**31 - 1)
THREADS: Final = (1, 1024)
OPTIMIZERS: Final[tuple[Optimizer, ...]] = get_args(Optimizer)
LOSSES: Final[tuple[LossChoice, ...]] = get_args(LossChoice)
DEVICES: Final = "auto, cpu, cuda, cuda:N, mps"
_DEVICE: Final = re.compile("auto|cpu|cuda(:[0-9]{1,3})?|mps")
HIGHEST_LEARNING_RATE: Final = 100.0


def check_configuration(configuration: TrainingConfiguration) -> None:
    """Raises TrainingError for the first setting that is out of its range; the code names what is allowed."""
    ranges = {
        "epochs": (configuration.epochs, EPOCHS),
        "batch_size": (configuration.batch_size, BATCH_SIZE),
        "seed": (configuration.seed, SEED),
        "threads": (configuration.threads if configuration.threads is not None else 1, THREADS),
    }
    for name, (value, (lowest, highest)) in ranges.items():
        if not lowest <= value <= highest:
            raise TrainingError("training.out_of_range", name=name, found=value, lowest=lowest, highest=highest)
    rate = configuration.learning_rate
    if not math.isfinite(rate) or not 0 < rate <= HIGHEST_LEARNING_RATE:
        raise TrainingError("training.bad_learning_rate", found=rate, highest=HIGHEST_LEARNING_RATE)
    if not _DEVICE.fullmatch(configuration.device):
        raise TrainingError("training.no_such_choice", name="device", found=configuration.device, known=DEVICES)
    if configuration.optimizer not in OPTIMIZERS:
        raise TrainingError(
            "training.no_such_choice", name="optimizer", found=configuration.optimizer, known=_listed(OPTIMIZERS)
        )
    if configuration.loss not in LOSSES:
        raise TrainingError("training.no_such_choice", name="loss", found=configuration.loss, known=_listed(LOSSES))
    if configuration.framework not in FRAMEWORKS:
        raise TrainingError(
            "training.no_such_choice", name="framework", found=configuration.framework, known=_listed(FRAMEWORKS)
        )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)
