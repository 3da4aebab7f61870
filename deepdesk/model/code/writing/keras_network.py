"""The function ``build_model`` of a Keras script: a list of layers for a chain, else the functional form."""

from __future__ import annotations

import keyword
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from deepdesk.model.code.writing.keras_layers import KerasLayer, is_composite, keras_layer
from deepdesk.model.code.writing.layer import CodeLayer, is_frozen
from deepdesk.model.code.writing.text import WIDTH, comment, fresh, literal, wrapped_call
from deepdesk.model.description import Shape
from deepdesk.model.kinds import KINDS
from deepdesk.model.validation import INPUT

_LOCAL_NAMES: Final = frozenset({"x", "inputs", "layers", "keras", "ops", "np", "regularizers", "gelu"})


@dataclass(frozen=True)
class KerasCode:
    """The body of ``build_model`` and what the script needs for it."""

    lines: tuple[str, ...]
    helpers: frozenset[str]
    has_penalty: bool


def keras_network(layers: Sequence[CodeLayer], input_shape: Shape, name: str) -> KerasCode:
    """The function's body for these layers (raises ModelError)."""
    codes = [keras_layer(layer) for layer in layers]
    lines = _chain(layers, codes, input_shape, name) if _is_plain(layers) else _graph(layers, codes, input_shape, name)
    lines = _with_frozen(lines, layers)
    helpers = frozenset(helper for code in codes for helper in code.helpers)
    penalty = any("regularizers." in item for code in codes for item in code.arguments)
    return KerasCode(tuple(lines), helpers, penalty)


def _with_frozen(lines: list[str], layers: Sequence[CodeLayer]) -> list[str]:
    """``lines`` with the layers that hold others frozen once they are built."""
    frozen = [layer.id for layer in layers if is_frozen(layer) and is_composite(layer)]
    if not frozen:
        return lines
    begin = max(number for number, line in enumerate(lines) if line.startswith("    return "))
    lines = [*lines[:begin], lines[begin].replace("    return ", "    model = ", 1), *lines[begin + 1 :]]
    calls = [f"    model.get_layer({literal(name)}).trainable = False" for name in frozen]
    return [*lines, *comment("script.note.frozen", 4), *calls, "    return model"]


def _is_plain(layers: Sequence[CodeLayer]) -> bool:
    before = [INPUT, *(layer.id for layer in layers)]
    chained = all(layer.inputs == (name,) for layer, name in zip(layers, before, strict=False))
    return chained and not any(layer.kind == "MultiHeadAttention" for layer in layers)


def _input(shape: Shape) -> str:
    return f"keras.Input({literal(tuple(shape))}, name={literal(INPUT)})"


def shown(shape: Shape) -> str:
    """A shape as a comment shows it."""
    return f"  # {literal(tuple(shape))}"


def _chain(layers: Sequence[CodeLayer], codes: Sequence[KerasLayer], shape: Shape, name: str) -> list[str]:
    lines = ["    return keras.Sequential(", "        [", f"            {_input(shape)},"]
    told: set[str] = set()
    for layer, code in zip(layers, codes, strict=True):
        for note in fresh(_notes(layer, code), told):
            lines += comment(note, 12)
        lines += _entry(code, shown(layer.output_shape))
    return [*lines, "        ],", f"        name={literal(name)},", "    )"]


def _notes(layer: CodeLayer, code: KerasLayer) -> list[str]:
    """Comments above a layer; those that hold others are frozen below, where it is said."""
    return [*code.notes, *(["script.note.frozen"] if is_frozen(layer) and not is_composite(layer) else [])]


def _entry(code: KerasLayer, end: str) -> list[str]:
    return wrapped_call(code.function, code.arguments, ",", 12, end)


def _graph(layers: Sequence[CodeLayer], codes: Sequence[KerasLayer], shape: Shape, name: str) -> list[str]:
    lines = [f"    inputs = {_input(shape)}"]
    variables = {INPUT: "inputs"}
    told: set[str] = set()
    for number, (layer, code) in enumerate(zip(layers, codes, strict=True)):
        for note in fresh(_notes(layer, code), told):
            lines += comment(note, 4)
        variable = "x" if _is_passed_on(layer.id, number, layers) else _local(layer.id)
        taken = [variables[source] for source in layer.inputs]
        lines += _statement(layer, code, variable, taken)
        variables[layer.id] = variable
    return [*lines, f"    return keras.Model(inputs, {variables[layers[-1].id]}, name={literal(name)})"]


def _statement(layer: CodeLayer, code: KerasLayer, variable: str, taken: list[str]) -> list[str]:
    several = KINDS[layer.kind].inputs[0] > 1
    given = [f"[{', '.join(taken)}]"] if several else taken
    if layer.kind == "MultiHeadAttention" and len(given) == 1:
        given = given * 2
    call = f"({', '.join([*given, *code.called_with])})"
    return wrapped_call(f"{variable} = {code.function}", code.arguments, call, 4, _fitting(layer))


def _fitting(layer: CodeLayer) -> str:
    end = shown(layer.output_shape)
    return end if len(end) < WIDTH // 3 else ""


def _is_passed_on(name: str, at: int, layers: Sequence[CodeLayer]) -> bool:
    users = [number for number, layer in enumerate(layers) if name in layer.inputs]
    return all(number == at + 1 for number in users)


def _local(layer_id: str) -> str:
    return f"{layer_id}_" if keyword.iskeyword(layer_id) or layer_id in _LOCAL_NAMES else layer_id
