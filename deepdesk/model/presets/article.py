"""The CNNs of the article on CNNs and RNNs in TensorFlow and PyTorch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import LayerDescription, Shape
from deepdesk.model.presets.recipe import Layers, Preset, Recipe, conv, layer, pool


def _article(filters: Sequence[int], classes: int, padding: str) -> Layers:
    body: list[LayerDescription] = []
    for number, count in enumerate(filters, start=1):
        body += [conv(f"conv{number}", count, padding=padding), pool(number)]
    head = (
        layer("flat", "Flatten"),
        layer("dense1", "Dense", units=64, activation="relu"),
        layer("drop", "Dropout", rate=0.5),
        layer("out", "Dense", units=classes),
    )
    return (*body, *head)


def _article_cnn(shape: Shape, classes: int) -> Layers:
    return _article((32, 64, 64, 64), classes, "valid")


def _article_cnn_repaired(shape: Shape, classes: int) -> Layers:
    return _article((32, 64, 64, 64), classes, "same")


def _article_cnn_4_3(shape: Shape, classes: int) -> Layers:
    return _article((32, 64, 64), classes, "valid")


RECIPES: Final[Mapping[str, tuple[Preset, Recipe]]] = MappingProxyType(
    {
        "article-cnn": (Preset(id="article-cnn", family="article"), _article_cnn),
        "article-cnn-repaired": (Preset(id="article-cnn-repaired", family="article"), _article_cnn_repaired),
        "article-cnn-4-3": (Preset(id="article-cnn-4-3", family="article"), _article_cnn_4_3),
    }
)
