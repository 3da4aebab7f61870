"""What layers take: skips, what may be taken, what a merge most likely wants."""

from __future__ import annotations

import pytest

from deepdesk.core.errors import ModelError
from deepdesk.model import edit
from deepdesk.model.joins import guessed_inputs, is_merge, possible_inputs, skips, with_inputs
from deepdesk.model.presets import preset

RESNET = preset("resnet-20")


def test_merges() -> None:
    assert is_merge("Add")
    assert is_merge("Concatenate")
    assert not is_merge("Dense")
    assert not is_merge("Lambda")


def test_only_earlier_layers_can_be_taken() -> None:
    model = preset("lenet-5")
    assert possible_inputs(model, model.layers[1].id) == (model.layers[0].id, "input")
    with pytest.raises(ModelError):
        with_inputs(model, model.layers[1].id, (model.layers[4].id,))
    with pytest.raises(ModelError):
        with_inputs(model, model.layers[1].id, ())


def test_the_one_before_is_not_spelled_out() -> None:
    model = preset("lenet-5")
    assert with_inputs(model, model.layers[1].id, (model.layers[0].id,)) == model


def test_skips_of_a_residual_network() -> None:
    found = skips(RESNET)
    assert found
    assert all(skip.start < skip.end - 1 for skip in found)
    assert {skip.target for skip in found} >= {layer.id for layer in RESNET.layers if layer.kind == "Add"}
    assert skips(preset("lenet-5")) == ()


def test_a_merge_guesses_its_shortcut() -> None:
    """Taking a merge out of ResNet-20 and putting it back finds the same shortcut."""
    adds = [layer for layer in RESNET.layers if layer.kind == "Add"]
    plain = next(layer for layer in adds if layer.inputs and "short" not in "".join(layer.inputs))
    assert plain.inputs is not None
    bare = with_inputs(RESNET, plain.id, (RESNET.layers[edit.index_of(RESNET, plain.id) - 1].id,))
    assert set(guessed_inputs(bare, plain.id) or ()) == set(plain.inputs)


def test_nothing_fits() -> None:
    model, merge = edit.insert(preset("lenet-5"), 1, "Add")
    assert guessed_inputs(model, merge) is None
    model, merge = edit.insert(model, 0, "Add")
    assert guessed_inputs(model, merge) is None
