"""Shapes of Keras' tensors while a script is followed: ``x.shape[-1]`` is often the size of the next layer."""

from __future__ import annotations

from typing import Final

from deepdesk.model.code.graph import INPUT_KIND, Graph, described
from deepdesk.model.code.objects import Tensor
from deepdesk.model.description import Shape
from deepdesk.model.shapes import infer

SHAPES_LIMIT: Final = 300
"""How many shapes are worked out for one script; each goes through all layers so far."""


class KerasShapes:
    """Works out shapes, each once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._found: dict[int, Shape | None] = {}

    def of(self, tensor: Tensor) -> Shape | None:
        """The shape of a tensor without its batch axis; ``None`` where it is not known, as always in PyTorch."""
        if tensor.node not in self._found:
            if len(self._found) >= SHAPES_LIMIT:
                return None
            self._found[tensor.node] = self._worked_out(tensor.node)
        return self._found[tensor.node]

    def _worked_out(self, node: int) -> Shape | None:
        starts = [self._graph.nodes[one] for one in self._graph.ancestors([node])]
        stated = [one.params.get("shape") for one in starts if one.kind == INPUT_KIND]
        if len(stated) != 1 or stated[0] is None:
            return None
        shape: Shape = stated[0]
        if self._graph.nodes[node].kind == INPUT_KIND:
            return shape
        return infer(described(self._graph, node, shape, "n")[0]).output_shape
