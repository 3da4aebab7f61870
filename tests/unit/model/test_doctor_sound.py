"""No false alarm: networks as they are usually built, on the data that they are built for, get no finding."""

# A network stands on one line here, however long.
# ruff: noqa: E501

from __future__ import annotations

import pytest

from deepdesk.model import words
from deepdesk.model.description import Shape
from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext
from tests.unit.model.corpus.case import network

GREY = (28, 28, 1)
PHOTO = (96, 96, 3)


def block(number: int, filters: int, strides: int = 1) -> str:
    """A convolution with normalization and ReLU."""
    return (
        f"c{number} Conv2D filters={filters} padding=same strides={strides} use_bias=False"
        f" | n{number} BatchNormalization | r{number} Activation activation=relu"
    )


def inverted(number: int, filters: int, strides: int) -> str:
    """A depthwise convolution and one of 1×1, each with normalization and ReLU."""
    return (
        f"w{number} DepthwiseConv2D padding=same strides={strides} use_bias=False | wn{number} BatchNormalization"
        f" | wa{number} Activation activation=relu6 | q{number} Conv2D filters={filters} kernel_size=1 use_bias=False"
        f" | qn{number} BatchNormalization | qa{number} Activation activation=relu6"
    )


SOUND: dict[str, tuple[str, Shape, CheckContext]] = {
    "convolutions with normalization": (
        f"{block(1, 32)} | {block(2, 32)} | p1 MaxPooling2D | {block(3, 64)} | {block(4, 64)} | p2 MaxPooling2D | d Dropout rate=0.3 | g GlobalAveragePooling2D | out Dense units=10",
        GREY,
        CheckContext(classes=10),
    ),
    "dense layers": (
        "f Flatten | a Dense units=256 activation=relu | d Dropout rate=0.3 | b Dense units=128 activation=relu | out Dense units=10",
        GREY,
        CheckContext(classes=10),
    ),
    "rows read by recurrent layers": (
        "r Reshape target_shape=[28,28] | a LSTM units=64 return_sequences=True bidirectional=True | b LSTM units=64 | d Dropout rate=0.3 | out Dense units=10",
        GREY,
        CheckContext(classes=10),
    ),
    "residual blocks": (
        f"{block(1, 32, 2)} | p MaxPooling2D | {block(2, 32)} | c3 Conv2D filters=32 padding=same use_bias=False | n3 BatchNormalization | s1 Add <n3,p | r3 Activation activation=relu | {block(4, 64, 2)} | c5 Conv2D filters=64 padding=same use_bias=False | n5 BatchNormalization | k Conv2D filters=64 kernel_size=1 strides=2 padding=same use_bias=False <r3 | kn BatchNormalization | s2 Add <n5,kn | r5 Activation activation=relu | g GlobalAveragePooling2D | d Dropout rate=0.2 | out Dense units=5",
        PHOTO,
        CheckContext(classes=5),
    ),
    "depthwise blocks": (
        f"{block(0, 16, 2)} | {inverted(1, 32, 1)} | {inverted(2, 64, 2)} | {inverted(3, 128, 2)} | {inverted(4, 256, 2)} | g GlobalAveragePooling2D | d Dropout rate=0.2 | out Dense units=2",
        PHOTO,
        CheckContext(classes=2),
    ),
    "a gate for channels": (
        f"{block(1, 32, 2)} | {block(2, 64, 2)} | {block(3, 64, 2)} | {block(4, 64, 2)} | g GlobalAveragePooling2D | a Dense units=8 activation=relu | b Dense units=64 activation=sigmoid | e Reshape target_shape=[1,1,64] | u UpSampling2D size=6 | m Multiply <r4,u | h GlobalAveragePooling2D | out Dense units=5",
        PHOTO,
        CheckContext(classes=5),
    ),
    "a U-Net": (
        f"{block(1, 16)} | p1 MaxPooling2D | {block(2, 32)} | p2 MaxPooling2D | {block(3, 64)} | u2 Conv2DTranspose filters=32 kernel_size=2 strides=2 | j2 Concatenate <u2,r2 | {block(4, 32)} | u1 Conv2DTranspose filters=16 kernel_size=2 strides=2 | j1 Concatenate <u1,r1 | {block(5, 16)} | out Conv2D filters=3 kernel_size=1",
        PHOTO,
        CheckContext(task="segmentation", classes=3),
    ),
    "convolutions over steps": (
        "a Conv1D filters=32 kernel_size=5 padding=same activation=relu | n1 BatchNormalization | p MaxPooling1D | b Conv1D filters=64 padding=same activation=relu | n2 BatchNormalization | g GlobalAveragePooling1D | out Dense units=6",
        (128, 9),
        CheckContext(classes=6),
    ),
    "causal convolutions that forecast": (
        "a Conv1D filters=32 padding=causal activation=relu | b Conv1D filters=32 padding=causal dilation_rate=2 activation=relu | s Add <a,b | c Conv1D filters=32 padding=causal dilation_rate=4 activation=relu | t Add <s,c | l Cropping1D cropping=[47,0] | f Flatten | out Dense units=12",
        (48, 4),
        CheckContext(task="regression", target_shape=(12,)),
    ),
    "text read by a recurrent layer": (
        "e Embedding input_dim=10000 output_dim=64 mask_zero=True | l LSTM units=64 bidirectional=True | d Dropout rate=0.5 | out Dense units=2",
        (200,),
        CheckContext(classes=2, vocabulary=10_000),
    ),
    "text read by attention": (
        "e Embedding input_dim=10000 output_dim=64 mask_zero=True | q MultiHeadAttention num_heads=4 key_dim=16 dropout=0.1 | s Add <e,q | n LayerNormalization | f1 Dense units=128 activation=gelu | f2 Dense units=64 | d Dropout rate=0.1 | t Add <n,d | m LayerNormalization | g GlobalAveragePooling1D | out Dense units=4",
        (128,),
        CheckContext(classes=4, vocabulary=10_000),
    ),
    "an autoencoder of series": (
        "z ZeroPadding1D padding=[0,2] | a Conv1D filters=16 padding=same activation=relu | p MaxPooling1D | b Conv1D filters=8 padding=same activation=relu | p2 MaxPooling1D | c Conv1D filters=8 padding=same activation=relu | u UpSampling1D | d Conv1D filters=16 padding=same activation=relu | u2 UpSampling1D | k Cropping1D cropping=[0,2] | out Conv1D filters=3 padding=same",
        (98, 3),
        CheckContext(task="reconstruction"),
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_is_usually_built_gets_no_finding(name: str) -> None:
    text, shape, context = SOUND[name]
    known = CheckContext(
        task=context.task,
        input_shape=shape,
        classes=context.classes,
        target_shape=context.target_shape,
        vocabulary=context.vocabulary,
    )
    assert [words.message(finding) for finding in examine(network(text, shape), known)] == []
