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
    """Puts a new layer before the layer ``before``, or at the end (``None``).

    With ``source`` it stands between that one input of ``before`` and ``before``; the other inputs stay as they are.
    """

    kind: str
    params: dict[str, Any] = {}
    before: str | None = None
    source: str | None = None


class MoveLayer(Step, frozen=True, kw_only=True, tag="move"):
    """Takes a layer out and puts it right before the layer ``before``, or at the end (``None``)."""

    layer: str
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


class SetSetting(Step, frozen=True, kw_only=True, tag="set_setting"):
    """Gives a field of the training configuration a value (``learning_rate``, ``batch_size``, ``loss``); the network
    stays as it is."""

    name: str
    value: Any


AnyStep = (
    SetParam
    | DropParam
    | InsertLayer
    | MoveLayer
    | RemoveLayer
    | SetKind
    | RenameAt
    | SetInputs
    | SetInputShape
    | SetSetting
)

Task = Literal["classification", "segmentation", "regression", "reconstruction"]


class Fix(msgspec.Struct, frozen=True, kw_only=True):
    """A repair that can be applied: ``id`` is unique in its finding, the title is the sentence of ``code``, ``steps``
    are the edits that it makes, in order."""

    id: str
    code: str
    params: dict[str, Any] = {}
    steps: tuple[AnyStep, ...] = ()

    @property
    def settings(self) -> dict[str, Any]:
        """What it changes in the training configuration; empty for a repair of the network."""
        return {step.name: step.value for step in self.steps if isinstance(step, SetSetting)}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One cause, on ``layer`` (``input``: the input, ``None``: the whole model), best fix first; the headline is the
    sentence of ``code`` with ``params``, the reason that of ``code.why``."""

    layer: str | None
    code: str
    severity: Severity = "error"
    params: dict[str, Any] = {}
    fixes: tuple[Fix, ...] = ()


class CheckContext(msgspec.Struct, frozen=True, kw_only=True):
    """The little the doctor needs to know of the task; ``None`` is not known and not judged.

    Attributes:
        task: what the answer is: one class, a class for each pixel, numbers, or the input itself.
        input_shape: of one sample of the data, without batch.
        kind: of data, such as ``images`` or ``audio``.
        classes: how many classes the data have.
        target_shape: of one target (regression and forecasting), such as ``(horizon,)`` or ``(horizon, features)``.
        vocabulary: how many different token numbers the data have; ``None``: the data are no token numbers.
        padded: whether sequences are filled up with zeros to one length.
        loss: which loss is minimized; ``None`` means the one that suits the task.
        optimizer: which optimizer takes the steps.
        learning_rate: of that optimizer.
        batch_size: samples per step.
        device_memory: bytes of the device that trains.
    """

    task: Task | None = "classification"
    input_shape: tuple[int | None, ...] | None = None
    classes: int | None = None
    target_shape: tuple[int | None, ...] | None = None
    vocabulary: int | None = None
    padded: bool = False
    loss: str | None = None
    optimizer: str | None = None
    learning_rate: float | None = None
    batch_size: int | None = None
    device_memory: int | None = None
    kind: str | None = None

    @property
    def outputs(self) -> int | None:
        """How many numbers come out of the last layer at each place: classes, or the steps of a forecast."""
        steps = self.target_shape[0] if self.task == "regression" and self.target_shape else None
        return self.classes or steps
