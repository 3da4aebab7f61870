"""A broken network of the corpus, in a notation of one line."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.findings import CheckContext


def network(text: str, shape: Shape) -> ModelDescription:
    """A network from ``id Kind name=value … <input,input | id Kind …``."""
    layers = []
    for part in text.split("|"):
        layer_id, kind, *words = part.split()
        params = {}
        inputs = None
        for word in words:
            if word.startswith("<"):
                inputs = tuple(name for name in word[1:].split(",") if name)
            else:
                name, value = word.split("=", 1)
                params[name] = _value(value)
        layers.append(LayerDescription(id=layer_id, kind=kind, params=params, inputs=inputs))
    return ModelDescription(name="broken", input=InputDescription(shape=shape), layers=tuple(layers))


def _value(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


@dataclass(frozen=True)
class Broken:
    """What is broken, the network, the input's shape, the layer at fault, the code that the doctor should find there,
    and what is known of the task."""

    name: str
    text: str
    shape: Shape
    layer: str
    code: str
    context: CheckContext = field(default_factory=lambda: CheckContext(classes=10))

    @property
    def model(self) -> ModelDescription:
        """The network."""
        return network(self.text, self.shape)


def knows(shape: Shape | None = None, **known: object) -> CheckContext:
    """A context with ten classes unless something else is said."""
    return CheckContext(**{"input_shape": shape, "classes": 10, **known})  # type: ignore[arg-type]
