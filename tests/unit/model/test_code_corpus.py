"""Scripts as people write them, each with the network that it holds."""

from __future__ import annotations

import pytest

from deepdesk.model.code.reading import read_code
from deepdesk.model.code.values import CodeFramework
from deepdesk.model.description import LayerDescription, ModelDescription, Shape
from tests.unit.model import code_corpus_keras, code_corpus_torch

Expected = list[tuple[Shape, list[str]]]

KERAS: dict[str, Expected] = {
    "sequential list": [
        (
            (28, 28),
            [
                "flat: Flatten()",
                "dense1: Dense(activation='relu', units=128)",
                "drop: Dropout(rate=0.2)",
                "dense2: Dense(units=10)",
            ],
        ),
    ],
    "add one by one": [
        (
            (28, 28, 1),
            [
                "conv1: Conv2D(activation='relu')",
                "conv2: Conv2D(filters=64, padding='same', strides=[2, 2])",
                "act1: Activation()",
                "pool1: MaxPooling2D()",
                "flat: Flatten()",
                "dense1: Dense(units=10)",
            ],
        ),
    ],
    "functional with a skip": [
        (
            (32, 32, 3),
            [
                "conv1: Conv2D(activation='relu')",
                "pool1: MaxPooling2D(pool_size=[3, 3])",
                "conv2: Conv2D(activation='relu', padding='same')",
                "add1: Add() < conv2 pool1",
                "gap: GlobalAveragePooling2D()",
                "dense1: Dense(units=10)",
            ],
        ),
    ],
    "a loop of blocks": [
        (
            (64, 64, 3),
            [
                "conv_0: Conv2D(filters=16, padding='same', use_bias=False)",
                "norm1: BatchNormalization(momentum=0.9)",
                "act1: Activation()",
                "pool1: MaxPooling2D()",
                "conv_1: Conv2D(padding='same', use_bias=False)",
                "norm2: BatchNormalization(momentum=0.9)",
                "act2: Activation()",
                "pool2: MaxPooling2D()",
                "conv_2: Conv2D(filters=64, padding='same', use_bias=False)",
                "norm3: BatchNormalization(momentum=0.9)",
                "act3: Activation()",
                "gap: GlobalAveragePooling2D()",
                "dense1: Dense(units=3)",
            ],
        ),
    ],
    "functions that build": [
        (
            (8, 8, 1),
            [
                "conv1: Conv2D(filters=8, padding='same')",
                "act1: LeakyReLU(negative_slope=0.1)",
                "conv2: Conv2D(filters=16, padding='same')",
                "act2: LeakyReLU(negative_slope=0.1)",
                "conv3: Conv2D(filters=24, padding='same')",
                "act3: LeakyReLU(negative_slope=0.1)",
                "flat: Flatten()",
                "dense1: Dense(units=4)",
            ],
        ),
    ],
    "never called": [
        (
            (20, 4),
            [
                "lstm1: LSTM(units=32)",
                "dense1: Dense(units=7)",
            ],
        ),
    ],
    "embedding and lstm": [
        (
            (80,),
            [
                "embed: Embedding(input_dim=20000, output_dim=128)",
                "lstm1: LSTM(bidirectional=True, dropout=0.2, return_sequences=True, units=64)",
                "lstm2: LSTM(bidirectional=True, units=32)",
                "dense1: Dense(activation='sigmoid', units=1)",
            ],
        ),
    ],
    "text cnn": [
        (
            (None,),
            [
                "embed: Embedding(input_dim=5000)",
                "conv1: Conv1D(activation='relu', filters=100)",
                "gmp: GlobalMaxPooling1D()",
                "conv2: Conv1D(activation='relu', filters=100, kernel_size=4) < embed",
                "gmp2: GlobalMaxPooling1D()",
                "conv3: Conv1D(activation='relu', filters=100, kernel_size=5) < embed",
                "gmp3: GlobalMaxPooling1D()",
                "concat1: Concatenate() < gmp gmp2 gmp3",
                "drop: Dropout()",
                "dense1: Dense(units=2)",
            ],
        ),
    ],
    "regularized and frozen": [
        (
            (16,),
            [
                "dense1: Dense(activation='relu', l2=0.0001)",
                "dense2: Dense(activation='tanh', l1=1e-05, l2=0.001, trainable=False, units=32)",
                "dense3: Dense(units=3)",
            ],
        ),
    ],
    "data layers inside": [
        (
            (96, 96, 3),
            [
                "sepconv1: SeparableConv2D(activation='silu')",
                "gap: GlobalAveragePooling2D()",
                "dense1: Dense(units=5)",
            ],
        ),
    ],
    "encoder decoder": [
        (
            (10, 3),
            [
                "lstm1: LSTM(units=100)",
                "repeat: RepeatVector(n=5)",
                "lstm2: LSTM(return_sequences=True, units=100)",
                "dense1: Dense(units=3)",
            ],
        ),
    ],
    "two models in one file": [
        (
            (4,),
            [
                "dense1: Dense(units=2)",
            ],
        ),
        (
            (4,),
            [
                "dense1: Dense(activation='relu', units=200)",
                "dense2: Dense(units=2)",
            ],
        ),
    ],
    "subclassed": [
        (
            (28, 28, 1),
            [
                "conv1: Conv2D(activation='relu', filters=8)",
                "gmp: GlobalMaxPooling2D()",
                "dense1: Dense(units=6)",
            ],
        ),
    ],
    "pasted from a console": [
        (
            (28, 28, 1),
            [
                "dwconv1: DepthwiseConv2D(depth_multiplier=2)",
                "flat: Flatten()",
                "dense1: Dense(units=10)",
            ],
        ),
    ],
    "a fragment without imports": [
        (
            (12,),
            [
                "dense1: Dense(activation='relu', units=8)",
                "norm1: LayerNormalization(epsilon=1e-06)",
                "dense2: Dense(units=1)",
            ],
        ),
    ],
    "with a broken line": [
        (
            (9,),
            [
                "dense1: Dense(units=3)",
            ],
        ),
    ],
    "attention": [
        (
            (50, 16),
            [
                "attention1: MultiHeadAttention(key_dim=8)",
                "add1: Add() < input attention1",
                "norm1: LayerNormalization()",
                "dense1: Dense(activation='gelu', units=32)",
                "gap: GlobalAveragePooling1D()",
                "dense2: Dense(units=2)",
            ],
        ),
    ],
    "u shaped": [
        (
            (32, 32, 1),
            [
                "conv1: Conv2D(activation='relu', filters=8, padding='same')",
                "pool1: MaxPooling2D()",
                "conv2: Conv2D(activation='relu', filters=16, padding='same')",
                "upconv1: Conv2DTranspose(filters=8, kernel_size=[2, 2], strides=[2, 2])",
                "concat1: Concatenate() < upconv1 conv1",
                "conv3: Conv2D(filters=1, kernel_size=[1, 1])",
            ],
        ),
    ],
}

