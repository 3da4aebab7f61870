"""From a way through the graph to a network of ours: input shape, raw scores at the end, settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from deepdesk.model.code.graph import MARGIN, Graph, described, fuse_activations, shared_nodes, written_for
from deepdesk.model.code.input_guess import guessed_shape
from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Network, Tensor
from deepdesk.model.code.values import CodeSettings, FoundModel
from deepdesk.model.description import ModelDescription, Shape
from deepdesk.model.shapes import infer

_SETTINGS: Final = ("optimizer", "learning_rate", "loss", "from_logits", "batch_size", "epochs")
_DISTRIBUTIONS: Final = ("softmax", "log_softmax")


@dataclass
class Drawn:
    """One network in the graph, from its input to its output; ``ending`` is the activation that it ended with."""

    network: Network
    start: Tensor
    end: Tensor
    name: str
    line: int
    ending: str = ""


def found_model(drawn: Drawn, graph: Graph, notes: Notes, data_shape: Shape | None) -> FoundModel:
    """The network as a value (raises ModelError when it has too many layers)."""
    output = _without_distribution(drawn, graph, notes)
    for node in shared_nodes(graph, output):
        notes.add(node.line, "shared_layer", kind=node.kind)
    for index in graph.ancestors([output]):
        if graph.nodes[index].params.get(MARGIN) is not None:
            notes.add(graph.nodes[index].line, "unknown_layer", "error", kind="F.pad")
    if drawn.network.framework == "torch":
        output = fuse_activations(graph, output)
    stated: Shape | None = graph.nodes[drawn.start.node].params.get("shape")
    shape, is_known = guessed_shape(graph, drawn.start.node, output, stated, data_shape)
    if not is_known:
        notes.add(drawn.line, "input_unknown", shape="×".join("?" if size is None else str(size) for size in shape))
    description, lines = described(graph, output, shape, drawn.name[:64] or "model")
    if drawn.network.framework == "torch":
        _say_other_sizes(description, lines, written_for(graph, output), notes)
    return FoundModel(
        name=drawn.name[:64],
        line=drawn.line,
        description=description,
        lines=lines,
        settings=settings_of(drawn.network.settings),
        input_known=is_known,
    )


def _say_other_sizes(
    description: ModelDescription, lines: dict[str, int], stated: Sequence[object], notes: Notes
) -> None:
    """PyTorch's layers state the size of their input, which ours take from the layer before."""
    for layer, wanted in zip(infer(description).layers, stated, strict=True):
        found = layer.input_shapes[0][-1] if layer.input_shapes and layer.input_shapes[0] else None
        if isinstance(wanted, int) and found is not None and found != wanted:
            params = {"layer": layer.id, "wanted": f"{wanted:,}", "found": f"{found:,}", "number": str(found)}
            notes.add(lines.get(layer.id, 0), "other_size", "error", cure="other_size", **params)


def settings_of(found: dict[str, Any]) -> CodeSettings:
    """The settings that a script states."""
    return CodeSettings(**{name: found[name] for name in _SETTINGS if found.get(name) is not None})


def _without_distribution(drawn: Drawn, graph: Graph, notes: Notes) -> int:
    """The output without a softmax: the last layer gives raw scores here; the loss and the prediction apply it."""
    node = graph.nodes[drawn.end.node]
    activation = node.params.get("activation")
    drawn.ending = activation if isinstance(activation, str) else ""
    if node.kind in ("Softmax", "LogSoftmax"):
        drawn.ending = "softmax"
    if drawn.ending not in _DISTRIBUTIONS:
        return drawn.end.node
    notes.add(node.line, "softmax_left_out", "note", activation=drawn.ending)
    if node.kind == "Dense" or "filters" in node.params:
        node.params["activation"] = "linear"
        return drawn.end.node
    return node.inputs[0] if node.inputs else drawn.end.node
