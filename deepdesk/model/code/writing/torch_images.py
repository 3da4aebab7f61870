"""PyTorch code of layers over maps and of windows over sequences: convolution, pooling, resizing.

Where TensorFlow's ``same`` is not equal on both sides, the odd cell goes to the end; the sizes are known here, so the
script pads by figures instead of working them out at each call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model.code.writing.layer import CodeLayer, Written
from deepdesk.model.code.writing.text import literal, pair

Pads = tuple[tuple[int, int], ...]


def figures(value: Any, axes: int) -> tuple[int, ...]:
    """A parameter by axis."""
    return tuple(value) if isinstance(value, tuple | list) else (value,) * axes


def pads(layer: CodeLayer, window: Sequence[int], strides: Sequence[int]) -> Pads | None:
    """Cells to add before and after each axis; ``None`` where that depends on a free length."""
    padding = layer.params.get("padding", "valid")
    if padding == "valid":
        return ((0, 0),) * len(window)
    if padding == "causal":
        return ((window[0] - 1, 0),)
    found = []
    for size, span, stride in zip(layer.input_shapes[0], window, strides, strict=False):
        if size is None and stride > 1:
            return None
        steps = size or span
        total = max((-(-steps // stride) - 1) * stride + span - steps, 0)
        found.append((total // 2, total - total // 2))
    return tuple(found)


def _outermost_last(sides: Pads) -> str:
    """Sides as ``F.pad`` takes them: the last axis first."""
    return literal(tuple(side for axis in reversed(sides) for side in axis))


def _padded(layer: CodeLayer, window: Sequence[int], strides: Sequence[int]) -> tuple[str, str, tuple[str, ...]]:
    """The ``padding`` argument, the input as the layer takes it, and the helpers for that."""
    sides = pads(layer, window, strides)
    if sides is None:
        return "", f"pad_same({{x}}, {literal(tuple(window))}, {literal(tuple(strides))})", ("pad_same",)
    if all(before == after for before, after in sides):
        return (f"padding={pair(tuple(side[0] for side in sides))}" if any(map(any, sides)) else ""), "{x}", ()
    if layer.stock and layer.params["padding"] == "same":
        return f"padding={pair(tuple(span // 2 for span in window))}", "{x}", ()
    return "", f"F.pad({{x}}, {_outermost_last(sides)})", ()


def _note(layer: CodeLayer, argument: str, taken: str) -> tuple[str, ...]:
    if taken != "{x}":
        return ("script.note.causal",) if layer.params["padding"] == "causal" else ("script.note.same",)
    differs = layer.stock and argument and layer.params["padding"] == "same" and "strides" in layer.params
    uneven = differs and any(stride > 1 for stride in figures(layer.params["strides"], 1))
    return ("script.note.same_stock",) if uneven else ()


def _convolved(layer: CodeLayer, function: str, axes: int, inputs: int, filters: int, groups: int) -> Written:
    """A convolution of any number of axes; its settings are those of the layer."""
    kernel, strides, dilation = (figures(layer.params[name], axes) for name in _WINDOW)
    window = [rate * (size - 1) + 1 for size, rate in zip(kernel, dilation, strict=True)]
    padding, taken, helpers = _padded(layer, window, strides)
    arguments = [str(inputs), str(filters), f"kernel_size={pair(kernel)}"]
    arguments += [f"stride={pair(strides)}"] if set(strides) != {1} else []
    arguments += [padding] if padding else []
    arguments += [f"dilation={pair(dilation)}"] if set(dilation) != {1} else []
    arguments += [f"groups={groups}"] if groups != 1 else []
    bias = layer.params["use_bias"]
    arguments += [] if bias else ["bias=False"]
    return Written(
        module=(function, tuple(arguments)),
        call=f"{{self}}({taken})",
        takes="first",
        gives="first",
        helpers=helpers,
        notes=_note(layer, padding, taken),
        keys={"kernel": "weight", **({"bias": "bias"} if bias else {})},
        activation=layer.params["activation"],
    )


_WINDOW: Final = ("kernel_size", "strides", "dilation_rate")


def conv2d(layer: CodeLayer) -> Written:
    """``Conv2D``."""
    params = layer.params
    return _convolved(layer, "nn.Conv2d", 2, layer.channels, params["filters"], params.get("groups", 1))


def conv1d(layer: CodeLayer) -> Written:
    """``Conv1D``."""
    params = layer.params
    return _convolved(layer, "nn.Conv1d", 1, layer.channels, params["filters"], params["groups"])


def depthwise_conv2d(layer: CodeLayer) -> Written:
    """``DepthwiseConv2D``: as many groups as channels."""
    channels = layer.channels
    return _convolved(layer, "nn.Conv2d", 2, channels, channels * layer.params["depth_multiplier"], channels)


def separable_conv2d(layer: CodeLayer) -> Written:
    """``SeparableConv2D``: a depthwise convolution, then one of 1×1."""
    params, channels = layer.params, layer.channels
    between = channels * params["depth_multiplier"]
    plain = CodeLayer(**{**_fields(layer), "params": {**params, "use_bias": False, "activation": "linear"}})
    first = _convolved(plain, "nn.Conv2d", 2, channels, between, channels)
    assert first.module is not None
    second = [str(between), str(params["filters"]), "kernel_size=1", *([] if params["use_bias"] else ["bias=False"])]
    parts = (f"nn.Conv2d({', '.join(first.module[1])})", f"nn.Conv2d({', '.join(second)})")
    keys = {"depthwise_kernel": "0.weight", "pointwise_kernel": "1.weight"}
    return Written(
        module=("nn.Sequential", parts),
        call=first.call,
        takes="first",
        gives="first",
        helpers=first.helpers,
        notes=("script.note.separable", *first.notes),
        keys={**keys, **({"bias": "1.bias"} if params["use_bias"] else {})},
        activation=params["activation"],
    )


def _fields(layer: CodeLayer) -> dict[str, Any]:
    return {name: getattr(layer, name) for name in layer.__dataclass_fields__}


def conv2d_transpose(layer: CodeLayer) -> Written:
    """``Conv2DTranspose``: what ``same`` cuts off, and what a small kernel leaves open, is at the end of each axis."""
    params = layer.params
    kernel, strides, dilation = (figures(params[name], 2) for name in _WINDOW)
    spans = [rate * (size - 1) + 1 for size, rate in zip(kernel, dilation, strict=True)]
    over = [
        max(span - stride, 0) if params["padding"] == "same" else 0 for span, stride in zip(spans, strides, strict=True)
    ]
    more = tuple(max(stride - span, 0) for span, stride in zip(spans, strides, strict=True))
    arguments = [str(layer.channels), str(params["filters"]), f"kernel_size={pair(kernel)}"]
    arguments += [f"stride={pair(strides)}"] if set(strides) != {1} else []
    arguments += [f"padding={pair(tuple(cut // 2 for cut in over))}"] if max(over) > 1 else []
    arguments += [f"output_padding={pair(more)}"] if any(more) else []
    arguments += [f"dilation={pair(dilation)}"] if set(dilation) != {1} else []
    arguments += [] if params["use_bias"] else ["bias=False"]
    odd = [cut % 2 for cut in over]
    cut = ", ".join(":-1" if one else ":" for one in odd)
    return Written(
        module=("nn.ConvTranspose2d", tuple(arguments)),
        call=f"{{self}}({{x}})[:, :, {cut}]" if any(odd) else "{self}({x})",
        takes="first",
        gives="first",
        notes=("script.note.transpose_same",) if any(odd) else (),
        keys={"kernel": "weight", **({"bias": "bias"} if params["use_bias"] else {})},
        activation=params["activation"],
    )


def _pooled(layer: CodeLayer, name: str, axes: int) -> Written:
    """Pooling over windows; cells outside the map never win and are not counted."""
    window = figures(layer.params["pool_size"], axes)
    strides = figures(layer.params["strides"] or layer.params["pool_size"], axes)
    arguments = [pair(window)] + ([f"stride={pair(strides)}"] if strides != window else [])
    sides = pads(layer, window, strides)
    function, average = f"nn.{name}Pool{axes}d", name == "Avg"
    if sides is not None and not any(map(any, sides)):
        return Written(module=(function, tuple(arguments)), takes="first", gives="first")
    one_step = sides is None or any(s == 1 and a != b for s, (a, b) in zip(strides, sides, strict=True))
    if one_step or sides is None:
        taken = f"{name.lower()}_pool_same({{x}}, {literal(window)}, {literal(strides)})"
        helpers = ("pad_same", f"{name.lower()}_pool_same")
        return Written(call=taken, takes="first", gives="first", helpers=helpers, notes=("script.note.pool_same",))
    before = tuple(side[0] for side in sides)
    arguments += [f"padding={pair(before)}"] if any(before) else []
    arguments += ["ceil_mode=True"] if any(a != b for a, b in sides) else []
    arguments += ["count_include_pad=False"] if average else []
    return Written(module=(function, tuple(arguments)), takes="first", gives="first", notes=("script.note.pool_same",))


def _over(name: str, axes: int) -> Callable[[CodeLayer], Written]:
    return lambda layer: _pooled(layer, name, axes)


def _global(function: str) -> Callable[[CodeLayer], Written]:
    return lambda layer: Written(call=f"{{x}}.{function}(dim=(2, 3))", takes="first")


def up_sampling2d(layer: CodeLayer) -> Written:
    """``UpSampling2D``."""
    arguments = [f"scale_factor={pair(layer.params['size'])}"]
    if layer.params["interpolation"] == "bilinear":
        arguments += ['mode="bilinear"']
    return Written(module=("nn.Upsample", tuple(arguments)), takes="first", gives="first")


def zero_padding2d(layer: CodeLayer) -> Written:
    """``ZeroPadding2D``."""
    sides = _outermost_last(layer.params["padding"])
    return Written(module=("nn.ZeroPad2d", (sides,)), takes="first", gives="first")


def cropping2d(layer: CodeLayer) -> Written:
    """``Cropping2D``."""
    cuts = ", ".join(f"{a or ''}:{-b if b else ''}" for a, b in layer.params["cropping"])
    return Written(call=f"{{x}}[:, :, {cuts}]", takes="first", gives="first")


def up_sampling1d(layer: CodeLayer) -> Written:
    """``UpSampling1D``."""
    return Written(module=("nn.Upsample", (f"scale_factor={layer.params['size']}",)), takes="first", gives="first")


def zero_padding1d(layer: CodeLayer) -> Written:
    """``ZeroPadding1D``."""
    return Written(module=("nn.ZeroPad1d", (literal(tuple(layer.params["padding"])),)), takes="first", gives="first")


def cropping1d(layer: CodeLayer) -> Written:
    """``Cropping1D``."""
    start, end = layer.params["cropping"]
    return Written(call=f"{{x}}[:, :, {start or ''}:{-end if end else ''}]", takes="first", gives="first")


WRITERS: Final[Mapping[str, Callable[[CodeLayer], Written]]] = MappingProxyType(
    {
        "Conv2D": conv2d,
        "Conv1D": conv1d,
        "DepthwiseConv2D": depthwise_conv2d,
        "SeparableConv2D": separable_conv2d,
        "Conv2DTranspose": conv2d_transpose,
        "MaxPooling2D": _over("Max", 2),
        "AveragePooling2D": _over("Avg", 2),
        "MaxPooling1D": _over("Max", 1),
        "AveragePooling1D": _over("Avg", 1),
        "GlobalAveragePooling2D": _global("mean"),
        "GlobalMaxPooling2D": _global("amax"),
        "UpSampling2D": up_sampling2d,
        "ZeroPadding2D": zero_padding2d,
        "Cropping2D": cropping2d,
        "UpSampling1D": up_sampling1d,
        "ZeroPadding1D": zero_padding1d,
        "Cropping1D": cropping1d,
    }
)
