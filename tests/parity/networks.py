"""Random networks that build: up to twelve layers of all kinds, with skips, over images, sequences, tokens and rows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deepdesk.core.randomness import generator
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.base import Parameter
from deepdesk.model.kinds.geometry import counted
from deepdesk.model.shapes import infer
from deepdesk.model.validation import INPUT

TOKENS = 7
LAYERS = 12
BATCH = 3
NUMBERS = 3_000
"""As many as one value between layers may hold, so that a network stays small."""

JOINS = tuple(name for name, kind in KINDS.items() if kind.inputs[0] > 1)
OTHERS = tuple(name for name in KINDS if name not in JOINS and name != "Embedding")
# Grows so fast that behind it float32 has no digits left to compare.
STEEP = ("exponential",)
HELD: dict[str, Any] = {"input_dim": TOKENS, "epsilon": 1e-2, "mask_value": 0.0}
LARGEST = {"units": 5, "filters": 4, "output_dim": 4, "dilation_rate": 2, "num_heads": 2, "key_dim": 3, "n": 3}


@st.composite
def _value(draw: st.DrawFn, parameter: Parameter, before: Shape) -> Any:
    if parameter.name in HELD:
        return HELD[parameter.name]
    low = int(parameter.minimum or 0)
    small = st.integers(low, LARGEST.get(parameter.name, 3))
    match parameter.type:
        case "switch":
            return draw(st.booleans())
        case "choice":
            return draw(st.sampled_from([choice for choice in parameter.choices if choice not in STEEP]))
        case "integer":
            return draw(small if parameter.default is not None else st.none() | small)
        case "size2d":
            pair = st.lists(small, min_size=2, max_size=2)
            return draw(pair if parameter.default is not None else st.none() | pair)
        case "margins":
            return draw(st.lists(st.lists(st.integers(0, 1), min_size=2, max_size=2), min_size=2, max_size=2))
        case "number":
            return draw(st.sampled_from([max(low, 0.0), min(parameter.maximum or 1.0, 0.4)]))
        case "shape" if parameter.name == "dims":
            return list(draw(st.permutations(range(1, len(before) + 1))))
        case "shape":
            targets = [[-1], [-1, before[-1] or 1], [1, -1], [1, 1, -1], [2, -1], list(reversed(before)), [-1, 1]]
            return draw(st.sampled_from([target for target in targets if None not in target]))


@st.composite
def _start(draw: st.DrawFn) -> tuple[Shape, tuple[LayerDescription, ...]]:
    """An input shape, and the embedding that tokens begin with."""
    size = st.integers(3, 8)
    match draw(st.sampled_from(["image", "sequence", "tokens", "row"])):
        case "image":
            return (draw(size), draw(size), draw(st.integers(1, 4))), ()
        case "sequence":
            return (draw(size), draw(st.integers(1, 5))), ()
        case "tokens":
            params = {"input_dim": TOKENS, "output_dim": draw(st.integers(1, 4)), "mask_zero": draw(st.booleans())}
            return (draw(size),), (LayerDescription(id="embed", kind="Embedding", params=params),)
        case _:
            return (draw(st.integers(2, 9)),), ()


@st.composite
def _layer(draw: st.DrawFn, name: str, shapes: dict[str, Shape], last: str) -> LayerDescription:
    """A layer behind the last one, or on a skip; whether it fits is not known yet."""
    alike: dict[Shape, list[str]] = defaultdict(list)
    for value, shape in shapes.items():
        alike[shape].append(value)
    joinable = [names for names in alike.values() if len(names) > 1]
    sources = [last]
    if joinable and draw(st.integers(0, 2)) == 0:
        kind = draw(st.sampled_from(JOINS))
        names = draw(st.sampled_from(joinable))
        sources = draw(st.lists(st.sampled_from(names), min_size=2, max_size=KINDS[kind].inputs[1] or 3))
    else:
        kind = draw(st.sampled_from(OTHERS))
        if draw(st.integers(0, 3)) == 0:
            sources = [draw(st.sampled_from(sorted(shapes)))]
        if kind == "MultiHeadAttention" and draw(st.booleans()):
            sources = [sources[0], draw(st.sampled_from(sorted(shapes)))]
    params = {item.name: draw(_value(item, shapes[sources[0]])) for item in KINDS[kind].parameters}
    return LayerDescription(id=name, kind=kind, params=params, inputs=tuple(sources))


@st.composite
def networks(draw: st.DrawFn) -> ModelDescription:
    """A network that builds; layers that would not fit are drawn again."""
    shape, layers = draw(_start())
    model = ModelDescription(name="random", input=InputDescription(shape=shape), layers=layers)
    shapes: dict[str, Shape] = {} if layers else {INPUT: shape}
    wanted = draw(st.integers(2, LAYERS))
    for _ in range(6 * LAYERS):
        report = infer(model)
        for found in report.layers:
            assert found.output_shape is not None
            shapes[found.id] = found.output_shape
        if len(model.layers) >= wanted:
            break
        last = model.layers[-1].id if model.layers else INPUT
        new = draw(_layer(f"layer{len(model.layers)}", shapes, last))
        longer = ModelDescription(name="random", input=model.input, layers=(*model.layers, new))
        report = infer(longer)
        if report.builds and counted(report.layers[-1].output_shape or ()) <= NUMBERS:
            model = longer
    return model


def drawn(count: int) -> list[ModelDescription]:
    """Always the same ``count`` networks."""
    found: list[ModelDescription] = []

    @settings(
        max_examples=4 * count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(networks())
    def keep(model: ModelDescription) -> None:
        if model.layers and model not in found and len(found) < count:
            found.append(model)

    keep()
    return found


def inputs_of(model: ModelDescription) -> Any:
    """``(batch, …)`` float32: token numbers, or normal numbers with some steps of zeros, which masks leave out."""
    sizes = [size or 1 for size in model.input.shape]
    draws = generator(0, "random network", len(model.layers), *sizes)
    if model.layers[0].kind == "Embedding":
        return draws.integers(0, TOKENS, (BATCH, *sizes)).astype(np.float32)
    values = draws.normal(size=(BATCH, *sizes)).astype(np.float32)
    if len(sizes) == 2:
        values[1, sizes[0] // 2 :] = 0.0
    return values
