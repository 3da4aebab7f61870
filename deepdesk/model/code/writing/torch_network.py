"""The class ``Net`` of a PyTorch script: a module per layer, named by its id, and a ``forward`` with the shapes."""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from deepdesk.model.code.writing.layer import CodeLayer, Lie, Written, is_frozen
from deepdesk.model.code.writing.text import WIDTH, comment, fresh, wrapped_call
from deepdesk.model.code.writing.torch_general import ACTIVATIONS
from deepdesk.model.code.writing.torch_writers import written
from deepdesk.model.description import Shape
from deepdesk.model.validation import INPUT

MODULE_NAMES: Final = frozenset({
    "add_module", "apply", "bfloat16", "buffers", "call_super_init", "children", "compile", "cpu", "cuda", "double",
    "dump_patches", "eval", "extra_repr", "float", "forward", "get_buffer", "get_extra_state", "get_parameter",
    "get_submodule", "half", "ipu", "load_state_dict", "modules", "mtia", "named_buffers", "named_children",
    "named_modules", "named_parameters", "parameters", "penalty", "requires_grad_", "set_extra_state",
    "set_submodule", "share_memory", "state_dict", "to", "to_empty", "train", "training", "type", "xpu",
    "zero_grad",
})  # fmt: skip
"""What ``nn.Module`` has already: a layer of that id gets an underscore behind it."""
_LOCAL_NAMES: Final = frozenset({"self", "torch", "nn", "np", "x", "mask", "steps", "sum", "inputs"})


@dataclass(frozen=True)
class Value:
    """What ``forward`` holds: the variable, its shape (channels last, without batch) and how it lies."""

    name: str
    shape: Shape
    first: bool

    def lying(self, wanted: Lie) -> str:
        """The variable with its axes as wanted."""
        if wanted == "any" or self.first == (wanted == "first") or len(self.shape) not in (2, 3):
            return self.name
        if len(self.shape) == 2:
            return f"{self.name}.transpose(1, 2)"
        return f"{self.name}.permute({'0, 3, 1, 2' if wanted == 'first' else '0, 2, 3, 1'})"


@dataclass(frozen=True)
class TorchCode:
    """The class, the helpers that it needs, and where each weight lies in it by neutral name."""

    lines: tuple[str, ...]
    helpers: frozenset[str]
    keys: dict[str, str]
    has_penalty: bool


def attribute(layer_id: str) -> str:
    """The name of a layer's module."""
    return f"{layer_id}_" if keyword.iskeyword(layer_id) or _is_taken(layer_id) else layer_id


def _is_taken(name: str) -> bool:
    return name in MODULE_NAMES or name.startswith("register_")


def _local(layer_id: str) -> str:
    return f"{layer_id}_" if keyword.iskeyword(layer_id) or layer_id in _LOCAL_NAMES else layer_id


def shape_text(shape: Shape, *, first: bool) -> str:
    """``(batch, 32, 28, 28)`` as the value lies."""
    sizes = [*shape[-1:], *shape[:-1]] if first and len(shape) > 1 else list(shape)
    return f"(batch, {', '.join('?' if size is None else str(size) for size in sizes)})"


_STEP: Final = re.compile(r"(?:drop_features|over_real_steps|last_real_step)\([^()]*\)")


