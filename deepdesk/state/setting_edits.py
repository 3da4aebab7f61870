"""Changes of the training settings as steps that can be undone like any edit of the network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtGui import QUndoCommand

from deepdesk.model.code.values import CodeSettings
from deepdesk.training.configuration import LossChoice, TrainingConfiguration
from deepdesk.training.validation import BATCH_SIZE, EPOCHS, HIGHEST_LEARNING_RATE, OPTIMIZERS

# Not the other losses: they compare with values, and the window opens data whose targets are classes.
_LOSSES: Final[Mapping[str, LossChoice]] = {
    "categorical_crossentropy": "auto",
    "sparse_categorical_crossentropy": "auto",
    "cross_entropy": "cross_entropy",
}


class SettingsCommand(QUndoCommand):
    """Fields of the training configuration before and after a step; ``wish`` asks for them to be set."""

    def __init__(
        self, text: str, before: dict[str, Any], after: dict[str, Any], wish: Callable[[dict[str, Any]], object]
    ) -> None:
        super().__init__(text)
        self._before = before
        self._after = after
        self._wish = wish

    def undo(self) -> None:
        self._wish(self._before)

    def redo(self) -> None:
        self._wish(self._after)


def settings_of_code(found: CodeSettings) -> dict[str, Any]:
    """The fields of the training configuration that a script states and that DeepDesk has, by their names."""
    stated: dict[str, Any] = {}
    if found.optimizer in OPTIMIZERS:
        stated["optimizer"] = found.optimizer
    if found.learning_rate is not None and 0 < found.learning_rate <= HIGHEST_LEARNING_RATE:
        stated["learning_rate"] = float(found.learning_rate)
    if (loss := _LOSSES.get(found.loss or "")) is not None:
        stated["loss"] = loss
    for name, limits in (("batch_size", BATCH_SIZE), ("epochs", EPOCHS)):
        number = getattr(found, name)
        if number is not None and limits[0] <= number <= limits[1]:
            stated[name] = number
    return stated


def change_of(configuration: TrainingConfiguration, wanted: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What ``wanted`` changes: the fields that differ, as they are and as they become."""
    after = {name: value for name, value in wanted.items() if getattr(configuration, name) != value}
    return {name: getattr(configuration, name) for name in after}, after
