"""A finding about data in words."""

from __future__ import annotations

from deepdesk.core.catalogue import say
from deepdesk.data.findings import DataFinding


def sample_name(name: str, kind: str) -> str:
    """A sample for people: its file, or the row of the table that a text stands in."""
    return say("data.text.row", number=name) if kind == "text" and name.isdecimal() else name


def headline(finding: DataFinding) -> str:
    """What was found."""
    return say(finding.code, **finding.params)


def sentences(finding: DataFinding) -> str:
    """Both, one after the other."""
    return f"{headline(finding).removesuffix('.')}. {reason(finding)}"


def reason(finding: DataFinding) -> str:
    """Why it matters, and what can be done."""
    return say(f"{finding.code}.why", **finding.params)
