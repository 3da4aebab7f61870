"""What a look at the data found, and what can be done about it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from deepdesk.data.edits import AnyStep

Severity = Literal["error", "warning", "note"]


class DataAction(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be done: its title is the sentence of ``code``; ``steps`` change the description, undoably."""

    id: str
    code: str
    params: dict[str, Any] = {}
    steps: tuple[AnyStep, ...] = ()


class DataFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One cause: the headline is the sentence of ``code``, the reason that of ``code.why``, best action first.

    Attributes:
        samples: names of the samples that it is about, in groups where they belong together; at most 500 names.
    """

    code: str
    severity: Severity = "warning"
    params: dict[str, Any] = {}
    samples: tuple[tuple[str, ...], ...] = ()
    actions: tuple[DataAction, ...] = ()
