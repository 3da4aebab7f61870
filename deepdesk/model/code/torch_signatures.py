"""The signatures of PyTorch's modules: what a positional argument means, and what stands where none is given."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Final

_CONV: Final = "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True"
_TRANSPOSED: Final = (
    "in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1"
)
_NORM: Final = "num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True"
_MAX: Final = "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False"
_MEAN: Final = "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None"
_RNN: Final = (
    "input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False, proj_size=0"
)
_SIGNATURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Conv1d": _CONV,
        "Conv2d": _CONV,
        "ConvTranspose2d": _TRANSPOSED,
        "MaxPool1d": _MAX,
        "MaxPool2d": _MAX,
        "AvgPool1d": _MEAN,
        "AvgPool2d": _MEAN,
        "AdaptiveAvgPool1d": "output_size",
        "AdaptiveAvgPool2d": "output_size",
        "AdaptiveMaxPool1d": "output_size",
        "AdaptiveMaxPool2d": "output_size",
        "Linear": "in_features, out_features, bias=True",
        "BatchNorm1d": _NORM,
        "BatchNorm2d": _NORM,
        "InstanceNorm2d": "num_features, eps=1e-5, momentum=0.1, affine=False, track_running_stats=False",
        "LayerNorm": "normalized_shape, eps=1e-5, elementwise_affine=True, bias=True",
        "GroupNorm": "num_groups, num_channels, eps=1e-5, affine=True",
        "Dropout": "p=0.5, inplace=False",
        "Dropout1d": "p=0.5, inplace=False",
        "Dropout2d": "p=0.5, inplace=False",
        "Flatten": "start_dim=1, end_dim=-1",
        "Unflatten": "dim, unflattened_size",
        "Upsample": "size=None, scale_factor=None, mode='nearest', align_corners=None",
        "UpsamplingNearest2d": "size=None, scale_factor=None",
        "ZeroPad1d": "padding",
        "ZeroPad2d": "padding",
        "Embedding": "num_embeddings, embedding_dim, padding_idx=None",
        "RNN": "input_size, hidden_size, num_layers=1, nonlinearity='tanh', bias=True, batch_first=False, dropout=0.0, "
        "bidirectional=False",
        "LSTM": _RNN,
        "GRU": _RNN,
        "MultiheadAttention": "embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, "
        "kdim=None, vdim=None, batch_first=False",
        "LeakyReLU": "negative_slope=0.01, inplace=False",
        "ELU": "alpha=1.0, inplace=False",
        "Softmax": "dim=None",
        "LogSoftmax": "dim=None",
        "GELU": "approximate='none'",
        "LazyLinear": "out_features, bias=True",
        "LazyConv2d": "out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True",
        "LazyBatchNorm2d": "eps=1e-5, momentum=0.1, affine=True, track_running_stats=True",
    }
)


@cache
def torch_signature(name: str) -> Mapping[str, Any] | None:
    """Argument names of a module in their order with defaults (``...`` for a required one)."""
    text = _SIGNATURES.get(name)
    if text is None:
        return None
    function = ast.parse(f"def f({text}): pass").body[0]
    assert isinstance(function, ast.FunctionDef)
    names = [argument.arg for argument in function.args.args]
    defaults = [ast.literal_eval(node) for node in function.args.defaults]
    return MappingProxyType(dict(zip(names, [*[...] * (len(names) - len(defaults)), *defaults], strict=True)))


def torch_bound(name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
    """All arguments of a module by name, defaults filled in."""
    defaults = torch_signature(name) or {}
    return {**defaults, **dict(zip(defaults, arguments, strict=False)), **keywords}
