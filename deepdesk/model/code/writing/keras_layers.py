"""Keras code of the layers: kinds and parameters have Keras' own names, so one function writes nearly all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from deepdesk.core.errors import ModelError
from deepdesk.model.code.writing.layer import CodeLayer, is_frozen
from deepdesk.model.code.writing.text import literal, pair
from deepdesk.model.kinds import KINDS

ALWAYS: Final = frozenset(
    ("filters", "kernel_size", "pool_size", "units", "rate", "stddev", "target_shape", "dims", "n", "num_heads")
    + ("key_dim", "input_dim", "output_dim", "groups", "size", "cropping", "axis", "mask_value", "negative_slope")
    + ("activation",)
)
"""Parameters that are written even at their default, where Keras has none or it says what the layer is."""
_FIRST: Final = frozenset(
    ("filters", "pool_size", "units", "rate", "stddev", "target_shape", "dims", "n", "num_heads", "input_dim")
    + ("size", "cropping")
)
"""Parameters that stand first in Keras and so are written without their name."""
_ONLY_IN_ITS_KIND: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "activation": frozenset({"Activation"}),
        "groups": frozenset({"GroupNormalization"}),
        "axis": frozenset({"Concatenate"}),
    }
)
OURS: Final = frozenset({"trainable", "l1", "l2", "bidirectional", "merge_mode", "causal"})
"""Parameters that Keras has elsewhere, or not at all."""
_REGULARIZERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kernel": "kernel_regularizer",
        "recurrent_kernel": "recurrent_regularizer",
        "depthwise_kernel": "depthwise_regularizer",
        "pointwise_kernel": "pointwise_regularizer",
        "embeddings": "embeddings_regularizer",
        "gamma": "gamma_regularizer",
        "query_kernel": "kernel_regularizer",
    }
)
_RECURRENT: Final = frozenset({"SimpleRNN", "LSTM", "GRU"})


@dataclass(frozen=True)
class KerasLayer:
    """One layer: the class and its arguments, arguments of the call, helpers and comments that it needs.

    Attributes:
        outer: what stands around it: function and further arguments (``layers.Bidirectional``), or nothing.
    """

    function: str
    arguments: tuple[str, ...]
    called_with: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def keras_layer(layer: CodeLayer) -> KerasLayer:
    """The layer in Keras (raises ModelError for a kind that the catalogue lacks)."""
    if layer.kind not in KINDS:
        raise ModelError("script.no_writer", kind=layer.kind, layer=layer.id)
    special = _SPECIAL.get(layer.kind)
    return special(layer) if special else _generic(layer)


def _arguments(layer: CodeLayer, *, named: bool = True) -> list[str]:
    """Parameters in the order of the catalogue, those first that need no name, then the layer's name."""
    first, others = [], []
    for item in KINDS[layer.kind].parameters:
        value = layer.params[item.name]
        if item.name in OURS or not _is_written(layer.kind, item.name, value, item.normal(item.default)):
            continue
        text = _text(item.name, value, layer.kind)
        if item.name in _FIRST:
            first.append(text)
        else:
            others.append(f"{item.name}={text}")
    others += _weights_arguments(layer)
    return [*first, *others, *([f"name={literal(layer.id)}"] if named else [])]


def _is_written(kind: str, name: str, value: Any, default: Any) -> bool:
    always = name in ALWAYS and kind in _ONLY_IN_ITS_KIND.get(name, {kind})
    return always or value != default


def _text(name: str, value: Any, kind: str) -> str:
    if name in ("target_shape", "dims"):
        return literal(tuple(value))
    if name == "activation" and value == "gelu":
        return "gelu"
    if name == "cropping" or (name == "padding" and isinstance(value, tuple)):
        return literal(value)
    return pair(value)


