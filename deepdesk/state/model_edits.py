"""The values behind the model store: what an undo step keeps, and the step itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtGui import QUndoCommand

from deepdesk.core.catalogue import say
from deepdesk.core.errors import ModelError
from deepdesk.model.description import InputDescription, ModelDescription, load_model
from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext, Finding
from deepdesk.model.following import followed
from deepdesk.model.shapes import NetworkReport, infer
from deepdesk.model.words import param_text
from deepdesk.state.start_weights import StartWeights, still_fit

FILE_LIMIT = 16 * 1024 * 1024
EMPTY_MODEL = ModelDescription(name="model", input=InputDescription(shape=(28, 28, 1)))


class ModelDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is edited, undone and saved with the project.

    Attributes:
        model: the network; what follows the data is filled in when it is shown.
        follows_input: the input shape comes from the data.
        follows_units: the last layer's units come from the data.
        preset: the id of the preset that this is, untouched; ``None`` after an edit.
        selected: the layer that the inspector speaks of, ``input`` or ``None``.
        start_weights: what a run starts from instead of weights drawn from the seed.
        also: ids of the layers that are selected besides.
    """

    model: ModelDescription = EMPTY_MODEL
    follows_input: bool = True
    follows_units: bool = True
    preset: str | None = None
    selected: str | None = None
    start_weights: StartWeights | None = None
    also: tuple[str, ...] = ()

    def weights_fit(self, context: CheckContext) -> bool:
        """Whether the weights to start from, if any, belong to the network as it would be trained."""
        if self.start_weights is None:
            return True
        follows = {"follows_input": self.follows_input, "follows_units": self.follows_units}
        return still_fit(self.start_weights, followed(self.model, context, **follows))


def first_to_look_at(model: ModelDescription, context: CheckContext) -> str | None:
    """The layer to select of a network that has just arrived: the first that is at fault, else its first."""
    shown = followed(model, context, follows_input=True, follows_units=True)
    faults = [item.layer for item in examine(shown, context) if item.severity == "error" and item.layer]
    return next(iter([*faults, *(layer.id for layer in model.layers)]), None)


def draft_from(plain: dict[str, Any]) -> ModelDraft:
    """What a project kept (raises ModelError for other data)."""
    try:
        return msgspec.convert(plain, ModelDraft)
    except msgspec.ValidationError as error:
        raise ModelError("model.bad_state", reason=str(error)) from error


def load_limited(path: Path) -> ModelDescription:
    """The network in a ``*.model.json`` of a sensible size (raises FormatError, ModelError, OSError)."""
    if path.stat().st_size > FILE_LIMIT:
        raise ModelError("model.file_too_large", path=str(path), limit=FILE_LIMIT // 1024 // 1024)
    return load_model(path)


class ModelState(msgspec.Struct, frozen=True, kw_only=True):
    """What the tab shows: the network as it would be trained now, and all that is known of it.

    Attributes:
        model: follows the data where it is not pinned.
        report, findings: of that network.
        selected: a layer's id, ``input`` or ``None``.
        follows_input, follows_units: not pinned.
        preset: the id of the untouched preset, if it is one.
        context: what is known of the data and the settings.
        path: the file that it was opened from or saved to.
        saved: whether that file holds this network.
        start_weights: what a run starts from instead of weights drawn from the seed.
        also: ids of the layers that are selected besides.
    """

    model: ModelDescription
    report: NetworkReport
    findings: tuple[Finding, ...]
    selected: str | None
    follows_input: bool
    follows_units: bool
    preset: str | None
    context: CheckContext
    path: str | None
    saved: bool
    start_weights: StartWeights | None = None
    also: tuple[str, ...] = ()

    @property
    def selection(self) -> tuple[str, ...]:
        """The ids of all selected layers, in the order of the list; the input is none of them."""
        return tuple(layer.id for layer in self.model.layers if layer.id == self.selected or layer.id in self.also)

    @property
    def name(self) -> str:
        """The network's name."""
        return self.model.name

    @property
    def has_errors(self) -> bool:
        """Whether something keeps it from being trained."""
        return any(finding.severity == "error" for finding in self.findings)

    @property
    def first_error(self) -> Finding | None:
        """The first finding that keeps it from being trained."""
        return next((finding for finding in self.findings if finding.severity == "error"), None)


StepText = Callable[[ModelDescription, ModelDescription], str]
"""The text of a step, from the network before it and the one after it."""


class EditCommand(QUndoCommand):
    """One edit: the draft before it and after it; repeated edits of one field in a row become one step."""

    MERGING = 1

    def __init__(
        self,
        text: StepText,
        before: ModelDraft,
        after: ModelDraft,
        apply: Callable[[ModelDraft], None],
        field: tuple[object, ...] | None = None,
    ) -> None:
        super().__init__(text(before.model, after.model))
        self._text = text
        self._before = before
        self._after = after
        self._apply = apply
        self._field = field

    def id(self) -> int:
        return self.MERGING if self._field is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, EditCommand) or other._field != self._field:
            return False
        self._after = other._after
        self.setText(self._text(self._before.model, self._after.model))
        if self._after.model == self._before.model:
            self.setObsolete(True)
        return True

    def undo(self) -> None:
        self._apply(self._before)

    def redo(self) -> None:
        self._apply(self._after)


def param_step_text(layer_id: str, name: str) -> StepText:
    """ "Filters of conv1 16 → 32", also after several edits have become one step."""

    def text(before: ModelDescription, after: ModelDescription) -> str:
        old, new = (param_text(model, layer_id, name) for model in (before, after))
        return say("builder.undo.param", layer=layer_id, name=say(f"kind.parameter.{name}"), old=old, new=new)

    return text


def state_of(
    draft: ModelDraft, context: CheckContext, path: str | None, saved: bool, old: ModelState | None
) -> ModelState:
    """What the tab shows of a draft; what the doctor said of the same network is taken from ``old``."""
    follows = {"follows_input": draft.follows_input, "follows_units": draft.follows_units}
    model = followed(draft.model, context, **follows)
    if old is not None and model == old.model and context == old.context:
        report, findings = old.report, old.findings
    else:
        report = infer(model)
        findings = examine(model, context, report)
    return ModelState(
        model=model,
        report=report,
        findings=findings,
        selected=draft.selected,
        preset=draft.preset,
        context=context,
        path=path,
        saved=saved,
        start_weights=draft.start_weights,
        also=draft.also,
        **follows,
    )
