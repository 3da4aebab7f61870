"""The arrays of a file of weights, put together into the layers that they belong to; names and shapes only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from deepdesk.model.layouts import OTHER_NAMES, TORCH_NAMES
from deepdesk.model.weight_names import Layout, Sizes

BACKWARD: Final = "backward_"
_RECURRENT: Final = re.compile(r"(weight_ih|weight_hh|bias_ih|bias_hh)_l(\d+)(_reverse)?")
_KERAS_LEAF: Final = re.compile(r"(?:.*_)?([Wb])_\d+")
_INSIDE: Final = ("query", "key", "value", "attention_output")


@dataclass
class SourceLayer:
    """A layer of the file.

    Attributes:
        key: what its arrays' names have in common.
        name: what it is called for people and for comparing with our ids.
        parts: names of its arrays by what they are (``kernel``, ``backward_bias``, or ``0``, ``1`` where the file only
            counts them); a recurrent bias of PyTorch has two.
    """

    key: str
    name: str
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)


def source_layers(names: Iterable[str], layout: Layout, titles: Mapping[str, str]) -> tuple[SourceLayer, ...]:
    """The layers, in the order in which their first array comes; ``titles`` are names that a file gives to keys."""
    found: dict[str, SourceLayer] = {}
    place = {"torch": _torch_place, "keras": _keras_place, "neutral": _neutral_place}[layout]
    for name in names:
        key, part = place(name)
        title = titles.get(key) or key.rsplit("/", 1)[-1].rsplit(".", 1)[-1]
        layer = found.setdefault(key, SourceLayer(key, title))
        layer.parts[part] = (*layer.parts.get(part, ()), name)
    return tuple(found.values())


def _neutral_place(name: str) -> tuple[str, str]:
    key, _, part = name.rpartition("/")
    return key, part


def _torch_place(name: str) -> tuple[str, str]:
    key, _, leaf = name.rpartition(".")
    recurrent = _RECURRENT.fullmatch(leaf)
    if recurrent is None:
        return key, TORCH_NAMES.get(leaf, leaf)
    role, number, reverse = recurrent.groups()
    before = BACKWARD if reverse else ""
    return (key if number == "0" else f"{key}.l{number}"), before + TORCH_NAMES[role]


def _keras_place(name: str) -> tuple[str, str]:
    """Keras 3 counts the arrays of a layer (``layers/conv2d/vars/0``), Keras 2 names them twice
    (``conv1/conv1/kernel:0``); recurrent layers and attention have parts of their own inside."""
    parts = name.split("/")
    leaf = parts[-1].split(":")[0]
    old = _KERAS_LEAF.fullmatch(leaf)
    leaf = {"W": "kernel", "b": "bias"}[old[1]] if old else leaf
    before = ""
    path: list[str] = []
    for part in parts[:-1]:
        inner = part.removesuffix("_dense").replace("output", "attention_output") if part.endswith("_dense") else part
        if part == "vars" or part == "cell" or part.endswith("_cell"):
            continue
        if path and inner in _INSIDE:
            before = f"{'output' if inner == 'attention_output' else inner}_"
        elif path and part.startswith(("forward_", "backward_")):
            before = BACKWARD if part.startswith("backward_") else ""
        elif not path or path[-1] != part:
            path.append(part)
    return "/".join(path), before + leaf


def array_names(layer: SourceLayer, kind: str, weights: Iterable[str]) -> dict[str, tuple[str, ...]] | None:
    """Which arrays of ``layer`` would be which weight of a layer of this kind.

    Args:
        kind: of our layer.
        weights: its neutral names, in their order.

    Returns:
        Arrays by neutral name; a bias may lack. ``None`` when the layer is something else.
    """
    wanted = list(weights)
    found = _counted(layer, wanted) if any(part.rsplit("_", 1)[-1].isdigit() for part in layer.parts) else None
    if found is None:
        other = OTHER_NAMES.get(kind, {})
        found = {}
        for name in wanted:
            arrays = layer.parts.get(name) or layer.parts.get(other.get(name, ""))
            if arrays is None and name == "kernel" and kind == "DepthwiseConv2D":
                arrays = layer.parts.get("depthwise_kernel")
            if arrays is not None:
                found[name] = arrays
    lacking = [name for name in wanted if name not in found]
    return None if not found or any(not name.endswith("bias") for name in lacking) else found


def _counted(layer: SourceLayer, wanted: list[str]) -> dict[str, tuple[str, ...]]:
    """The arrays of a layer that only counts them, in our order, for each of its inner parts."""
    found: dict[str, tuple[str, ...]] = {}
    for before in (BACKWARD, "query_", "key_", "value_", "output_", ""):
        names = [name for name in wanted if name.startswith(before) and name not in found]
        if not before:
            names = [name for name in names if not name.startswith((BACKWARD, "query_", "key_", "value_", "output_"))]
        for number, name in enumerate(names):
            arrays = layer.parts.get(f"{before}{number}")
            if arrays is not None:
                found[name] = arrays
    return found


def sizes_of(names: Iterable[str], shapes: Mapping[str, Sizes]) -> tuple[Sizes, ...]:
    """The shapes of these arrays."""
    return tuple(shapes[name] for name in names)
