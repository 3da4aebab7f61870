"""What PyTorch's modules are in our kinds, by their arguments alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from deepdesk.model.code.graph import FEATURES
from deepdesk.model.code.keras_layers import Step
from deepdesk.model.code.literals import is_number, known
from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Unknown

Space = Literal["image", "channels", "row", "any"]
"""What a module works on: images ``(N, C, H, W)``, sequences ``(N, C, L)``, the last axis, or anything."""

ACTIVATION_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ReLU": "relu",
        "ReLU6": "relu6",
        "SELU": "selu",
        "ELU": "elu",
        "GELU": "gelu",
        "SiLU": "silu",
        "Mish": "mish",
        "Hardswish": "hard_silu",
        "Hardsigmoid": "hard_sigmoid",
        "Softplus": "softplus",
        "Softsign": "softsign",
        "Tanh": "tanh",
        "Sigmoid": "sigmoid",
        "Softmax": "softmax",
        "LogSoftmax": "log_softmax",
    }
)


class Module(NamedTuple):
    """A module in our terms: what it works on, and the layers that it is."""

    space: Space
    steps: list[Step]


def pair(value: Any) -> tuple[Any, Any]:
    """One number for both axes, or the two that were given."""
    if isinstance(value, list | tuple):
        return (value[0], value[-1]) if value else (1, 1)
    return value, value


def _one(value: Any) -> Any:
    return pair(value)[0]


class TorchLayers:
    """Converts modules and says what of them is lost."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def module(self, name: str, given: Mapping[str, Any], line: int) -> Module | None:
        """A module in our kinds; ``None`` where it is not understood (recurrent ones are not done here)."""
        given = {key: self._known(name, key, value, line) for key, value in given.items()}
        if name == "LeakyReLU":
            return Module("any", [Step("LeakyReLU", {"negative_slope": given["negative_slope"]})])
        if name in ACTIVATION_MODULES:
            return Module("any", [Step("Activation", {"activation": ACTIVATION_MODULES[name]})])
        function = _TABLE.get(name.removeprefix("Lazy"))
        return None if function is None else function(self, name.removeprefix("Lazy"), given, line)

    def _known(self, kind: str, name: str, value: Any, line: int) -> Any:
        if known(value) or value is ...:
            return value
        if isinstance(value, Unknown) and name not in ("in_channels", "in_features", "num_features", "input_size"):
            self._notes.add(line, "unknown_value", kind=kind, name=name, text=value.text or name)
        return ...

    def _convolution(self, name: str, given: Mapping[str, Any], line: int) -> Module:
        is_image = name == "Conv2d"
        spread: Callable[[Any], Any] = pair if is_image else _one
        size, stride, dilation = (spread(given[key]) for key in ("kernel_size", "stride", "dilation"))
        params = {"filters": given["out_channels"], "kernel_size": size, "strides": stride, "dilation_rate": dilation}
        params |= {"use_bias": given["bias"] is not False, FEATURES: given.get("in_channels", ...)}
        kind, groups, channels = ("Conv2D" if is_image else "Conv1D"), given["groups"], given.get("in_channels")
        if is_image and is_number(groups) and groups == channels and groups > 1 and is_number(given["out_channels"]):
            kind, params["depth_multiplier"] = "DepthwiseConv2D", given["out_channels"] // groups
            del params["filters"]
        elif groups != 1:
            params["groups"] = groups
        margin, padding = _margin(given["padding"], pair(size), pair(stride), pair(dilation))
        params["padding"] = padding
        steps = [Step(kind, _stated(params))]
        if margin != (0, 0):
            steps.insert(0, self._zeros(margin, is_image, name, line))
        return Module("image" if is_image else "channels", steps)

    def _zeros(self, margin: tuple[Any, Any], is_image: bool, name: str, line: int) -> Step:
        if is_image:
            return Step("ZeroPadding2D", {"padding": ((margin[0], margin[0]), (margin[1], margin[1]))})
        return Step("ZeroPadding1D", {"padding": (margin[0], margin[0])})

    def _transposed(self, name: str, given: Mapping[str, Any], line: int) -> Module:
        size, stride, margin, extra = (
            pair(given[key]) for key in ("kernel_size", "stride", "padding", "output_padding")
        )
        params = {"filters": given["out_channels"], "kernel_size": size, "strides": stride}
        params |= {"use_bias": given["bias"] is not False, FEATURES: given["in_channels"], "padding": "valid"}
        for key in ("groups", "dilation"):
            if given[key] not in (1, (1, 1)):
                self._notes.add(line, "ignored_argument", kind=name, name=key)
        steps = [Step("Conv2DTranspose", params)]
        if margin != (0, 0) and all(
            k - s == 2 * p and e == 0 for k, s, p, e in zip(size, stride, margin, extra, strict=True)
        ):
            params["padding"] = "same"
        elif margin != (0, 0):
            cuts = tuple((p, max(p - e, 0)) for p, e in zip(margin, extra, strict=True))
            steps.append(Step("Cropping2D", {"cropping": cuts}))
        return Module("image", [Step(steps[0].kind, _stated(params)), *steps[1:]])

    def _pool(self, name: str, given: Mapping[str, Any], line: int) -> Module:
        is_image = name.endswith("2d")
        spread: Callable[[Any], Any] = pair if is_image else _one
        size = spread(given["kernel_size"])
        stride = spread(size if given["stride"] is None else given["stride"])
        kind = ("Max" if name.startswith("Max") else "Average") + ("Pooling2D" if is_image else "Pooling1D")
        params = {"pool_size": size, "padding": "same" if given["ceil_mode"] is True and stride == size else "valid"}
        if stride != size:
            params["strides"] = stride
        steps = [Step(kind, _stated(params))]
        margin = pair(given["padding"])
        if margin not in ((0, 0), (..., ...)):
            if name.startswith("Max"):
                self._notes.add(line, "pool_padding", "note", kind=name)
            steps.insert(0, self._zeros(margin, is_image, name, line))
        return Module("image" if is_image else "channels", steps)

    def _adaptive(self, name: str, given: Mapping[str, Any], line: int) -> Module | None:
        is_image = name.endswith("2d")
        size = given["output_size"]
        if size in (1, (1, 1), (1,), [1, 1], [1]):
            kind = ("GlobalMaxPooling" if "Max" in name else "GlobalAveragePooling") + ("2D" if is_image else "1D")
            return Module("image" if is_image else "channels", [Step(kind, {})])
        shown = "×".join(map(str, pair(size))) if known(size) else "…"
        self._notes.add(line, "identical_pool", kind=name, size=shown)
        return Module("image" if is_image else "channels", [])

    def _linear(self, name: str, given: Mapping[str, Any], line: int) -> Module:
        params = {"units": given["out_features"], "use_bias": given["bias"] is not False}
        params[FEATURES] = given.get("in_features", ...)
        return Module("row", [Step("Dense", _stated(params))])

    def _batch_norm(self, name: str, given: Mapping[str, Any], line: int) -> Module:
        momentum = given["momentum"]
        params = {"epsilon": given["eps"], "momentum": round(1 - momentum, 10) if is_number(momentum) else 0.9}
        if given["affine"] is False:
            params |= {"center": False, "scale": False}
        return Module("image" if name == "BatchNorm2d" else "any", [Step("BatchNormalization", _stated(params))])

    def _layer_norm(self, name: str, given: Mapping[str, Any], line: int) -> Module:
        shape = given["normalized_shape"]
        if isinstance(shape, list | tuple) and len(shape) > 1:
            self._notes.add(line, "ignored_argument", kind=name, name="normalized_shape")
        affine = given["elementwise_affine"] is not False
        params = {"epsilon": given["eps"], "center": affine and given["bias"] is not False, "scale": affine}
        return Module("row", [Step("LayerNormalization", _stated(params))])

    def _group_norm(self, name: str, given: Mapping[str, Any], line: int) -> Module:
        affine = given["affine"] is not False
        groups = given.get("num_groups", -1)
        params = {"groups": groups, "epsilon": given["eps"], "center": affine, "scale": affine}
        return Module("image" if name == "InstanceNorm2d" else "any", [Step("GroupNormalization", _stated(params))])

    def _dropout(self, name: str, given: Mapping[str, Any], line: int) -> Module:
        kind = {"Dropout": "Dropout", "Dropout1d": "SpatialDropout1D"}.get(name, "SpatialDropout2D")
        return Module("image" if kind == "SpatialDropout2D" else "any", [Step(kind, _stated({"rate": given["p"]}))])

    def _upsample(self, name: str, given: Mapping[str, Any], line: int) -> Module | None:
        factor, mode = given["scale_factor"], given.get("mode", "nearest")
        if not all(is_number(part) and float(part).is_integer() for part in pair(factor)):
            return None
        size = tuple(int(part) for part in pair(factor))
        kept = "bilinear" if mode == "bilinear" else "nearest"
        return Module("image", [Step("UpSampling2D", {"size": size, "interpolation": kept})])

    def _zero_pad(self, name: str, given: Mapping[str, Any], line: int) -> Module | None:
        margin = given["padding"]
        if name == "ZeroPad1d":
            sides = pair(margin)
            return Module("channels", [Step("ZeroPadding1D", {"padding": sides})]) if len(sides) == 2 else None
        if isinstance(margin, int):
            margin = (margin,) * 4
        if not isinstance(margin, list | tuple) or len(margin) != 4:
            return None
        left, right, top, bottom = margin
        return Module("image", [Step("ZeroPadding2D", {"padding": ((top, bottom), (left, right))})])

    def _embedding(self, name: str, given: Mapping[str, Any], line: int) -> Module:
        params = {"input_dim": given["num_embeddings"], "output_dim": given["embedding_dim"]}
        return Module("any", [Step("Embedding", _stated(params))])


