"""What Keras' layer classes are in our kinds; serves scripts and configurations alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from deepdesk.model.code.keras_signatures import signature
from deepdesk.model.code.keras_values import activation_of, regularizer_of
from deepdesk.model.code.literals import is_number, known
from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Instance, Layer, Unknown
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.activations import ACTIVATIONS
from deepdesk.model.kinds.base import LayerKind

ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Convolution1D": "Conv1D",
        "Convolution2D": "Conv2D",
        "SeparableConvolution2D": "SeparableConv2D",
        "Convolution2DTranspose": "Conv2DTranspose",
        "Deconvolution2D": "Conv2DTranspose",
        "MaxPool1D": "MaxPooling1D",
        "MaxPool2D": "MaxPooling2D",
        "AvgPool1D": "AveragePooling1D",
        "AvgPool2D": "AveragePooling2D",
        "GlobalMaxPool1D": "GlobalMaxPooling1D",
        "GlobalMaxPool2D": "GlobalMaxPooling2D",
        "GlobalAvgPool1D": "GlobalAveragePooling1D",
        "GlobalAvgPool2D": "GlobalAveragePooling2D",
        "CuDNNLSTM": "LSTM",
        "CuDNNGRU": "GRU",
        "BatchNormalizationV1": "BatchNormalization",
        "BatchNormalizationV2": "BatchNormalization",
        "SyncBatchNormalization": "BatchNormalization",
    }
)
MERGES: Final = frozenset({"Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot"})
_OF_THE_DATA: Final = re.compile(
    r"Rescaling|Normalization|Resizing|CenterCrop|Random\w+|TextVectorization|\w+Lookup|CategoryEncoding|Discretization"
    r"|Hashing|Auto\w+|RandAugment|MixUp|CutMix|Equalization|Solarization|AugMix"
)
_RENAMED: Final[Mapping[str, str]] = MappingProxyType(
    {"alpha": "negative_slope", "nb_filter": "filters", "p": "rate", "border_mode": "padding"}
)
_SILENT: Final = frozenset(
    [
        "name",
        "dtype",
        "seed",
        "input_shape",
        "batch_input_shape",
        "batch_shape",
        "input_dim",
        "input_length",
        "batch_size",
        "sparse",
        "ragged",
        "autocast",
        "weights",
        "trainable",
        "data_format",
        "implementation",
        "use_cudnn",
        "unroll",
        "time_major",
        "zero_output_for_mask",
        "reset_after",
        "noise_shape",
        "return_state",
        "stateful",
        "synchronized",
        "renorm",
        "registered_name",
        "module",
        "build_config",
        "lora_rank",
        "lora_alpha",
        "quantization_config",
        "virtual_batch_size",
        "fused",
        "adjustment",
        "axis",
        "renorm_clipping",
        "renorm_momentum",
        "optional",
        "value_dim",
        "value_range",
        "key_shape",
        "query_shape",
        "value_shape",
        "flash_attention",
    ]
)
_KERNELS: Final = (
    "kernel_regularizer",
    "depthwise_regularizer",
    "pointwise_regularizer",
    "embeddings_regularizer",
    "gamma_regularizer",
)
_STEPWISE: Final = frozenset({"Dense", "Activation", "Dropout", "LeakyReLU", "ReLU", "LayerNormalization", "ELU"})


_OF_CELLS: Final = ("units", "use_bias", "dropout", "kernel_regularizer")


class Step(NamedTuple):
    """A layer in our terms."""

    kind: str
    params: dict[str, Any]


def is_of_the_data(class_name: str) -> bool:
    """Whether a layer prepares or augments data, which is done before the network here."""
    return _OF_THE_DATA.fullmatch(class_name) is not None


def is_layer(class_name: str) -> bool:
    """Whether Keras has a layer of that name that is known here."""
    return signature(ALIASES.get(class_name, class_name)) is not None


def bound(class_name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, by the name of the argument; old names become Keras 3's."""
    names = list(signature(class_name) or ())
    given = dict(zip(names, arguments, strict=False))
    for name, value in keywords.items():
        given[_RENAMED.get(name, name) if name not in names else name] = value
    return given


