"""Published networks read from their files: what the two children of ``test_pretrained`` share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.backends.base import Backend
from deepdesk.data.images.normalization import normalized
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.foreign_weights import ForeignWeights
from deepdesk.inference.pretrained import Pretrained, recognised
from deepdesk.model.description import ModelDescription
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import preset
from deepdesk.model.weight_mapping import carried_out, map_weights

Floats = npt.NDArray[Any]


def pictures(side: int) -> npt.NDArray[np.uint8]:
    """Two pictures uint8 ``(2, side, side, 3)``."""
    return np.random.default_rng(side).integers(0, 256, (2, side, side, 3), dtype=np.uint8)


def prepared(side: int, pretrained: Pretrained) -> Floats:
    """The pictures as the weights want them."""
    wanted = msgspec.structs.asdict(pretrained.normalization)
    return normalized(pictures(side), ImagePreprocessing(height=side, width=side, channels=3, **wanted))


def network_of(pretrained: Pretrained, side: int) -> ModelDescription:
    """The whole network with 1,000 classes, or the convolutions and the pooling behind them."""
    name = pretrained.network if pretrained.with_top else f"{pretrained.network}-features"
    model = preset(name, (side, side, 3), 1000, pretrained.published)
    if pretrained.with_top:
        return model
    return msgspec.structs.replace(model, layers=model.layers[:-2])


def answered(backend: Backend, found: ForeignWeights, side: int) -> tuple[Pretrained, Floats]:
    """What the file is, and what our network of it says of the pictures."""
    pretrained = recognised(found.names)
    assert pretrained is not None
    model = network_of(pretrained, side)
    mapping = map_weights(model, found.names)
    assert mapping.is_whole, [row for row in mapping.rows if row.source is None]
    weights, inexact = carried_out(model, mapping, found.arrays, found.layout)
    assert not inexact
    network = backend.build(model, initial_weights(model, 0, weights))
    return pretrained, network.scores(prepared(side, pretrained))


def distance(ours: Floats, theirs: Floats) -> float:
    """The largest absolute difference, in units of the largest answer where that is above 1."""
    return float(np.abs(ours - theirs).max() / max(1.0, float(np.abs(theirs).max())))


def random_statistics(name: str, shape: tuple[int, ...], draws: np.random.Generator, gain: float) -> Floats:
    """Weights under which signals neither vanish nor explode, and no two channels are alike.

    Args:
        gain: 1.4 for a chain of convolutions with relu; 1.0 where blocks are added up: with more, rounding errors grow
            from block to block until Keras does not agree with itself.
    """
    if len(shape) == 1:
        middle = 1.0 if name.endswith(("variance", "running_var", "gamma", "weight")) else 0.0
        return draws.uniform(middle - 0.3, middle + 0.3, shape).astype(np.float32)
    kernel = draws.standard_normal(shape)
    return (kernel * gain / np.sqrt(max(1.0, np.prod(shape) / max(shape)))).astype(np.float32)


def check_different(answers: Floats) -> None:
    """Two pictures have two answers; else nothing would be compared."""
    assert np.abs(answers[0] - answers[1]).max() > 0.1


def expected_names(folder: Path) -> list[str]:
    """The files of published weights in ``folder``."""
    return sorted(path.name for path in folder.iterdir() if path.suffix in (".h5", ".pth"))
