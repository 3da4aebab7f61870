"""Puts layers and networks on tensors: every call draws into the graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deepdesk.model.code.graph import INPUT_KIND, Graph
from deepdesk.model.code.keras_layers import ALIASES, MERGES, KerasLayers, is_of_the_data
from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Layer, Network, Tensor, Unknown
from deepdesk.model.description import Shape


def tensors_in(value: Any) -> list[Tensor]:
    """The tensors in an argument: one, or those of a list."""
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, list | tuple):
        return [found for item in value for found in tensors_in(item)]
    return list(tensors_in(list(value.values()))) if isinstance(value, dict) else []


def shape_of(value: Any, *, with_batch: bool = False) -> Shape | None:
    """A shape without its batch axis; ``None`` where it is not known."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = (value,)
    if not isinstance(value, list | tuple) or any(isinstance(size, Unknown) for size in value):
        return None
    sizes = tuple(value[1:] if with_batch else value)
    if any(size is not None and (not isinstance(size, int) or isinstance(size, bool)) for size in sizes):
        return None
    return tuple(int(size) if size is not None and size >= 0 else None for size in sizes)


def input_shape_of(layer: Layer) -> Shape | None:
    """The input shape that a layer states itself."""
    words = layer.keywords
    for name, with_batch in (("input_shape", False), ("batch_input_shape", True), ("batch_shape", True)):
        if name in words:
            return shape_of(words[name], with_batch=with_batch)
    if layer.class_name in ("Dense", "SimpleRNN", "LSTM", "GRU") and isinstance(words.get("input_dim"), int):
        length = words.get("input_length")
        recurrent = layer.class_name != "Dense"
        steps = (length if isinstance(length, int) else None,) if recurrent else ()
        return (*steps, words["input_dim"])
    if layer.class_name == "Embedding":
        length = words.get("input_length")
        return (length if isinstance(length, int) else None,)
    inner = words.get("layer", layer.arguments[0] if layer.arguments else None)
    return input_shape_of(inner) if isinstance(inner, Layer) else None


class KerasDrawing:
    """Keras' layers on tensors."""

    def __init__(self, graph: Graph, notes: Notes) -> None:
        self.graph = graph
        self.preprocessing: list[str] = []
        self._notes = notes
        self._layers = KerasLayers(notes)

    def new_input(self, shape: Shape | None, line: int, name: str = "") -> Tensor:
        """An input of the graph."""
        return Tensor(self.graph.add(INPUT_KIND, {"shape": shape}, name=name, line=line))

    def apply(self, layer: Layer, given: Sequence[Tensor], line: int, keywords: dict[str, Any] | None = None) -> Tensor:
        """What a layer gives for its inputs; one that is not understood is left out, and said."""
        self.graph.caller = layer.used()
        place = layer.line or line
        if is_of_the_data(layer.class_name):
            self.preprocessing.append(layer.class_name)
            self._notes.add(place, "belongs_to_data", "note", kind=layer.class_name)
            return given[0]
        steps = self._layers.steps(layer.class_name, layer.arguments, layer.keywords, place)
        if steps is None:
            self._notes.add(place, "unknown_layer", "error", kind=layer.class_name)
            return given[0]
        tensor = given[0]
        name = layer.keywords.get("name")
        for number, step in enumerate(steps):
            feeders = self._feeders(step.kind, given, tensor, number)
            params = dict(step.params)
            if step.kind == "MultiHeadAttention" and (keywords or {}).get("use_causal_mask") is True:
                params["causal"] = True
            wanted = name if isinstance(name, str) and number == 0 else ""
            tensor = Tensor(self.graph.add(step.kind, params, feeders, name=wanted, line=place))
        return tensor

    def _feeders(self, kind: str, given: Sequence[Tensor], tensor: Tensor, number: int) -> list[int]:
        if number or (ALIASES.get(kind, kind) not in MERGES and kind != "MultiHeadAttention"):
            return [tensor.node]
        nodes = [item.node for item in given]
        if kind != "MultiHeadAttention":
            return nodes
        return nodes[:1] if len(set(nodes)) == 1 else nodes[:2]

    def start_of(self, network: Network, line: int) -> Tensor:
        """The input of a list of layers."""
        if network.layers is None and network.inputs:
            return self.new_input(self.graph.nodes[network.inputs[0].node].params.get("shape"), line)
        first = network.layers[0] if network.layers else None
        if isinstance(first, Tensor) and self.graph.nodes[first.node].kind == INPUT_KIND:
            return self.new_input(self.graph.nodes[first.node].params["shape"], line)
        if isinstance(first, Network):
            return self.start_of(first, line)
        return self.new_input(input_shape_of(first) if isinstance(first, Layer) else None, line)

    def apply_network(self, network: Network, given: Sequence[Tensor], line: int) -> Tensor | None:
        """What a network gives for its inputs: its layers once more; ``None`` for one that is not known."""
        if network.layers is not None:
            tensor = given[0]
            for layer in network.layers:
                if isinstance(layer, Layer):
                    tensor = self.apply(layer, [tensor], line)
                elif isinstance(layer, Network):
                    tensor = self.apply_network(layer, [tensor], line) or tensor
                elif not isinstance(layer, Tensor):
                    self._notes.add(
                        network.line, "unknown_value_in_list", "error", text=getattr(layer, "text", "…") or "…"
                    )
            return tensor
        outputs = tensors_in(network.outputs)
        return self._drawn_again(tensors_in(network.inputs), outputs[0], given) if outputs else None

    def _drawn_again(self, inputs: Sequence[Tensor], output: Tensor, given: Sequence[Tensor]) -> Tensor:
        new = {old.node: tensor.node for old, tensor in zip(inputs, given, strict=False)}
        for index in self.graph.ancestors([output.node]):
            node = self.graph.nodes[index]
            if index in new or node.kind == INPUT_KIND:
                continue
            feeders = [new.get(feeder, feeder) for feeder in node.inputs]
            new[index] = self.graph.add(node.kind, dict(node.params), feeders, name=node.name, line=node.line)
        return Tensor(new.get(output.node, output.node))
