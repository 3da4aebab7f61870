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


def test_a_document_of_any_size_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.model.json"
    with path.open("wb") as stream:
        stream.truncate(SIZE_LIMIT + 1)
    with pytest.raises(FormatError) as caught:
        load_model(path)
    assert caught.value.code == "core.too_large"
