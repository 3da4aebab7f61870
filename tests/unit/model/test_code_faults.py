"""Faults of scripts, each on a small script of its own, and the same script without the fault."""

from __future__ import annotations

import pytest

from deepdesk.core.catalogue import codes
from deepdesk.model.code.reading import read_code

KERAS = """
import keras
from keras import layers
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
{data}
model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(8, 3), layers.Flatten(), layers.Dense(10{end})])
model.compile('adam', loss={loss})
model.fit({fit}, epochs=2)
"""
GOOD = {
    "data": "x_train = x_train[..., None] / 255.0",
    "end": ", activation='softmax'",
    "loss": "'sparse_categorical_crossentropy'",
    "fit": "x_train, y_train",
}
LOGITS = "keras.losses.SparseCategoricalCrossentropy(from_logits=True)"
TORCH = """
import torch
from torch import nn
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10){end})
loss_fn = nn.{loss}()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for images, labels in loader:
    {zero}
    loss = loss_fn(model(images), labels)
    loss.backward()
    {step}
"""
FINE = {"end": "", "loss": "CrossEntropyLoss", "zero": "optimizer.zero_grad()", "step": "optimizer.step()"}


def found(text: str) -> set[str]:
    reading = read_code(text, name="script.py")
    assert reading.models
    kept = [item for item in reading.findings if item.code.startswith("code.finding.") and item.severity != "note"]
    for item in kept:
        assert {item.code, f"{item.code}.why"} <= codes()
        assert item.cure is None or item.cure in codes()
    return {item.code.removeprefix("code.finding.") for item in kept}


def test_a_sound_script_has_none() -> None:
    assert found(KERAS.format(**GOOD)) == set()
    assert found(KERAS.format(**{**GOOD, "end": "", "loss": LOGITS})) == set()
    assert found(TORCH.format(**FINE)) == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"data": "x_train = x_train.reshape(60000, 784) / 255"}, "images_flattened"),
        ({"data": "x_train = x_train.reshape(-1, 28 * 28) / 255"}, "images_flattened"),
        ({"data": "x_train = x_train / 255"}, "no_channels"),
        ({"data": "x_train = x_train.reshape(-1, 28, 28)"}, "no_channels"),
        ({"fit": "x_train"}, "no_labels"),
        ({"fit": "X"}, "no_labels"),
        ({"loss": "'categorical_crossentropy'"}, "whole_labels"),
        ({"data": GOOD["data"] + "\ny_train = keras.utils.to_categorical(y_train, 10)"}, "one_hot_labels"),
        ({"end": ""}, "logits_as_probabilities"),
        ({"loss": LOGITS}, "softmax_twice"),
        ({"data": GOOD["data"] + "\nnames = ['cat', 'dog']"}, "not_in_dataset"),
        ({"data": GOOD["data"] + "  # is it a cat or a dog of MNIST"}, "not_in_dataset"),
        (
            {"data": GOOD["data"] + "\nimage = keras.applications.VGG16().preprocess_input(image)"},
            "preprocess_on_model",
        ),
    ],
)
def test_faults_of_keras_scripts(changes: dict[str, str], code: str) -> None:
    assert code in found(KERAS.format(**{**GOOD, **changes}))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"end": ", nn.Softmax(dim=1)"}, "softmax_twice"),
        ({"loss": "NLLLoss"}, "nll_without_log"),
        ({"zero": "pass"}, "no_zero_grad"),
        ({"step": "pass"}, "no_step"),
    ],
)
def test_faults_of_torch_scripts(changes: dict[str, str], code: str) -> None:
    assert found(TORCH.format(**{**FINE, **changes})) == {code}


def test_a_generator_needs_no_labels() -> None:
    assert "no_labels" not in found(KERAS.format(**{**GOOD, "fit": "train_dataset"}))


def test_one_hot_labels_with_their_loss_are_fine() -> None:
    data = GOOD["data"] + "\ny_train = keras.utils.to_categorical(y_train)"
    assert found(KERAS.format(**{**GOOD, "data": data, "loss": "'categorical_crossentropy'"})) == set()
