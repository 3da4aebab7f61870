"""Networks that Keras brings with published weights, drawn as our presets of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model.code.applying import KerasDrawing, shape_of, tensors_in
from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Network, Tensor
from deepdesk.model.presets import preset

CLASSES: Final = 1000
_SHAPE: Final = (224, 224, 3)
_TOPS: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {"VGG16": ("vgg16", 4), "MobileNetV2": ("mobilenet-v2", 2)}
)
"""Our preset, and how many of its last layers are the classifier."""


def published_network(
    name: str, arguments: list[Any], keywords: dict[str, Any], drawing: KerasDrawing, notes: Notes, line: int
) -> Network:
    """``keras.applications.NAME(…)``; one that is not known is empty, and that is said.

    It counts as a part of another network until it is compiled.
    """
    given = {
        **dict(zip(("include_top", "weights", "input_tensor", "input_shape"), arguments, strict=False)),
        **keywords,
    }
    shape = shape_of(given.get("input_shape")) or _SHAPE
    held = tensors_in(given.get("input_tensor"))
    start = held[0] if held else drawing.new_input(shape, line)
    network = Network("keras", line, inputs=[start], outputs=[start], nested=True, published=name)
    if name not in _TOPS:
        notes.add(line, "foreign_network", "error", kind=name)
        return network
    if given.get("weights", "imagenet") is not None:
        notes.add(line, "published_weights", kind=name)
    preset_id, top = _TOPS[name]
    classes = given.get("classes", CLASSES)
    model = preset(preset_id, shape, classes if isinstance(classes, int) else CLASSES, "keras")
    layers = model.layers if given.get("include_top", True) is not False else model.layers[:-top]
    nodes, before = {"input": start.node}, start.node
    for layer in layers:
        feeders = [before] if layer.inputs is None else [nodes[one] for one in layer.inputs]
        before = nodes[layer.id] = drawing.graph.add(layer.kind, layer.params, feeders, name=layer.id, line=line)
    pooling = {"avg": "GlobalAveragePooling2D", "max": "GlobalMaxPooling2D"}.get(str(given.get("pooling")))
    if pooling and given.get("include_top", True) is False:
        before = drawing.graph.add(pooling, {}, [before], line=line)
    network.outputs = [Tensor(before)]
    return network
