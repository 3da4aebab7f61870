"""What readers of tutorials hit first: sizes taken from tensors, sizes that do not fit, what a network is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepdesk.core.documents import SIZE_LIMIT
from deepdesk.core.errors import FormatError
from deepdesk.model.code.reading import read_code
from deepdesk.model.code.values import CodeReading
from deepdesk.model.code.verdict import task_of
from deepdesk.model.description import load_model
from deepdesk.model.shapes import infer

KERAS = "import keras\nfrom keras import layers\n"
TORCH = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"


def read(text: str) -> CodeReading:
    return read_code(text, name="it.py")


def codes(reading: CodeReading) -> list[tuple[int, str]]:
    return [(item.line, item.code.removeprefix("code.finding.")) for item in reading.findings]


def parameters(reading: CodeReading) -> int:
    assert reading.model is not None
    report = infer(reading.model)
    assert report.builds
    return report.parameters


@pytest.mark.parametrize("size", ["x.shape[-1]", "int(x.shape[2])", "keras.backend.int_shape(x)[-1]"])
def test_a_layer_may_take_its_size_from_a_tensor(size: str) -> None:
    text = "inputs = keras.Input((8, 6))\nx = layers.Dense(5, activation='relu')(inputs)\n"
    text += f"x = layers.Conv1D({size}, 1)(x)\n"
    reading = read(KERAS + text + "model = keras.Model(inputs, layers.GlobalAveragePooling1D()(x))\n")
    assert codes(reading) == []
    assert parameters(reading) == 6 * 5 + 5 + 5 * 5 + 5


def torch_net(made: str, forward: str) -> str:
    made = "\n        ".join(made.split("; "))
    return (
        f"{TORCH}class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        {made}\n"
        f"    def forward(self, x):\n        return {forward}\n"
    )


def test_sizes_that_do_not_fit_are_said_with_their_line_and_cure() -> None:
    text = torch_net(
        "self.a = nn.Conv2d(1, 16, 3); self.b = nn.Conv2d(32, 32, 3); self.c = nn.Linear(1000, 10)",
        "self.c(torch.flatten(self.b(torch.relu(self.a(x))), 1))",
    )
    found = [item for item in read(text).findings if item.code == "code.finding.other_size"]
    assert [(item.line, item.params["wanted"], item.params["number"]) for item in found] == [
        (8, "32", "16"),
        (9, "1,000", "18432"),
    ]
    assert all(item.severity == "error" and item.cure == "code.cure.other_size" for item in found)


def test_the_size_of_the_image_is_found_through_dropout() -> None:
    text = torch_net(
        "self.a = nn.Conv2d(3, 4, 11, 4, 2); self.p = nn.MaxPool2d(3, 2); self.d = nn.Dropout(); "
        "self.f = nn.Linear(4 * 27 * 27, 10)",
        "self.f(self.d(torch.flatten(self.p(self.a(x)), 1)))",
    )
    model = read(text).model
    assert model is not None and model.input.shape == (224, 224, 3)


@pytest.mark.parametrize(
    "tried", ["x = torch.randn(4, 3, 96, 64)", "summary(Net(), (3, 96, 64))", "Net()(torch.zeros((1, 3, 96, 64)))"]
)
def test_the_size_of_the_image_is_that_of_what_the_network_is_tried_with(tried: str) -> None:
    text = torch_net("self.a = nn.Conv2d(3, 4, 3)", "self.a(x).mean([2, 3])") + tried + "\n"
    model = read(text).model
    assert model is not None and model.input.shape == (96, 64, 3)


def test_padding_that_evens_out_sizes_is_no_fault() -> None:
    text = torch_net(
        "self.a = nn.Conv2d(3, 4, 3, padding=1); self.u = nn.Upsample(scale_factor=2)",
        "torch.cat([x, F.pad(self.u(F.max_pool2d(self.a(x), 2)), [x.size()[3] - 3, 0, x.size()[2] - 3, 0])], 1)",
    )
    reading = read(text)
    assert not [item for item in reading.findings if item.severity == "error" and item.layer is None]
    assert "identical_pad" in [code for _, code in codes(reading)]


def test_the_trained_network_comes_before_the_one_with_probabilities() -> None:
    text = (
        "model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\n"
        "model.compile('adam', keras.losses.SparseCategoricalCrossentropy(from_logits=True))\n"
        "model.fit(x, y, epochs=5)\nprobabilities = keras.Sequential([model, layers.Softmax()])\n"
    )
    reading = read(KERAS + text)
    assert [found.name for found in reading.models] == ["model"]
    assert reading.settings.epochs == 5


def test_images_without_channels_are_cured_by_one_more_axis() -> None:
    text = (
        "model = keras.Sequential([layers.Conv2D(4, 3, input_shape=(28, 28)), layers.Flatten(), layers.Dense(10)])\n"
        "(x_train, y_train), _ = keras.datasets.mnist.load_data()\nmodel.fit(x_train, y_train)\n"
    )
    found = next(item for item in read(KERAS + text).findings if item.code.endswith("no_channels"))
    assert found.params["shape"] == "60000, 28, 28, 1"


def map_network(head: str, *, joined: bool) -> str:
    end = "layers.concatenate([x, inputs])" if joined else "x"
    return (
        f"{KERAS}inputs = keras.Input((16, 16, 1))\nx = layers.Conv2D(4, 3, padding='same')(inputs)\n"
        f"x = {end}\nmodel = keras.Model(inputs, {head}(x))\n"
    )


def test_what_a_network_of_maps_is_for() -> None:
    one, two = ("layers.Conv2D(1, 1, activation='sigmoid')", "layers.Conv2D(2, 1)")
    copied, masked = read(map_network(one, joined=False)), read(map_network(one, joined=True))
    assert task_of(copied.models[0]) == "reconstruction"
    assert task_of(masked.models[0]) == "segmentation"
    assert task_of(read(map_network(two, joined=False)).models[0]) == "segmentation"
    assert not [item for item in copied.findings if item.severity == "error"]
    assert "one_sigmoid" in [code for _, code in codes(masked)]
    assert not [item for item in masked.findings if item.severity == "error"]


def test_stacked_recurrent_layers_of_a_forecast_want_sequences_first() -> None:
    text = "model = keras.Sequential([layers.LSTM(5, input_shape=(10, 3)), layers.LSTM(5), layers.Dense(1)])\n"
    reading = read(KERAS + text + "model.compile('adam', 'mse')\n")
    fault = next(item for item in reading.findings if item.severity == "error")
    assert fault.fixes[0].id == "return_sequences"


def frozen_and_trained(reading: CodeReading) -> tuple[int, int]:
    assert reading.model is not None
    report = infer(reading.model)
    assert report.builds
    return report.parameters, report.trained_parameters


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # The figures are those of Keras 3 for the same scripts.
        (
            "base = keras.applications.VGG16(include_top=False, input_shape=(150, 150, 3))\nbase.trainable = False\n"
            "model = keras.Sequential()\nmodel.add(base)\nmodel.add(layers.Flatten())\n"
            "model.add(layers.Dense(256, activation='relu'))\nmodel.add(layers.Dense(1, activation='sigmoid'))\n",
            (16_812_353, 2_097_665),
        ),
        (
            "base = keras.applications.MobileNetV2(weights='imagenet', include_top=False, input_shape=(160, 160, 3))\n"
            "for layer in base.layers:\n    layer.trainable = False\n"
            "x = layers.GlobalAveragePooling2D()(base.output)\nx = layers.Dense(128, activation='relu')(x)\n"
            "model = keras.Model(inputs=base.input, outputs=layers.Dense(5, activation='softmax')(x))\n",
            (2_422_597, 164_613),
        ),
        (
            "base = keras.applications.mobilenet_v2.MobileNetV2(input_shape=(160, 160, 3), include_top=False)\n"
            "base.trainable = False\ninputs = keras.Input((160, 160, 3))\n"
            "x = keras.applications.mobilenet_v2.preprocess_input(inputs)\nx = base(x, training=False)\n"
            "x = layers.GlobalAveragePooling2D()(x)\nmodel = keras.Model(inputs, layers.Dense(1)(x))\n",
            (2_259_265, 1_281),
        ),
    ],
)
def test_published_networks_of_keras_arrive_frozen_as_written(body: str, expected: tuple[int, int]) -> None:
    reading = read(KERAS + body)
    assert len(reading.models) == 1
    assert frozen_and_trained(reading) == expected
    assert (3, "published_weights") in codes(reading)


HEADS = {
    "resnet18": "model.fc = nn.Linear(model.fc.in_features, 2)\n",
    "vgg16": "model.classifier[6] = nn.Linear(4096, 5)\n",
    "mobilenet_v2": "model.classifier[1] = nn.Linear(model.last_channel, 10)\n",
}


@pytest.mark.parametrize(
    ("name", "parameters", "head"),
    # torchvision's figures with the new heads; the running means and variances of normalizations are not among them.
    [("resnet18", 11_177_538, 1_026), ("vgg16", 134_281_029, 20_485), ("mobilenet_v2", 2_236_682, 12_810)],
)
def test_published_networks_of_torchvision_arrive_frozen_as_written(name: str, parameters: int, head: int) -> None:
    freeze = "for p in model.parameters():\n    p.requires_grad = False\n"
    made = f"from torchvision import models\nmodel = models.{name}(weights='DEFAULT')\n"
    free, frozen = (read(f"{TORCH}{made}{held}{HEADS[name]}") for held in ("", freeze))
    assert free.model is not None and free.model.input.shape == (224, 224, 3)
    assert frozen_and_trained(free)[1] == parameters
    assert frozen_and_trained(frozen)[1] == head
    assert (5, "published_torchvision") in codes(free)
    assert not [item for item in free.findings if item.severity == "error"]


def test_a_network_of_torchvision_that_is_not_known_is_said() -> None:
    reading = read(f"{TORCH}import torchvision\nmodel = torchvision.models.inception_v3()\n")
    assert (5, "foreign_torchvision") in codes(reading)


def test_a_published_network_that_is_not_known_is_said_and_the_rest_is_read() -> None:
    body = (
        "base = keras.applications.Xception(include_top=False, input_shape=(96, 96, 3))\n"
        "x = layers.GlobalAveragePooling2D()(base.output)\nmodel = keras.Model(base.input, layers.Dense(5)(x))\n"
    )
    reading = read(KERAS + body)
    assert (3, "foreign_network") in codes(reading)
    assert reading.model is not None and reading.model.input.shape == (96, 96, 3)


@pytest.mark.parametrize(
    "said", ["HEIGHT, WIDTH, CHANNELS = 48, 40, 3", "IMG_SIZE = 40", "img_height = img_width = 40"]
)
def test_the_size_of_the_image_may_stand_under_names(said: str) -> None:
    text = torch_net("self.a = nn.Conv2d(3, 4, 3)", "self.a(x).mean([2, 3])") + said + "\n"
    model = read(text).model
    assert model is not None and model.input.shape == ((48 if "48" in said else 40), 40, 3)


def test_a_document_of_any_size_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.model.json"
    with path.open("wb") as stream:
        stream.truncate(SIZE_LIMIT + 1)
    with pytest.raises(FormatError) as caught:
        load_model(path)
    assert caught.value.code == "core.too_large"


@pytest.mark.parametrize(
    ("margin", "layer", "padding"),
    [("(2, 0)", "nn.Conv1d(4, 6, 3)", "causal"), ("(1, 2)", "nn.Conv1d(4, 6, 4)", "same"),
     ("(4, 0)", "nn.Conv1d(4, 6, 3, dilation=2)", "causal")],
)  # fmt: skip
def test_a_margin_of_steps_is_the_padding_of_the_convolution_behind_it(margin: str, layer: str, padding: str) -> None:
    reading = read(torch_net(f"self.a = {layer}", f"self.a(F.pad(x, {margin})).mean(2)"))
    assert reading.model is not None
    assert reading.model.layers[0].params["padding"] == padding
    assert not [item for item in reading.findings if item.severity == "error"]


def test_a_margin_of_steps_that_is_nobodys_padding_is_said() -> None:
    reading = read(torch_net("self.a = nn.Conv1d(4, 6, 3)", "self.a(F.pad(x, (5, 1))).mean(2)"))
    assert (9, "unknown_layer") in codes(reading)


def test_freezing_what_holds_itself_ends() -> None:
    made = "self.l = [1]; self.l.append(self.l); self.fc = nn.Linear(3, 3); t = [1]; "
    made += "for _ in range(60): t = [t, t]; self.t = t"
    made = made.replace("range(60): t", "range(60):\n            t")
    text = torch_net(made, "self.fc(x)") + "net = Net()\nfor p in net.parameters():\n    p.requires_grad = False\n"
    reading = read(text)
    assert reading.model is not None
    assert infer(reading.model).trained_parameters == 0
