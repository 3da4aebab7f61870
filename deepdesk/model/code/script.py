"""Reads a script: follows it, collects its networks, and says what is to be said of its lines."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from deepdesk.core.errors import ModelError
from deepdesk.model.code.applying import tensors_in
from deepdesk.model.code.evaluating import TooManySteps
from deepdesk.model.code.finishing import Drawn, found_model
from deepdesk.model.code.following import PUBLISHED_SHAPE, instance_follower, published_maker
from deepdesk.model.code.interpreter import STATEMENTS_LIMIT, Interpreter
from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Class, Function, Instance, Layer, Network, Unknown
from deepdesk.model.code.script_faults import keras_faults, text_faults, torch_faults, tree_faults
from deepdesk.model.code.source import Source, read_source
from deepdesk.model.code.stated_shape import stated_shape
from deepdesk.model.code.torch_names import name_by_place
from deepdesk.model.code.values import CodeFinding, CodeFramework, CodeReading, FoundModel
from deepdesk.model.code.verdict import doctor_findings
from deepdesk.model.code.world import ScriptWorld
from deepdesk.model.description import Shape

MODELS_LIMIT: Final = 50


@dataclass
class _Followed:
    """A script after it was followed."""

    notes: Notes
    world: ScriptWorld
    interpreter: Interpreter
    drawn: list[Drawn] = field(default_factory=list)


def read_script(text: str, name: str, input_shape: Shape | None = None) -> CodeReading:
    """What a Keras or PyTorch script holds; ``input_shape`` is that of the data, for scripts that do not say it.

    Raises:
        ModelError: it is too large, too deep, or no Python at all.
    """
    source = read_source(text)
    if sum(isinstance(node, ast.stmt) for node in ast.walk(source.tree)) > STATEMENTS_LIMIT:
        raise ModelError("code.too_many_statements", limit=f"{STATEMENTS_LIMIT:,}")
    notes = Notes()
    for damage in source.damages:
        notes.add(damage.line, damage.code.removeprefix("code.finding."), "error", reason=damage.reason)
    followed = _follow(source, notes)
    _name_apart(followed.drawn)
    shape = input_shape or stated_shape(followed.interpreter.top.names, source.tree)
    shape = shape or (PUBLISHED_SHAPE if followed.world.torch.published else None)
    models = [found_model(drawn, followed.world.graph, notes, shape) for drawn in followed.drawn[:MODELS_LIMIT]]
    framework = _framework(source, followed)
    _say_faults(source, followed)
    if not models:
        notes.add(0, "no_model" if framework else "no_framework", "error")
    findings = [*notes.findings]
    for index, model in enumerate(models):
        findings += doctor_findings(model, index)
    return CodeReading(
        name=name,
        framework=framework,
        models=tuple(models),
        findings=_in_order(findings, source, models),
        preprocessing=tuple(dict.fromkeys(followed.world.drawing.preprocessing)),
    )


def _follow(source: Source, notes: Notes) -> _Followed:
    world = ScriptWorld(notes)
    interpreter = Interpreter(world)
    world.torch.follow_instance = instance_follower(interpreter)
    world.torch.make_published = published_maker(interpreter)
    followed = _Followed(notes, world, interpreter)
    try:
        interpreter.run(source.tree)
        _collect(followed)
        if not followed.drawn:
            _call_the_uncalled(interpreter)
            _collect(followed)
    except TooManySteps:
        notes.add(0, "too_many_steps", "error")
        _collect_networks(followed)
    except RecursionError as error:
        raise ModelError("code.too_deep") from error
    for line in interpreter.guessed:
        notes.add(line, "condition")
    return followed


def _call_the_uncalled(interpreter: Interpreter) -> None:
    """A file of functions that nobody calls: each is followed once, with what it does not say unknown."""
    for function in list(interpreter.top.names.values()):
        if isinstance(function, Function) and function.calls == 0:
            call = ast.Call(func=ast.Name(id=function.name), args=[], keywords=[], lineno=function.line, col_offset=0)
            made = interpreter.call(function, [], {}, call)
            if isinstance(made, Network) and not made.name:
                made.name = function.name


def _collect(followed: _Followed) -> None:
    roots = _roots(followed)
    _collect_networks(followed)
    for one in roots:
        followed.drawn += _module_drawn(followed, one)
    followed.drawn.sort(key=lambda drawn: drawn.line)


def _collect_networks(followed: _Followed) -> None:
    """Networks that are not part of another one and hold something."""
    drawing = followed.world.drawing
    networks = [*followed.world.keras.networks, *followed.world.torch.networks]
    kept = [one for one in networks if (not one.nested or one.compiled) and (one.layers or one.outputs)]
    kept = [one for one in kept if not _only_adds_probabilities(one)]
    for network in kept:
        side = followed.world.torch if network.framework == "torch" else None
        if side is not None:
            followed.drawn += side.drawn_network(network)
        elif network.layers is not None:
            start = drawing.start_of(network, network.line)
            end = drawing.apply_network(network, [start], network.line)
            if end is not None and end != start:
                followed.drawn.append(Drawn(network, start, end, network.name or "model", network.line))
        elif network.inputs and network.outputs:
            if len(network.inputs) > 1:
                followed.notes.add(network.line, "several_inputs", "error")
            if len(network.outputs) > 1:
                followed.notes.add(network.line, "several_outputs")
            start, end = network.inputs[0], network.outputs[0]
            followed.drawn.append(Drawn(network, start, end, network.name or "model", network.line))


def _only_adds_probabilities(network: Network) -> bool:
    """Whether it is a trained network of the script with a softmax behind it, for the prediction."""
    trained = [one for one in network.layers or [] if isinstance(one, Network) and one.compiled]
    rest = [one for one in network.layers or [] if one not in trained]
    softmax = all(isinstance(one, Layer) and one.class_name in ("Softmax", "Activation") for one in rest)
    return bool(trained) and not network.compiled and softmax


def _is_network_class(kind: Class) -> bool:
    return any(
        base.rpartition(".")[2] in ("Module", "Model", "Sequential", "LightningModule") for base in kind.foreign()
    )


def _roots(followed: _Followed) -> list[Instance]:
    """Objects of classes of the script that are networks and part of no other; their members are marked as parts."""
    interpreter = followed.interpreter
    classes = [
        value for value in interpreter.top.names.values() if isinstance(value, Class) and _is_network_class(value)
    ]
    for kind in reversed(classes):
        if kind.instances == 0:
            interpreter.instance_of(kind, [], {}, kind.line)
    inside = {id(part) for one in interpreter.made for part in _held(one)}
    roots: dict[str, Instance] = {}
    for one in interpreter.made:
        if id(one) not in inside and _is_network_class(one.kind) and _is_whole(one):
            roots.setdefault(one.kind.name if one.kind in classes else f"{one.kind.name}{one.line}", one)
    return list(roots.values())


def _is_whole(one: Instance) -> bool:
    if "__layers__" in one.attributes:
        return True
    return any(_has(one.kind, name) for name in ("forward", "call"))


def _has(kind: Class, name: str) -> bool:
    try:
        return isinstance(kind.member(name), Function)
    except KeyError:
        return False


def _held(one: Instance) -> list[Any]:
    """The objects that an object holds, directly or in lists and networks, itself left out."""
    found: list[Any] = []
    waiting: list[Any] = list(one.attributes.values())
    seen: set[int] = set()
    while waiting and len(found) < 10_000:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Instance):
            found.append(value)
        elif isinstance(value, list | tuple):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, Network):
            value.nested = True
            waiting += value.layers or []
    return found


def _module_drawn(followed: _Followed, one: Instance) -> list[Drawn]:
    drawing = followed.world.drawing
    is_torch = any(base.startswith(("torch", "lightning", "pytorch")) for base in one.kind.foreign())
    if is_torch:
        name_by_place(one)
    start = drawing.new_input(None, one.kind.line)
    call = ast.Call(func=ast.Name(id=one.kind.name), args=[], keywords=[], lineno=one.kind.line, col_offset=0)
    forward = followed.interpreter.attribute(one, "forward" if _has(one.kind, "forward") else "call", call)
    if isinstance(forward, Function):
        wanted = len(forward.arguments.args) - 1 - len(forward.defaults)
        given: list[Any] = [start, *[Unknown(item.arg) for item in forward.arguments.args[2:]]][: max(wanted, 1)]
        answer = followed.interpreter.call(forward, given, {}, call)
    else:
        layers = Network("torch" if is_torch else "keras", one.kind.line, layers=one.attributes.get("__layers__", []))
        side = followed.world.torch if is_torch else followed.world.keras
        answer = side.on_tensors(layers, [start], {}, one.kind.line)
    outputs = tensors_in(answer)
    if not outputs or outputs[0].node == start.node:
        return []
    network = followed.world.torch.settings_of(one) if is_torch else Network("keras", one.kind.line)
    return [Drawn(network, start, outputs[0], one.kind.name, one.kind.line)]


def _name_apart(drawn: list[Drawn]) -> None:
    """Networks of the same name are numbered."""
    names: set[str] = set()
    for one in drawn:
        stem, number = one.name, 2
        while one.name in names:
            one.name, number = f"{stem}-{number}", number + 1
        names.add(one.name)


def _framework(source: Source, followed: _Followed) -> CodeFramework | None:
    if followed.drawn:
        return followed.drawn[0].network.framework
    names = {
        alias.split(".")[0]
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [item.name for item in node.names])
    }
    if names & {"keras", "tensorflow", "tf_keras"}:
        return "keras"
    return "torch" if "torch" in names else None


def _say_faults(source: Source, followed: _Followed) -> None:
    keras = followed.world.keras
    for drawn in followed.drawn:
        if drawn.network.framework == "keras":
            keras_faults(drawn, keras, followed.notes)
        else:
            torch_faults(drawn, followed.world.torch, followed.notes)
    tree_faults(source.tree, followed.notes)
    text_faults(source, {array.dataset for array in keras.loaded}, followed.notes)


def _in_order(findings: list[CodeFinding], source: Source, models: list[FoundModel]) -> tuple[CodeFinding, ...]:
    """By line, each with the text of its line and the network that the line belongs to."""
    owners: dict[int, set[int]] = {}
    for index, model in enumerate(models):
        for line in model.lines.values():
            owners.setdefault(line, set()).add(index)
    placed = []
    for finding in findings:
        holders = owners.get(finding.line, set())
        owner = finding.model if finding.model is not None or len(holders) != 1 else min(holders)
        placed.append(msgspec.structs.replace(finding, source=source.line(finding.line), model=owner))
    order = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(placed, key=lambda finding: (finding.line, order[finding.severity])))