class _Forward:
    """The statements of ``forward`` as they grow."""

    def __init__(self, layers: Sequence[CodeLayer], input_shape: Shape) -> None:
        self.lines: list[str] = []
        self._layers = layers
        # Rows of numbers have no channels to put first.
        start = "x" if self._is_passed_on(INPUT, -1) else "inputs"
        self.start = Value(start, input_shape, first=len(input_shape) == 3)
        self._values = {INPUT: self.start}
        makers = [layer.id for layer in layers if written(layer).mask]
        self._masks = {name: "mask" if len(makers) == 1 else f"{_local(name)}_mask" for name in makers}
        self._shown = self.start
        self._told: set[str] = set()

    def _is_passed_on(self, name: str, at: int) -> bool:
        """Whether the value of layer number ``at`` is used by the next layer alone."""
        users = [number for number, layer in enumerate(self._layers) if name in layer.inputs]
        return all(number == at + 1 for number in users)

    def _name(self, layer_id: str, at: int) -> str:
        """What the value of layer number ``at`` is called; ``_`` where nothing takes it."""
        if at < len(self._layers) - 1 and not any(layer_id in layer.inputs for layer in self._layers):
            return "_"
        return "x" if self._is_passed_on(layer_id, at) else _local(layer_id)

    def add(self, number: int, layer: CodeLayer, code: Written) -> None:
        values = [self._values[name] for name in layer.inputs]
        taken = self._taken(values, code)
        first = values[0].first if code.gives == "any" else code.gives == "first"
        if code.takes != "any" and code.gives == "any":
            first = code.takes == "first"
        first = first and len(layer.output_shape) > 1
        name = self._name(layer.id, number)
        place = {
            "self": f"self.{attribute(layer.id)}",
            "x": taken[0],
            "inputs": ", ".join(taken),
            **{f"x{index}": text for index, text in enumerate(taken)},
            "made": self._masks.get(layer.id, ""),
            "mask": self._masks.get(layer.mask or "", ""),
            "steps": 2 if values[0].first else 1,
            "at": self._axis(code.axis, layer, first=first),
        }
        for code_name in fresh(code.forward_notes if code.module else (*code.notes, *code.forward_notes), self._told):
            self.lines += comment(code_name, 8)
        if code.mask and ("{made}" in code.call or any(item.mask == layer.id for item in self._layers)):
            self.lines.append(f"        {place['made']} = {code.mask.format(x=taken[0])}")
        text = self._shortened(code.call.format(**place))
        axis = 1 if first else -1
        text = ACTIVATIONS[code.activation].format(x=text, axis=axis)
        value = Value(name, layer.output_shape, first)
        self._values[layer.id] = value
        if number == len(self._layers) - 1:
            self._end(text, value)
        elif text != name:
            self._state(f"{name} = {text}", value)

    def _shortened(self, text: str) -> str:
        """``text``, its innermost calls of helpers in lines of their own where it is too long for one."""
        while len(text) > WIDTH - 16 and (inner := _STEP.search(text)) and inner[0] != text:
            self.lines.append(f"        steps = {inner[0]}")
            text = text.replace(inner[0], "steps", 1)
        return text

    def _end(self, text: str, value: Value) -> None:
        """Gives the last value back: maps with their channels first, sequences with their steps first."""
        wanted: Lie = "first" if len(value.shape) == 3 else "last"
        given = value.lying(wanted)
        if text == given and self.lines and self.lines[-1].startswith(f"        {text} = "):
            self.lines[-1] = self.lines[-1].replace(f"{text} = ", "return ", 1)
            return
        if given == value.name:
            self._state(f"return {text}", value)
            return
        if text != value.name:
            self._state(f"{value.name} = {text}", value)
        self._state(f"return {given}", Value("x", value.shape, wanted == "first"))

    def _taken(self, values: Sequence[Value], code: Written) -> list[str]:
        if code.takes != "any" or len({value.first for value in values}) == 1:
            return [value.lying(code.takes) for value in values]
        return [value.lying("first" if values[0].first else "last") for value in values]

    def _axis(self, axis: int, layer: CodeLayer, *, first: bool) -> int:
        """An axis (without batch, channels last) where it lies in PyTorch, the batch counted."""
        axes = len(layer.output_shape)
        at = axis % axes
        if not first:
            return at + 1
        return 1 if at == axes - 1 else at + 2

    def _state(self, statement: str, value: Value) -> None:
        shown = f"  # {shape_text(value.shape, first=value.first)}"
        if (value.shape, value.first) == (self._shown.shape, self._shown.first):
            shown = ""
        self._shown = value
        line = f"        {statement}"
        if len(line + shown) <= WIDTH:
            self.lines.append(line + shown)
            return
        if shown:
            self.lines.append(f"        {shown.strip()}")
        opening = statement.find("(")
        if len(line) <= WIDTH or not statement.endswith(")"):
            self.lines.append(line)
        else:
            inner = statement[opening + 1 : -1]
            self.lines += [f"        {statement[:opening]}(", f"            {inner}", "        )"]


