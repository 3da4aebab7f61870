"""Presets for sequences of different lengths skip the steps that are filled up."""

import pytest

from deepdesk.model.presets import preset
from deepdesk.model.presets.masking import masked
from deepdesk.model.shapes import infer


@pytest.mark.parametrize("name", ["lstm", "lstm-2", "gru", "bi-lstm"])
def test_recurrent_presets_begin_with_a_mask(name: str) -> None:
    model = masked(preset(name, (60, 3), 4))
    assert model.layers[0].kind == "Masking"
    assert infer(model).output_shape == (4,)
    assert masked(model) == model


@pytest.mark.parametrize(("name", "shape"), [("cnn-1d", (60, 3)), ("cnn-lstm", (60, 3)), ("lstm", (28, 28, 1))])
def test_others_stay_as_they_are(name: str, shape: tuple[int, ...]) -> None:
    model = preset(name, shape, 4)
    assert masked(model) == model
