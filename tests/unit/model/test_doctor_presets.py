"""No false alarm: what is shipped gets no finding on the data that it is made for."""

from __future__ import annotations

import pytest

from deepdesk.model import edit
from deepdesk.model.description import Shape
from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.shapes import infer

IMAGES: tuple[Shape, ...] = ((28, 28, 1), (32, 32, 3), (64, 64, 3), (224, 224, 3))
WHAT_IS_WRONG = {
    # As published: its fourth convolution does not fit.
    "article-cnn": {(28, 28, 1), (32, 32, 3)},
    # Made for small images: on large ones, nearly all parameters are behind Flatten, or little is seen.
    "article-cnn-4-3": {(224, 224, 3)},
    "lenet-5": {(224, 224, 3)},
    "small-cnn": {(224, 224, 3)},
    "vgg-style": {(224, 224, 3)},
    # Made for photos: four times halved, the smallest images leave its last convolution a map of one pixel.
    "photo-cnn": {(28, 28, 1)},
    # Made for 224×224: small images end in maps of one pixel, or do not fit.
    "resnet-18": {(28, 28, 1), (32, 32, 3)},
    "mobilenet-v2": {(28, 28, 1), (32, 32, 3)},
    "mobilenet-v2-features": {(28, 28, 1), (32, 32, 3)},
    "vgg16": {(28, 28, 1)},
    "vgg16-features": {(28, 28, 1)},
}


def _findings(preset_id: str, shape: Shape) -> list[str]:
    model = preset(preset_id, shape, 10)
    embedding = next((layer for layer in model.layers if layer.kind == "Embedding"), None)
    context = CheckContext(
        task=PRESETS[preset_id].task,
        input_shape=model.input.shape,
        classes=10,
        target_shape=infer(model).output_shape,
        vocabulary=embedding.params.get("input_dim", 10_000) if embedding else None,
        optimizer="adam",
        learning_rate=1e-3,
        batch_size=32,
        device_memory=16 * 2**30,
    )
    return [f"{finding.layer}: {finding.code}" for finding in examine(model, context)]


@pytest.mark.parametrize("preset_id", PRESETS)
@pytest.mark.parametrize("shape", IMAGES)
def test_presets_on_images(preset_id: str, shape: Shape) -> None:
    if preset_id.startswith("text-"):
        shape = (40,)
    found = _findings(preset_id, shape)
    assert bool(found) == (shape in WHAT_IS_WRONG.get(preset_id, set())), found


@pytest.mark.parametrize("preset_id", [name for name in PRESETS if name != "article-cnn"])
def test_no_errors_while_nobody_has_said_what_it_is_for(preset_id: str) -> None:
    found = examine(preset(preset_id), CheckContext(task=None, loss="cross_entropy"))
    assert [finding.code for finding in found if finding.severity == "error"] == []


def test_a_softmax_is_seen_without_a_task() -> None:
    ends = edit.set_param(preset("lenet-5"), "out", "activation", "softmax")
    assert "model.finding.final_activation" in [finding.code for finding in examine(ends, CheckContext(task=None))]
    draws = examine(preset("autoencoder"), CheckContext(task=None))
    assert "model.finding.final_activation" not in [finding.code for finding in draws]
