"""Convolutional networks that are trained from the start."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import LayerDescription, Shape
from deepdesk.model.presets.recipe import Layers, Preset, Recipe, conv, layer, pool

_PHOTO: Final = 96


def _lenet_5(shape: Shape, classes: int) -> Layers:
    return (
        conv("conv1", 6, 5, padding="same", activation="tanh"),
        pool(1, "AveragePooling2D"),
        conv("conv2", 16, 5, padding="valid", activation="tanh"),
        pool(2, "AveragePooling2D"),
        layer("flat", "Flatten"),
        layer("dense1", "Dense", units=120, activation="tanh"),
        layer("dense2", "Dense", units=84, activation="tanh"),
        layer("out", "Dense", units=classes),
    )


def _norm(number: int) -> LayerDescription:
    # Keras' 0.99 needs hundreds of steps to forget where it started; a small data set does not have them.
    return layer(f"norm{number}", "BatchNormalization", momentum=0.9)


def _small_cnn(shape: Shape, classes: int) -> Layers:
    body: list[LayerDescription] = []
    for number, filters in enumerate((32, 64, 128), start=1):
        body += [conv(f"conv{number}", filters, padding="same"), _norm(number)]
        if number < 3:
            body.append(pool(number))
    head = (
        layer("gap", "GlobalAveragePooling2D"),
        layer("drop", "Dropout", rate=0.2),
        layer("out", "Dense", units=classes),
    )
    return (*body, *head)


def _photo_cnn(shape: Shape, classes: int) -> Layers:
    body: list[LayerDescription] = []
    sides = [side for side in shape[:2] if side is not None]
    for number, filters in enumerate((16, 32, 64, 128, 128), start=1):
        body += [conv(f"conv{number}", filters, padding="same"), _norm(number)]
        # A map of one pixel has nothing left to pool.
        if number < 5 and min(sides, default=_PHOTO) >> number >= 1:
            body.append(pool(number))
    head = (
        layer("gap", "GlobalAveragePooling2D"),
        layer("drop", "Dropout", rate=0.3),
        layer("out", "Dense", units=classes),
    )
    return (*body, *head)


def _vgg_style(shape: Shape, classes: int) -> Layers:
    body: list[LayerDescription] = []
    for block, filters in enumerate((32, 64, 128), start=1):
        body += [conv(f"conv{block}_{number}", filters, padding="same") for number in (1, 2)]
        body.append(pool(block))
    head = (
        layer("flat", "Flatten"),
        layer("dense1", "Dense", units=128, activation="relu"),
        layer("drop", "Dropout", rate=0.5),
        layer("out", "Dense", units=classes),
    )
    return (*body, *head)


def _mlp(shape: Shape, classes: int) -> Layers:
    flat = (layer("flat", "Flatten"),) if len(shape) > 1 else ()
    return (
        *flat,
        layer("dense1", "Dense", units=128, activation="relu"),
        layer("drop", "Dropout", rate=0.2),
        layer("dense2", "Dense", units=64, activation="relu"),
        layer("out", "Dense", units=classes),
    )


RECIPES: Final[Mapping[str, tuple[Preset, Recipe]]] = MappingProxyType(
    {
        "lenet-5": (Preset(id="lenet-5", family="cnn"), _lenet_5),
        "small-cnn": (Preset(id="small-cnn", family="cnn"), _small_cnn),
        "photo-cnn": (Preset(id="photo-cnn", family="cnn", usual_shape=(_PHOTO, _PHOTO, 3)), _photo_cnn),
        "vgg-style": (Preset(id="vgg-style", family="cnn"), _vgg_style),
        "mlp": (Preset(id="mlp", family="cnn"), _mlp),
    }
)