TORCH: dict[str, Expected] = {
    "sequential": [
        (
            (28, 28, 1),
            [
                "conv1: Conv2D(activation='relu', filters=20, kernel_size=[5, 5])",
                "pool1: MaxPooling2D()",
                "conv2: Conv2D(activation='relu', filters=64, kernel_size=[5, 5])",
                "pool2: MaxPooling2D()",
                "flat: Flatten()",
                "dense1: Dense(units=10)",
            ],
        ),
    ],
    "ordered": [
        (
            (30,),
            [
                "fc1: Dense(activation='relu', units=16)",
                "fc2: Dense(units=2)",
            ],
        ),
    ],
    "functional forward": [
        (
            (32, 32, 3),
            [
                "conv1: Conv2D(activation='relu', filters=6, kernel_size=[5, 5])",
                "pool: MaxPooling2D()",
                "conv2: Conv2D(activation='relu', filters=16, kernel_size=[5, 5])",
                "pool1: MaxPooling2D()",
                "flat: Flatten()",
                "fc1: Dense(activation='relu', units=120)",
                "fc2: Dense(units=10)",
            ],
        ),
    ],
    "blocks in members": [
        (
            (28, 28, 1),
            [
                "layer1_0: Conv2D(filters=16, kernel_size=[5, 5], padding='same')",
                "layer1_1: BatchNormalization(epsilon=1e-05, momentum=0.9)",
                "layer1_2: Activation()",
                "layer1_3: MaxPooling2D()",
                "layer2_0: Conv2D(kernel_size=[5, 5], padding='same')",
                "layer2_1: BatchNormalization(epsilon=1e-05, momentum=0.9)",
                "layer2_2: Activation()",
                "layer2_3: MaxPooling2D()",
                "flat: Flatten()",
                "fc: Dense(units=10)",
            ],
        ),
    ],
    "residual": [
        (
            (32, 32, 3),
            [
                "pad1: ZeroPadding2D()",
                "stem: Conv2D(filters=8, strides=[2, 2])",
                "blocks_0_conv1: Conv2D(filters=8, padding='same', use_bias=False)",
                "blocks_0_bn: BatchNormalization(epsilon=1e-05, momentum=0.9)",
                "act1: Activation()",
                "blocks_0_conv2: Conv2D(filters=8, padding='same')",
                "add1: Add() < stem blocks_0_conv2",
                "act2: Activation()",
                "blocks_1_conv1: Conv2D(filters=8, padding='same', use_bias=False)",
                "blocks_1_bn: BatchNormalization(epsilon=1e-05, momentum=0.9)",
                "act3: Activation()",
                "blocks_1_conv2: Conv2D(filters=8, padding='same')",
                "add2: Add() < act2 blocks_1_conv2",
                "act4: Activation()",
                "pool: GlobalAveragePooling2D()",
                "fc: Dense(units=4)",
            ],
        ),
    ],
    "stacked lstm": [
        (
            (None, 28),
            [
                "lstm1: LSTM(return_sequences=True, units=64)",
                "drop: Dropout(rate=0.3)",
                "lstm2: LSTM(units=64)",
                "fc: Dense(units=10)",
            ],
        ),
    ],
    "bidirectional by its state": [
        (
            (None,),
            [
                "emb: Embedding(input_dim=1000, output_dim=32)",
                "gru: GRU(bidirectional=True, units=16)",
                "drop: Dropout()",
                "out: Dense(units=2)",
            ],
        ),
    ],
    "text cnn": [
        (
            (None,),
            [
                "embedding: Embedding(input_dim=5000, output_dim=100)",
                "convs_0: Conv1D(activation='relu', filters=50)",
                "gmp: GlobalMaxPooling1D()",
                "convs_1: Conv1D(activation='relu', filters=50, kernel_size=4) < embedding",
                "gmp2: GlobalMaxPooling1D()",
                "concat1: Concatenate() < gmp gmp2",
                "fc: Dense(units=3)",
            ],
        ),
    ],
    "depthwise": [
        (
            (32, 32, 32),
            [
                "dwconv1: DepthwiseConv2D(padding='same', use_bias=False)",
                "norm1: BatchNormalization(epsilon=1e-05, momentum=0.9)",
                "act1: Activation(activation='relu6')",
                "conv1: Conv2D(filters=64, kernel_size=[1, 1], use_bias=False)",
                "norm2: BatchNormalization(epsilon=1e-05, momentum=0.9)",
                "act2: Activation(activation='relu6')",
                "gap: GlobalAveragePooling2D()",
                "dense1: Dense(units=5)",
            ],
        ),
    ],
    "mean over the map": [
        (
            (32, 32, 3),
            [
                "c: Conv2D(filters=12, padding='same')",
                "act: LeakyReLU(negative_slope=0.2)",
                "gap: GlobalAveragePooling2D()",
                "fc: Dense(units=2)",
            ],
        ),
    ],
    "autoencoder": [
        (
            (28, 28, 1),
            [
                "pad1: ZeroPadding2D()",
                "encoder_0: Conv2D(activation='relu', filters=16, strides=[2, 2])",
                "decoder_0: Conv2DTranspose(activation='sigmoid', filters=1, kernel_size=[2, 2], strides=[2, 2])",
            ],
        ),
    ],
    "cnn and lstm": [
        (
            (None, 6),
            [
                "conv: Conv1D(activation='relu', filters=24, padding='same')",
                "pool: MaxPooling1D()",
                "lstm: LSTM(units=40)",
                "fc: Dense(units=5)",
            ],
        ),
    ],
}


