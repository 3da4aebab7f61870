"""What the doctor says: findings that sit on a layer, and the fixes they offer."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Severity = Literal["error", "warning", "suggestion"]


class Fix(msgspec.Struct, frozen=True, kw_only=True):
    """A repair that can be applied: ``id`` is unique in its finding, the title is the sentence of ``code``."""

    id: str
    code: str
    params: dict[str, Any] = {}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One cause, on ``layer`` (``None``: the whole model), in the words of ``code`` with ``params``; best fix first."""

    layer: str | None
    code: str
    severity: Severity = "error"
    params: dict[str, Any] = {}
    fixes: tuple[Fix, ...] = ()


class CheckContext(msgspec.Struct, frozen=True, kw_only=True):
    """The little the doctor needs to know of the task; ``None`` is not known."""

    task: str = "classification"
    input_shape: tuple[int | None, ...] | None = None
    classes: int | None = None
    loss: str | None = None
    learning_rate: float | None = None
    batch_size: int | None = None
    device_memory: int | None = None
