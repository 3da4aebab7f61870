"""The weights that the network in the builder starts from: kept over edits, dropped with words, back by undo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from deepdesk.model.findings import CheckContext
from deepdesk.state.model_store import ModelStore
from deepdesk.state.session import Session
from deepdesk.state.start_weights import StartWeights

START = StartWeights(path="/w/start.safetensors", source="vgg.pth", shapes={"conv1/kernel": (5, 5, 1, 6)})
MNIST = CheckContext(input_shape=(28, 28, 1), classes=10)


@pytest.fixture
def store(qtbot: QtBot) -> Iterator[ModelStore]:
    store = ModelStore()
    store.set_context(MNIST)
    store.use_preset("lenet-5")
    yield store
    store.deleteLater()


def test_they_stay_over_edits_that_leave_them_alone(store: ModelStore) -> None:
    store.set_start_weights(START)
    store.set_param("dense1", "units", 99)
    store.add_layer("Dropout")
    assert store.state.start_weights == START
    assert store.undo_stack.undoText()
    store.set_start_weights(None)
    assert store.state.start_weights is None
    store.undo_stack.undo()
    assert store.state.start_weights == START


@pytest.mark.parametrize("edit", ["shape", "removed", "renamed"])
def test_they_are_dropped_with_words_and_undo_brings_them_back(store: ModelStore, edit: str) -> None:
    told: list[str] = []
    store.weights_dropped.connect(told.append)
    store.set_start_weights(START)
    if edit == "shape":
        store.set_param("conv1", "filters", 7)
    elif edit == "removed":
        store.remove_layer("conv1")
    else:
        store.rename_layer("conv1", "first")
    assert store.state.start_weights is None
    assert told == ["vgg.pth"]
    store.undo_stack.undo()
    assert store.state.start_weights == START


def test_other_data_may_make_them_useless(store: ModelStore) -> None:
    told: list[str] = []
    store.weights_dropped.connect(told.append)
    store.set_start_weights(START)
    store.set_context(CheckContext(input_shape=(28, 28, 3), classes=10))
    assert told == ["vgg.pth"]
    assert store.state.start_weights is None


def test_they_are_kept_with_the_project(store: ModelStore) -> None:
    store.set_start_weights(START)
    plain = store.to_builtins()
    other = ModelStore()
    other.load_state(plain)
    assert other.state.start_weights == START
    other.deleteLater()


def test_the_window_says_it(qapp: object) -> None:
    session = Session()
    session.model.use_preset("lenet-5")
    session.model.set_start_weights(START)
    session.model.remove_layer("conv1")
    assert [notice.code for notice in session.notices.notices] == ["weights.dropped"]
    assert session.close()
