"""Same weights in, same numbers out, in either framework."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.parity.cases import cases
from tests.parity.conftest import Found
from tests.parity.runs import LOSSES, RATES

TOLERANCE = 1e-4
LOSS_TOLERANCE = 1e-5
CASES = {case.name: case for case in cases()}


def of_case(found: Found, framework: str, name: str) -> dict[str, Any]:
    start = f"{name}|"
    return {key.removeprefix(start): array for key, array in found.arrays[framework].items() if key.startswith(start)}


@pytest.mark.parametrize("name", CASES)
def test_every_layer_agrees(found: Found, name: str) -> None:
    torch, keras = of_case(found, "torch", name), of_case(found, "tensorflow", name)
    assert torch.keys() == keras.keys()
    assert "scores" in torch
    apart = {what: float(np.abs(array - keras[what]).max(initial=0)) for what, array in torch.items()}
    assert all(array.shape == keras[what].shape for what, array in torch.items())
    assert {what: value for what, value in apart.items() if not value <= TOLERANCE} == {}


def test_gradients_and_statistics_were_compared(found: Found) -> None:
    keys = [key.partition("|")[2] for key in found.arrays["torch"]]
    for weight in ("conv/kernel", "conv/bias", "dense/kernel", "cell/recurrent_kernel", "cell/bias", "norm/gamma"):
        assert f"gradient/{weight}" in keys
    assert "statistics/norm/moving_variance" in keys
    assert "step/norm/moving_variance" in keys


@pytest.mark.parametrize("network", ["cnn", "lstm"])
@pytest.mark.parametrize("optimizer", RATES)
def test_the_first_losses_agree(found: Found, network: str, optimizer: str) -> None:
    torch, keras = (found.arrays[framework][f"losses/{network}/{optimizer}"] for framework in ("torch", "tensorflow"))
    assert len(torch) == len(keras) == LOSSES
    apart = float((np.abs(torch - keras) / np.abs(torch)).max())
    print(f"{network} with {optimizer}: the first {LOSSES} losses are {apart:.1e} apart, relative")
    assert apart <= LOSS_TOLERANCE
    assert torch[-1] < torch[0]


@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_the_same_seed_gives_the_same_bytes(found: Found, framework: str) -> None:
    arrays = found.arrays[framework]
    first = {key.removeprefix("first/"): array for key, array in arrays.items() if key.startswith("first/")}
    assert len(first) == 10
    for key, array in first.items():
        assert array.tobytes() == arrays[f"second/{key}"].tobytes(), key


@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_a_run_in_two_parts_ends_as_in_one(found: Found, framework: str) -> None:
    arrays = found.arrays[framework]
    for key, array in arrays.items():
        if key.startswith("first/"):
            assert array.tobytes() == arrays[f"resumed/{key.removeprefix('first/')}"].tobytes(), key


@pytest.mark.parametrize("network", ["cnn", "lstm"])
@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_what_one_engine_trained_answers_alike_in_the_other(found: Found, framework: str, network: str) -> None:
    other = "tensorflow" if framework == "torch" else "torch"
    own = found.arrays[other][f"scores/{network}"]
    assert np.abs(found.crossed[framework][network] - own).max() <= TOLERANCE
