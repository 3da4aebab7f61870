"""What the doctor says: findings that sit on a layer, and the fixes they offer."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Severity = Literal["error", "warning", "suggestion"]


class Step(msgspec.Struct, frozen=True, kw_only=True, tag_field="do"):
    """One small edit of a repair."""


class SetParam(Step, frozen=True, kw_only=True, tag="set_param"):
    """Gives a parameter of a layer a value; ``None`` for ``value`` takes the kind's default."""

    layer: str
    name: str
    value: Any = None


class DropParam(Step, frozen=True, kw_only=True, tag="drop_param"):
    """Leaves a parameter out of a layer's description."""

    layer: str
    name: str


class InsertLayer(Step, frozen=True, kw_only=True, tag="insert"):
    """Puts a new layer before the layer ``before``, or at the end (``None``)."""

    kind: str
    params: dict[str, Any] = {}
    before: str | None = None


class RemoveLayer(Step, frozen=True, kw_only=True, tag="remove"):
    """Takes a layer out and joins its users to its own input."""

    layer: str


class SetKind(Step, frozen=True, kw_only=True, tag="set_kind"):
    """Makes a layer one of another kind."""

    layer: str
    kind: str


class RenameAt(Step, frozen=True, kw_only=True, tag="rename"):
    """Gives the layer at a place in the list another id (its old one need not be unique)."""

    index: int
    new: str


class SetInputs(Step, frozen=True, kw_only=True, tag="set_inputs"):
    """Names what feeds a layer; ``None`` is the one before it."""

    layer: str
    inputs: tuple[str, ...] | None = None


class SetInputShape(Step, frozen=True, kw_only=True, tag="set_input_shape"):
    """Gives the network another input shape."""

    shape: tuple[int | None, ...]


AnyStep = SetParam | DropParam | InsertLayer | RemoveLayer | SetKind | RenameAt | SetInputs | SetInputShape


class Fix(msgspec.Struct, frozen=True, kw_only=True):
    """A repair that can be applied: ``id`` is unique in its finding, the title is the sentence of ``code``, ``steps``
    are the edits that it makes, in order."""

    id: str
    code: str
    params: dict[str, Any] = {}
    steps: tuple[AnyStep, ...] = ()


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One cause, on ``layer`` (``input``: the input, ``None``: the whole model), best fix first; the headline is the
    sentence of ``code`` with ``params``, the reason that of ``code.why``."""

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
