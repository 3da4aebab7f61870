"""The graph that a script draws, and the list of layers that it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from deepdesk.core.errors import ModelError
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.edit import new_id
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.base import no_weights
from deepdesk.model.validation import INPUT, is_id

LAYERS_LIMIT: Final = 2_000
INPUT_KIND: Final = "Input"
ALIAS: Final = "alias"
"""Stands for the node before it, into which it went."""
MARGIN: Final = "margin"
"""A parameter of an alias: zeros around the steps, ``None`` once a convolution took them as its padding."""
LAST_STEP: Final = "last step"
"""Stands for "only the last step of a recurrent layer" until the network is described."""


FEATURES: Final = "in_features"
"""A parameter that readers of PyTorch leave on a node: how long its input's channels are. It never gets into a
description."""


@dataclass
class Node:
    """A layer in the graph, or an input (kind ``Input``, parameter ``shape``)."""

    kind: str
    params: dict[str, Any]
    inputs: tuple[int, ...] = ()
    name: str = ""
    line: int = 0
    caller: tuple[int, int] = (0, 0)

    def set_trainable(self, *, trainable: bool) -> None:
        """Freezes the layer or lets it learn, where it has weights."""
        if self.kind in KINDS and any(item.name == "trainable" for item in KINDS[self.kind].parameters):
            self.params["trainable"] = trainable


@dataclass
class Graph:
    """Nodes in the order in which they were made: a node's inputs stand before it."""

    nodes: list[Node] = field(default_factory=list)
    caller: tuple[int, int] = (0, 0)
    """Which layer object draws now, and in which of its calls."""

    def add(
        self, kind: str, params: Mapping[str, Any], inputs: Iterable[int] = (), *, name: str = "", line: int = 0
    ) -> int:
        """Adds a node and gives its index (raises ModelError when there are too many)."""
        if len(self.nodes) >= LAYERS_LIMIT + 100:
            raise ModelError("code.too_many_layers", limit=f"{LAYERS_LIMIT:,}")
        self.nodes.append(Node(kind, dict(params), tuple(inputs), name, line, self.caller))
        return len(self.nodes) - 1

    def ancestors(self, outputs: Iterable[int]) -> list[int]:
        """The nodes that lead to these, themselves included, in their order."""
        found: set[int] = set()
        waiting = list(outputs)
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += self.nodes[node].inputs
        return sorted(found)


def shared_nodes(graph: Graph, output: int) -> list[Node]:
    """Layers with weights that stand for a second call of a layer object."""
    calls: dict[int, int] = {}
    found = []
    for index in graph.ancestors([output]):
        node = graph.nodes[index]
        weighted = node.kind in KINDS and KINDS[node.kind].weights is not no_weights and node.caller[0]
        if weighted and calls.setdefault(*node.caller) != node.caller[1]:
            found.append(node)
    return found


def fuse_activations(graph: Graph, output: int) -> int:
    """Activations that stand right behind a layer which could have them itself become part of it, as far as nothing
    else uses what the layer gives; gives the output then."""
    users: dict[int, int] = {}
    for node in graph.nodes:
        for feeder in node.inputs:
            users[feeder] = users.get(feeder, 0) + 1
    for index in graph.ancestors([output]):
        node = graph.nodes[index]
        if node.kind != "Activation" or len(node.inputs) != 1:
            continue
        before = graph.nodes[node.inputs[0]]
        wanted = node.params.get("activation", "relu")
        if users[node.inputs[0]] == 1 and _can_have(before, wanted):
            before.params["activation"] = wanted
            node.kind = ALIAS
    return output


def _can_have(node: Node, activation: str) -> bool:
    """Whether a layer without an activation could have this one."""
    if node.kind not in KINDS or node.kind == "Activation" or node.params.get("activation", "linear") != "linear":
        return False
    choice = next((item for item in KINDS[node.kind].parameters if item.name == "activation"), None)
    return choice is not None and choice.default == "linear" and activation in choice.choices


