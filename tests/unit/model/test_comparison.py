"""What differs between two networks."""

from __future__ import annotations

import pytest

from deepdesk.model import edit
from deepdesk.model.comparison import compare
from deepdesk.model.presets import PRESETS, preset


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_network_is_the_same_as_itself(name: str) -> None:
    assert compare(preset(name), preset(name)).is_same


def test_a_parameter_that_differs_is_named() -> None:
    left = preset("lenet-5")
    right = edit.set_param(left, "conv1", "filters", 12)
    found = compare(left, right)
    changed = [row for row in found.rows if row.status == "changed"]
    assert [(row.left.id, row.differences[0].name) for row in changed if row.left] == [("conv1", "filters")]
    assert (changed[0].differences[0].left, changed[0].differences[0].right) == (6, 12)
    assert found.count("same") == len(left.layers) - 1


def test_a_default_that_is_spelled_out_is_no_difference() -> None:
    left = preset("lenet-5")
    layers = [*left.layers]
    right = edit.set_param(left, "conv1", "strides", [1, 1])
    assert compare(left, right).is_same
    assert len(layers) == len(right.layers)


def test_a_layer_in_between_moves_nothing_else() -> None:
    left = preset("lenet-5")
    right, new = edit.insert(left, 2, "BatchNormalization")
    found = compare(left, right)
    only = [row for row in found.rows if row.status != "same"]
    assert [(row.status, row.right.id if row.right else "") for row in only] == [("only_right", new)]
    back = compare(right, left)
    assert [row.status for row in back.rows if row.status != "same"] == ["only_left"]


def test_a_new_name_is_seen_as_one() -> None:
    left = preset("lenet-5")
    right = edit.rename(left, "conv2", "second")
    found = [row for row in compare(left, right).rows if row.status != "same"]
    assert len(found) == 1
    assert [item.name for item in found[0].differences] == ["id"]


def test_other_inputs_of_a_merge_are_seen() -> None:
    left = preset("resnet-20")
    right = edit.rename(left, left.layers[0].id, "stem")
    assert all("inputs" not in [d.name for d in row.differences] for row in compare(left, right).rows)


def test_totals_and_unrelated_networks() -> None:
    found = compare(preset("lenet-5"), preset("lstm"))
    assert {total.name: total.left for total in found.totals}["layers"] == len(preset("lenet-5").layers)
    lefts = [row.left.id for row in found.rows if row.left]
    rights = [row.right.id for row in found.rows if row.right]
    assert lefts == [layer.id for layer in preset("lenet-5").layers]
    assert rights == [layer.id for layer in preset("lstm").layers]
