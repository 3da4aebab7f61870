"""Edits of several layers at once, of inputs, and pieces from elsewhere: each is one step that can be undone."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from deepdesk.core.catalogue import say
from deepdesk.model.clipboard_text import from_text, to_text
from deepdesk.model.edit import index_of
from deepdesk.model.fragments import Fragment, duplicate_several, fragment_of, move_several, put, remove_several
from deepdesk.model.joins import with_inputs
from deepdesk.state.model_store import ModelStore


class LayerEdits:
    """Edits of the network in a store, by what is selected there. Each raises ModelError where it cannot be."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    def remove(self, ids: Collection[str]) -> None:
        """Removes layers; the one that takes the place of the first is selected."""
        if len(ids) == 1:
            self._store.remove_layer(next(iter(ids)))
        elif ids:
            before = self._store.state.model
            first = min(index_of(before, layer_id) for layer_id in ids)
            model = remove_several(before, ids)
            near = [model.layers[min(first, len(model.layers) - 1)].id] if model.layers else []
            self._store.take_step(say("builder.undo.remove_several", count=len(ids)), model, near)

    def duplicate(self, ids: Collection[str]) -> None:
        """Puts copies behind the last of the layers, and selects them."""
        if len(ids) == 1:
            self._store.duplicate_layer(next(iter(ids)))
        elif ids:
            model, copies = duplicate_several(self._store.state.model, ids)
            self._store.take_step(say("builder.undo.duplicate_several", count=len(ids)), model, copies)

    def move(self, ids: Collection[str], place: int) -> None:
        """Puts layers together before what stands at ``place`` now."""
        before = self._store.state
        ordered = [layer.id for layer in before.model.layers if layer.id in ids]
        if not ordered:
            return
        model = move_several(before.model, ids, place)
        told = say("builder.undo.move", layer=ordered[0])
        text = told if len(ordered) == 1 else say("builder.undo.move_several", count=len(ordered))
        self._store.take_step(text, model, [name for name in ordered if name != before.selected] + ordered[-1:])

    def move_by(self, ids: Collection[str], places: int) -> None:
        """Moves layers up (-1) or down (1)."""
        model = self._store.state.model
        if len(ids) == 1:
            self._store.move_layer_by(next(iter(ids)), places)
            return
        at = [index_of(model, layer_id) for layer_id in ids]
        target = min(at) + places if places < 0 else max(at) + 1 + places
        if at and 0 <= target <= len(model.layers):
            self.move(ids, target)

    def text_of(self, ids: Collection[str]) -> str:
        """The layers as text for the clipboard."""
        return to_text(fragment_of(self._store.state.model, ids))

    def paste(self, text: str) -> None:
        """Puts the layers in a text behind the selection (raises ModelError, FormatError)."""
        fragment = from_text(text)
        count = len(fragment.layers)
        self.insert(fragment, say("builder.undo.paste", count=count))

    def insert(self, fragment: Fragment, text: str) -> None:
        """Puts a piece behind the selection, and selects it."""
        state = self._store.state
        chosen = state.selection
        at = index_of(state.model, chosen[-1]) + 1 if chosen else len(state.model.layers)
        place = 0 if state.selected == "input" else at
        model, made = put(state.model, fragment, place)
        self._store.take_step(text, model, made)

    def set_inputs(self, layer_id: str, inputs: tuple[str, ...] | None) -> None:
        """Changes what a layer takes; ``None`` is the one before."""
        state = self._store.state
        model = with_inputs(state.model, layer_id, inputs)
        self._store.take_step(say("builder.undo.inputs", layer=layer_id), model, [layer_id])

    def add(self, kind: str, place: int | None = None) -> str:
        """Adds a layer; a merge takes the layer before it and the nearest earlier one that gives the same shape."""
        from deepdesk.model.edit import insert
        from deepdesk.model.joins import guessed_inputs, is_merge

        if not is_merge(kind):
            return self._store.add_layer(kind, place)
        state = self._store.state
        chosen = state.selection
        behind = index_of(state.model, chosen[-1]) + 1 if chosen else len(state.model.layers)
        at = (0 if state.selected == "input" else behind) if place is None else place
        model, layer_id = insert(state.model, at, kind)
        inputs = guessed_inputs(model, layer_id)
        if inputs is not None:
            layers = [
                msgspec.structs.replace(layer, inputs=inputs) if layer.id == layer_id else layer
                for layer in model.layers
            ]
            model = msgspec.structs.replace(model, layers=tuple(layers))
        self._store.take_step(say("builder.undo.add", kind=kind), model, [layer_id])
        return layer_id
