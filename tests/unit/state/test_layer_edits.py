"""Several layers at once: each edit is one step, and undo brings back what was there."""

from __future__ import annotations

import pytest

from deepdesk.core.errors import DeepDeskError
from deepdesk.state.layer_edits import LayerEdits
from deepdesk.state.model_store import ModelStore


@pytest.fixture
def store(qapp: object) -> ModelStore:
    store = ModelStore()
    store.use_preset("lenet-5")
    return store


def ids(store: ModelStore) -> list[str]:
    return [layer.id for layer in store.state.model.layers]


@pytest.mark.parametrize("action", ["remove", "duplicate", "move", "move_up", "paste"])
def test_one_step_each(store: ModelStore, action: str) -> None:
    edits, before = LayerEdits(store), store.state.model
    store.select_several(["conv2", "pool2"], "pool2")
    assert store.state.selection == ("conv2", "pool2")
    chosen = store.state.selection
    match action:
        case "remove":
            edits.remove(chosen)
            assert "conv2" not in ids(store) and "pool2" not in ids(store)
        case "duplicate":
            edits.duplicate(chosen)
            assert ids(store)[4:6] == ["conv3", "pool3"]
            assert store.state.selection == ("conv3", "pool3")
        case "move":
            edits.move(chosen, 0)
            assert ids(store)[:2] == ["conv2", "pool2"]
            assert store.state.selection == chosen
        case "move_up":
            edits.move_by(chosen, -1)
            assert ids(store)[:3] == ["conv1", "conv2", "pool2"]
        case "paste":
            edits.paste(edits.text_of(chosen))
            assert ids(store)[4:6] == ["conv3", "pool3"]
    assert store.undo_stack.count() == 1
    store.undo_stack.undo()
    assert store.state.model == before


def test_ends_of_the_list_stop_a_move(store: ModelStore) -> None:
    edits, before = LayerEdits(store), store.state.model
    edits.move_by(("conv1", "pool1"), -1)
    edits.move_by(ids(store)[-2:], 1)
    assert store.state.model == before


def test_text_that_is_no_layers_changes_nothing(store: ModelStore) -> None:
    before = store.state.model
    with pytest.raises(DeepDeskError):
        LayerEdits(store).paste("good morning")
    assert store.state.model == before


def test_a_merge_takes_two(store: ModelStore) -> None:
    edits = LayerEdits(store)
    store.use_preset("resnet-20")
    norm = next(layer.id for layer in store.state.model.layers if layer.kind == "BatchNormalization")
    store.select(norm)
    merge = edits.add("Add")
    assert len(store.state.model.layer(merge).inputs or ()) == 2
    store.undo_stack.undo()
    edits.set_inputs(ids(store)[3], ("input",))
    assert store.state.model.layers[3].inputs == ("input",)


def test_selecting_one_ends_the_selection_of_several(store: ModelStore) -> None:
    store.select_several(["conv1", "conv2"], "conv2")
    store.select("pool1")
    assert store.state.selection == ("pool1",)
    store.select("input")
    assert store.state.selection == ()
