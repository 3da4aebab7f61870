"""Reads calls of Keras: layers, networks, their training, the data sets."""

from __future__ import annotations

import re
from typing import Any, Final

from deepdesk.model.code import arrays
from deepdesk.model.code.applying import KerasDrawing, shape_of, tensors_in
from deepdesk.model.code.keras_layers import MERGES
from deepdesk.model.code.keras_values import activation_of
from deepdesk.model.code.literals import is_number
from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Array, Fit, Layer, Made, Network, Path, Tensor, Unknown
from deepdesk.model.code.published import published_network

_HOMES: Final = re.compile(r"keras\.layers\.|keras\.preprocessing\.|keras\.legacy\.|keras\.src\.layers\.")
_MADE: Final = re.compile(
    r"keras\.(regularizers|optimizers|losses|metrics|initializers|constraints|callbacks|schedules|applications)\."
)
_METHODS: Final = frozenset({"fit", "evaluate", "predict", "fit_generator", "train_on_batch"})


def snake(name: str) -> str:
    """``SparseCategoricalCrossentropy`` as ``sparse_categorical_crossentropy``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class KerasScript:
    """What Keras' names do when they are called."""

    def __init__(self, drawing: KerasDrawing, notes: Notes) -> None:
        self.drawing = drawing
        self.networks: list[Network] = []
        self.one_hot_made = False
        self.loaded: list[Array] = []
        self._notes = notes

    def call(self, path: Path, arguments: list[Any], keywords: dict[str, Any], line: int, text: str) -> Any:
        """The result of calling a name of Keras or TensorFlow."""
        name = path.last
        if name in ("Sequential", "Model", "Functional"):
            return self._network(name, arguments, keywords, line)
        if name in ("Input", "InputLayer"):
            return self._input(arguments, keywords, line)
        if path.dotted.startswith("keras.datasets.") and name == "load_data":
            return self._load(path.dotted.split(".")[-2], line)
        if name == "image_data_format":
            return "channels_last"
        if path.dotted.startswith("keras.applications.") and name[:1].isupper():
            network = published_network(name, arguments, keywords, self.drawing, self._notes, line)
            self.networks.append(network)
            return network
        if _MADE.match(path.dotted):
            return self._made(path, arguments, keywords, line)
        if name == "to_categorical":
            self.one_hot_made = True
        found = arrays.array_call(name, arguments, keywords, line)
        if found is not None:
            self.one_hot_made |= name == "one_hot"
            return found
        if _HOMES.match(path.dotted) and name[:1].isupper():
            return Layer("keras", name, tuple(arguments), dict(keywords), line)
        return self._function(path, arguments, keywords, line, text)

    def _load(self, dataset: str, line: int) -> Any:
        found = arrays.loaded(dataset, line)
        self.loaded.append(found[0][1])
        return found

    def _made(self, path: Path, arguments: list[Any], keywords: dict[str, Any], line: int) -> Any:
        if path.last in ("preprocess_input", "decode_predictions"):
            return arguments[0] if arguments else Unknown()
        if path.dotted.startswith("keras.losses.") and path.last[:1].islower():
            return Unknown(path.last)
        return Made(path.dotted, tuple(arguments), dict(keywords), line)

    def _input(self, arguments: list[Any], keywords: dict[str, Any], line: int) -> Tensor:
        batched = next((keywords[name] for name in ("batch_shape", "batch_input_shape") if name in keywords), None)
        given = keywords.get("shape", keywords.get("input_shape", arguments[0] if arguments else None))
        shape = shape_of(given) if batched is None else shape_of(batched, with_batch=True)
        return self.drawing.new_input(shape, line)

    def _network(self, name: str, arguments: list[Any], keywords: dict[str, Any], line: int) -> Network:
        stated = keywords.get("name")
        network = Network("keras", line, name=stated if isinstance(stated, str) else "")
        if name == "Sequential":
            given = keywords.get("layers", arguments[0] if arguments else [])
            network.layers = list(given) if isinstance(given, list | tuple) else []
            if isinstance(given, Unknown):
                self._notes.add(line, "unknown_value_in_list", "error", text=given.text or "…")
            self._mark_nested(network.layers)
        else:
            inputs = keywords.get("inputs", keywords.get("input", arguments[0] if arguments else None))
            outputs = keywords.get("outputs", keywords.get("output", arguments[1] if arguments[1:] else None))
            network.inputs, network.outputs = list(tensors_in(inputs)), list(tensors_in(outputs))
        self.networks.append(network)
        return network

    def _mark_nested(self, layers: list[Any]) -> None:
        for layer in layers:
            if isinstance(layer, Network):
                layer.nested = True

    def _function(self, path: Path, arguments: list[Any], keywords: dict[str, Any], line: int, text: str) -> Any:
        """Functions on tensors: merges in small letters, activations, joins."""
        tensors = tensors_in(arguments) or tensors_in(keywords.get("inputs", keywords.get("tensors")))
        if not tensors:
            return Unknown(text)
        name = path.last.capitalize()
        name = {"Concat": "Concatenate"}.get(name, name)
        if name in MERGES and len(tensors) > 1:
            axis = keywords.get("axis", arguments[1] if len(arguments) > 1 and isinstance(arguments[1], int) else -1)
            words = {"axis": axis} if name == "Concatenate" else {}
            return self.drawing.apply(Layer("keras", name, (), words, line), tensors, line)
        activation = activation_of(path.last)
        if activation is not None and activation != "linear":
            words = {"activation": activation}
            return self.drawing.apply(Layer("keras", "Activation", (), words, line), tensors, line)
        if path.last == "flatten":
            return self.drawing.apply(Layer("keras", "Flatten", (), {}, line), tensors, line)
        self._notes.add(line, "unknown_call", "error", text=text)
        return tensors[0]

    def on_tensors(self, callee: Layer | Network, arguments: list[Any], keywords: dict[str, Any], line: int) -> Any:
        """A layer or a network called: on tensors it draws, on anything else the answer is unknown."""
        tensors = tensors_in(arguments) or tensors_in(list(keywords.values()))
        if not tensors:
            return Unknown("…")
        if isinstance(callee, Network):
            callee.nested = True
            return self.drawing.apply_network(callee, tensors, line) or tensors[0]
        extra = [item for name in ("value", "key") for item in tensors_in(keywords.get(name))]
        tensor = self.drawing.apply(callee, [*tensors_in(arguments), *extra] or tensors, line, keywords)
        if callee.keywords.get("return_state") is True:
            state = Tensor(tensor.node, part="state")
            return [tensor, state, state]
        return tensor

    def method(
        self, network: Network, name: str, arguments: list[Any], keywords: dict[str, Any], line: int, text: str
    ) -> Any:
        """A method of a network."""
        if name == "add" and network.layers is not None:
            added = arguments[0] if arguments else keywords.get("layer", Unknown())
            network.layers.append(added)
            self._mark_nested([added])
        elif name == "pop" and network.layers:
            network.layers.pop()
        elif name == "compile":
            self._compile(network, arguments, keywords, line)
        elif name in _METHODS:
            self._fit(network, name, arguments, keywords, line, text)
        elif name == "build" and network.layers:
            shape = shape_of(keywords.get("input_shape", arguments[0] if arguments else None), with_batch=True)
            if shape is not None and not isinstance(network.layers[0], Tensor):
                network.layers.insert(0, self.drawing.new_input(shape, line))
        return Unknown(text)

    def _compile(self, network: Network, arguments: list[Any], keywords: dict[str, Any], line: int) -> None:
        network.compiled = line
        optimizer = keywords.get("optimizer", arguments[0] if arguments else "rmsprop")
        loss = keywords.get("loss", arguments[1] if arguments[1:] else None)
        if isinstance(optimizer, Made):
            network.settings["optimizer"] = snake(optimizer.dotted.rpartition(".")[2]).replace("_", "")
            rate = optimizer.argument(0, "learning_rate", "lr")
            network.settings["learning_rate"] = float(rate) if is_number(rate) else None
        elif isinstance(optimizer, str):
            network.settings["optimizer"] = optimizer.lower()
        if isinstance(loss, Made):
            network.settings["loss"] = snake(loss.dotted.rpartition(".")[2])
            network.settings["from_logits"] = loss.argument(0, "from_logits", default=False) is True
        elif isinstance(loss, str | Path):
            network.settings["loss"] = snake(loss.last if isinstance(loss, Path) else loss)
            network.settings["from_logits"] = False

    def _fit(
        self, network: Network, name: str, arguments: list[Any], keywords: dict[str, Any], line: int, text: str
    ) -> None:
        data = keywords.get("x", arguments[0] if arguments else None)
        labels = keywords.get("y", arguments[1] if arguments[1:] else None)
        network.fits.append(Fit(name, line, data, labels, text))
        if name.startswith("fit"):
            for setting, place in (("batch_size", 2), ("epochs", 3)):
                value = keywords.get(setting, arguments[place] if len(arguments) > place else None)
                if isinstance(value, int) and not isinstance(value, bool):
                    network.settings[setting] = value
