"""The model store: every edit one step, following the data until pinned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from deepdesk.core.errors import FormatError, ModelError
from deepdesk.model import words
from deepdesk.model.code.reading import read_code
from deepdesk.model.findings import CheckContext
from deepdesk.model.presets import preset
from deepdesk.state.model_edits import ModelState
from deepdesk.state.model_store import ModelStore

MNIST = CheckContext(input_shape=(28, 28, 1), classes=10)
DIGITS = CheckContext(input_shape=(8, 8, 1), classes=10)
PHOTOS = CheckContext(input_shape=(96, 96, 3), classes=2)


@pytest.fixture
def store(qtbot: QtBot) -> Iterator[ModelStore]:
    store = ModelStore()
    yield store
    store.deleteLater()


def ids(store: ModelStore) -> list[str]:
    return [layer.id for layer in store.state.model.layers]


def test_it_starts_empty(store: ModelStore) -> None:
    assert store.state.model.layers == ()
    assert store.state.first_error is not None
    assert store.undo_stack.count() == 0


def test_a_layer_is_added_behind_the_selected_one(store: ModelStore) -> None:
    store.use_preset("lenet-5")
    store.select("conv1")
    assert store.add_layer("BatchNormalization") == "norm1"
    assert ids(store)[:3] == ["conv1", "norm1", "pool1"]
    assert store.state.selected == "norm1"
    store.select("input")
    first = store.add_layer("Dropout")
    assert ids(store)[0] == first
    store.select(None)
    last = store.add_layer("Dropout")
    assert ids(store)[-1] == last


def test_undo_and_redo_without_limit(store: ModelStore) -> None:
    store.use_preset("lenet-5")
    states = [store.state.model]
    for number in range(300):
        store.add_layer("Dropout" if number % 2 else "Dense")
        states.append(store.state.model)
    for model in reversed(states[:-1]):
        store.undo_stack.undo()
        assert store.state.model == model
    assert not store.undo_stack.canUndo()
    for model in states[1:]:
        store.undo_stack.redo()
        assert store.state.model == model


def test_every_edit_is_one_step_with_a_text(store: ModelStore) -> None:
    store.use_preset("article-cnn")
    edits = [
        lambda: store.remove_layer("drop"),
        lambda: store.duplicate_layer("dense1"),
        lambda: store.move_layer_by("flat", -1),
        lambda: store.set_param("conv1", "filters", 16),
        lambda: store.rename_layer("conv1", "first"),
        lambda: store.set_input_shape((32, 32, 3)),
        lambda: store.set_name("mine"),
        lambda: store.set_follows_units(False),
        store.clear,
        lambda: store.use_preset("lstm"),
    ]
    for number, one in enumerate(edits, start=1):
        one()
        assert store.undo_stack.count() == number
        assert store.undo_stack.undoText()
    for _ in edits:
        store.undo_stack.undo()
    assert store.state.preset == "article-cnn"


def test_repeated_edits_of_a_field_are_one_step(store: ModelStore) -> None:
    store.use_preset("lenet-5")
    for filters in (7, 8, 9):
        store.set_param("conv1", "filters", filters)
    assert store.undo_stack.count() == 1
    assert store.undo_stack.undoText() == "Filters of conv1 6 → 9"
    store.set_param("conv2", "filters", 20)
    assert store.undo_stack.count() == 2
    store.undo_stack.undo()
    store.undo_stack.undo()
    assert store.state.model.layer("conv1").params["filters"] == 6
    store.set_param("conv1", "filters", 7)
    store.select("conv2")
    store.select("conv1")
    store.set_param("conv1", "filters", 8)
    assert store.undo_stack.count() == 2


def test_an_edit_and_its_opposite_leave_no_step(store: ModelStore) -> None:
    store.use_preset("lenet-5")
    store.set_param("conv1", "filters", 7)
    store.set_param("conv1", "filters", 6)
    assert store.undo_stack.count() == 0


def test_changes_that_change_nothing_are_no_steps(store: ModelStore) -> None:
    store.use_preset("lenet-5")
    store.set_param("conv1", "filters", 6)
    store.move_layer_by("conv1", -1)
    store.rename_layer("conv1", "conv1")
    store.set_input_shape((28, 28, 1))
    assert store.undo_stack.count() == 0


def test_opening_data_puts_a_fitting_preset_here(store: ModelStore) -> None:
    store.set_context(MNIST)
    assert store.state.preset == "article-cnn-repaired"
    assert not store.state.has_errors
    store.set_context(DIGITS)
    assert store.state.preset == "small-cnn"
    assert store.state.model.input.shape == (8, 8, 1)
    assert not store.state.has_errors


def test_a_chosen_preset_that_fits_stays(store: ModelStore) -> None:
    store.use_preset("lstm-2")
    for context in (MNIST, DIGITS, PHOTOS):
        store.set_context(context)
        assert store.state.preset == "lstm-2"
        assert not store.state.has_errors
    assert store.state.model.layer("rows").params["target_shape"] == [96, 288]
    assert store.state.model.layer("out").params["units"] == 2


def test_own_work_is_never_replaced(store: ModelStore) -> None:
    store.set_context(MNIST)
    store.set_param("conv1", "filters", 8)
    store.set_context(DIGITS)
    assert store.state.model.layer("conv1").params["filters"] == 8
    assert store.state.model.input.shape == (8, 8, 1)
    error = store.state.first_error
    assert error is not None and error.layer == "pool4"
    store.apply_fix(error, error.fixes[0])
    assert not store.state.has_errors


def test_a_preset_with_an_error_stays_when_only_settings_change(store: ModelStore) -> None:
    store.set_context(MNIST)
    store.use_preset("article-cnn")
    store.set_context(CheckContext(input_shape=(28, 28, 1), classes=10, learning_rate=0.1))
    assert store.state.preset == "article-cnn"
    assert store.state.selected == "conv4"


def test_a_preset_with_an_error_that_was_chosen_for_these_data_stays(store: ModelStore) -> None:
    store.use_preset("article-cnn")
    store.set_context(MNIST)
    assert store.state.preset == "article-cnn"
    assert store.state.has_errors


def test_editing_pins_and_a_switch_lets_go(store: ModelStore) -> None:
    store.set_context(MNIST)
    store.set_param("out", "units", 12)
    assert not store.state.follows_units
    assert store.state.has_errors
    store.set_context(PHOTOS)
    assert store.state.model.layer("out").params["units"] == 12
    store.set_follows_units(True)
    assert store.state.model.layer("out").params["units"] == 2
    store.set_input_shape((28, 28, 1))
    assert not store.state.follows_input
    assert store.state.first_error is not None and store.state.first_error.layer == "input"
    store.undo_stack.undo()
    assert store.state.follows_input
    assert not store.state.has_errors


def test_undo_keeps_following_the_data(store: ModelStore) -> None:
    store.set_context(MNIST)
    store.set_param("conv1", "filters", 8)
    store.set_context(PHOTOS)
    store.undo_stack.undo()
    assert store.state.model.input.shape == (96, 96, 3)
    assert store.state.model.layer("out").params["units"] == 2


def test_the_article_s_network_is_repaired_with_one_step(store: ModelStore) -> None:
    store.set_context(MNIST)
    store.use_preset("article-cnn")
    finding = store.state.findings[0]
    store.apply_fix(finding, finding.fixes[0])
    assert store.state.findings == ()
    assert store.undo_stack.undoText() == words.title(finding.fixes[0])
    store.undo_stack.undo()
    assert store.state.findings == (finding,)


def test_files(store: ModelStore, tmp_path: Path) -> None:
    path = tmp_path / "测试 é.model.json"
    store.use_preset("lenet-5")
    store.save_file(path)
    assert store.state.saved
    store.remove_layer("dense2")
    assert not store.state.saved
    store.open_file(path)
    assert "dense2" in ids(store)
    assert (store.state.saved, store.state.path) == (True, str(path))
    store.undo_stack.undo()
    assert "dense2" not in ids(store)


def test_files_that_cannot_be_read_change_nothing(store: ModelStore, tmp_path: Path) -> None:
    store.use_preset("lenet-5")
    before = store.state
    path = tmp_path / "a.model.json"
    with pytest.raises(OSError):
        store.open_file(path)
    path.write_text("{}")
    with pytest.raises(FormatError):
        store.open_file(path)
    assert store.state == before


def test_the_project_keeps_it(store: ModelStore, qtbot: QtBot) -> None:
    store.set_context(MNIST)
    store.set_param("conv1", "filters", 8)
    store.set_follows_units(False)
    other = ModelStore()
    other.load_state(store.to_builtins())
    assert other.state.model == store.state.model
    assert (other.state.follows_input, other.state.follows_units) == (True, False)
    assert other.undo_stack.count() == 0
    other.set_context(MNIST)
    assert other.state.model == store.state.model
    with pytest.raises(ModelError):
        other.load_state({"model": 3})


def test_changed_carries_the_whole_new_state(store: ModelStore, qtbot: QtBot) -> None:
    with qtbot.waitSignal(store.changed) as caught:
        store.use_preset("lenet-5")
    assert isinstance(caught.args[0], ModelState)
    assert caught.args[0] == store.state
    with qtbot.assertNotEmitted(store.changed):
        store.select("conv1")


def test_refused_names_change_nothing(store: ModelStore) -> None:
    store.use_preset("lenet-5")
    with pytest.raises(ModelError):
        store.rename_layer("conv1", "Not a name")
    assert store.undo_stack.count() == 0


def test_code_arrives_as_one_step(store: ModelStore) -> None:
    text = "from keras import layers, Sequential\nm = Sequential([layers.Input((9,)), layers.Dense(4)])"
    reading = read_code(text, name="net.py")
    store.use_preset("lenet-5")
    before = store.state.model
    store.take_network("network from net.py", reading.models[0].description)
    assert store.state.model.input.shape == (9,)
    assert [layer.kind for layer in store.state.model.layers] == ["Dense"]
    assert store.undo_stack.undoText() == "network from net.py"
    store.undo_stack.undo()
    assert store.state.model == before


def test_the_first_layer_at_fault_of_what_arrives_is_selected(store: ModelStore) -> None:
    store.set_context(CheckContext(input_shape=(28, 28, 1), classes=10))
    store.take_network("network", preset("article-cnn", (28, 28, 1), 10))
    assert store.state.first_error is not None
    assert store.state.selected == store.state.first_error.layer
