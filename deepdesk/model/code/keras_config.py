"""Reads the configuration of a Keras model (``model.to_json()``, ``config.json``) of Keras 2 and 3, as data alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from deepdesk.core.errors import ModelError
from deepdesk.model.code.applying import KerasDrawing, input_shape_of, shape_of
from deepdesk.model.code.finishing import Drawn, found_model
from deepdesk.model.code.graph import Graph
from deepdesk.model.code.keras_layers import ALIASES
from deepdesk.model.code.keras_script import snake
from deepdesk.model.code.keras_signatures import signature
from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Layer, Network, Tensor
from deepdesk.model.code.values import CodeReading, FoundModel
from deepdesk.model.code.verdict import doctor_findings
from deepdesk.model.description import Shape

JSON_LIMIT: Final = 8_000_000
DEPTH_LIMIT: Final = 10
_NETWORKS: Final = ("Sequential", "Functional", "Model")
_OF_MASKS: Final = ("NotEqual",)
"""What Keras itself writes for ``mask_zero``."""
_KEPT: Final = frozenset({"name", "trainable", "batch_input_shape", "batch_shape", "input_shape", "alpha", "input_dim"})


def is_config(text: str) -> bool:
    """Whether a text looks like the JSON of a Keras model."""
    return text.lstrip()[:1] in ("{", '"') and "class_name" in text


def read_config(text: str, name: str, input_shape: Shape | None = None) -> CodeReading:
    """The network that a configuration describes.

    Raises:
        ModelError: too large, no JSON, or no Keras model.
    """
    if len(text) > JSON_LIMIT:
        raise ModelError("code.too_large", limit=f"{JSON_LIMIT:,}")
    try:
        plain = json.loads(text)
        plain = json.loads(plain) if isinstance(plain, str) else plain
    except ValueError as error:
        raise ModelError("code.bad_json", reason=str(error)[:200]) from error
    except RecursionError as error:
        raise ModelError("code.too_deep") from error
    return _Reader(text).reading(plain, name, input_shape)


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _items(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


class _Reader:
    """Draws a configuration into a graph."""

    def __init__(self, text: str) -> None:
        self.notes = Notes()
        self.drawing = KerasDrawing(Graph(), self.notes)
        self._text = text

    def reading(self, plain: Any, name: str, data_shape: Shape | None) -> CodeReading:
        config = _mapping(plain)
        if config.get("class_name") not in _NETWORKS or "config" not in config:
            missing = "class_name" if config.get("class_name") not in _NETWORKS else "config"
            raise ModelError("code.not_a_model", missing=missing)
        start, end = self._network(config, None, 0)
        stated = _mapping(config["config"]).get("name")
        network = Network("keras", 1, settings=_settings(_mapping(config.get("compile_config"))))
        models: tuple[FoundModel, ...] = ()
        if end is not None and start is not None and end.node != start.node:
            title = stated if isinstance(stated, str) and stated else "model"
            drawn = Drawn(network, start, end, title, 1)
            models = (found_model(drawn, self.drawing.graph, self.notes, data_shape),)
        else:
            self.notes.add(0, "no_model", "error")
        findings = [*self.notes.findings, *(item for model in models for item in doctor_findings(model, 0))]
        findings = [msgspec.structs.replace(item, model=0 if models else None) for item in findings]
        findings.sort(key=lambda item: item.line)
        preprocessing = tuple(dict.fromkeys(self.drawing.preprocessing))
        return CodeReading(
            name=name, framework="keras", models=models, findings=tuple(findings), preprocessing=preprocessing
        )

    def _line(self, name: str) -> int:
        """The line of the text that first names a layer."""
        place = self._text.find(f'"{name}"') if name else -1
        return self._text.count("\n", 0, place) + 1 if place >= 0 else 1

    def _network(self, config: dict[str, Any], given: Tensor | None, depth: int) -> tuple[Tensor | None, Tensor | None]:
        """Input and output of a network, drawn on ``given`` where it is a layer of another one."""
        if depth > DEPTH_LIMIT:
            raise ModelError("code.too_deep")
        held = config.get("config")
        if config.get("class_name") == "Sequential":
            return self._sequential(_items(held) or _items(_mapping(held).get("layers")), given, depth)
        return self._functional(_mapping(held), given, depth)

    def _sequential(self, layers: list[Any], given: Tensor | None, depth: int) -> tuple[Tensor | None, Tensor | None]:
        start, tensor = given, given
        for item in map(_mapping, layers):
            config = _mapping(item.get("config"))
            if tensor is None:
                start = tensor = self.drawing.new_input(self._stated(item, config), self._line(str(config.get("name"))))
            if item.get("class_name") != "InputLayer":
                tensor = self._applied(item, [tensor], {}, depth)
        return start, tensor

    def _stated(self, item: dict[str, Any], config: dict[str, Any]) -> Shape | None:
        """The input shape that the first layer states."""
        for name in ("batch_shape", "batch_input_shape"):
            if name in config:
                return shape_of(config[name], with_batch=True)
        if item.get("class_name") in _NETWORKS:
            inner = _items(config.get("layers"))
            first = _mapping(inner[0]) if inner else {}
            return self._stated(first, _mapping(first.get("config"))) if first else None
        built = _mapping(item.get("build_config")).get("input_shape")
        if built is not None:
            return shape_of(built, with_batch=True)
        return input_shape_of(self._layer(item))

    def _functional(
        self, config: dict[str, Any], given: Tensor | None, depth: int
    ) -> tuple[Tensor | None, Tensor | None]:
        made: dict[str, Tensor] = {}
        start = given
        inputs = _histories(config.get("input_layers"))
        if len(inputs) > 1 and depth == 0:
            self.notes.add(self._line(inputs[1]), "several_inputs", "error")
        for item in map(_mapping, _items(config.get("layers"))):
            inner = _mapping(item.get("config"))
            name = str(item.get("name") or inner.get("name") or "")
            if item.get("class_name") in _OF_MASKS:
                continue
            if item.get("class_name") == "InputLayer":
                made[name] = given or self.drawing.new_input(self._stated(item, inner), self._line(name))
                start = start or made[name]
                continue
            for number, call in enumerate(_items(item.get("inbound_nodes"))):
                feeders = [made[feeder] for feeder in _histories(call) if feeder in made]
                if not feeders:
                    continue
                if number:
                    self.notes.add(self._line(name), "shared_layer", kind=str(item.get("class_name"))[:60])
                made[name] = self._applied(item, feeders, _mapping(_mapping(call).get("kwargs")), depth)
        outputs = [made[name] for name in _histories(config.get("output_layers")) if name in made]
        if len(outputs) > 1 and depth == 0:
            self.notes.add(0, "several_outputs")
        return start, outputs[0] if outputs else None

    def _applied(self, item: dict[str, Any], feeders: list[Tensor], words: dict[str, Any], depth: int) -> Tensor:
        if item.get("class_name") in _NETWORKS:
            _, end = self._network(item, feeders[0], depth + 1)
            return end or feeders[0]
        layer = self._layer(item)
        return self.drawing.apply(layer, feeders, layer.line, words)

    def _layer(self, item: dict[str, Any], depth: int = 0) -> Layer:
        """A layer object with the arguments of its configuration; a wrapper holds a layer object itself."""
        class_name = str(item.get("class_name") or "?")[:60]
        known = signature(ALIASES.get(class_name, class_name)) or {}
        config = {name: value for name, value in _mapping(item.get("config")).items() if name in known or name in _KEPT}
        config.pop("backward_layer", None)
        inner = config.get("layer")
        if isinstance(inner, Mapping):
            config["layer"] = self._layer(dict(inner), depth + 1) if depth < DEPTH_LIMIT else None
        activation = config.get("activation")
        if isinstance(activation, Mapping) and isinstance(activation.get("config"), Mapping):
            config["activation"] = self._layer(dict(activation), depth + 1) if depth < DEPTH_LIMIT else None
        stated = config.get("name")
        line = self._line(stated) if isinstance(stated, str) else 1
        return Layer("keras", class_name, (), config, line)


def _histories(value: Any) -> list[str]:
    """The names of the layers whose tensors stand in an argument, in either dialect."""
    found: list[str] = []
    waiting: list[Any] = [value]
    while waiting and len(found) < 10_000:
        one = waiting.pop(0)
        if isinstance(one, Mapping):
            history = _mapping(one.get("config")).get("keras_history")
            if history is not None:
                found += [str(part) for part in _items(history)[:1]]
            else:
                waiting = [*_items(one.get("args")), *_words(one), *waiting]
        elif isinstance(one, list | tuple):
            if len(one) >= 3 and isinstance(one[0], str) and isinstance(one[1], int):
                found.append(one[0])
                waiting = [item for item in one[3:] if isinstance(item, Mapping)] + waiting
            else:
                waiting = [*one, *waiting]
    return found


def _words(call: Mapping[str, Any]) -> list[Any]:
    """The keyword arguments of a call that are no masks: those are worked out from the network here."""
    return [value for name, value in _mapping(call.get("kwargs")).items() if not name.endswith("mask")]


def _settings(compiled: dict[str, Any]) -> dict[str, Any]:
    """What a ``compile_config`` says."""
    found: dict[str, Any] = {}
    optimizer, loss = compiled.get("optimizer"), compiled.get("loss")
    if isinstance(optimizer, Mapping):
        found["optimizer"] = str(optimizer.get("class_name", "")).lower()[:40] or None
        rate = _mapping(optimizer.get("config")).get("learning_rate")
        found["learning_rate"] = float(rate) if isinstance(rate, int | float) else None
    elif isinstance(optimizer, str):
        found["optimizer"] = optimizer.lower()[:40]
    if isinstance(loss, Mapping):
        found["loss"] = snake(str(loss.get("class_name", "")))[:60]
        found["from_logits"] = _mapping(loss.get("config")).get("from_logits") is True
    elif isinstance(loss, str):
        found["loss"], found["from_logits"] = snake(loss)[:60], False
    return found