def _stated(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters without those that are not known."""
    return {name: value for name, value in params.items() if value is not ... and value != (..., ...)}


def _margin(
    padding: Any, size: tuple[Any, Any], stride: tuple[Any, Any], dilation: tuple[Any, Any]
) -> tuple[tuple[Any, Any], str]:
    """What is left to be put around the map, and the padding of the convolution itself."""
    if isinstance(padding, str):
        return (0, 0), padding.lower() if padding.lower() in ("same", "valid") else "valid"
    margin = pair(padding)
    if not all(isinstance(part, int) for part in (*margin, *size, *stride, *dilation)):
        return (0, 0), "valid"
    halves = tuple(d * (k - 1) for k, d in zip(size, dilation, strict=True))
    if stride == (1, 1) and all(2 * p == h for p, h in zip(margin, halves, strict=True)):
        return (0, 0), "same" if margin != (0, 0) else "valid"
    return margin, "valid"


_TABLE: Final[Mapping[str, Callable[[TorchLayers, str, Mapping[str, Any], int], Module | None]]] = MappingProxyType(
    {
        "Conv1d": TorchLayers._convolution,
        "Conv2d": TorchLayers._convolution,
        "ConvTranspose2d": TorchLayers._transposed,
        "MaxPool1d": TorchLayers._pool,
        "MaxPool2d": TorchLayers._pool,
        "AvgPool1d": TorchLayers._pool,
        "AvgPool2d": TorchLayers._pool,
        "AdaptiveAvgPool1d": TorchLayers._adaptive,
        "AdaptiveAvgPool2d": TorchLayers._adaptive,
        "AdaptiveMaxPool1d": TorchLayers._adaptive,
        "AdaptiveMaxPool2d": TorchLayers._adaptive,
        "Linear": TorchLayers._linear,
        "BatchNorm1d": TorchLayers._batch_norm,
        "BatchNorm2d": TorchLayers._batch_norm,
        "InstanceNorm2d": TorchLayers._group_norm,
        "LayerNorm": TorchLayers._layer_norm,
        "GroupNorm": TorchLayers._group_norm,
        "Dropout": TorchLayers._dropout,
        "Dropout1d": TorchLayers._dropout,
        "Dropout2d": TorchLayers._dropout,
        "Upsample": TorchLayers._upsample,
        "UpsamplingNearest2d": TorchLayers._upsample,
        "ZeroPad1d": TorchLayers._zero_pad,
        "ZeroPad2d": TorchLayers._zero_pad,
        "Embedding": TorchLayers._embedding,
    }
)
