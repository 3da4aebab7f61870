"""What names, calls and operators of a script mean: hands each to the framework that it belongs to."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model.code import arrays
from deepdesk.model.code.applying import KerasDrawing, tensors_in
from deepdesk.model.code.graph import INPUT_KIND, Graph, Node
from deepdesk.model.code.keras_layers import is_layer
from deepdesk.model.code.keras_script import KerasScript
from deepdesk.model.code.keras_tensors import KerasShapes
from deepdesk.model.code.literals import text_of
from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Array, Bound, Instance, Layer, Network, Path, Tensor, Unknown
from deepdesk.model.code.torch_script import TorchScript
from deepdesk.model.code.values import CodeFramework

_CUSTOMARY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tf": "tensorflow",
        "keras": "keras",
        "layers": "keras.layers",
        "models": "keras.models",
        "Sequential": "keras.Sequential",
        "Model": "keras.Model",
        "Input": "keras.Input",
        "InputLayer": "keras.layers.InputLayer",
        "to_categorical": "keras.utils.to_categorical",
        "torch": "torch",
        "nn": "torch.nn",
        "F": "torch.nn.functional",
        "optim": "torch.optim",
        "np": "numpy",
        "math": "math",
        "OrderedDict": "collections.OrderedDict",
    }
)
"""Names that fragments of scripts use without the import that stood above them."""

_OF_PRETRAINED: Final = frozenset({"preprocess_input", "decode_predictions"})


class ScriptWorld:
    """The frameworks behind a script (a :class:`deepdesk.model.code.evaluating.World`)."""

    def __init__(self, notes: Notes) -> None:
        self.graph = Graph()
        self.drawing = KerasDrawing(self.graph, notes)
        self.keras = KerasScript(self.drawing, notes)
        self.torch = TorchScript(self.drawing, notes)
        self.shapes = KerasShapes(self.graph)
        self.layers_made = 0
        self._notes = notes

    @property
    def created(self) -> int:
        """How many layers there were so far."""
        return self.layers_made + len(self.graph.nodes)

    def name(self, name: str) -> Any:
        """What a name means that the script does not define."""
        if name in _CUSTOMARY:
            return Path(_CUSTOMARY[name])
        if is_layer(name):
            return Path(f"keras.layers.{name}")
        return Path(f"builtins.{name}") if hasattr(builtins, name) else Unknown(name)

    def call(self, callee: Any, arguments: list[Any], keywords: dict[str, Any], node: ast.Call) -> Any:
        """The result of calling something that is no function of the script."""
        line, text = node.lineno, text_of(node)
        if isinstance(callee, Path):
            made = self._call_path(callee, arguments, keywords, line, text)
            self.layers_made += isinstance(made, Layer | Network)
            return made
        if isinstance(callee, Layer | Network):
            side = self.torch if callee.framework == "torch" else self.keras
            return side.on_tensors(callee, arguments, keywords, line)
        if isinstance(callee, Instance) and "__layers__" in callee.attributes:
            framework: CodeFramework = "torch" if any("torch" in base for base in callee.kind.foreign()) else "keras"
            layers = Network(framework, line, layers=list(callee.attributes["__layers__"]))
            return self.call(layers, arguments, keywords, node)
        if isinstance(callee, Bound):
            return self._call_method(callee, arguments, keywords, line, text)
        tensors = tensors_in(arguments)
        if tensors:
            self._notes.add(line, "unknown_call", "error", text=text)
            return tensors[0]
        return Unknown(text)

    def _call_path(self, path: Path, arguments: list[Any], keywords: dict[str, Any], line: int, text: str) -> Any:
        first = path.dotted.partition(".")[0]
        if first in ("torch", "torchvision"):
            return self.torch.call(path, arguments, keywords, line, text)
        if path.last in ("int_shape", "shape") and (tensors := tensors_in(arguments)):
            return self.attribute(tensors[0], "shape", ast.Name(id=text))
        if first in ("keras", "tensorflow"):
            return self.keras.call(path, arguments, keywords, line, text)
        found = arrays.array_call(path.last, arguments, keywords, line)
        if found is not None:
            return found
        if (tensors := tensors_in(arguments)) and first != "builtins":
            self._notes.add(line, "unknown_call", "error", text=text)
            return tensors[0]
        return Unknown(text)

    def _call_method(self, callee: Bound, arguments: list[Any], keywords: dict[str, Any], line: int, text: str) -> Any:
        owner, name = callee.owner, callee.name
        if name == "parameters":
            # One stands for all of them: what is set of it is set of the whole.
            return [Bound(owner, name)]
        if name == "requires_grad_" and arguments[:1] == [False]:
            self.freeze(owner, False)
            return owner
        if isinstance(owner, Network):
            side = self.torch if owner.framework == "torch" else self.keras
            return side.method(owner, name, arguments, keywords, line, text)
        if isinstance(owner, Tensor):
            return self.torch.tensor_method(owner, name, arguments, keywords, line, text)
        if isinstance(owner, Array):
            return arrays.array_method(owner, name, arguments, line)
        if isinstance(owner, Unknown) and name == "reshape":
            return arrays.reshaped(Array(), arguments, line)
        if name in ("to", "cuda", "cpu", "eval", "train", "float", "double", "half", "requires_grad_", "apply"):
            return owner
        return Unknown(text)

    def attribute(self, owner: Any, name: str, node: ast.expr) -> Any:
        """An attribute of something that is no object of the script."""
        if isinstance(owner, Network) and name in ("input", "inputs", "output", "outputs", "layers"):
            return self._network_attribute(owner, name)
        if isinstance(owner, Network) and owner.published and name in _OF_PRETRAINED:
            words = {"kind": owner.published, "name": name}
            self._notes.add(node.lineno, "preprocess_on_model", "error", cure="preprocess_on_model", **words)
        if isinstance(owner, Array) and name == "shape" and owner.shape is not None:
            return tuple(Unknown("…") if size is None else size for size in owner.shape)
        if isinstance(owner, Tensor):
            shape = self.shapes.of(owner) if name == "shape" else None
            return self.torch.tensor_attribute(owner, name) if shape is None else (None, *shape)
        if isinstance(owner, Unknown) and name != "reshape":
            return Unknown(text_of(node))
        return Bound(owner, name)

    def _network_attribute(self, network: Network, name: str) -> Any:
        if name == "layers" and network.layers is None:
            return self._nodes_of(network)
        if name == "layers":
            return list(network.layers or [])
        held = network.inputs if name.startswith("input") else network.outputs
        return list(held) if name.endswith("s") else (held[0] if held else Unknown(name))

    def _nodes_of(self, network: Network) -> list[Node]:
        chosen = self.graph.ancestors(tensor.node for tensor in tensors_in(network.outputs))
        return [node for node in (self.graph.nodes[index] for index in chosen) if node.kind != INPUT_KIND]

    def freeze(self, owner: Any, value: Any) -> None:
        """``owner.trainable = value`` of a layer, or of all layers of a network."""
        waiting, seen = [owner], set[int]()
        while waiting:
            one = waiting.pop()
            if id(one) in seen:
                continue
            seen.add(id(one))
            if isinstance(one, Layer):
                one.keywords["trainable"] = value
            elif isinstance(one, Node) and isinstance(value, bool):
                one.set_trainable(trainable=value)
            elif isinstance(one, Network):
                waiting += self._nodes_of(one) if one.layers is None else one.layers
            elif isinstance(one, Instance):
                waiting += one.attributes.values()
            elif isinstance(one, list | tuple):
                waiting += one

    def operate(self, sign: ast.operator, left: Any, right: Any, node: ast.expr) -> Any:
        """The result of an operator on tensors or arrays; ``None`` where it is not theirs."""
        if isinstance(left, Array) or isinstance(right, Array):
            return arrays.array_operation(sign, left if isinstance(left, Array) else right)
        if isinstance(left, Tensor) and isinstance(right, Tensor):
            kind = {ast.Add: "Add", ast.Sub: "Subtract", ast.Mult: "Multiply"}.get(type(sign))
            if kind is not None:
                return self.torch.merged(kind, [left, right], node.lineno)
        tensors = tensors_in([left, right])
        if tensors:
            self._notes.add(node.lineno, "unknown_call", "error", text=text_of(node))
            return tensors[0]
        return None

    def item(self, held: Any, index: Any, node: ast.expr) -> Any:
        """``held[index]`` of tensors or arrays."""
        if isinstance(held, Array):
            return arrays.array_item(held, index, node.lineno)
        if isinstance(held, Network) and held.layers is not None and isinstance(index, int | slice):
            try:
                return held.layers[index]
            except IndexError:
                return Unknown(text_of(node))
        if isinstance(held, Tensor) or type(held).__name__ == "Sizes":
            return self.torch.item(held, index, node.lineno, text_of(node))
        return Unknown(text_of(node))

    def parts(self, value: Any, count: int) -> list[Any] | None:
        """What ``a, b = value`` takes apart; ``None`` where it is not theirs."""
        return self.torch.parts(value, count)
