"""Which settings of a script become settings of the next run."""

from __future__ import annotations

from deepdesk.model.code.values import CodeSettings
from deepdesk.state.setting_edits import change_of, settings_of_code
from deepdesk.training.configuration import TrainingConfiguration


def test_what_deepdesk_has_is_taken() -> None:
    found = CodeSettings(optimizer="sgd", learning_rate=0.01, loss="categorical_crossentropy", batch_size=32, epochs=12)
    wanted = settings_of_code(found)
    assert wanted == {
        "optimizer": "sgd",
        "learning_rate": 0.01,
        "loss": "auto",
        "batch_size": 32,
        "epochs": 12,
    }
    before, after = change_of(TrainingConfiguration(batch_size=32), wanted)
    assert "loss" not in after and "batch_size" not in after
    assert (before["optimizer"], after["optimizer"]) == ("adam", "sgd")


def test_what_cannot_be_set_is_left_alone() -> None:
    found = CodeSettings(optimizer="lion", learning_rate=0.0, loss="mse", batch_size=0, epochs=10**9)
    assert settings_of_code(found) == {}
    assert settings_of_code(CodeSettings(learning_rate=float("nan"))) == {}
