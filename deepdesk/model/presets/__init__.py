"""Networks to start from; each takes its input shape and class count from the data. One family per file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from deepdesk.core.errors import ModelError
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.findings import CheckContext
from deepdesk.model.presets import (
    article,
    cnn,
    forecasting,
    maps,
    mobilenet,
    recurrent,
    residual,
    separable,
    sequences,
    vgg,
)
from deepdesk.model.presets.recipe import MNIST_SHAPE, Preset, Published, Recipe
from deepdesk.model.presets.recurrent import rows_of

__all__ = ["MNIST_CLASSES", "MNIST_SHAPE", "PRESETS", "Preset", "preset", "preset_for", "rows_of"]

MNIST_CLASSES: Final = 10

_RECIPES: Final[Mapping[str, tuple[Preset, Recipe]]] = MappingProxyType(
    {
        **article.RECIPES,
        **cnn.RECIPES,
        **residual.RECIPES,
        **separable.RECIPES,
        **recurrent.RECIPES,
        **sequences.RECIPES,
        **forecasting.RECIPES,
        **maps.RECIPES,
        **vgg.RECIPES,
        **mobilenet.RECIPES,
    }
)

PRESETS: Final[Mapping[str, Preset]] = MappingProxyType({name: preset for name, (preset, _) in _RECIPES.items()})
"""All presets by id, in the order in which they are offered."""


def preset(
    preset_id: str,
    input_shape: Shape | None = None,
    classes: int | None = None,
    published: Published | None = None,
    vocabulary: int | None = None,
) -> ModelDescription:
    """The network of a preset for this input shape and class count (its usual shape and 10 where they are not known).

    Whether it fits the shape is for the doctor to say. ``classes`` is how many numbers come out: classes, or the steps
    of a forecast. ``vocabulary`` is how many token numbers a text has. ``published`` is whose trained weights it is to
    take, which some presets are written otherwise for.

    Raises:
        ModelError: there is no such preset.
    """
    if preset_id not in _RECIPES:
        raise ModelError("model.no_such_preset", name=preset_id, known=", ".join(PRESETS))
    about, recipe = _RECIPES[preset_id]
    if published is not None:
        recipe = mobilenet.VARIANTS.get((preset_id, published), recipe)
    shape = tuple(input_shape or about.usual_shape)
    layers = recipe(shape, classes or MNIST_CLASSES)
    model = ModelDescription(name=preset_id, input=InputDescription(shape=shape), layers=layers)
    return model if vocabulary is None else with_vocabulary(model, vocabulary)


def with_vocabulary(model: ModelDescription, vocabulary: int) -> ModelDescription:
    """The network with as many rows in every Embedding as the data have token numbers."""

    def fitted(layer: LayerDescription) -> LayerDescription:
        if layer.kind != "Embedding" or layer.params.get("input_dim") == vocabulary:
            return layer
        return msgspec.structs.replace(layer, params={**layer.params, "input_dim": vocabulary})

    layers = tuple(map(fitted, model.layers))
    return model if layers == model.layers else msgspec.structs.replace(model, layers=layers)


def proposed(context: CheckContext) -> str:
    """The id of the preset that is put up for data like these."""
    shape = context.input_shape or MNIST_SHAPE
    if context.task == "segmentation":
        return "u-net"
    if context.task == "regression":
        return "forecast-lstm"
    if context.vocabulary is not None:
        return "text-cnn"
    if context.kind == "audio":
        # Pooling over the whole picture would lose which frequency it was.
        return "lenet-5" if len(shape) == 3 else "bi-lstm"
    if len(shape) == 2:
        return "cnn-1d"
    return preset_for(shape)


def preset_for(input_shape: Shape) -> str:
    """The id of the preset that fits data of this shape best.

    Images of 16 to 64 pixels take the article's CNN (repaired), larger ones in colour the one for photos, other images
    from 8×8 on the small CNN with normalization; smaller images, sequences and rows of numbers the LSTM, which fits
    any.
    """
    if len(input_shape) != 3:
        return "lstm"
    sides = [side for side in input_shape[:2] if side is not None]
    if len(sides) == 2 and min(sides) >= 16 and max(sides) <= 64:
        return "article-cnn-repaired"
    if input_shape[2] == 3 and min(sides, default=0) >= 64:
        return "photo-cnn"
    return "small-cnn" if min(sides, default=8) >= 8 else "lstm"