def _settle_last_steps(graph: Graph, chosen: list[int]) -> tuple[list[int], dict[int, int]]:
    """Recurrent layers of which only the last step is used give only that; which node stands for which."""
    stands_for: dict[int, int] = {}
    users: dict[int, list[int]] = {}
    for index in chosen:
        for feeder in graph.nodes[index].inputs:
            users.setdefault(feeder, []).append(index)
    for index in chosen:
        node = graph.nodes[index]
        if node.kind == ALIAS:
            stands_for[index] = node.inputs[0]
        if node.kind == LAST_STEP:
            feeder = node.inputs[0]
            if all(graph.nodes[user].kind == LAST_STEP for user in users[feeder]):
                graph.nodes[feeder].params.pop("return_sequences", None)
            stands_for[index] = feeder
    for index, feeder in stands_for.items():
        while feeder in stands_for:
            feeder = stands_for[feeder]
        stands_for[index] = feeder
    return [index for index in chosen if index not in stands_for], stands_for


def _wanted_id(node: Node) -> str:
    """The name that the script gave, as an id; empty where it gave none that can be one."""
    text = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", node.name).lower()).strip("_")[:64]
    return text if is_id(text) else ""


def described(graph: Graph, output: int, shape: Shape, name: str) -> tuple[ModelDescription, dict[str, int]]:
    """The description of what leads to ``output``, and the line of each of its layers.

    Raises:
        ModelError: more than 2,000 layers.
    """
    chosen, stands_for = _settle_last_steps(graph, graph.ancestors([output]))
    ids: dict[int, str] = {}
    lines: dict[str, int] = {}
    model = ModelDescription(name=name, input=InputDescription(shape=shape))
    layers: list[LayerDescription] = []
    taken: set[str] = set()
    counts: dict[str, int] = {}
    before = INPUT
    for index in chosen:
        node = graph.nodes[index]
        if node.kind == INPUT_KIND:
            ids[index] = INPUT
            continue
        wanted = _wanted_id(node)
        layer_id = wanted if wanted and wanted not in taken else _free_id(model, node.kind, taken, counts)
        feeders = tuple(ids[stands_for.get(feeder, feeder)] for feeder in node.inputs)
        inputs = None if feeders == (before,) else feeders
        layers.append(
            LayerDescription(id=layer_id, kind=node.kind, params=plain(node.kind, node.params), inputs=inputs)
        )
        ids[index], before = layer_id, layer_id
        taken.add(layer_id)
        lines[layer_id] = node.line
    if len(layers) > LAYERS_LIMIT:
        raise ModelError("code.too_many_layers", limit=f"{LAYERS_LIMIT:,}")
    return ModelDescription(name=name, input=model.input, layers=tuple(layers)), lines


def written_for(graph: Graph, output: int) -> list[object]:
    """For each layer of the description of what leads to ``output`` the channels that PyTorch's code states for its
    input, ``None`` where it states none."""
    chosen, _ = _settle_last_steps(graph, graph.ancestors([output]))
    return [graph.nodes[index].params.get(FEATURES) for index in chosen if graph.nodes[index].kind != INPUT_KIND]


def _free_id(model: ModelDescription, kind: str, taken: set[str], counts: dict[str, int]) -> str:
    """An id that is not taken: the stem of the kind, with the next number."""
    first = new_id(model, kind)
    if first not in taken:
        return first
    stem = first.rstrip("0123456789")
    number = max(counts.get(stem, 1), 1) + 1
    while f"{stem}{number}" in taken:
        number += 1
    counts[stem] = number
    return f"{stem}{number}"


def plain(kind: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as a description holds them: lists for tuples, nothing that is the kind's default."""
    known = {item.name: item for item in KINDS[kind].parameters} if kind in KINDS else {}
    kept = {}
    for name, value in params.items():
        if name == FEATURES or (name == "strides" and params.get("pool_size") == value):
            continue
        parameter = known.get(name)
        listed = _listed(value if parameter is None else parameter.normal(value))
        if parameter is None or parameter.normal(listed) != parameter.normal(parameter.default):
            kept[name] = listed
    return kept


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, list | tuple) else value
