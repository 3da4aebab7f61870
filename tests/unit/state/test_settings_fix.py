"""A fix of the settings is one step that can be undone, and the doctor knows the device."""

from __future__ import annotations

from typing import Any

from deepdesk.backends.base import Device
from deepdesk.data.dataset import DataReport
from deepdesk.model.findings import CheckContext
from deepdesk.state.check_context import check_context, memory_of
from deepdesk.state.model_store import ModelStore
from deepdesk.training.configuration import TrainingConfiguration


def test_a_learning_rate_is_set_and_set_back(qapp: object) -> None:
    store = ModelStore()
    store.use_preset("small-cnn")
    store.set_context(CheckContext(learning_rate=7.0, optimizer="adam"))
    wishes: list[dict[str, Any]] = []
    store.settings_wished.connect(wishes.append)
    model = store.state.model
    finding = next(item for item in store.state.findings if item.code == "model.finding.learning_rate")
    store.apply_fix(finding, finding.fixes[0])
    store.undo_stack.undo()
    assert wishes == [{"learning_rate": 0.001}, {"learning_rate": 7.0}]
    assert store.state.model == model


def test_what_the_doctor_is_told() -> None:
    devices = (Device(id="cuda:0", name="a", memory=8), Device(id="cpu", name="b", memory=16))
    assert memory_of("auto", devices) == 8
    assert memory_of("cpu", devices) == 16
    assert memory_of("mps", devices) is None
    context = check_context(
        DataReport(kind="images", name="x", samples=10, classes={str(n): 1 for n in range(10)}, shape=(28, 28, 1)),
        TrainingConfiguration(optimizer="sgd"),
        devices,
    )
    assert (context.optimizer, context.loss, context.device_memory) == ("sgd", None, 8)
