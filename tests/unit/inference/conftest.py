"""A small model with drawn weights, which needs no framework."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.model_file import Meta, ModelFile, write_model_file
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import preset


@pytest.fixture(scope="session")
def model_file() -> ModelFile:
    """A small CNN for 8×8 digits, untrained."""
    model = preset("small-cnn", (8, 8, 1), 10)
    return ModelFile(
        model=model,
        preprocessing=ImagePreprocessing(height=8, width=8, channels=1, polarity="light_on_dark"),
        meta=Meta(
            name="Small CNN",
            classes=tuple("0123456789"),
            framework="torch",
            metrics={"test": {"accuracy": 0.5, "loss": 1.0, "samples": 10}},
        ),
        weights=initial_weights(model, 0),
    )


@pytest.fixture
def ddm(tmp_path: Path, model_file: ModelFile) -> Path:
    """The small CNN on disk."""
    path = tmp_path / "model é.ddm"
    write_model_file(path, model_file)
    return path


@pytest.fixture
def changed(model_file: ModelFile) -> Callable[..., ModelFile]:
    """Gives the small CNN with other preprocessing or other fields in its meta."""

    def change(*, preprocessing: ImagePreprocessing | None = None, **meta: object) -> ModelFile:
        return ModelFile(
            model=model_file.model,
            preprocessing=preprocessing or model_file.preprocessing,
            meta=msgspec.structs.replace(model_file.meta, **meta),
            weights=model_file.weights,
        )

    return change