CASES: list[tuple[CodeFramework, str, str, Expected]] = [
    *(("keras", name, text, KERAS[name]) for name, text in code_corpus_keras.SCRIPTS.items()),
    *(("torch", name, text, TORCH[name]) for name, text in code_corpus_torch.SCRIPTS.items()),
]


def written(layer: LayerDescription) -> str:
    """A layer in one line: ``conv1: Conv2D(filters=8) < input``."""
    params = ", ".join(f"{name}={value!r}" for name, value in sorted(layer.params.items()))
    inputs = "" if layer.inputs is None else f" < {' '.join(layer.inputs)}"
    return f"{layer.id}: {layer.kind}({params}){inputs}"


def shown(model: ModelDescription) -> tuple[Shape, list[str]]:
    return model.input.shape, [written(layer) for layer in model.layers]


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 25


@pytest.mark.parametrize(("framework", "name", "text", "expected"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_the_layers_arrive(framework: CodeFramework, name: str, text: str, expected: Expected) -> None:
    reading = read_code(text, name=name)
    assert reading.framework == framework
    assert [shown(model.description) for model in reading.models] == expected
    missing = ("unknown_layer", "unknown_call", "unknown_value", "ignored_argument", "shared_layer")
    assert not [item for item in reading.findings if item.code.rpartition(".")[2] in missing]


@pytest.mark.parametrize(("framework", "name", "text", "expected"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_every_layer_knows_its_line(framework: CodeFramework, name: str, text: str, expected: Expected) -> None:
    lines = text.split("\n")
    for model in read_code(text, name=name).models:
        assert set(model.lines) == {layer.id for layer in model.description.layers}
        assert all(0 < line <= len(lines) and lines[line - 1].strip() for line in model.lines.values())
