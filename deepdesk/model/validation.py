"""What can be said of a layer by itself: its id, its kind and its parameters."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from deepdesk.model.description import LayerDescription
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.activations import ACTIVATIONS
from deepdesk.model.kinds.base import LayerKind, Parameter
from deepdesk.model.kinds.geometry import sizes_text

_OTHER_NAMES: Final = MappingProxyType(
    {
        "fullyconnected": "Dense",
        "input": "",
        "inputlayer": "",
        "batchnorm": "BatchNormalization",
        "batchnorm1d": "BatchNormalization",
        "batchnorm2d": "BatchNormalization",
        "rnn": "SimpleRNN",
        "upsample": "UpSampling2D",
        "adaptiveavgpool2d": "GlobalAveragePooling2D",
        "avgpool2d": "AveragePooling2D",
        "avgpool1d": "AveragePooling1D",
    }
)
"""Names that PyTorch's users and old scripts write, in small letters."""
_OTHER_PARAMETERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "out_channels": "filters",
        "out_features": "units",
        "hidden_size": "units",
        "hidden_dim": "units",
        "num_embeddings": "input_dim",
        "embedding_dim": "output_dim",
        "num_groups": "groups",
        "bias": "use_bias",
        "eps": "epsilon",
        "p": "rate",
        "scale_factor": "size",
        "dim": "axis",
        "nonlinearity": "activation",
        "neurons": "units",
        "kernel": "kernel_size",
        "alpha": "negative_slope",
    }
)
"""Names of parameters that PyTorch's users write, each with ours."""
ID: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
INPUT: Final = "input"
"""The name by which layers call the network's input; no layer may bear it."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Why a layer cannot be built: the sentence of ``code`` with ``params`` (``layer`` and ``source`` among them)."""

    code: str
    params: dict[str, Any] = {}


def is_id(text: str) -> bool:
    """Whether a layer may bear this id: a small letter, then small letters, digits and ``_``, 64 at most."""
    return text != INPUT and ID.fullmatch(text) is not None


def value_text(value: Any) -> str:
    """A parameter's value as people read it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value in ("", [], (), {}):
        return "[]" if isinstance(value, list | tuple) else repr(value)
    if isinstance(value, list | tuple):
        if all(isinstance(item, int) for item in value):
            return sizes_text(value)
        return ", ".join(map(value_text, value)) if all(isinstance(item, list | tuple) for item in value) else "…"
    return f"{value:g}" if isinstance(value, float) else str(value)[:60]


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(map(_is_integer, value))


def _has_type(parameter: Parameter, value: Any) -> bool:
    if value is None:
        return parameter.default is None
    match parameter.type:
        case "integer":
            return _is_integer(value)
        case "number":
            return _is_integer(value) or isinstance(value, float)
        case "switch":
            return isinstance(value, bool)
        case "choice":
            return isinstance(value, str)
        case "size2d":
            return _is_pair(value)
        case "margins":
            return isinstance(value, tuple) and len(value) == 2 and all(map(_is_pair, value))
        case "shape":
            return isinstance(value, tuple) and 0 < len(value) <= 8 and all(map(_is_integer, value))


def _in_range(parameter: Parameter, value: Any) -> bool:
    entries = value if isinstance(value, tuple) else (value,)
    if parameter.type == "margins":
        entries = tuple(side for pair in entries for side in pair)
    low = float("-inf") if parameter.minimum is None else parameter.minimum
    high = float("inf") if parameter.maximum is None else parameter.maximum
    return all(low <= entry <= high for entry in entries)


def value_fault(kind: LayerKind, parameter: Parameter, value: Any) -> Fault | None:
    """What is wrong with one parameter's value, or ``None``."""
    value = parameter.normal(value)
    figures = {"kind": kind.name, "name": parameter.name, "value": "null" if value is None else value_text(value)}
    if not _has_type(parameter, value):
        return Fault(code=f"model.fault.type.{parameter.type}", params=figures)
    if parameter.type == "choice" and value not in parameter.choices:
        return Fault(code="model.fault.choice", params={**figures, "choices": ", ".join(parameter.choices)})
    ranged = parameter.type in ("integer", "number", "size2d", "margins", "shape") and value is not None
    if ranged and not _in_range(parameter, value):
        limits = {"minimum": f"{parameter.minimum:g}", "maximum": f"{parameter.maximum:,.10g}"}
        return Fault(code="model.fault.range", params={**figures, **limits})
    return None


def _unknown_parameter(kind: LayerKind, name: str) -> Fault:
    names = [parameter.name for parameter in kind.parameters]
    meant = _OTHER_PARAMETERS.get(name)
    near = [meant] if meant in names else difflib.get_close_matches(name, names, n=1)
    known = ", ".join(names) or "–"
    params = {"kind": kind.name, "name": name[:60], "known": known, "near": near[0] if near else ""}
    return Fault(code="model.fault.unknown_parameter", params=params)


def parameter_faults(layer: LayerDescription) -> tuple[Fault, ...]:
    """Every parameter of a layer that its kind cannot take, in the order of the kind's list."""
    kind = KINDS.get(layer.kind)
    if kind is None or not layer.params:
        return ()
    known = {parameter.name: parameter for parameter in kind.parameters}
    faults = [_unknown_parameter(kind, name) for name in layer.params if name not in known]
    for name, parameter in known.items():
        if name in layer.params and (fault := value_fault(kind, parameter, layer.params[name])):
            faults.append(fault)
    return tuple(faults)


def _near_kind(name: str) -> str:
    """The kind that was most likely meant: by its name, by PyTorch's, by an old one of Keras; empty for none."""
    plain = name.rpartition(".")[2].lower().replace("_", "")
    names = {kind.torch_name.rpartition(".")[2].lower(): kind.name for kind in KINDS.values()}
    names |= dict(_OTHER_NAMES)
    names |= {kind.lower(): kind for kind in KINDS}
    plain = plain.replace("convolution", "conv").replace("dtransposed", "dtranspose")
    if plain in ACTIVATIONS and plain not in names:
        return "Activation"
    if plain in names:
        return names[plain]
    near = difflib.get_close_matches(plain, names, n=1, cutoff=0.6)
    return names[near[0]] if near else ""


def kind_fault(layer: LayerDescription) -> Fault | None:
    """A kind that the catalogue does not have."""
    if layer.kind in KINDS:
        return None
    params = {"kind": layer.kind[:60], "known": ", ".join(KINDS), "near": _near_kind(layer.kind)}
    return Fault(code="model.fault.unknown_kind", params=params)
