"""What the doctor says of a network that was read, beside the lines of its layers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.code.values import CodeFinding, CodeSeverity, FoundModel
from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext, Severity

_SEVERITIES: Final[Mapping[Severity, CodeSeverity]] = MappingProxyType(
    {"error": "error", "warning": "warning", "suggestion": "note"}
)
_LOSSES: Final = ("mean_squared_error", "mse", "mean_absolute_error", "mae")


def doctor_findings(model: FoundModel, index: int) -> list[CodeFinding]:
    """The doctor's findings as findings of lines, each with its fixes, the best first."""
    regression = model.settings.loss in _LOSSES
    context = CheckContext(task="regression" if regression else "classification")
    return [
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
