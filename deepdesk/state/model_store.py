"""The store of the network that is being built: every edit is one step that can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from deepdesk.core.catalogue import say
from deepdesk.model import edit, presets
from deepdesk.model.description import ModelDescription, Shape, save_model
from deepdesk.model.doctor import repair
from deepdesk.model.findings import CheckContext, Finding, Fix
from deepdesk.model.following import takes_scores
from deepdesk.model.presets.masking import masked
from deepdesk.model.presets.recipe import Published
from deepdesk.model.validation import INPUT
from deepdesk.model.words import title
from deepdesk.state.model_edits import (
    EditCommand,
    ModelDraft,
    ModelState,
    StepText,
    draft_from,
    first_to_look_at,
    load_limited,
    param_step_text,
    state_of,
)
from deepdesk.state.setting_edits import SettingsCommand
from deepdesk.state.start_weights import StartWeights


class ModelStore(QObject):
    """The network, its undo history, and what the doctor says of it.

    ``changed`` carries the new :class:`ModelState` after every edit, selection, undo and change of the data;
    ``settings_wished`` the fields of the training configuration that a fix changes.
    ``weights_dropped`` carries the name of the file whose weights no longer fit after an edit, which undo brings back.
    """

    changed = Signal(object)
    settings_wished = Signal(object)
    weights_dropped = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._draft = ModelDraft()
        self._context = CheckContext()
        self._path: str | None = None
        self._series = 0
        self._state = self._look(None)
        self.undo_stack.cleanChanged.connect(self._on_clean_changed)

    @property
    def state(self) -> ModelState:
        """What there is now."""
        return self._state

    # What the store is told

    def set_context(self, context: CheckContext) -> None:
        """Tells what is known of the data and the settings.

        What is not pinned follows. Where nothing of the user's own is there yet, or an untouched preset does not fit
        the new data, the preset that fits them takes its place.
        """
        if context == self._context:
            return
        before, self._context = self._context, context
        start = self._draft.start_weights
        if start is not None and not self._draft.weights_fit(context):
            self._draft = msgspec.structs.replace(self._draft, start_weights=None)
            self.weights_dropped.emit(start.source)
        self._renew()
        known = ("task", "kind", "input_shape", "outputs", "vocabulary")
        same_data = all(getattr(before, name) == getattr(context, name) for name in known)
        other_work = before.input_shape is not None and (before.kind, before.task) != (context.kind, context.task)
        if context.input_shape is not None and not same_data and self._may_be_replaced(other_work):
            self.use_preset(presets.proposed(context))

    def select(self, layer_id: str | None) -> None:
        """Selects a layer (or ``input``); an unknown id selects nothing."""
        known = layer_id == INPUT or any(layer.id == layer_id for layer in self._draft.model.layers)
        self._series += 1
        self._draft = msgspec.structs.replace(self._draft, selected=layer_id if known else None, also=())
        self._renew()

    def select_several(self, ids: Iterable[str], current: str | None) -> None:
        """Selects several layers, of which the inspector speaks of ``current``."""
        self._series += 1
        self._draft = msgspec.structs.replace(self._draft, selected=current, also=tuple(sorted({*ids} - {current})))
        self._renew()

    # Edits

    def add_layer(self, kind: str, index: int | None = None, params: dict[str, Any] | None = None) -> str:
        """Adds a layer at ``index``, or behind the selected one (at the end without a selection); gives its id."""
        model = self._state.model
        place = self._place_after_selection() if index is None else index
        model, layer_id = edit.insert(model, place, kind, params)
        self._push(say("builder.undo.add", kind=kind), model, selected=layer_id)
        return layer_id

    def remove_layer(self, layer_id: str) -> None:
        """Removes a layer; the one that takes its place in the list is selected."""
        index = edit.index_of(self._state.model, layer_id)
        model = edit.remove(self._state.model, layer_id)
        near = model.layers[min(index, len(model.layers) - 1)].id if model.layers else None
        self._push(say("builder.undo.remove", layer=layer_id), model, selected=near)

    def duplicate_layer(self, layer_id: str) -> str:
        """Puts a copy behind a layer; gives the copy's id."""
        model, copy = edit.duplicate(self._state.model, layer_id)
        self._push(say("builder.undo.duplicate", layer=layer_id), model, selected=copy)
        return copy

    def move_layer(self, layer_id: str, index: int) -> None:
        """Moves a layer to another place in the list."""
        model = edit.move(self._state.model, layer_id, index)
        if model != self._state.model:
            self._push(say("builder.undo.move", layer=layer_id), model, selected=layer_id)

    def move_layer_by(self, layer_id: str, places: int) -> None:
        """Moves a layer up (negative) or down."""
        index = edit.index_of(self._state.model, layer_id) + places
        if 0 <= index < len(self._state.model.layers):
            self.move_layer(layer_id, index)

    def set_param(self, layer_id: str, name: str, value: Any) -> None:
        """Changes one parameter; editing the last layer's units pins them."""
        model = edit.set_param(self._state.model, layer_id, name, value)
        if model == self._state.model:
            return
        last = takes_scores(model) and layer_id == model.layers[-1].id
        pins = {"follows_units": False} if last and name == "units" else {}
        self._push(param_step_text(layer_id, name), model, field=(layer_id, name), **pins)

    def rename_layer(self, layer_id: str, new: str) -> None:
        """Gives a layer another id (raises ModelError when it is not allowed or taken)."""
        model = edit.rename(self._state.model, layer_id, new)
        if model != self._state.model:
            self._push(say("builder.undo.rename", old=layer_id, new=new), model, selected=new)

    def set_input_shape(self, shape: Shape) -> None:
        """Changes the input shape and pins it."""
        if tuple(shape) != tuple(self._state.model.input.shape):
            model = edit.set_input_shape(self._state.model, shape)
            self._push(say("builder.undo.input"), model, field=(INPUT, "shape"), follows_input=False)

    def set_follows_input(self, follows: bool) -> None:
        """Pins the input shape, or lets it follow the data again."""
        self._set_follows(self._draft.follows_input, follows, "follows_input")

    def set_follows_units(self, follows: bool) -> None:
        """Pins the last layer's units, or lets them follow the data again."""
        self._set_follows(self._draft.follows_units, follows, "follows_units")

    def set_name(self, name: str) -> None:
        """Changes the network's name."""
        if name != self._state.model.name:
            self._push(say("builder.undo.name"), edit.set_name(self._state.model, name), field=("name",))

    def apply_fix(self, finding: Finding, fix: Fix) -> None:
        """Applies a fix of the doctor (raises ModelError when the network has changed since)."""
        if fix.settings:
            before = {name: getattr(self._context, name) for name in fix.settings}
            self.undo_stack.push(SettingsCommand(title(fix), before, fix.settings, self.settings_wished.emit))
            return
        model = repair(self._state.model, finding, fix)
        ids = {layer.id for layer in model.layers}
        selected = finding.layer if finding.layer in ids else self._draft.selected
        self._push(title(fix), model, selected=selected)

    def use_preset(self, preset_id: str, published: Published | None = None) -> None:
        """Starts from a preset, made for the data where these are known (raises ModelError).

        ``published`` is whose trained weights it is to take.
        """
        usual = presets.PRESETS[preset_id].usual_shape if preset_id in presets.PRESETS else ()
        own = self._state.model.input.shape if self._draft.model.layers else None
        shape = self._context.input_shape or (own if own and len(own) == len(usual) else None)
        known = self._context
        model = presets.preset(preset_id, shape, known.outputs, published, known.vocabulary)
        model = masked(model) if known.padded else model
        draft = ModelDraft(model=model, preset=preset_id, selected=first_to_look_at(model, self._context))
        name = say(presets.PRESETS[preset_id].code("name"))
        self._start_from(say("builder.undo.preset", name=name), draft, path=None)

    def set_start_weights(self, start: StartWeights | None) -> None:
        """Lets a run start from these weights, or from ones that are drawn again."""
        if start != self._draft.start_weights:
            text = say("weights.undo.use", name=start.source) if start else say("weights.undo.drop")
            after = msgspec.structs.replace(self._draft, start_weights=start)
            self.undo_stack.push(EditCommand(lambda _before, _after: text, self._draft, after, self._apply))

    def take_step(self, text: str, model: ModelDescription, selection: Sequence[str] = ()) -> None:
        """Any edit as one step; ``selection`` is selected then, its last layer for the inspector."""
        if model != self._state.model:
            self._push(text, model, selected=selection[-1] if selection else None, also=tuple(selection[:-1]))

    def take_network(self, text: str, model: ModelDescription) -> None:
        """Starts from a network that came from elsewhere; undo brings back what was there."""
        self._start_from(text, ModelDraft(model=model, selected=first_to_look_at(model, self._context)), None)

    def clear(self) -> None:
        """Starts from an empty network on the same input."""
        self._push(say("builder.undo.clear"), msgspec.structs.replace(self._state.model, layers=()), selected=None)

    # Files and the project

    def open_file(self, path: Path) -> None:
        """Opens a ``*.model.json``; undo brings back what was there (raises FormatError, ModelError, OSError)."""
        model = load_limited(path)
        draft = ModelDraft(model=model, selected=first_to_look_at(model, self._context))
        self._start_from(say("builder.undo.open", name=path.name), draft, path=str(path))
        self.undo_stack.setClean()

    def save_file(self, path: Path) -> None:
        """Writes a ``*.model.json`` (raises OSError)."""
        save_model(path, self._state.model)
        self._path = str(path)
        self.undo_stack.setClean()
        self._renew()

    def to_builtins(self) -> dict[str, Any]:
        """What the project keeps of it, plain data."""
        draft = msgspec.structs.replace(self._draft, model=self._state.model)
        plain: dict[str, Any] = msgspec.to_builtins(draft)
        return {**plain, "path": self._path}

    def load_state(self, plain: dict[str, Any]) -> None:
        """Takes up what :meth:`to_builtins` gave; the undo history starts anew (raises ModelError for other data)."""
        draft, path = draft_from(plain), plain.get("path")
        self._path = path if isinstance(path, str) else None
        self.undo_stack.clear()
        self._apply(draft)

    # Inside

    def _may_be_replaced(self, other_work: bool) -> bool:
        """Whether nothing that was chosen would go: no layers yet, or an untouched preset that was made for data of
        another shape and does not fit, or was made for another kind of data or task (``other_work``)."""
        for_other_data = tuple(self._draft.model.input.shape) != tuple(self._context.input_shape or ())
        untouched = self._draft.preset is not None and for_other_data
        return not self._draft.model.layers or (untouched and (other_work or self._state.has_errors))

    def _set_follows(self, before: bool, after: bool, field: str) -> None:
        if after != before:
            text = say("builder.undo.follow" if after else "builder.undo.pin")
            changes: dict[str, Any] = {field: after}
            self._push(text, self._state.model, **changes)

    def _place_after_selection(self) -> int:
        model, selected = self._state.model, self._draft.selected
        if selected == INPUT:
            return 0
        ids = [layer.id for layer in model.layers]
        return ids.index(selected) + 1 if selected in ids else len(ids)

    def _push(
        self, text: str | StepText, model: ModelDescription, *, field: tuple[object, ...] | None = None, **changes: Any
    ) -> None:
        """One step: the network after an edit, no longer an untouched preset."""
        after = msgspec.structs.replace(self._draft, model=model, preset=None, **changes)
        dropped = after.start_weights if after.start_weights and not after.weights_fit(self._context) else None
        if dropped:
            after = msgspec.structs.replace(after, start_weights=None)
        series = None if field is None else (self._series, *field)
        if field is None:
            self._series += 1
        told = (lambda _before, _after: text) if isinstance(text, str) else text
        self.undo_stack.push(EditCommand(told, self._draft, after, self._apply, series))
        if dropped:
            self.weights_dropped.emit(dropped.source)

    def _start_from(self, text: str, draft: ModelDraft, path: str | None) -> None:
        self._path = path
        self._series += 1
        if not self._draft.model.layers and not self.undo_stack.count():
            self._apply(draft)
            return
        self.undo_stack.push(EditCommand(lambda _before, _after: text, self._draft, draft, self._apply))

    def _apply(self, draft: ModelDraft) -> None:
        self._draft = draft
        self._renew()

    def _on_clean_changed(self, _clean: bool) -> None:
        self._renew()

    def _renew(self) -> None:
        state = self._look(self._state)
        if state != self._state:
            self._state = state
            self.changed.emit(state)

    def _look(self, old: ModelState | None) -> ModelState:
        saved = self._path is not None and self.undo_stack.isClean()
        return state_of(self._draft, self._context, self._path, saved, old)
