"""Edits keep a network sound, whatever their order."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepdesk.core.errors import ModelError
from deepdesk.model import edit
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.kinds import KINDS
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.shapes import sources
from deepdesk.model.validation import is_id

EMPTY = ModelDescription(name="n", input=InputDescription(shape=(28, 28, 1)))
ONE_EDIT = st.tuples(
    st.sampled_from(["insert", "remove", "duplicate", "move", "rename", "name_input"]),
    st.integers(0, 12),
    st.integers(0, 12),
    st.sampled_from(sorted(KINDS)),
)


def edited(model: ModelDescription, action: str, first: int, second: int, kind: str) -> ModelDescription:
    if action == "insert" or not model.layers:
        return edit.insert(model, first, kind)[0]
    place = first % len(model.layers)
    chosen = model.layers[place]
    match action:
        case "remove":
            return edit.remove(model, chosen.id)
        case "duplicate":
            return edit.duplicate(model, chosen.id)[0]
        case "move":
            return edit.move(model, chosen.id, second)
        case "rename":
            return edit.rename(model, chosen.id, f"layer_{len(model.layers)}_{second}")
    earlier = ["input", *(layer.id for layer in model.layers[:place])]
    named = msgspec.structs.replace(chosen, inputs=(earlier[second % len(earlier)],))
    layers = (*model.layers[:place], named, *model.layers[place + 1 :])
    return msgspec.structs.replace(model, layers=layers)


@given(st.lists(ONE_EDIT, max_size=30), st.sampled_from([None, *PRESETS]))
def test_ids_stay_unique_and_inputs_stay_earlier(edits: list[tuple[str, int, int, str]], start: str | None) -> None:
    model = preset(start) if start else EMPTY
    for number, one in enumerate(edits):
        try:
            model = edited(model, *one)
        except ModelError as error:
            assert error.code == "model.id_taken", number
        ids = [layer.id for layer in model.layers]
        assert len(set(ids)) == len(ids)
        assert all(is_id(name) for name in ids)
        for place, feeders in enumerate(sources(model)):
            assert set(feeders) <= {"input", *ids[:place]}


@given(st.integers(0, 11), st.integers(0, 11))
def test_moving_and_moving_back(source: int, target: int) -> None:
    model = preset("article-cnn")
    name = model.layers[source].id
    assert edit.move(edit.move(model, name, target), name, source) == model


@given(st.integers(0, 12), st.sampled_from(sorted(KINDS)))
def test_adding_and_removing(place: int, kind: str) -> None:
    model = preset("article-cnn")
    added, name = edit.insert(model, place, kind)
    assert [layer.id for layer in added.layers].index(name) == place
    assert edit.remove(added, name) == model


def test_removing_joins_users_to_the_layer_s_own_input() -> None:
    layers = (
        LayerDescription(id="a", kind="Dropout"),
        LayerDescription(id="b", kind="Dropout", inputs=("input",)),
        LayerDescription(id="c", kind="Flatten"),
        LayerDescription(id="d", kind="Flatten", inputs=("b",)),
    )
    model = edit.remove(ModelDescription(name="n", input=EMPTY.input, layers=layers), "b")
    assert sources(model) == (("input",), ("input",), ("input",))


def test_new_ids_are_short_and_free() -> None:
    model = preset("article-cnn")
    assert edit.new_id(model, "Conv2D") == "conv5"
    assert edit.new_id(model, "Flatten") == "flat2"
    assert edit.new_id(model, "GlobalAveragePooling2D") == "gap"
    assert edit.new_id(model, "AveragePooling2D") == "pool5"


def test_defaults_are_left_out() -> None:
    model = edit.set_param(preset("article-cnn"), "conv1", "padding", "same")
    assert model.layer("conv1").params["padding"] == "same"
    model = edit.set_param(model, "conv1", "padding", "valid")
    assert "padding" not in model.layer("conv1").params
    model = edit.set_param(model, "conv1", "kernel_size", (5, 5))
    assert model.layer("conv1").params["kernel_size"] == [5, 5]


def test_renaming_follows_named_inputs() -> None:
    layers = (LayerDescription(id="a", kind="Dropout"), LayerDescription(id="b", kind="Flatten", inputs=("a",)))
    model = edit.rename(ModelDescription(name="n", input=EMPTY.input, layers=layers), "a", "first")
    assert sources(model) == (("input",), ("first",))


@pytest.mark.parametrize(
    ("new", "code"), [("Conv", "bad_id"), ("", "bad_id"), ("input", "bad_id"), ("flat", "id_taken")]
)
def test_names_that_are_refused(new: str, code: str) -> None:
    with pytest.raises(ModelError) as caught:
        edit.rename(preset("article-cnn"), "conv1", new)
    assert caught.value.code == f"model.{code}"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ModelError) as caught:
        edit.insert(EMPTY, 0, "Transformer")
    assert caught.value.code == "model.no_such_kind"
