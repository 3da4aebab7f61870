"""What the doctor says of a network that was read, beside the lines of its layers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.code.values import CodeFinding, CodeSeverity, FoundModel
from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext, Fix, SetParam, Severity

_SEVERITIES: Final[Mapping[Severity, CodeSeverity]] = MappingProxyType(
    {"error": "error", "warning": "warning", "suggestion": "note"}
)
_LOSSES: Final = ("mean_squared_error", "mse", "mean_absolute_error", "mae")


def doctor_findings(model: FoundModel, index: int) -> list[CodeFinding]:
    """The doctor's findings as findings of lines, each with its fixes, the best first."""
    regression = model.settings.loss in _LOSSES
    context = CheckContext(task="regression" if regression else "classification")
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


def _one_sigmoid(model: FoundModel, index: int) -> list[CodeFinding]:
    """One sigmoid for two classes: here each class has a score of its own."""
    last = model.description.layers[-1] if model.description.layers else None
    if last is None or last.kind != "Dense" or last.params.get("units") != 1:
        return []
    if last.params.get("activation") != "sigmoid" and model.settings.loss != "binary_crossentropy":
        return []
    steps = (
        SetParam(layer=last.id, name="units", value=2),
        SetParam(layer=last.id, name="activation", value="linear"),
    )
    fix = Fix(id="two_scores", code="code.fix.two_scores", params={"layer": last.id}, steps=steps)
    line = model.lines.get(last.id, model.line)
    return [CodeFinding(line=line, code="code.finding.one_sigmoid", model=index, layer=last.id, fixes=(fix,))]
