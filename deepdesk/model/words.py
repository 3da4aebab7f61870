"""Findings, fixes and shapes in words: what the window and the command line show of the doctor's values."""

from __future__ import annotations

from typing import Final

from deepdesk.core.catalogue import say
from deepdesk.model import repairs
from deepdesk.model.description import LayerDescription, ModelDescription, Shape
from deepdesk.model.findings import Finding, Fix
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.geometry import sizes_text
from deepdesk.model.shapes import infer
from deepdesk.model.validation import value_text

PREVIEW_LIMIT: Final = 4


def headline(finding: Finding) -> str:
    """What is the matter, without a full stop: "conv4 needs at least 3×3, gets 1×1"."""
    return say(finding.code, **finding.params)


def reason(finding: Finding) -> str:
    """Why it is so, a sentence."""
    return say(f"{finding.code}.why", **finding.params)


def message(finding: Finding) -> str:
    """Headline and reason together."""
    return f"{headline(finding)}. {reason(finding)}"


def title(fix: Fix) -> str:
    """What a fix does, as a button says it."""
    return say(fix.code, **fix.params)


def shape_text(shape: Shape | None) -> str:
    """``28 × 28 × 1``, ``30,976``; a free length is ``?``, an unknown shape ``–``."""
    if shape is None:
        return "–"
    return f"{shape[0]:,}" if len(shape) == 1 and shape[0] is not None else sizes_text(shape).replace("×", " × ")


def magnitude(count: int) -> str:
    """A large count as people compare it: ``896``, ``36,928``, ``2.76 M``, ``1.2 G``."""
    for limit, letter in ((1_000_000_000, "G"), (1_000_000, "M")):
        if count >= limit:
            return f"{count / limit:.3g} {letter}"
    return f"{count:,}"


def param_text(model: ModelDescription, layer_id: str, name: str) -> str:
    """The value of one parameter of a layer, its default included; ``–`` where there is no such layer."""
    layer = next((item for item in model.layers if item.id == layer_id), None)
    if layer is None or layer.kind not in KINDS:
        return "–"
    return value_text(KINDS[layer.kind].filled(layer.params).get(name))


def cost_text(parameters: int, multiply_adds: int) -> str:
    """Parameters and multiply-adds in one line."""
    return say("model.cost", parameters=f"{parameters:,}", multiply_adds=magnitude(multiply_adds))


def _layer_changes(old: LayerDescription, new: LayerDescription) -> list[str]:
    if old.kind != new.kind:
        return [say("model.change.kind", layer=new.id, kind=new.kind)]
    kind = KINDS.get(old.kind)
    defaults = {item.name: item.default for item in kind.parameters} if kind else {}
    lines = []
    for name in dict.fromkeys((*defaults, *old.params, *new.params)):
        before, after = old.params.get(name, defaults.get(name)), new.params.get(name, defaults.get(name))
        if before != after:
            figures = {"layer": new.id, "name": name, "old": value_text(before), "new": value_text(after)}
            lines.append(say("model.change.param", **figures))
    if old.inputs != new.inputs and not lines:
        lines.append(say("model.change.inputs", layer=new.id))
    return lines


def changes(before: ModelDescription, after: ModelDescription) -> tuple[str, ...]:
    """What differs between two networks, a line each, in the order of the layers."""
    lines: list[str] = []
    if before.input.shape != after.input.shape:
        lines.append(say("model.change.input", shape=shape_text(after.input.shape)))
    old = {layer.id: layer for layer in before.layers}
    new = {layer.id: layer for layer in after.layers}
    lines += [say("model.change.removed", layer=name) for name in old if name not in new]
    for name, layer in new.items():
        if name in old:
            lines += _layer_changes(old[name], layer)
        else:
            lines.append(say("model.change.added", layer=name, kind=layer.kind))
    if not lines and before.layers != after.layers:
        lines.append(say("model.change.order"))
    return tuple(lines)


def preview(model: ModelDescription, fix: Fix) -> str:
    """What a fix would change and what the network would then cost, in a line (raises KeyError, IndexError)."""
    after = repairs.apply(model, fix.steps)
    found = [say("model.change.setting", name=name, new=value_text(value)) for name, value in fix.settings.items()]
    found += changes(model, after)
    shown = found[:PREVIEW_LIMIT]
    if len(found) > PREVIEW_LIMIT:
        shown.append(say("model.change.more", count=len(found) - PREVIEW_LIMIT))
    report = infer(after)
    if report.builds and not fix.settings:
        shown.append(cost_text(report.parameters, report.multiply_adds))
    return " · ".join(shown)
