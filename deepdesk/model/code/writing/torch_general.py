"""PyTorch code of the layers for any shape: dense, activation, normalization, dropout, arranging and joining."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.code.writing.layer import CodeLayer, Written
from deepdesk.model.kinds.activations import LEAKY_RELU_SLOPE
from deepdesk.model.kinds.merging import merge_axis
from deepdesk.model.kinds.normalization import groups_of

ACTIVATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "linear": "{x}",
        "relu": "F.relu({x})",
        "leaky_relu": f"F.leaky_relu({{x}}, {LEAKY_RELU_SLOPE})",
        "relu6": "F.relu6({x})",
        "elu": "F.elu({x})",
        "selu": "F.selu({x})",
        "gelu": "F.gelu({x})",
        "silu": "F.silu({x})",
        "hard_silu": "F.hardswish({x})",
        "mish": "F.mish({x})",
        "softplus": "F.softplus({x})",
        "softsign": "F.softsign({x})",
        "exponential": "torch.exp({x})",
        "tanh": "torch.tanh({x})",
        "sigmoid": "torch.sigmoid({x})",
        "hard_sigmoid": "F.hardsigmoid({x})",
        "softmax": "torch.softmax({x}, dim={axis})",
        "log_softmax": "torch.log_softmax({x}, dim={axis})",
    }
)
"""Every activation of the catalogue as an expression; ``{axis}`` is the axis of the channels."""


def dense(layer: CodeLayer) -> Written:
    """``Dense``, over the last axis."""
    params = layer.params
    arguments = [str(layer.channels), str(params["units"]), *([] if params["use_bias"] else ["bias=False"])]
    return Written(
        module=("nn.Linear", tuple(arguments)),
        takes="last",
        gives="last",
        keys={"kernel": "weight", **({"bias": "bias"} if params["use_bias"] else {})},
        activation=params["activation"],
    )


def activation(layer: CodeLayer) -> Written:
    """``Activation``."""
    return Written(call="{x}", activation=layer.params["activation"])


def leaky_relu(layer: CodeLayer) -> Written:
    """``LeakyReLU``."""
    return Written(call=f"F.leaky_relu({{x}}, {layer.params['negative_slope']!r})")


def _share(value: float) -> str:
    """One minus a share, without the noise of binary fractions."""
    return repr(round(1.0 - value, 12))


def _scaled(layer: CodeLayer) -> tuple[dict[str, str], tuple[str, ...]]:
    """Where scale and centre lie, and what holds the missing one still."""
    keys = {}
    still = []
    for name, switch, place in (("gamma", "scale", "weight"), ("beta", "center", "bias")):
        if layer.params[switch]:
            keys[name] = place
        else:
            still.append(f"{{self}}.{place}.requires_grad_(False)")
    return keys, tuple(still)


def batch_normalization(layer: CodeLayer) -> Written:
    """``BatchNormalization``: Keras' momentum is the share that is kept, PyTorch's the new one."""
    params = layer.params
    keys, still = _scaled(layer)
    arguments = [str(layer.channels), f"eps={params['epsilon']!r}", f"momentum={_share(params['momentum'])}"]
    arguments += ["affine=False"] if not keys else []
    return Written(
        module=(f"nn.BatchNorm{2 if layer.rank == 3 else 1}d", tuple(arguments)),
        takes="first",
        gives="first",
        after=still if keys else (),
        keys={**keys, "moving_mean": "running_mean", "moving_variance": "running_var"},
    )


def layer_normalization(layer: CodeLayer) -> Written:
    """``LayerNormalization``."""
    keys, still = _scaled(layer)
    arguments = [str(layer.channels), f"eps={layer.params['epsilon']!r}"]
    arguments += ["elementwise_affine=False"] if not keys else []
    return Written(
        module=("nn.LayerNorm", tuple(arguments)), takes="last", gives="last", after=still if keys else (), keys=keys
    )


def group_normalization(layer: CodeLayer) -> Written:
    """``GroupNormalization``."""
    keys, still = _scaled(layer)
    groups = groups_of(layer.params, layer.channels)
    arguments = [str(groups), str(layer.channels), f"eps={layer.params['epsilon']!r}"]
    arguments += ["affine=False"] if not keys else []
    return Written(
        module=("nn.GroupNorm", tuple(arguments)), takes="first", gives="first", after=still if keys else (), keys=keys
    )


def dropout(layer: CodeLayer) -> Written:
    """``Dropout``."""
    return Written(module=("nn.Dropout", (repr(layer.params["rate"]),)))


def spatial_dropout(layer: CodeLayer) -> Written:
    """``SpatialDropout1D`` and ``SpatialDropout2D``."""
    return Written(module=(f"nn.Dropout{layer.rank - 1}d", (repr(layer.params["rate"]),)), takes="first", gives="first")


def gaussian_noise(layer: CodeLayer) -> Written:
    """``GaussianNoise``."""
    return Written(module=("GaussianNoise", (repr(layer.params["stddev"]),)), helpers=("GaussianNoise",))


def _order_matters(layer: CodeLayer) -> bool:
    """Whether channels first or last makes a difference once all numbers stand in a row."""
    shape = layer.input_shapes[0]
    return len(shape) > 1 and shape[-1] != 1 and any(size != 1 for size in shape[:-1])


def flatten(layer: CodeLayer) -> Written:
    """``Flatten``, channels varying fastest."""
    if not _order_matters(layer):
        return Written(call="{x}.flatten(1)", gives="last")
    notes = ("script.note.flatten",) if layer.rank == 3 else ()
    return Written(call="{x}.flatten(1)", takes="last", gives="last", forward_notes=notes)


def reshape(layer: CodeLayer) -> Written:
    """``Reshape``, in channels-last order."""
    target = ", ".join(str(size) for size in layer.output_shape)
    return Written(call=f"{{x}}.reshape(-1, {target})", takes="last" if _order_matters(layer) else "any", gives="last")


def permute(layer: CodeLayer) -> Written:
    """``Permute``."""
    axes = ", ".join(map(str, layer.params["dims"]))
    return Written(call=f"{{x}}.permute(0, {axes})", takes="last", gives="last")


def repeat_vector(layer: CodeLayer) -> Written:
    """``RepeatVector``."""
    return Written(call=f"{{x}}.unsqueeze(1).expand(-1, {layer.params['n']}, -1)", gives="last")


def _joined(by: str, end: str = "") -> Callable[[CodeLayer], Written]:
    def write(layer: CodeLayer) -> Written:
        text = f" {by} ".join(f"{{x{number}}}" for number in range(len(layer.inputs)))
        return Written(call=f"({text}) / {len(layer.inputs)}" if end else text)

    return write


def maximum(layer: CodeLayer) -> Written:
    """``Maximum``."""
    return Written(call="torch.stack([{inputs}]).amax(dim=0)")


def concatenate(layer: CodeLayer) -> Written:
    """``Concatenate``: along the axis where that one lies in PyTorch."""
    at = merge_axis(layer.params["axis"], layer.rank)
    return Written(call="torch.cat([{inputs}], dim={at})", axis=at)


WRITERS: Final[Mapping[str, Callable[[CodeLayer], Written]]] = MappingProxyType(
    {
        "Dense": dense,
        "Activation": activation,
        "LeakyReLU": leaky_relu,
        "BatchNormalization": batch_normalization,
        "LayerNormalization": layer_normalization,
        "GroupNormalization": group_normalization,
        "Dropout": dropout,
        "SpatialDropout1D": spatial_dropout,
        "SpatialDropout2D": spatial_dropout,
        "GaussianNoise": gaussian_noise,
        "Flatten": flatten,
        "Reshape": reshape,
        "Permute": permute,
        "RepeatVector": repeat_vector,
        "Add": _joined("+"),
        "Subtract": _joined("-"),
        "Multiply": _joined("*"),
        "Average": _joined("+", "mean"),
        "Maximum": maximum,
        "Concatenate": concatenate,
    }
)
