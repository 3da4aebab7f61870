"""A network that knows photos is proposed for few colour photos, and for nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from deepdesk.data.dataset import DataReport
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.proposal import proposal

COLOUR = ImagePreprocessing(height=96, width=96, channels=3)


def report(**fields: Any) -> DataReport:
    usual: dict[str, Any] = {"classes": {"cat": 400, "dog": 1500}, "sizes": ((160, 120, 1900),), "shape": (96, 96, 3)}
    return DataReport(**({"kind": "images", "name": "pets", "samples": 1900} | usual | fields))


def test_few_photos_start_from_a_network_that_knows_some() -> None:
    found = proposal(report(), COLOUR)
    assert found is not None
    assert (found.preset, found.photos) == ("mobilenet-v2-features", 400)
    assert found.torch_file.endswith(".pth") and found.keras_file.endswith("_no_top.h5")


@pytest.mark.parametrize(
    ("told", "preprocessing"),
    [
        (report(classes={"cat": 1000, "dog": 5000}), COLOUR),
        (report(sizes=((28, 28, 1900),)), COLOUR),
        (report(kind="text"), COLOUR),
        (report(classes={"cat": 40, "dog": 0}), COLOUR),
        (report(), ImagePreprocessing(height=96, width=96, channels=1)),
        (report(), ImagePreprocessing(height=96, width=96, channels=3, polarity="dark_on_light")),
    ],
)
def test_other_data_do_not(told: DataReport, preprocessing: ImagePreprocessing) -> None:
    assert proposal(told, preprocessing) is None