def _weights_arguments(layer: CodeLayer) -> list[str]:
    params = layer.params
    found = []
    if params.get("l1") or params.get("l2"):
        names = dict.fromkeys(
            _REGULARIZERS[spec.name] for spec in layer.weights if spec.penalized and spec.name in _REGULARIZERS
        )
        penalty = [f"{name}={params[name]!r}" for name in ("l1", "l2") if params[name]]
        penalized = {
            _REGULARIZERS[spec.name] for spec in layer.weights if spec.penalized and spec.name in _REGULARIZERS
        }
        found += [f"{name}=regularizers.L1L2({', '.join(penalty)})" for name in names if name in penalized]
    return [*found, "trainable=False"] if is_frozen(layer) and not is_composite(layer) else found


def is_composite(layer: CodeLayer) -> bool:
    """Whether it holds layers of its own, which ``trainable=False`` at its making does not reach."""
    return layer.kind in _RECURRENT or layer.kind == "MultiHeadAttention"


def _generic(layer: CodeLayer) -> KerasLayer:
    helpers = ("gelu",) if layer.params.get("activation") == "gelu" else ()
    return KerasLayer(f"layers.{layer.kind}", tuple(_arguments(layer)), helpers=helpers)


def _concatenate(layer: CodeLayer) -> KerasLayer:
    axis = layer.params["axis"]
    chosen = [] if axis == -1 else [f"axis={axis}"]
    return KerasLayer("layers.Concatenate", (*chosen, f"name={literal(layer.id)}"))


def _batch_normalization(layer: CodeLayer) -> KerasLayer:
    if layer.stock:
        return KerasLayer("layers.BatchNormalization", tuple(_arguments(layer)), notes=("script.keras.stock_norm",))
    return KerasLayer("BatchNormalization", tuple(_arguments(layer)), helpers=("BatchNormalization",))


def _recurrent(layer: CodeLayer) -> KerasLayer:
    """``SimpleRNN``, ``LSTM`` and ``GRU``, in both directions where that is asked for."""
    both = layer.params["bidirectional"]
    masked = ["zero_output_for_mask=True"] if layer.mask and layer.params["return_sequences"] else []
    if layer.kind == "GRU" and not layer.stock:
        function, arguments = "layers.RNN", _gru(layer)
    else:
        function, arguments = f"layers.{layer.kind}", _arguments(layer, named=False)
    helpers = ("OneBiasGRUCell",) if function == "layers.RNN" else ()
    arguments += masked
    notes = ("script.keras.stock_gru",) if layer.kind == "GRU" and layer.stock else ()
    name = f"name={literal(layer.id)}"
    if not both:
        return KerasLayer(function, (*arguments, name), helpers=helpers, notes=notes)
    mode = layer.params["merge_mode"]
    merged = [] if mode == "concat" else [f"merge_mode={literal(mode)}"]
    inner = f"{function}({', '.join(arguments)})"
    return KerasLayer("layers.Bidirectional", (inner, *merged, name), helpers=helpers, notes=notes)


def _gru(layer: CodeLayer) -> list[str]:
    inside = [item for item in _arguments(layer, named=False) if not item.startswith("return_sequences")]
    outside = ["return_sequences=True"] if layer.params["return_sequences"] else []
    return [f"OneBiasGRUCell({', '.join(inside)})", *outside]


def _attention(layer: CodeLayer) -> KerasLayer:
    called = ("use_causal_mask=True",) if layer.params["causal"] else ()
    return KerasLayer(
        "layers.MultiHeadAttention", tuple(_arguments(layer)), called_with=called, notes=("script.note.attention",)
    )


def _global_max(layer: CodeLayer) -> KerasLayer:
    """``GlobalMaxPooling1D``: Keras' own does not look at the mask."""
    if not layer.mask:
        return _generic(layer)
    name = "MaskedGlobalMaxPooling1D"
    return KerasLayer(name, tuple(_arguments(layer)), helpers=(name,))


_SPECIAL: Final[Mapping[str, Callable[[CodeLayer], KerasLayer]]] = MappingProxyType(
    {
        "BatchNormalization": _batch_normalization,
        "Concatenate": _concatenate,
        "MultiHeadAttention": _attention,
        "GlobalMaxPooling1D": _global_max,
        **dict.fromkeys(_RECURRENT, _recurrent),
    }
)
