"""Networks for sequences and text; an image is read row by row."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import LayerDescription, Shape
from deepdesk.model.presets.recipe import Layers, Preset, Recipe, conv, joined, layer
from deepdesk.model.presets.recurrent import as_sequence

VOCABULARY: Final = 20_000
"""Token numbers of the text presets, until data say how many there are."""

_STEPS: Final = (100, 6)
_TOKENS: Final = (100,)


def _gru(shape: Shape, classes: int) -> Layers:
    return (*as_sequence(shape), layer("gru1", "GRU", units=128), layer("out", "Dense", units=classes))


def _bidirectional_lstm(shape: Shape, classes: int) -> Layers:
    return (
        *as_sequence(shape),
        layer("lstm1", "LSTM", units=64, bidirectional=True, return_sequences=True),
        layer("lstm2", "LSTM", units=64, bidirectional=True),
        layer("out", "Dense", units=classes),
    )


def _cnn_1d(shape: Shape, classes: int) -> Layers:
    body: list[LayerDescription] = [*as_sequence(shape)]
    for number, (filters, size) in enumerate(((128, 8), (256, 5), (128, 3)), start=1):
        body += [
            layer(f"conv{number}", "Conv1D", filters=filters, kernel_size=size, padding="same"),
            layer(f"norm{number}", "BatchNormalization", momentum=0.9),
            layer(f"relu{number}", "Activation", activation="relu"),
        ]
    return (*body, layer("gap", "GlobalAveragePooling1D"), layer("out", "Dense", units=classes))


def _cnn_lstm(shape: Shape, classes: int) -> Layers:
    """A convolution finds patterns, an LSTM reads them in their order: an image's by rows, a sequence's by steps."""
    tail = (layer("lstm1", "LSTM", units=128), layer("out", "Dense", units=classes))
    if len(shape) != 3:
        front = (
            *as_sequence(shape),
            layer("conv1", "Conv1D", filters=64, kernel_size=5, padding="same", activation="relu"),
            layer("pool1", "MaxPooling1D", pool_size=2, padding="same"),
        )
        return (*front, *tail)
    rows, columns = (-(-(side or 1) // 2) for side in shape[:2])
    return (
        conv("conv1", 32, padding="same"),
        layer("pool1", "MaxPooling2D", pool_size=[2, 2], padding="same"),
        conv("conv2", 16, padding="same"),
        layer("rows", "Reshape", target_shape=[rows, columns * 16]),
        *tail,
    )


def _encoder_decoder(shape: Shape, classes: int) -> Layers:
    """Here the number of classes is that of the steps to come."""
    return (
        *as_sequence(shape),
        layer("encoder", "LSTM", units=64),
        layer("repeat", "RepeatVector", n=classes),
        layer("decoder", "LSTM", units=64, return_sequences=True),
        layer("out", "Dense", units=1),
    )


def _text_cnn(shape: Shape, classes: int) -> Layers:
    branches: list[LayerDescription] = []
    for size in (3, 4, 5):
        params = {"filters": 100, "kernel_size": size, "padding": "same", "activation": "relu"}
        branches += [
            joined(f"conv{size}", "Conv1D", "words", **params),
            layer(f"peak{size}", "GlobalMaxPooling1D"),
        ]
    return (
        layer("words", "Embedding", input_dim=VOCABULARY, output_dim=100),
        *branches,
        joined("peaks", "Concatenate", "peak3", "peak4", "peak5"),
        layer("drop", "Dropout", rate=0.5),
        layer("out", "Dense", units=classes),
    )


def _text_bag(shape: Shape, classes: int) -> Layers:
    """The order of the words does not count; the mask keeps padding out of the mean."""
    return (
        layer("words", "Embedding", input_dim=VOCABULARY, output_dim=64, mask_zero=True),
        layer("mean", "GlobalAveragePooling1D"),
        layer("drop", "Dropout", rate=0.3),
        layer("out", "Dense", units=classes),
    )


def _text_lstm(shape: Shape, classes: int) -> Layers:
    return (
        layer("words", "Embedding", input_dim=VOCABULARY, output_dim=64, mask_zero=True),
        layer("lstm1", "LSTM", units=64, bidirectional=True),
        layer("drop", "Dropout", rate=0.3),
        layer("out", "Dense", units=classes),
    )


RECIPES: Final[Mapping[str, tuple[Preset, Recipe]]] = MappingProxyType(
    {
        "bi-lstm": (Preset(id="bi-lstm", family="recurrent", usual_shape=_STEPS), _bidirectional_lstm),
        "gru": (Preset(id="gru", family="recurrent", usual_shape=_STEPS), _gru),
        "cnn-1d": (Preset(id="cnn-1d", family="recurrent", usual_shape=_STEPS), _cnn_1d),
        "cnn-lstm": (Preset(id="cnn-lstm", family="recurrent"), _cnn_lstm),
        "text-cnn": (Preset(id="text-cnn", family="text", usual_shape=_TOKENS), _text_cnn),
        "text-bag": (Preset(id="text-bag", family="text", usual_shape=_TOKENS), _text_bag),
        "text-lstm": (Preset(id="text-lstm", family="text", usual_shape=_TOKENS), _text_lstm),
        "encoder-decoder": (
            Preset(id="encoder-decoder", family="task", task="regression", usual_shape=_STEPS),
            _encoder_decoder,
        ),
    }
)