class KerasLayers:
    """Converts layers and says what of them is lost."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def steps(
        self, class_name: str, arguments: Sequence[Any], keywords: Mapping[str, Any], line: int
    ) -> list[Step] | None:
        """The layer in our kinds (mostly one; none where it does nothing); ``None`` where it is not understood."""
        name = ALIASES.get(class_name, class_name)
        if name in ("Identity", "InputLayer"):
            return []
        if name == "ActivityRegularization":
            self._notes.add(line, "ignored_layer", kind=name)
            return []
        given = bound(name, arguments, keywords)
        if name in ("ReLU", "Softmax", "ELU"):
            return self._activation_layer(name, given, line)
        if name == "RNN":
            placed = dict(zip(("cell", "return_sequences"), arguments, strict=False))
            return self._of_cell({**placed, **keywords}, line)
        if name in ("Bidirectional", "TimeDistributed"):
            return self._wrapped(name, given, line)
        kind = KINDS.get(name)
        if kind is None or signature(name) is None:
            return None
        return self._plain(kind, given, line)

    def _plain(self, kind: LayerKind, given: dict[str, Any], line: int) -> list[Step]:
        params: dict[str, Any] = {}
        behind: list[Step] = []
        names = {item.name for item in kind.parameters}
        values = {**(signature(kind.name) or {}), **given}
        for name, value in values.items():
            if name == "activation" and name in names:
                behind += self._activation(value, params, line)
            elif name in _KERNELS:
                self._regularizer(kind.name, name, value, params, line)
            elif name in names:
                self._parameter(kind, name, value, params, line)
            elif name in given:
                self._ignored(kind.name, name, value, line)
        if "trainable" in names and given.get("trainable") is False:
            params["trainable"] = False
        return [Step(kind.name, params), *behind]

    def _parameter(self, kind: LayerKind, name: str, value: Any, params: dict[str, Any], line: int) -> None:
        if value is ...:
            self._notes.add(line, "missing_argument", "error", kind=kind.name, name=name)
            return
        if not known(value):
            text = value.text if isinstance(value, Unknown) else "…"
            self._notes.add(line, "unknown_value", kind=kind.name, name=name, text=text or name)
            return
        parameter = kind.parameter(name)
        if parameter.type == "integer" and isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
        if parameter.type == "choice" and isinstance(value, str):
            value = value.lower()
        if parameter.type == "integer" and isinstance(value, float) and value.is_integer():
            value = int(value)
        params[name] = value

    def _activation(self, value: Any, params: dict[str, Any], line: int) -> list[Step]:
        """Sets ``activation``; a layer as an activation is put behind."""
        if isinstance(value, Layer) and value.class_name not in ("ReLU", "Softmax", "ELU"):
            params["activation"] = "linear"
            return self.steps(value.class_name, value.arguments, value.keywords, line) or []
        name = activation_of(value)
        if name is None:
            text = value if isinstance(value, str) else getattr(value, "text", "") or getattr(value, "last", "…")
            self._notes.add(line, "activation", "error", text=str(text)[:60], known=", ".join(ACTIVATIONS))
        params["activation"] = name or "linear"
        return []

    def _regularizer(self, kind: str, name: str, value: Any, params: dict[str, Any], line: int) -> None:
        found = regularizer_of(value)
        if found is None:
            self._ignored(kind, name, value, line)
        elif found != (0.0, 0.0) and "l2" in {item.name for item in KINDS[kind].parameters}:
            params["l1"], params["l2"] = found

    def _ignored(self, kind: str, name: str, value: Any, line: int) -> None:
        if name == "data_format" and value == "channels_first":
            self._notes.add(line, "channels_first", kind=kind)
            return
        if name == "axis" and value not in (-1, 3, [-1], [3], 2, [2]):
            self._notes.add(line, "ignored_argument", kind=kind, name=name)
        default = (signature(kind) or {}).get(name)
        if name == "attention_axes" and value in ([1], (1,), 1):
            return
        quiet = name in _SILENT or name.endswith(("_initializer", "_constraint"))
        if not quiet and value is not None and value != default:
            self._notes.add(line, "ignored_argument", kind=kind, name=name)

    def _activation_layer(self, name: str, given: dict[str, Any], line: int) -> list[Step]:
        if name == "ReLU" and is_number(given.get("max_value")):
            if given["max_value"] == 6 and "relu6" in ACTIVATIONS:
                return [Step("Activation", {"activation": "relu6"})]
            self._notes.add(line, "ignored_argument", kind=name, name="max_value")
        if name == "ReLU" and is_number(slope := given.get("negative_slope")) and slope:
            return [Step("LeakyReLU", {"negative_slope": slope})]
        return [Step("Activation", {"activation": name.lower()})]

    def _of_cell(self, given: dict[str, Any], line: int) -> list[Step] | None:
        """``RNN(cell)``: the layer that has such a cell; a cell of the script's own goes by the end of its name."""
        cell = given.get("cell")
        if isinstance(cell, Layer):
            name, words = cell.class_name, bound(cell.class_name.removesuffix("Cell"), cell.arguments, cell.keywords)
        elif isinstance(cell, Instance):
            name, words = cell.kind.name, {key: cell.attributes[key] for key in _OF_CELLS if key in cell.attributes}
        else:
            return None
        kind = next((known for known in ("SimpleRNN", "LSTM", "GRU") if name.endswith(f"{known}Cell")), None)
        if kind is None:
            return None
        rest = {key: value for key, value in given.items() if key in ("return_sequences", "name", "trainable")}
        return self._plain(KINDS[kind], {**words, **rest}, line)

    def _wrapped(self, name: str, given: dict[str, Any], line: int) -> list[Step] | None:
        inner = given.get("layer")
        if not isinstance(inner, Layer):
            return None
        steps = self.steps(inner.class_name, inner.arguments, inner.keywords, line)
        if name == "TimeDistributed":
            return steps if inner.class_name in _STEPWISE else None
        if not steps or "bidirectional" not in {item.name for item in KINDS[steps[0].kind].parameters}:
            return None
        mode = given.get("merge_mode", "concat")
        steps[0].params.update(bidirectional=True, merge_mode=mode if isinstance(mode, str) else "concat")
        if given.get("backward_layer") is not None:
            self._notes.add(line, "ignored_argument", kind=name, name="backward_layer")
        return steps
