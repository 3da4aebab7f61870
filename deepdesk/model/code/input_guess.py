"""The input shape of a network whose script does not state it: from the data, from its first layers, or assumed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from math import isqrt, prod
from typing import Final

from deepdesk.model.code.graph import ALIAS, FEATURES, INPUT_KIND, Graph, described
from deepdesk.model.description import Shape
from deepdesk.model.shapes import infer

SIDE_LIMIT: Final = 1_024
_BETWEEN: Final = ("Dropout", "Activation", "LeakyReLU", "GaussianNoise")
_CUSTOMARY: Final = (28, 32, 224, 64, 128, 96, 256, 299, 227, 48, 40, 100, 150, 180, 200, 300, 512)
_IMAGE: Final = (
    "Conv2D", "SeparableConv2D", "DepthwiseConv2D", "Conv2DTranspose", "MaxPooling2D", "AveragePooling2D",
    "ZeroPadding2D", "Cropping2D", "UpSampling2D", "GlobalAveragePooling2D", "GlobalMaxPooling2D", "SpatialDropout2D",
)  # fmt: skip
_SEQUENCE: Final = (
    "LSTM", "GRU", "SimpleRNN", "Conv1D", "MaxPooling1D", "AveragePooling1D", "GlobalAveragePooling1D",
    "GlobalMaxPooling1D", "MultiHeadAttention", "Masking", "UpSampling1D", "ZeroPadding1D", "Cropping1D",
)  # fmt: skip


def guessed_shape(
    graph: Graph, start: int, output: int, stated: Shape | None, data_shape: Shape | None
) -> tuple[Shape, bool]:
    """The shape of the input, and whether it is known (not merely assumed)."""
    if stated is not None:
        return stated, True
    chosen = [index for index in graph.ancestors([output]) if graph.nodes[index].kind != INPUT_KIND]
    first = next((graph.nodes[index] for index in chosen if start in graph.nodes[index].inputs), None)
    kinds = _first_kinds(graph, chosen)
    features = None if first is None else first.params.get(FEATURES)
    if features is None and first is not None and first.kind in ("ZeroPadding2D", "ZeroPadding1D", "Permute", ALIAS):
        features = next((graph.nodes[index].params[FEATURES] for index in chosen if _has_features(graph, index)), None)
    found = _shape_for(graph, chosen, kinds, features)
    if data_shape is not None and _agrees(data_shape, found, kinds):
        return data_shape, True
    if found is not None:
        return found
    return (data_shape or (28, 28, 1)), data_shape is not None


def _has_features(graph: Graph, index: int) -> bool:
    return FEATURES in graph.nodes[index].params


def _agrees(data_shape: Shape, found: tuple[Shape, bool] | None, kinds: list[str]) -> bool:
    """Whether the shape of the data can be that of this network."""
    if found is None:
        return True
    shape, is_known = found
    if len(shape) != len(data_shape):
        return False
    return not is_known or all(a is None or b is None or a == b for a, b in zip(shape, data_shape, strict=True))


def _first_kinds(graph: Graph, chosen: list[int]) -> list[str]:
    return [graph.nodes[index].kind for index in chosen]


def _shape_for(graph: Graph, chosen: list[int], kinds: list[str], features: int | None) -> tuple[Shape, bool] | None:
    """What the layers themselves say: the first that tells an image from a sequence decides."""
    for kind in kinds:
        if kind in _IMAGE:
            side, is_known = _image_side(graph, chosen, features or 1)
            return (side, side, features or (1 if side == 28 else 3)), is_known
        if kind == "Embedding":
            return (None,), True
        if kind in _SEQUENCE:
            return (None, features or 1), features is not None
        if kind in ("Dense", "Flatten", "Reshape"):
            return _row(graph, chosen, kinds)
    return None


def _row(graph: Graph, chosen: list[int], kinds: list[str]) -> tuple[Shape, bool] | None:
    """Numbers in a row; behind a Flatten an image whose numbers they are."""
    count: int | None = _reshaped_count(graph, chosen) if kinds[0] == "Reshape" else None
    count = count or next(
        (graph.nodes[index].params.get(FEATURES) for index in chosen if FEATURES in graph.nodes[index].params), None
    )
    if count is None:
        return None
    if kinds[0] in ("Flatten", "Reshape"):
        for channels in (1, 3):
            side = isqrt(count // channels)
            if side * side * channels == count and side >= 8:
                return (side, side, channels), True
    return (count,), True


def _reshaped_count(graph: Graph, chosen: list[int]) -> int | None:
    """How many numbers the first layer, a Reshape, arranges anew."""
    target = graph.nodes[chosen[0]].params.get("target_shape", ())
    return prod(target) if target and all(isinstance(size, int) and size > 0 for size in target) else None


def _image_side(graph: Graph, chosen: list[int], channels: int) -> tuple[int, bool]:
    """The side of a square image with which the first layer behind the maps gets what it was written for."""
    flat = next((index for index in chosen if _is_behind_maps(graph, index)), None)
    wanted = None if flat is None else graph.nodes[flat].params[FEATURES]
    if flat is None or wanted is None:
        return (28 if channels == 1 else 32), False
    size_at = _size_function(graph, graph.nodes[flat].inputs[0], channels)
    low = bisect_left(range(1, SIDE_LIMIT + 1), wanted, key=size_at) + 1
    fitting = [side for side in range(low, min(low + 64, SIDE_LIMIT + 1)) if size_at(side) == wanted]
    # An odd side would lose a row at the first pooling, so the side that halves most often is the likeliest.
    fitting.sort(key=lambda side: -(side & -side))
    # Colour images of 28×28 are rare.
    customary = _CUSTOMARY if channels == 1 else (*_CUSTOMARY[1:], _CUSTOMARY[0])
    for side in (*customary, *fitting):
        if side in fitting:
            return side, True
    return (28 if channels == 1 else 32), False


def _is_behind_maps(graph: Graph, index: int) -> bool:
    node = graph.nodes[index]
    feeders = [graph.nodes[feeder] for feeder in node.inputs]
    while feeders and feeders[0].kind in _BETWEEN:
        feeders = [graph.nodes[feeder] for feeder in feeders[0].inputs]
    return FEATURES in node.params and any(feeder.kind == "Flatten" for feeder in feeders)


def _size_function(graph: Graph, before: int, channels: int) -> Callable[[int], int]:
    """How many numbers reach the layer, by the side of the image; 0 where the image is too small."""

    def size_at(side: int) -> int:
        model, _ = described(graph, before, (side, side, channels), "n")
        report = infer(model)
        shape = report.output_shape
        if not report.builds or shape is None:
            return 0
        total = 1
        for size in shape:
            total *= size or 1
        return total

    return size_at
