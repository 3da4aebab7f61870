"""What is written as a script can be read from it again."""

from __future__ import annotations

import pytest

from deepdesk.model.code.reading import read_code
from deepdesk.model.code.writing.keras_script import keras_script
from deepdesk.model.code.writing.layer import ScriptSettings
from deepdesk.model.code.writing.torch_script import torch_script
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.shapes import infer

WRITE = {"keras": keras_script, "torch": torch_script}
BUILDING = [name for name in PRESETS if infer(preset(name)).builds]


@pytest.mark.parametrize("framework", WRITE)
@pytest.mark.parametrize("name", BUILDING)
def test_a_preset_comes_back_with_its_sizes(name: str, framework: str) -> None:
    if (name, framework) == ("gru", "keras"):
        pytest.skip("the script's own cell is no stock layer")
    if (name, framework) == ("text-bag", "torch"):
        pytest.skip("the mean over the steps that are no padding is written as sums")
    model = preset(name)
    found = read_code(WRITE[framework](model, ScriptSettings(), "script.py"), name="script").model
    assert found is not None
    report, expected = infer(found), infer(model)
    assert (report.parameters, report.output_shape) == (expected.parameters, expected.output_shape)
