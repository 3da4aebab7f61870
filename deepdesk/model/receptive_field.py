"""How much of the input one place of a map sees, by counting: Araujo, Norris and Sim, "Computing receptive fields of
convolutional neural networks", Distill, 2019."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from deepdesk.model.description import ModelDescription, Shape
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import NetworkReport
from deepdesk.model.validation import INPUT

_MAPS: Final = (2, 3)
"""Axes of what has places: sequences and images."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """What one place of a layer's output sees.

    Attributes:
        size: cells of the input along each axis (rows and columns, or steps), edges beyond the input included.
        step: how many cells of the input lie between neighbouring places.
        whole: everything is seen, whatever the size: a recurrent, dense or attention layer, or pooling over all lies
            on the way.
    """

    size: tuple[float, ...] = ()
    step: tuple[float, ...] = ()
    whole: bool = False


def _by_axis(value: Any, axes: int) -> tuple[int, ...]:
    return (value,) * axes if isinstance(value, int) else tuple(value)


def _slid(field: Field, window: tuple[int, ...], strides: tuple[int, ...]) -> Field:
    """A window of ``window`` places sees ``(window - 1)`` steps more on each axis."""
    size = tuple(s + (w - 1) * step for s, w, step in zip(field.size, window, field.step, strict=True))
    step = tuple(step * s for step, s in zip(field.step, strides, strict=True))
    return Field(size=size, step=step, whole=field.whole)


def _enlarged(field: Field, factors: tuple[int, ...], window: tuple[int, ...]) -> Field:
    """Places lie closer together afterwards; a stamp of ``window`` reaches over ``ceil(window / factor)`` places."""
    size = tuple(
        s + (-(-w // f) - 1) * step for s, w, f, step in zip(field.size, window, factors, field.step, strict=True)
    )
    return Field(size=size, step=tuple(s / f for s, f in zip(field.step, factors, strict=True)), whole=field.whole)


def _through(kind: str, params: Mapping[str, Any], field: Field, shape: Shape) -> Field:
    """The field behind a layer of one input of this shape."""
    axes = len(field.size)
    family = KINDS[kind].family
    if family in ("recurrent", "attention"):
        return Field(size=field.size, step=field.step, whole=True)
    if kind == "Conv2DTranspose":
        return _enlarged(field, _by_axis(params["strides"], axes), _by_axis(params["kernel_size"], axes))
    if kind in ("UpSampling1D", "UpSampling2D"):
        return _enlarged(field, _by_axis(params["size"], axes), (1,) * axes)
    if family == "convolution":
        kernel, dilation = _by_axis(params["kernel_size"], axes), _by_axis(params["dilation_rate"], axes)
        reach = tuple(rate * (size - 1) + 1 for size, rate in zip(kernel, dilation, strict=True))
        return _slid(field, reach, _by_axis(params["strides"], axes))
    if family == "pooling" and "pool_size" in params:
        window = _by_axis(params["pool_size"], axes)
        return _slid(field, window, _by_axis(params["strides"] or window, axes))
    return field


def _widest(fields: list[Field]) -> Field:
    first = max(fields, key=lambda field: field.size)
    return msgspec.structs.replace(first, whole=any(field.whole for field in fields))


def receptive_fields(model: ModelDescription, report: NetworkReport) -> dict[str, Field]:
    """The field of every layer of the network that can be built, by id; of joined inputs, the widest.

    Where the places themselves are lost (Flatten, Dense on rows, pooling over all, Reshape), everything is seen.
    """
    axes = len(model.input.shape) - 1
    known = axes + 1 in _MAPS
    start = Field(size=(1,) * axes, step=(1,) * axes) if known else Field(whole=True)
    fields: dict[str, Field] = {INPUT: start}
    for layer, item in zip(model.layers, report.layers, strict=True):
        arriving = [fields[name] for name in item.inputs if name in fields]
        if item.output_shape is None or len(arriving) < len(item.inputs) or not arriving:
            continue
        field = _widest(arriving)
        shape = item.input_shapes[0]
        keeps_places = len(item.output_shape) == len(shape) == axes + 1 and layer.kind not in ("Reshape", "Permute")
        if field.size and keeps_places:
            fields[layer.id] = _through(layer.kind, KINDS[layer.kind].filled(layer.params), field, shape)
        else:
            fields[layer.id] = msgspec.structs.replace(field, whole=True)
    return fields
