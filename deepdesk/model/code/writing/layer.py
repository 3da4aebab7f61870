"""What the writers of scripts are given, and what they give for one layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

import msgspec

from deepdesk.core.errors import ModelError
from deepdesk.model.description import ModelDescription, Shape
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.base import WeightSpec
from deepdesk.model.shapes import infer

Source = Literal["folder", "idx", "npz", "any"]
CodeFramework = Literal["torch", "keras"]
Lie = Literal["first", "last", "any"]
"""How the axes of a value lie in PyTorch: channels first or last; ``any`` where a layer does not mind."""

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class ImageSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How an image becomes the network's input (as in the model file)."""

    resize: Literal["stretch", "fit", "fill"] = "stretch"
    scale: float = 1 / 255
    white_ground: bool = False
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()
    order: Literal["rgb", "bgr"] = "rgb"


class ScriptSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a script says besides the network.

    Attributes:
        classes: names in the order of the scores; empty where they are not known.
        source: what the data are, as far as that is known.
        weights: file name of the trained weights beside the script, empty where the network is not trained.
        stock: whether the framework's stock layers and optimizers stand where ours differ.
    """

    classes: tuple[str, ...] = ()
    image: ImageSettings = ImageSettings()
    source: Source = "any"
    optimizer: Literal["adam", "sgd", "rmsprop"] = "adam"
    learning_rate: float = 1e-3
    epochs: int = 5
    batch_size: int = 64
    seed: int = 0
    loss: str = "cross_entropy"
    weights: str = ""
    stock: bool = False


@dataclass(frozen=True)
class CodeLayer:
    """One layer as the writers see it: filled parameters, shapes without batch, and the mask that reaches it.

    Attributes:
        mask: id of the layer that made the mask, ``None`` where there is none.
        stock: see :class:`ScriptSettings`.
    """

    id: str
    kind: str
    params: Mapping[str, Any]
    inputs: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    weights: tuple[WeightSpec, ...] = ()
    mask: str | None = None
    stock: bool = False

    @property
    def channels(self) -> int:
        """Length of the last axis of what comes in."""
        return self.input_shapes[0][-1] or 1

    @property
    def rank(self) -> int:
        """Axes of what comes in, without the batch."""
        return len(self.input_shapes[0])


@dataclass(frozen=True)
class Written:
    """One layer in a PyTorch script.

    Attributes:
        module: function and arguments of what ``__init__`` makes, or nothing.
        call: what ``forward`` does; ``{self}`` is the module, ``{x}`` the input, ``{inputs}`` all of them,
            ``{mask}`` the mask, ``{axis}`` the axis of the channels.
        takes: how the input must lie; ``gives``: how the output lies (``any``: as the input).
        helpers: names of the classes that the script then needs.
        notes: codes of the comments above the module.
        keys: where each weight lies below the module; by neutral name.
        activation: name of the function over the result.
        mask: an expression for the mask that the layer makes, of ``{x}``; ``call`` may name it as ``{made}``.
        after: statements behind the module in ``__init__``, of ``{self}``.
        forward_notes: codes of the comments above the call.
        axis: which axis (without batch, channels last) ``{at}`` of the call stands for.
    """

    module: tuple[str, tuple[str, ...]] | None = None
    call: str = "{self}({x})"
    takes: Lie = "any"
    gives: Lie = "any"
    helpers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    activation: str = "linear"
    mask: str = ""
    after: tuple[str, ...] = ()
    forward_notes: tuple[str, ...] = ()
    axis: int = -1


def is_frozen(layer: CodeLayer) -> bool:
    """Whether training leaves the layer's weights as they are."""
    return bool(layer.weights) and not layer.params.get("trainable", True)


def code_layers(model: ModelDescription, *, stock: bool = False) -> tuple[CodeLayer, ...]:
    """All layers of a network that builds (raises ModelError)."""
    report = infer(model)
    if not report.builds:
        fault = report.input_fault or next((item.fault for item in report.layers if item.fault), None)
        raise ModelError(fault.code, **fault.params) if fault else ModelError("model.does_not_build", layer="–")
    layers = []
    for layer, found in zip(model.layers, report.layers, strict=True):
        assert found.output_shape is not None
        kind = KINDS[layer.kind]
        params = kind.filled(layer.params)
        layers.append(
            CodeLayer(
                id=layer.id,
                kind=layer.kind,
                params=params,
                inputs=found.inputs,
                input_shapes=found.input_shapes,
                output_shape=found.output_shape,
                weights=kind.weights(params, found.input_shapes),
                mask=found.input_masks[-1] if kind.mask == "uses" else None,
                stock=stock,
            )
        )
    return tuple(layers)
