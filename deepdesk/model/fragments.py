"""Several layers at once: taken out of a network as a piece, and put into another one or at another place."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from deepdesk.core.errors import ModelError
from deepdesk.model.description import LayerDescription, ModelDescription
from deepdesk.model.edit import index_of, new_id, remove
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import sources
from deepdesk.model.validation import INPUT, is_id


class Fragment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A piece of a network.

    Attributes:
        layers: in their order; ``inputs`` is ``None`` for the one before (for the first: whatever is before the place),
            else it names layers of the piece, or of the network that it was taken from.
        entry: what the first layer took in that network; whoever else names it takes what is before the new place.
    """

    layers: tuple[LayerDescription, ...]
    entry: str | None = None


def fragment_of(model: ModelDescription, ids: Collection[str]) -> Fragment:
    """The layers of these ids in the order of the list; unknown ids are left out."""
    feeders = dict(zip((layer.id for layer in model.layers), sources(model), strict=True))
    chosen = [layer for layer in model.layers if layer.id in ids]
    if not chosen:
        return Fragment(layers=())
    first = feeders[chosen[0].id]
    entry = first[0] if len(first) == 1 else None
    inner = {layer.id for layer in chosen}
    taken: list[LayerDescription] = []
    for number, layer in enumerate(chosen):
        names = tuple(_nearest(name, inner, entry, feeders) for name in feeders[layer.id])
        chained = names == (chosen[number - 1].id,) if number else len(names) == 1
        taken.append(msgspec.structs.replace(layer, params=dict(layer.params), inputs=None if chained else names))
    return Fragment(layers=tuple(taken), entry=entry)


def _nearest(name: str, inner: set[str], entry: str | None, feeders: dict[str, tuple[str, ...]]) -> str:
    """``name``, or where it is not in the piece the next layer above it that is; ``name`` where there is none."""
    at = name
    while at not in inner and at != entry and len(feeders.get(at, ())) == 1:
        at = feeders[at][0]
    return at if at in inner or at == entry else name


def put(model: ModelDescription, fragment: Fragment, place: int) -> tuple[ModelDescription, tuple[str, ...]]:
    """The network with a piece at ``place`` (clipped to the list), and the ids of the new layers.

    Ids that are taken are replaced; layers outside the piece that are not before the place give way to the one before.

    Raises:
        ModelError: a kind is unknown, or the piece names none of its own layers where it should.
    """
    place = max(0, min(place, len(model.layers)))
    head, tail = list(model.layers[:place]), model.layers[place:]
    before = head[-1].id if head else INPUT
    reachable = {INPUT, *(layer.id for layer in head)}
    names: dict[str, str] = {}
    grown = model
    made: list[LayerDescription] = []
    for layer in fragment.layers:
        if layer.kind not in KINDS:
            raise ModelError("model.no_such_kind", kind=layer.kind, known=", ".join(KINDS))
        taken = {other.id for other in grown.layers}
        fresh = layer.id if is_id(layer.id) and layer.id not in taken and layer.id != INPUT else ""
        fresh = fresh or new_id(grown, layer.kind)
        inputs = None
        if layer.inputs is not None:
            found = (_joined(name, names, fragment.entry, reachable, before) for name in layer.inputs)
            inputs = tuple(found)
        new = msgspec.structs.replace(layer, id=fresh, params=dict(layer.params), inputs=inputs)
        names[layer.id] = fresh
        made.append(new)
        grown = msgspec.structs.replace(grown, layers=(*grown.layers, new))
    layers = (*head, *made, *tail)
    return msgspec.structs.replace(model, layers=layers), tuple(layer.id for layer in made)


def _joined(name: str, names: dict[str, str], entry: str | None, reachable: set[str], before: str) -> str:
    """What an input of the piece is called at the new place."""
    if name in names:
        return names[name]
    if name == entry:
        return before
    return name if name in reachable else before


def remove_several(model: ModelDescription, ids: Iterable[str]) -> ModelDescription:
    """The network without these layers; what used them takes what they took (raises KeyError)."""
    for layer_id in ids:
        model = remove(model, layer_id)
    return model


def duplicate_several(model: ModelDescription, ids: Collection[str]) -> tuple[ModelDescription, tuple[str, ...]]:
    """The network with a copy of these layers behind the last of them, and the ids of the copies."""
    last = max((index_of(model, layer_id) for layer_id in ids), default=-1)
    return put(model, fragment_of(model, ids), last + 1)


def move_several(model: ModelDescription, ids: Collection[str], place: int) -> ModelDescription:
    """The network with these layers, in their order, together before what stands at ``place`` in the list now."""
    ordered = [layer.id for layer in model.layers if layer.id in ids]
    if not ordered:
        return model
    at = index_of(model, ordered[0])
    contiguous = [layer.id for layer in model.layers[at : at + len(ordered)]] == ordered
    if contiguous and at <= place <= at + len(ordered):
        return model
    place -= sum(layer.id in ids for layer in model.layers[:place])
    return put(remove_several(model, ordered), fragment_of(model, ordered), place)[0]
