"""Pieces of networks: taken out, put in, moved and written as text, without losing a connection."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepdesk.core.errors import DeepDeskError, ModelError
from deepdesk.model import clipboard_text
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.fragments import Fragment, duplicate_several, fragment_of, move_several, put, remove_several
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.shapes import infer, sources


def layer(layer_id: str, kind: str = "Activation", *inputs: str, **params: object) -> LayerDescription:
    return LayerDescription(id=layer_id, kind=kind, params=params, inputs=inputs or None)


SKIP = ModelDescription(
    name="skip",
    input=InputDescription(shape=(8, 8, 4)),
    layers=(
        layer("conv1", "Conv2D", filters=4, kernel_size=[3, 3], padding="same"),
        layer("relu1"),
        layer("conv2", "Conv2D", filters=4, kernel_size=[3, 3], padding="same"),
        layer("add1", "Add", "conv2", "relu1"),
        layer("flat", "Flatten"),
        layer("out", "Dense", units=3),
    ),
)


def ids(model: ModelDescription) -> list[str]:
    return [item.id for item in model.layers]


def test_a_block_with_a_skip_is_used_again() -> None:
    piece = fragment_of(SKIP, {"conv2", "add1"})
    assert piece.entry == "relu1"
    assert [item.inputs for item in piece.layers] == [None, ("conv2", "relu1")]
    twice, made = put(SKIP, piece, 4)
    assert made == ("conv3", "add2")
    assert twice.layer("add2").inputs == ("conv3", "add1")
    assert infer(twice).builds


def test_a_copy_keeps_what_it_took_from_outside() -> None:
    piece = fragment_of(SKIP, {"add1", "flat"})
    assert piece.entry is None
    copied, made = put(SKIP, piece, 4)
    assert copied.layer(made[0]).inputs == ("conv2", "relu1")


def test_what_is_not_there_gives_way_to_the_one_before() -> None:
    other = ModelDescription(name="n", input=InputDescription(shape=(8, 8, 4)), layers=(layer("a"), layer("b")))
    joined, made = put(other, fragment_of(SKIP, {"add1"}), 1)
    assert joined.layer(made[0]).inputs == ("a", "a")


def test_a_gap_is_closed() -> None:
    piece = fragment_of(SKIP, {"conv1", "conv2"})
    assert [item.inputs for item in piece.layers] == [None, None]


def test_several_are_duplicated_behind_the_last() -> None:
    model, made = duplicate_several(SKIP, {"conv1", "conv2"})
    assert ids(model) == ["conv1", "relu1", "conv2", *made, "add1", "flat", "out"]


def test_several_move_together() -> None:
    moved = move_several(SKIP, {"conv1", "relu1"}, 3)
    assert ids(moved) == ["conv2", "conv1", "relu1", "add1", "flat", "out"]
    assert move_several(SKIP, {"conv1", "relu1"}, 1) == SKIP
    assert move_several(SKIP, set(), 1) == SKIP
    assert ids(move_several(SKIP, {"conv1", "flat"}, 6))[-2:] == ["conv1", "flat"]


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(ModelError):
        put(SKIP, Fragment(layers=(layer("x", "Lambda"),)), 0)


@given(
    st.sampled_from(sorted(PRESETS)),
    st.sets(st.integers(0, 70), max_size=8),
    st.integers(0, 80),
    st.sampled_from(["remove", "duplicate", "move", "text"]),
)
def test_every_input_names_an_earlier_layer(name: str, places: set[int], place: int, action: str) -> None:
    model = preset(name)
    chosen = {item.id for number, item in enumerate(model.layers) if number in places}
    if action == "remove":
        after = remove_several(model, chosen)
    elif action == "duplicate":
        after = duplicate_several(model, chosen)[0]
    elif action == "move":
        after = move_several(model, chosen, min(place, len(model.layers)))
    elif chosen:
        after = put(model, clipboard_text.from_text(clipboard_text.to_text(fragment_of(model, chosen))), place)[0]
    else:
        return
    names = ids(after)
    assert len(set(names)) == len(names)
    known = {"input"}
    for item, feeders in zip(after.layers, sources(after), strict=True):
        assert set(feeders) <= known
        known.add(item.id)


def test_text_travels_by_mail() -> None:
    piece = fragment_of(SKIP, {"conv2", "add1"})
    text = f"Look at this:\n\n{clipboard_text.to_text(piece)}\nRegards"
    assert clipboard_text.kind_of(text) == "layers"
    assert clipboard_text.from_text(text) == piece


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("model = Sequential()", "code"),
        ("import torch\n", "code"),
        ("x = nn.Linear(3, 4)", "code"),
        ('{"class_name": "Sequential"}', "code"),
        ("Dear reader, here are the layers.", "other"),
        ("", "other"),
    ],
)
def test_what_a_text_is(text: str, kind: str) -> None:
    assert clipboard_text.kind_of(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        '{"format": "deepdesk.layers", "version": 1, "layers": []}',
        '{"format": "deepdesk.layers", "version": 2, "layers": []}',
        '{"format": "deepdesk.layers", "version": 1, "layers": 3}',
        '{"format": "deepdesk.layers", "version": 1, "layers": [',
        '{"format": "deepdesk.data", "version": 1}',
    ],
)
def test_what_is_no_layers_is_said(text: str) -> None:
    with pytest.raises(DeepDeskError):
        clipboard_text.from_text(text)
