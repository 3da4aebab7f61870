"""Settings out of their range are named."""

from __future__ import annotations

from typing import Any

import pytest

from deepdesk.core.errors import TrainingError
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.training.validation import check_configuration


def test_the_defaults_are_good() -> None:
    check_configuration(TrainingConfiguration())


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"epochs": 0}, "training.out_of_range"),
        ({"batch_size": 0}, "training.out_of_range"),
        ({"seed": -1}, "training.out_of_range"),
        ({"threads": 0}, "training.out_of_range"),
        ({"learning_rate": 0.0}, "training.bad_learning_rate"),
        ({"learning_rate": float("nan")}, "training.bad_learning_rate"),
        ({"learning_rate": 1e9}, "training.bad_learning_rate"),
        ({"optimizer": "magic"}, "training.no_such_choice"),
        ({"device": "cuda:"}, "training.no_such_choice"),
        ({"device": "toaster"}, "training.no_such_choice"),
        ({"framework": "jax"}, "training.no_such_choice"),
    ],
)
def test_names_what_is_wrong(settings: dict[str, Any], code: str) -> None:
    with pytest.raises(TrainingError) as caught:
        check_configuration(TrainingConfiguration(**settings))
    assert caught.value.code == code
