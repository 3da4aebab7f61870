"""A finding about data in words."""

from __future__ import annotations

from deepdesk.core.catalogue import say
from deepdesk.data.findings import DataFinding


def headline(finding: DataFinding) -> str:
    """What was found."""
    return say(finding.code, **finding.params)


def sentences(finding: DataFinding) -> str:
    """Both, one after the other."""
    return f"{headline(finding).removesuffix('.')}. {reason(finding)}"


def reason(finding: DataFinding) -> str:
    """Why it matters, and what can be done."""
    return say(f"{finding.code}.why", **finding.params)
