"""Networks to start from; each takes its input shape and class count from the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal

import msgspec

from deepdesk.core.errors import ModelError
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape

Layers = tuple[LayerDescription, ...]
Recipe = Callable[[Shape, int], Layers]

MNIST_SHAPE: Final = (28, 28, 1)
MNIST_CLASSES: Final = 10


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """A network to start from; its name, what it is and where it comes from are the sentences ``preset.name.<id>``,
    ``preset.about.<id>`` and ``preset.source.<id>`` (with ``-`` written as ``_``)."""

    id: str
    family: Literal["article", "cnn", "recurrent"]

    def code(self, part: Literal["name", "about", "source"]) -> str:
        """The catalogue code of one of its sentences."""
        return f"preset.{part}.{self.id.replace('-', '_')}"


def _layer(layer_id: str, kind: str, **params: Any) -> LayerDescription:
    return LayerDescription(id=layer_id, kind=kind, params=params)


def _conv(layer_id: str, filters: int, size: int = 3, **params: Any) -> LayerDescription:
    return _layer(
        layer_id, "Conv2D", **{"filters": filters, "kernel_size": [size, size], "activation": "relu", **params}
    )


def _pool(number: int, kind: str = "MaxPooling2D") -> LayerDescription:
    return _layer(f"pool{number}", kind, pool_size=[2, 2])


def _article(filters: Sequence[int], classes: int, padding: str) -> Layers:
    body: list[LayerDescription] = []
    for number, count in enumerate(filters, start=1):
        body += [_conv(f"conv{number}", count, padding=padding), _pool(number)]
    head = (
        _layer("flat", "Flatten"),
        _layer("dense1", "Dense", units=64, activation="relu"),
        _layer("drop", "Dropout", rate=0.5),
        _layer("out", "Dense", units=classes),
    )
    return (*body, *head)


def _article_cnn(shape: Shape, classes: int) -> Layers:
    return _article((32, 64, 64, 64), classes, "valid")


def _article_cnn_repaired(shape: Shape, classes: int) -> Layers:
    return _article((32, 64, 64, 64), classes, "same")


def _article_cnn_4_3(shape: Shape, classes: int) -> Layers:
    return _article((32, 64, 64), classes, "valid")


def _lenet_5(shape: Shape, classes: int) -> Layers:
    return (
        _conv("conv1", 6, 5, padding="same", activation="tanh"),
        _pool(1, "AveragePooling2D"),
        _conv("conv2", 16, 5, padding="valid", activation="tanh"),
        _pool(2, "AveragePooling2D"),
        _layer("flat", "Flatten"),
        _layer("dense1", "Dense", units=120, activation="tanh"),
        _layer("dense2", "Dense", units=84, activation="tanh"),
        _layer("out", "Dense", units=classes),
    )


def _norm(number: int) -> LayerDescription:
    # Keras' 0.99 needs hundreds of steps to forget where it started; a small data set does not have them.
    return _layer(f"norm{number}", "BatchNormalization", momentum=0.9)


def _small_cnn(shape: Shape, classes: int) -> Layers:
    body: list[LayerDescription] = []
    for number, filters in enumerate((32, 64, 128), start=1):
        body += [_conv(f"conv{number}", filters, padding="same"), _norm(number)]
        if number < 3:
            body.append(_pool(number))
    head = (
        _layer("gap", "GlobalAveragePooling2D"),
        _layer("drop", "Dropout", rate=0.2),
        _layer("out", "Dense", units=classes),
    )
    return (*body, *head)


def rows_of(shape: Shape) -> tuple[int, int] | None:
    """How an image is read row by row, ``(rows, columns · channels)``; ``None`` when a length is free."""
    rows, columns, channels = (*shape, 1, 1)[:3] if len(shape) == 1 else (*shape, 1)[:3]
    return None if rows is None or columns is None or channels is None else (rows, columns * channels)


def _as_sequence(shape: Shape) -> Layers:
    rows = rows_of(shape)
    if len(shape) == 2 or rows is None:
        return ()
    return (_layer("rows", "Reshape", target_shape=list(rows)),)


def _lstm(shape: Shape, classes: int) -> Layers:
    return (*_as_sequence(shape), _layer("lstm1", "LSTM", units=128), _layer("out", "Dense", units=classes))


def _lstm_2(shape: Shape, classes: int) -> Layers:
    return (
        *_as_sequence(shape),
        _layer("lstm1", "LSTM", units=128, return_sequences=True),
        _layer("lstm2", "LSTM", units=128),
        _layer("out", "Dense", units=classes),
    )


_RECIPES: Final[Mapping[str, tuple[Preset, Recipe]]] = MappingProxyType(
    {
        "article-cnn": (Preset(id="article-cnn", family="article"), _article_cnn),
        "article-cnn-repaired": (Preset(id="article-cnn-repaired", family="article"), _article_cnn_repaired),
        "article-cnn-4-3": (Preset(id="article-cnn-4-3", family="article"), _article_cnn_4_3),
        "lenet-5": (Preset(id="lenet-5", family="cnn"), _lenet_5),
        "small-cnn": (Preset(id="small-cnn", family="cnn"), _small_cnn),
        "lstm": (Preset(id="lstm", family="recurrent"), _lstm),
        "lstm-2": (Preset(id="lstm-2", family="recurrent"), _lstm_2),
    }
)

PRESETS: Final[Mapping[str, Preset]] = MappingProxyType({name: preset for name, (preset, _) in _RECIPES.items()})
"""All presets by id, in the order in which they are offered."""


def preset(preset_id: str, input_shape: Shape = MNIST_SHAPE, classes: int | None = None) -> ModelDescription:
    """The network of a preset for this input shape and class count (MNIST's where they are not known).

    Whether it fits the shape is for the doctor to say.

    Raises:
        ModelError: there is no such preset.
    """
    if preset_id not in _RECIPES:
        raise ModelError("model.no_such_preset", name=preset_id, known=", ".join(PRESETS))
    _, recipe = _RECIPES[preset_id]
    shape = tuple(input_shape)
    layers = recipe(shape, classes or MNIST_CLASSES)
    return ModelDescription(name=preset_id, input=InputDescription(shape=shape), layers=layers)


def preset_for(input_shape: Shape) -> str:
    """The id of the preset that fits data of this shape best.

    Images of 16 to 64 pixels take the article's CNN (repaired), other images from 8×8 on the small CNN with
    normalization; smaller images, sequences and rows of numbers the LSTM, which fits any.
    """
    if len(input_shape) != 3:
        return "lstm"
    sides = [side for side in input_shape[:2] if side is not None]
    if len(sides) == 2 and min(sides) >= 16 and max(sides) <= 64:
        return "article-cnn-repaired"
    return "small-cnn" if min(sides, default=8) >= 8 else "lstm"
