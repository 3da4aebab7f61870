"""The words of an ending."""

from __future__ import annotations

from deepdesk.core.catalogue import codes, say
from deepdesk.training.events import Ended


def cause(ended: Ended) -> str:
    """Why the run ended, in a sentence."""
    return say(ended.code, **ended.params)


def advice(ended: Ended) -> str | None:
    """What to do, in a sentence; ``None`` where the cause says it already or there is nothing to do."""
    code = f"{ended.code}.advice"
    return say(code, **ended.params) if code in codes() else None
