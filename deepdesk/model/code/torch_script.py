"""Reads calls of PyTorch: modules, functions, optimizers and losses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model.code.applying import KerasDrawing, tensors_in
from deepdesk.model.code.finishing import Drawn
from deepdesk.model.code.keras_values import activation_of
from deepdesk.model.code.literals import known
from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Bound, Layer, Made, Network, Path, Tensor, Unknown
from deepdesk.model.code.torch_drawing import TorchDrawing
from deepdesk.model.code.torch_tensors import Sizes, TensorReader

_LOSSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CrossEntropyLoss": "cross_entropy",
        "NLLLoss": "nll",
        "MSELoss": "mean_squared_error",
        "L1Loss": "mean_absolute_error",
        "BCELoss": "binary_crossentropy",
        "BCEWithLogitsLoss": "binary_crossentropy",
        "SmoothL1Loss": "huber",
        "HuberLoss": "huber",
    }
)
_FUNCTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "max_pool1d": "MaxPool1d",
        "max_pool2d": "MaxPool2d",
        "avg_pool1d": "AvgPool1d",
        "avg_pool2d": "AvgPool2d",
        "adaptive_avg_pool1d": "AdaptiveAvgPool1d",
        "adaptive_avg_pool2d": "AdaptiveAvgPool2d",
        "adaptive_max_pool1d": "AdaptiveMaxPool1d",
        "adaptive_max_pool2d": "AdaptiveMaxPool2d",
        "interpolate": "Upsample",
        "upsample": "Upsample",
        "leaky_relu": "LeakyReLU",
        "elu": "ELU",
        "dropout": "Dropout",
        "dropout1d": "Dropout1d",
        "dropout2d": "Dropout2d",
        "alpha_dropout": "Dropout",
    }
)
_ACTIVATIONS: Final[Mapping[str, str]] = MappingProxyType({"hardswish": "hard_silu", "hardsigmoid": "hard_sigmoid"})
_WITH_POSITION: Final = re.compile(r"torch\.nn\.utils\.rnn\.\w+")


class TorchScript:
    """What PyTorch's names do when they are called."""

    def __init__(self, drawing: KerasDrawing, notes: Notes) -> None:
        self.drawing = TorchDrawing(drawing.graph, notes)
        self.tensors = TensorReader(self.drawing, notes)
        self.networks: list[Network] = []
        self.settings: dict[str, Any] = {}
        self.loss_line = 0
        self.published = False
        self._notes = notes

    # Calls of names

    def call(self, path: Path, arguments: list[Any], keywords: dict[str, Any], line: int, text: str) -> Any:
        """The result of calling a name of PyTorch."""
        name = path.last
        if path.dotted.startswith(("torch.nn.functional.", "torch.nn.init.")) or path.dotted == f"torch.{name}":
            return self._function(name, arguments, keywords, line, text)
        if _WITH_POSITION.fullmatch(path.dotted):
            held = arguments[0] if arguments else Unknown(text)
            return (held, Unknown("lengths")) if name == "pad_packed_sequence" else held
        if path.dotted.startswith(("torch.nn.Module", "torch.jit", "torch.compile")) and arguments:
            return arguments[0]
        if path.dotted.startswith(("torch.nn.", "torch.ao.nn.")):
            return self._module(name, arguments, keywords, line, text)
        if path.dotted.startswith("torch.optim.") and name not in ("lr_scheduler",):
            return self._optimizer(path, arguments, keywords, line)
        if path.dotted.startswith("torchvision.models.") and name.islower() and self.make_published is not None:
            return self._published(name, keywords, line, text)
        if name == "DataLoader" and isinstance(keywords.get("batch_size"), int):
            self.settings.setdefault("batch_size", keywords["batch_size"])
        return Unknown(text)

    def _published(self, name: str, keywords: dict[str, Any], line: int, text: str) -> Any:
        """``torchvision.models.NAME(…)``: its class is followed as if it stood in the script."""
        made = self.make_published(name, keywords, line)
        if made is None:
            if name.isidentifier() and not name.startswith(("get_", "list_")):
                self._notes.add(line, "foreign_torchvision", "error", kind=name)
            return Unknown(text)
        self.published = True
        if keywords.get("weights") is not None or keywords.get("pretrained") is True:
            self._notes.add(line, "published_torchvision", kind=name)
        return made

    def _module(self, name: str, arguments: list[Any], keywords: dict[str, Any], line: int, text: str) -> Any:
        if name == "Sequential":
            return self._sequential(arguments, line)
        if name in ("ModuleList", "ModuleDict"):
            held = arguments[0] if arguments else []
            return held if isinstance(held, list | dict | tuple) else Unknown(text)
        if name in _LOSSES:
            self.settings.setdefault("loss", _LOSSES[name])
            self.loss_line = self.loss_line or line
            return Made(f"torch.nn.{name}", tuple(arguments), dict(keywords), line)
        return Layer("torch", name, tuple(arguments), dict(keywords), line) if name[:1].isupper() else Unknown(text)

    def _sequential(self, arguments: list[Any], line: int) -> Network:
        layers = arguments
        if len(arguments) == 1 and isinstance(arguments[0], dict):
            layers = list(arguments[0].values())
            for name, layer in arguments[0].items():
                if hasattr(layer, "name") and not layer.name:
                    layer.name = str(name)
        network = Network("torch", line, layers=list(layers))
        for layer in layers:
            if isinstance(layer, Network):
                layer.nested = True
        self.networks.append(network)
        return network

    def _optimizer(self, path: Path, arguments: list[Any], keywords: dict[str, Any], line: int) -> Made:
        if path.dotted.count(".") == 2:
            self.settings.setdefault("optimizer", path.last.lower())
            rate = keywords.get("lr", arguments[1] if arguments[1:] else None)
            if isinstance(rate, int | float):
                self.settings.setdefault("learning_rate", float(rate))
        return Made(path.dotted, tuple(arguments), dict(keywords), line)

    def _function(self, name: str, arguments: list[Any], keywords: dict[str, Any], line: int, text: str) -> Any:
        """A function on tensors."""
        given = tensors_in(arguments[:1]) or tensors_in(keywords.get("input", keywords.get("tensors")))
        if not given:
            if name in ("cross_entropy", "nll_loss", "mse_loss"):
                self.settings.setdefault("loss", {"nll_loss": "nll", "mse_loss": "mean_squared_error"}.get(name, name))
                self.loss_line = self.loss_line or line
            return Unknown(text)
        rest = arguments[1:] if tensors_in(arguments[:1]) else arguments
        if name in _FUNCTIONS:
            return self._as_module(_FUNCTIONS[name], rest, keywords, given[0], line)
        activation = _ACTIVATIONS.get(name) or activation_of(name.removesuffix("_"))
        if activation is not None and activation != "linear":
            return self.drawing.add("Activation", {"activation": activation}, given[:1], given[0].order, line)
        if name in ("cat", "concat", "concatenate", "stack"):
            return self.tensors.joined(
                given, keywords.get("dim", keywords.get("axis", rest[0] if rest else 0)), line, text
            )
        if name in ("add", "mul", "multiply", "sub", "maximum") and len(pair := [*given[:1], *tensors_in(rest)]) == 2:
            kind = {"add": "Add", "sub": "Subtract", "maximum": "Maximum"}.get(name, "Multiply")
            return self.merged(kind, pair, line)
        if name == "pad":
            if not known([*rest[:1], *keywords.values()]):
                self._notes.add(line, "identical_pad", "note", text=text)
                return given[0]
            sizes = rest[0] if rest else keywords.get("pad")
            if isinstance(sizes, list | tuple) and len(sizes) == 2:
                return self.drawing.with_margin(given[0], (sizes[0], sizes[1]), line)
            return self._as_module("ZeroPad2d", rest, keywords, given[0], line)
        return self.tensors.method(given[0], name, rest, keywords, line, text)

    def _as_module(self, name: str, arguments: list[Any], keywords: dict[str, Any], tensor: Tensor, line: int) -> Any:
        words = {key: value for key, value in keywords.items() if key not in ("training", "input", "inplace")}
        if name.startswith(("MaxPool", "AvgPool")) and self.tensors.is_whole(
            tensor, words.get("kernel_size", (arguments or [None])[0])
        ):
            name = f"Adaptive{'Max' if name.startswith('Max') else 'Avg'}Pool{name[-2:]}"
            arguments, words = [1], {}
        if name.startswith("Dropout"):
            arguments = arguments[:1]
        return self.drawing.module(name, arguments, words, [tensor], line, "")

    # Calls of objects

    def on_tensors(self, callee: Layer | Network, arguments: list[Any], keywords: dict[str, Any], line: int) -> Any:
        """A module or a list of modules called."""
        tensors = tensors_in(arguments[:3] if isinstance(callee, Layer) else arguments) or tensors_in(
            list(keywords.values())
        )
        if not tensors:
            return Unknown("…")
        if isinstance(callee, Network):
            callee.nested = True
            answer: Any = tensors[0]
            for layer in callee.layers or []:
                answer = self._through(layer, answer, line)
            return answer
        self.drawing.graph.caller = callee.used()
        place, first = callee.line or line, len(self.drawing.graph.nodes)
        answer = self._module_on(callee, tensors, place)
        if callee.keywords.get("trainable") is False:
            self.drawing.freeze(first)
        return answer

    def _module_on(self, callee: Layer, tensors: list[Tensor], place: int) -> Any:
        if callee.class_name == "Flatten":
            return self.drawing.flattened(tensors[0], place, callee.name)
        if callee.class_name == "Unflatten":
            sizes = callee.keywords.get("unflattened_size", (callee.arguments or (None, None))[-1])
            made = self.drawing.reshaped(tensors[0], sizes if isinstance(sizes, list | tuple) else (), place)
            if made is not None:
                return made
        if callee.class_name != "MultiheadAttention":
            tensors = tensors[:1]
        words = {name: value for name, value in callee.keywords.items() if name != "trainable"}
        return self.drawing.module(callee.class_name, callee.arguments, words, tensors, place, callee.name)

    def _through(self, layer: Any, answer: Any, line: int) -> Any:
        """One member of a list of modules on what the one before gave; the first part of a pair of answers goes on."""
        tensors = tensors_in(answer)
        if not tensors:
            return answer
        if isinstance(layer, Layer | Network):
            return self.on_tensors(layer, [tensors[0]], {}, line)
        if self.follow_instance is not None:
            found = self.follow_instance(layer, tensors[0], line)
            if found is not None:
                return found
        self._notes.add(line, "unknown_value_in_list", "error", text=getattr(layer, "text", "") or "…")
        return answer

    make_published: Any = None
    """Makes an object of a class of torchvision; set by the one who follows the script."""

    follow_instance: Any = None
    """Follows an object of the script on a tensor; set by the one who follows the script."""

    def drawn_network(self, network: Network) -> list[Drawn]:
        """A list of modules that stands alone, as a network."""
        start = Tensor(self.drawing.graph.add("Input", {"shape": None}, line=network.line))
        nested = network.nested
        outputs = tensors_in(self.on_tensors(network, [start], {}, network.line))
        network.nested = nested
        if not outputs or outputs[0].node == start.node:
            return []
        network.settings, network.compiled = self.settings, self.loss_line
        return [Drawn(network, start, outputs[0], network.name or "model", network.line)]

    def settings_of(self, one: Any) -> Network:
        """The training that the script describes, which in PyTorch belongs to no network in particular."""
        return Network("torch", one.kind.line, settings=self.settings, compiled=self.loss_line)

    def method(
        self, network: Network, name: str, arguments: list[Any], keywords: dict[str, Any], line: int, text: str
    ) -> Any:
        """A method of a list of modules."""
        if name in ("append", "add_module") and network.layers is not None and arguments:
            network.layers.append(arguments[-1])
            return network
        if name in ("to", "cuda", "cpu", "eval", "train", "float", "double", "half", "apply", "requires_grad_"):
            return network
        return Unknown(text)

    # Tensors

    def tensor_method(
        self, tensor: Tensor, name: str, arguments: list[Any], keywords: dict[str, Any], line: int, text: str
    ) -> Any:
        """A method of a tensor: that of a function of the same name, or of its own."""
        if activation_of(name.removesuffix("_")) not in (None, "linear"):
            return self._function(name, [tensor, *arguments], keywords, line, text)
        if name in ("add", "mul", "add_", "mul_") and tensors_in(arguments):
            return self.merged("Add" if name.startswith("add") else "Multiply", [tensor, *tensors_in(arguments)], line)
        return self.tensors.method(tensor, name, arguments, keywords, line, text)

    def tensor_attribute(self, tensor: Tensor, name: str) -> Any:
        """An attribute of a tensor."""
        if name == "shape":
            return Sizes(tensor)
        if name in ("device", "dtype", "T"):
            return Unknown(name)
        return tensor if name in ("values", "data") else Bound(tensor, name)

    def merged(self, kind: str, tensors: list[Tensor], line: int) -> Tensor:
        """Tensors joined value by value."""
        return self.drawing.merged(kind, tensors, line)

    def item(self, held: Any, index: Any, line: int, text: str) -> Any:
        """``held[index]`` of a tensor or its sizes."""
        return self.tensors.item(held, index, line, text)

    def parts(self, value: Any, count: int) -> list[Any] | None:
        """What ``a, b = value`` takes apart."""
        return self.tensors.parts(value, count)
