"""Which network is put up for which data; it must fit them by the doctor's own words."""

from __future__ import annotations

import pytest

from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext
from deepdesk.model.presets import preset, proposed

CASES = {
    "photo-cnn": CheckContext(kind="images", input_shape=(96, 96, 3), classes=2),
    "article-cnn-repaired": CheckContext(kind="images", input_shape=(28, 28, 1), classes=10),
    "lenet-5": CheckContext(kind="audio", input_shape=(64, 51, 1), classes=10),
    "bi-lstm": CheckContext(kind="audio", input_shape=(51, 64), classes=10),
    "cnn-1d": CheckContext(kind="sequences", input_shape=(150, 1), classes=2),
    "text-cnn": CheckContext(kind="text", input_shape=(40,), classes=2, vocabulary=900),
    "u-net": CheckContext(kind="segmentation", task="segmentation", input_shape=(64, 80, 3), classes=4),
    "forecast-lstm": CheckContext(kind="forecasting", task="regression", input_shape=(96, 7), target_shape=(24,)),
}


@pytest.mark.parametrize("wanted", CASES)
def test_the_proposed_network_fits_its_data(wanted: str) -> None:
    context = CASES[wanted]
    assert proposed(context) == wanted
    model = preset(wanted, context.input_shape, context.outputs, vocabulary=context.vocabulary)
    faults = [finding.code for finding in examine(model, context) if finding.severity == "error"]
    assert not faults
