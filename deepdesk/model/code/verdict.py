"""What the doctor says of a network that was read, beside the lines of its layers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.code.values import CodeFinding, CodeSeverity, FoundModel
from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext, Fix, SetParam, Severity, Task
from deepdesk.model.shapes import infer

_SEVERITIES: Final[Mapping[Severity, CodeSeverity]] = MappingProxyType(
    {"error": "error", "warning": "warning", "suggestion": "note"}
)
_OF_CLASSES: Final = ("categorical_crossentropy", "sparse_categorical_crossentropy", "cross_entropy", "nll")
_LOSSES: Final = ("mean_squared_error", "mse", "mean_absolute_error", "mae")


def doctor_findings(model: FoundModel, index: int) -> list[CodeFinding]:
    """The doctor's findings as findings of lines, each with its fixes, the best first."""
    context = CheckContext(task=task_of(model))
    found = [
        CodeFinding(
            line=model.lines.get(finding.layer or "", model.line),
            code=finding.code,
            params=finding.params,
            severity=_SEVERITIES[finding.severity],
            model=index,
            layer=finding.layer,
            fixes=finding.fixes,
        )
        for finding in examine(model.description, context)
    ]
    return [*found, *_one_sigmoid(model, index)]


def task_of(model: FoundModel) -> Task:
    """What the network is for, by its loss and by whether it gives a map of the image's size."""
    given, made = model.description.input.shape, infer(model.description).output_shape
    map_like = made is not None and len(made) == len(given) == 3 and made[:2] == given[:2]
    # What joins maps of several sizes keeps places apart, as segmentation does; what copies its input goes through a
    # narrow map alone.
    joins = any(layer.inputs is not None and len(layer.inputs) > 1 for layer in model.description.layers)
    if map_like and made == given and not joins and model.settings.loss not in _OF_CLASSES:
        return "reconstruction"
    if model.settings.loss in _LOSSES:
        return "regression"
    return "segmentation" if map_like else "classification"


def _one_sigmoid(model: FoundModel, index: int) -> list[CodeFinding]:
    """One sigmoid for two classes: here each class has a score of its own."""
    last = model.description.layers[-1] if model.description.layers else None
    size = {"Dense": "units", "Conv2D": "filters"}.get("" if last is None else last.kind)
    if last is None or size is None or last.params.get(size) != 1 or task_of(model) in ("reconstruction", "regression"):
        return []
    if last.params.get("activation") != "sigmoid" and model.settings.loss != "binary_crossentropy":
        return []
    steps = (
        SetParam(layer=last.id, name=size, value=2),
        SetParam(layer=last.id, name="activation", value="linear"),
    )
    fix = Fix(id="two_scores", code="code.fix.two_scores", params={"layer": last.id, "size": size}, steps=steps)
    line = model.lines.get(last.id, model.line)
    return [CodeFinding(line=line, code="code.finding.one_sigmoid", model=index, layer=last.id, fixes=(fix,))]
