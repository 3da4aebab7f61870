"""VGG16 and MobileNetV2 have exactly the layers and figures that were published."""

from __future__ import annotations

import pytest

from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.presets.recipe import Published
from deepdesk.model.shapes import infer

SHAPE = (224, 224, 3)
PRETRAINED = [name for name, about in PRESETS.items() if about.pretrained]
MAKERS: tuple[Published, ...] = ("keras", "torchvision")


@pytest.mark.parametrize(("name", "parameters"), [("vgg16", 138_357_544), ("mobilenet-v2", 3_538_984)])
@pytest.mark.parametrize("published", MAKERS)
def test_as_many_parameters_as_published(name: str, parameters: int, published: Published) -> None:
    report = infer(preset(name, SHAPE, 1000, published))
    assert report.builds
    assert report.parameters == parameters
    assert report.output_shape == (1000,)


@pytest.mark.parametrize(("name", "base"), [("vgg16-features", 14_714_688), ("mobilenet-v2-features", 2_257_984)])
@pytest.mark.parametrize("published", MAKERS)
@pytest.mark.parametrize("side", [32, 97, 160, 224])
def test_only_the_head_is_trained(name: str, base: int, published: Published, side: int) -> None:
    model = preset(name, (side, side, 3), 5, published)
    report = infer(model)
    width = 512 if name.startswith("vgg") else 1280
    assert report.parameters == base + 5 * (width + 1)
    assert sum(layer.trained_parameters for layer in report.layers) == 5 * (width + 1)
    context = CheckContext(input_shape=(side, side, 3), classes=5)
    assert not [finding for finding in examine(model, context) if finding.severity == "error"]


def test_the_maps_of_mobilenet() -> None:
    for published in MAKERS:
        report = {item.id: item.output_shape for item in infer(preset("mobilenet-v2", SHAPE, 1000, published)).layers}
        assert report["conv1"] == (112, 112, 32)
        assert report["block_2_add"] == (56, 56, 24)
        assert report["block_5_add"] == (28, 28, 32)
        assert report["block_12_add"] == (14, 14, 96)
        assert report["block_16_project_bn"] == (7, 7, 320)
        assert report["out_relu"] == (7, 7, 1280)
        assert sum(name.endswith("_add") for name in report) == 10


def test_each_maker_s_own_manner() -> None:
    keras, torchvision = (preset("mobilenet-v2", SHAPE, 1000, published) for published in MAKERS)
    assert keras.layer("conv1_pad").params == {"padding": [[0, 1], [0, 1]]}
    assert torchvision.layer("conv1_pad").params == {"padding": [[1, 1], [1, 1]]}
    assert keras.layer("bn_conv1").params == {"epsilon": 1e-3, "momentum": 0.999}
    assert torchvision.layer("bn_conv1").params == {"epsilon": 1e-5, "momentum": 0.9}
    assert preset("mobilenet-v2", SHAPE, 1000) == keras
    assert preset("vgg16", SHAPE, 1000, "torchvision") == preset("vgg16", SHAPE, 1000)


@pytest.mark.parametrize("name", PRETRAINED)
def test_all_are_made_for_pictures_of_224_pixels(name: str) -> None:
    assert preset(name).input.shape == SHAPE
    assert PRESETS[name].family == "pretrained"
