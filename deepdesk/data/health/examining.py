"""All findings about a data set as it is about to be used, the gravest first."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.data.dataset import DataReport
from deepdesk.data.findings import DataFinding, Severity
from deepdesk.data.health import classes, duplicates, samples, sides
from deepdesk.data.health.class_names import class_findings
from deepdesk.data.health.likeness import likeness_of
from deepdesk.data.health.look import Look
from deepdesk.data.kinds import DataKind, Draft, Fitted

_RANK: Final[Mapping[Severity, int]] = MappingProxyType({"error": 0, "warning": 1, "note": 2})


def findings(draft: Draft, fitted: Fitted, kind: DataKind) -> tuple[DataFinding, ...]:
    """What is worth a look, those of the kind itself included; errors before warnings before notes.

    Args:
        draft: divided, its labels and parts already written to its folder.
        fitted: what the kind made of it.
        kind: reads the network's inputs, where a quick score is worked out.

    Raises:
        DataError: cancelled.
    """
    likeness = likeness_of(draft.reading, draft.content, draft.index, draft.names)
    look = Look(draft=draft, fitted=fitted, likeness=likeness)
    found = [*fitted.report.findings, *samples.examined(look)]
    if draft.index.report.task == "classification":
        found += [*class_findings(draft), *classes.examined(look), *duplicates.contradictions(look)]
    found += [*duplicates.examined(look), *sides.examined(look, kind)]
    return tuple(sorted(found, key=lambda item: _RANK[item.severity]))


def with_findings(report: DataReport, found: tuple[DataFinding, ...]) -> DataReport:
    """The report with these."""
    import msgspec

    return msgspec.structs.replace(report, findings=found)
