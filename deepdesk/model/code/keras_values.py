"""Activations and regularizers as Keras writes them: text, functions, objects, configurations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from deepdesk.model.code.literals import is_number
from deepdesk.model.code.objects import Layer, Made, Path
from deepdesk.model.kinds.activations import ACTIVATIONS

_SAME_ACTIVATION: Final[Mapping[str, str]] = MappingProxyType({"swish": "silu", "None": "linear", "identity": "linear"})


def activation_of(value: Any) -> str | None:
    """The name of an activation given as text, function or layer; ``None`` for one that we do not have."""
    if value is None:
        return "linear"
    if isinstance(value, Path):
        value = value.last
    if isinstance(value, Layer):
        value = {"ReLU": "relu", "Softmax": "softmax", "ELU": "elu"}.get(value.class_name)
    if isinstance(value, Mapping):
        held = value.get("config", value.get("class_name"))
        value = held if isinstance(held, str) else value.get("class_name")
    if not isinstance(value, str):
        return None
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", value).lower()
    name = {"re_lu": "relu", "leaky_re_lu": "leaky_relu"}.get(name, name)
    name = _SAME_ACTIVATION.get(name, name)
    return name if name in ACTIVATIONS else None


def regularizer_of(value: Any) -> tuple[float, float] | None:
    """``(l1, l2)`` of a regularizer; ``None`` where it is none of those."""
    if value is None:
        return 0.0, 0.0
    if isinstance(value, str):
        return {"l1": (0.01, 0.0), "l2": (0.0, 0.01), "l1_l2": (0.01, 0.01)}.get(value.lower())
    if isinstance(value, Made):
        name, held = value.dotted.rpartition(".")[2].lower(), dict(value.keywords)
        names = {"l1": ["l1"], "l2": ["l2"], "l1l2": ["l1", "l2"], "l1_l2": ["l1", "l2"]}.get(name)
        if names is None:
            return None
        held = {("l1" if key == "l" and name == "l1" else "l2" if key == "l" else key): held[key] for key in held}
        held = {**dict(zip(names, value.arguments, strict=False)), **held}
    elif isinstance(value, Mapping) and isinstance(value.get("config"), Mapping):
        name, held = str(value.get("class_name", "")).lower(), dict(value["config"])
    else:
        return None
    default = 0.01 if name in ("l1", "l2") else 0.0
    found = [held.get(part, default if name == part else 0.0) for part in ("l1", "l2")]
    return (float(found[0]), float(found[1])) if all(map(is_number, found)) else None
