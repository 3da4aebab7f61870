"""Starting weights: their laws, and that they depend on the seed and their name alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deepdesk.core.errors import ModelError
from deepdesk.model import edit
from deepdesk.model.initial import fans, initial_weights, weight_specs
from deepdesk.model.kinds.base import WeightSpec
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.shapes import infer


@pytest.mark.parametrize("preset_id", [name for name in PRESETS if name != "article-cnn"])
def test_every_weight_is_there(preset_id: str) -> None:
    model = preset(preset_id)
    weights = initial_weights(model, 0)
    assert sum(array.size for array in weights.values()) == infer(model).parameters
    assert all(array.dtype == np.float32 and array.flags.c_contiguous for array in weights.values())
    assert {name: array.shape for name, array in weights.items()} == {
        name: spec.shape for name, spec in weight_specs(model).items()
    }


def test_the_seed_and_the_name_decide() -> None:
    model = preset("lenet-5")
    first, again, other = initial_weights(model, 1), initial_weights(model, 1), initial_weights(model, 2)
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not np.array_equal(first["conv1/kernel"], other["conv1/kernel"])
    assert not np.array_equal(first["dense1/kernel"][:84, :84], first["dense2/kernel"][:84, :84])
    longer, _ = edit.insert(model, 0, "Dropout")
    assert np.array_equal(initial_weights(longer, 1)["conv2/kernel"], first["conv2/kernel"])


def test_fans_are_keras() -> None:
    assert fans((3, 3, 32, 64)) == (288, 576)
    assert fans((784, 10)) == (784, 10)


def test_glorot_uniform_fills_its_range() -> None:
    kernel = initial_weights(preset("article-cnn-repaired"), 0)["conv3/kernel"]
    limit = math.sqrt(6 / (9 * 64 + 9 * 64))
    assert np.abs(kernel).max() <= limit
    assert np.abs(kernel).max() > 0.99 * limit
    assert abs(float(kernel.mean())) < 0.02 * limit
    assert float(kernel.std()) == pytest.approx(limit / math.sqrt(3), rel=0.02)


def test_recurrent_weights() -> None:
    weights = initial_weights(preset("lstm"), 0)
    recurrent = weights["lstm1/recurrent_kernel"].astype(np.float64)
    assert np.allclose(recurrent @ recurrent.T, np.eye(128), atol=1e-5)
    bias = weights["lstm1/bias"]
    assert bias[128:256].tolist() == [1.0] * 128
    assert bias.sum() == 128


def test_a_network_that_does_not_build_has_no_weights() -> None:
    with pytest.raises(ModelError) as caught:
        initial_weights(preset("article-cnn"), 0)
    assert caught.value.code == "model.does_not_build"
    assert caught.value.params["layer"] == "conv4"


def test_normalization_starts_neutral() -> None:
    weights = initial_weights(preset("small-cnn"), 0)
    assert weights["norm1/gamma"].min() == weights["norm1/moving_variance"].max() == 1
    assert weights["norm1/beta"].max() == weights["norm1/moving_mean"].max() == 0
    assert (
        WeightSpec("moving_mean", (32,), "zeros", trained=False)
        == weight_specs(preset("small-cnn"))["norm1/moving_mean"]
    )