def torch_network(layers: Sequence[CodeLayer], input_shape: Shape) -> TorchCode:
    """The class ``Net`` for these layers (raises ModelError for a kind that cannot be written)."""
    codes = [written(layer) for layer in layers]
    forward = _Forward(layers, input_shape)
    for number, (layer, code) in enumerate(zip(layers, codes, strict=True)):
        forward.add(number, layer, code)
    lines = ["class Net(nn.Module):", "    def __init__(self):", "        super().__init__()"]
    told: set[str] = set()
    for layer, code in zip(layers, codes, strict=True):
        lines += _module_lines(layer, code, told)
    shape = shape_text(input_shape, first=forward.start.first)
    lines += ["", f"    def forward(self, {forward.start.name}):  # {shape}", *forward.lines]
    keys = {
        f"{layer.id}/{name}": key for layer, code in zip(layers, codes, strict=True) for name, key in _keys(layer, code)
    }
    penalties = _penalty_lines(layers, keys)
    lines += [*_frozen_statistics(layers), *penalties]
    helpers = frozenset(name for code in codes for name in code.helpers)
    return TorchCode(tuple(lines), helpers, keys, bool(penalties))


def _keys(layer: CodeLayer, code: Written) -> list[tuple[str, str]]:
    return [(spec.name, f"{attribute(layer.id)}.{code.keys[spec.name]}") for spec in layer.weights]


def _module_lines(layer: CodeLayer, code: Written, told: set[str]) -> list[str]:
    if code.module is None:
        return []
    lines = [line for name in fresh(code.notes, told) for line in comment(name, 8)]
    function, arguments = code.module
    name = f"self.{attribute(layer.id)}"
    lines += wrapped_call(f"{name} = {function}", arguments, "", 8)
    lines += [f"        {statement.format(self=name)}" for statement in code.after]
    if is_frozen(layer):
        lines += [line for note in fresh(["script.note.frozen"], told) for line in comment(note, 8)]
        lines += [f"        {name}.requires_grad_(False)"]
    return lines


def _frozen_statistics(layers: Sequence[CodeLayer]) -> list[str]:
    """A ``train`` that leaves frozen normalization with its running statistics."""
    frozen = [
        layer for layer in layers if layer.kind == "BatchNormalization" and not layer.params.get("trainable", True)
    ]
    if not frozen:
        return []
    return [
        "",
        "    def train(self, mode=True):",
        *comment("script.note.frozen_statistics", 8),
        "        super().train(mode)",
        *(f"        self.{attribute(layer.id)}.eval()" for layer in frozen),
        "        return self",
    ]


def _penalty_lines(layers: Sequence[CodeLayer], keys: dict[str, str]) -> list[str]:
    """A method that gives what large weights cost."""
    parts = []
    for layer in layers:
        for spec in layer.weights if layer.params.get("trainable", True) else ():
            place = "self." + re.sub(r"\.(\d+)\.", r"[\1].", keys[f"{layer.id}/{spec.name}"])
            if spec.penalized and layer.params.get("l1"):
                parts.append(f"{layer.params['l1']!r} * {place}.abs().sum()")
            if spec.penalized and layer.params.get("l2"):
                parts.append(f"{layer.params['l2']!r} * {place}.square().sum()")
    if not parts:
        return []
    head = ["", "    def penalty(self):", *comment("script.note.penalty", 8)]
    flat = f"        return {' + '.join(parts)}"
    if len(flat) <= WIDTH:
        return [*head, flat]
    return [
        *head,
        "        return (",
        f"            {parts[0]}",
        *(f"            + {part}" for part in parts[1:]),
        "        )",
    ]
