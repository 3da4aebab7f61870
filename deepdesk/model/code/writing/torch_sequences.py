"""PyTorch code of layers over sequences: recurrent layers, attention, embeddings, and pooling over steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.code.writing.layer import CodeLayer, Written
from deepdesk.model.code.writing.text import literal

_CELLS: Final[Mapping[str, str]] = MappingProxyType({"SimpleRNN": "nn.RNN", "LSTM": "nn.LSTM", "GRU": "nn.GRU"})
_PLACES: Final = (("kernel", "weight_ih_l0"), ("recurrent_kernel", "weight_hh_l0"), ("bias", "bias_ih_l0"))


def recurrent(layer: CodeLayer) -> Written:
    """``SimpleRNN``, ``LSTM`` and ``GRU``: PyTorch's own, with the second bias held at zero."""
    params = layer.params
    arguments = [str(layer.channels), str(params["units"])]
    arguments += ['nonlinearity="relu"'] if params.get("activation") == "relu" else []
    arguments += [] if params["use_bias"] else ["bias=False"]
    arguments += ["batch_first=True", *(["bidirectional=True"] if params["bidirectional"] else [])]
    module, notes, helpers = (_CELLS[layer.kind], tuple(arguments)), [], []
    if params["use_bias"]:
        notes.append("script.note.two_biases" if layer.stock else "script.note.one_bias")
        if not layer.stock:
            module = ("one_bias", (f"{module[0]}({', '.join(arguments)})",))
            helpers.append("one_bias")
    if params["dropout"]:
        helpers.append("drop_features")
        notes.append("script.note.input_dropout")
    return Written(
        module=module,
        call=_through(layer, helpers),
        takes="last",
        gives="last",
        helpers=tuple(helpers),
        notes=tuple(notes),
        keys=_keys(layer),
    )


def _keys(layer: CodeLayer) -> dict[str, str]:
    ways = (("", ""), ("backward_", "_reverse")) if layer.params["bidirectional"] else (("", ""),)
    return {
        f"{before}{name}": f"{place}{after}"
        for before, after in ways
        for name, place in _PLACES
        if layer.params["use_bias"] or name != "bias"
    }


def _through(layer: CodeLayer, helpers: list[str]) -> str:
    """All outputs or the last ones, of one direction or both."""
    params = layer.params
    both = params["bidirectional"]
    taken = f"drop_features({{x}}, {params['dropout']!r}, self.training)" if params["dropout"] else "{x}"
    if layer.mask:
        helpers.append("over_real_steps")
        outputs = f"over_real_steps({{self}}, {taken}, {{mask}})"
    else:
        outputs = f"{{self}}({taken})[0]"
    if not params["return_sequences"]:
        if layer.mask:
            helpers.append("last_real_step")
            outputs = f"last_real_step({outputs}, {{mask}}, both={both})"
        elif both:
            helpers.append("both_ends")
            outputs = f"both_ends({outputs})"
        else:
            outputs = f"{outputs}[:, -1]"
    return _merged(outputs, params["merge_mode"]) if both else outputs


def _merged(outputs: str, mode: str) -> str:
    halves = f"{outputs}.chunk(2, dim=-1)"
    return {"concat": outputs, "sum": f"sum({halves})", "ave": f"sum({halves}) / 2", "mul": f"torch.mul(*{halves})"}[
        mode
    ]


def attention(layer: CodeLayer) -> Written:
    """``MultiHeadAttention``."""
    params = layer.params
    shown = layer.input_shapes[-1][-1] or 1
    arguments = [str(layer.channels), f"num_heads={params['num_heads']}", f"key_dim={params['key_dim']}"]
    arguments += [f"value_features={shown}"] if shown != layer.channels else []
    arguments += [f"dropout={params['dropout']!r}"] if params["dropout"] else []
    arguments += ["causal=True"] if params["causal"] else []
    arguments += [] if params["use_bias"] else ["bias=False"]
    keys = {f"{name}_kernel": f"{name}.weight" for name in ("query", "key", "value", "output")}
    if params["use_bias"]:
        keys |= {f"{name}_bias": f"{name}.bias" for name in ("query", "key", "value", "output")}
    mask = ", mask={mask}" if layer.mask else ""
    return Written(
        module=("MultiHeadAttention", tuple(arguments)),
        call=f"{{self}}({{inputs}}{mask})" if len(layer.inputs) > 1 else f"{{self}}({{x}}, {{x}}{mask})",
        takes="last",
        gives="last",
        helpers=("MultiHeadAttention",),
        notes=("script.note.attention",),
        keys=keys,
    )


def embedding(layer: CodeLayer) -> Written:
    """``Embedding``."""
    params = layer.params
    return Written(
        module=("nn.Embedding", (str(params["input_dim"]), str(params["output_dim"]))),
        call="{self}({x}.long())",
        gives="last",
        keys={"embeddings": "weight"},
        mask="{x} != 0" if params["mask_zero"] else "",
        notes=("script.note.mask_zero",) if params["mask_zero"] else (),
    )


def masking(layer: CodeLayer) -> Written:
    """``Masking``: steps of nothing but one value are none."""
    value = literal(float(layer.params["mask_value"]))
    return Written(
        call="{x} * {made}.unsqueeze(2)",
        takes="last",
        gives="last",
        mask=f"({{x}} != {value}).any(dim=2)",
    )


def _over_steps(function: str) -> Callable[[CodeLayer], Written]:
    def write(layer: CodeLayer) -> Written:
        if not layer.mask:
            return Written(call=f"{{x}}.{function}(dim={{steps}})")
        helper = f"{function}_of_real_steps"
        return Written(call=f"{helper}({{x}}, {{mask}})", takes="last", helpers=(helper,))

    return write


WRITERS: Final[Mapping[str, Callable[[CodeLayer], Written]]] = MappingProxyType(
    {
        "SimpleRNN": recurrent,
        "LSTM": recurrent,
        "GRU": recurrent,
        "MultiHeadAttention": attention,
        "Embedding": embedding,
        "Masking": masking,
        "GlobalAveragePooling1D": _over_steps("mean"),
        "GlobalMaxPooling1D": _over_steps("amax"),
    }
)
