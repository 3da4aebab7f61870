"""What ``--weights`` means: a file of weights, or the address of one, matched to the network."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from deepdesk.cli.console import Console
from deepdesk.core.catalogue import say
from deepdesk.core.errors import UsageError
from deepdesk.core.places import cache_folder
from deepdesk.data.description import DatasetDescription
from deepdesk.inference.pretrained import Pretrained, fitted_data, network_of
from deepdesk.model.description import ModelDescription
from deepdesk.model.presets.recipe import Published
from deepdesk.model.weight_names import MappedWeight, WeightMapping
from deepdesk.process.children import Children
from deepdesk.process.replies import AnyReply, Progressed, WeightsMapped
from deepdesk.process.running import StopSwitch
from deepdesk.process.weights import fetch_weights, map_weights

_ADDRESSES: Final = ("http://", "https://")
SHOWN: Final = 12
"""Rows that a person sees of what is drawn and what is left over; ``--json`` gives all."""


@dataclass(frozen=True)
class ChosenWeights:
    """A file of weights that was looked into."""

    path: Path
    seen: WeightsMapped

    @property
    def published(self) -> Published | None:
        """Whose network it needs, where it is a published one."""
        return self.seen.pretrained.published if self.seen.pretrained else None


class WeightsOption:
    """Looks into the file of ``--weights`` and matches it, with the progress shown."""

    def __init__(self, children: Children, console: Console, stop: StopSwitch | None = None) -> None:
        self._children = children
        self._console = console
        self._stop = None if stop is None else stop.event

    def look(self, given: str) -> ChosenWeights:
        """What the file, or what is behind the address, holds (raises DeepDeskError, OSError)."""
        path = self._fetched(given) if given.lower().startswith(_ADDRESSES) else Path(given)
        if not path.is_file():
            raise UsageError("weights.no_file", path=given)
        try:
            seen = map_weights(self._children, path, on_reply=self._show, stop=self._stop)
        finally:
            self._console.clear()
        if seen.not_finite:
            raise UsageError("weights.not_finite", path=given, name=seen.not_finite[0], count=len(seen.not_finite))
        return ChosenWeights(path, seen)

    def match(self, chosen: ChosenWeights, model: ModelDescription, out: Path | None = None) -> WeightsMapped:
        """Which array becomes which weight, told to the person; written to ``out`` (raises DeepDeskError, OSError)."""
        try:
            found = map_weights(self._children, chosen.path, model, out=out, on_reply=self._show, stop=self._stop)
        finally:
            self._console.clear()
        assert found.mapping is not None
        if not found.mapping.used:
            raise UsageError("weights.nothing_fits", path=str(chosen.path), model=model.name)
        _tell(self._console, chosen, found, found.mapping)
        return found

    def _fetched(self, address: str) -> Path:
        try:
            fetched = fetch_weights(self._children, address, on_reply=self._show, stop=self._stop)
        finally:
            self._console.clear()
        self._console.say("weights.fetched" if fetched.checked else "weights.fetched_unchecked", path=fetched.path)
        return Path(fetched.path)

    def _show(self, reply: AnyReply) -> None:
        if isinstance(reply, Progressed):
            self._console.progress(say(reply.code, **reply.params), reply.done, reply.total)


def check_network(model: str, chosen: ChosenWeights | None) -> None:
    """Refuses the published weights of one network for the preset of another (raises UsageError)."""
    pretrained = chosen.seen.pretrained if chosen else None
    network = network_of(model)
    if pretrained is not None and network is not None and network != pretrained.network:
        raise UsageError("weights.other_network", found=pretrained.network, model=model)


def data_for(dataset: DatasetDescription, model: str, chosen: ChosenWeights | None) -> DatasetDescription:
    """The data as published weights want them, for a preset that takes them (raises UsageError for another one)."""
    pretrained = chosen.seen.pretrained if chosen else None
    if pretrained is None:
        return dataset
    check_network(model, chosen)
    if network_of(model) is None:
        # A network of one's own: its size stands, the colours are those of the weights.
        return _with_normalization(dataset, pretrained)
    return fitted_data(dataset, pretrained, model)


def _with_normalization(dataset: DatasetDescription, pretrained: Pretrained) -> DatasetDescription:
    if dataset.normalization is not None:
        return dataset
    return msgspec.structs.replace(dataset, channels=3, normalization=pretrained.normalization)


def place_for_start() -> Path:
    """Where the matched weights lie until the run has its own copy."""
    return cache_folder() / "weights" / f"start-{uuid.uuid4().hex}.safetensors"


def mapping_line(found: WeightsMapped) -> dict[str, Any]:
    """The part of a JSON line that tells of the weights."""
    assert found.mapping is not None
    plain: dict[str, Any] = msgspec.to_builtins(found.mapping)
    told = {"pretrained": found.pretrained, "left_out": found.left_out, "inexact": found.inexact}
    return {**plain, "layout": found.names.layout, **msgspec.to_builtins(told)}


def _tell(console: Console, chosen: ChosenWeights, found: WeightsMapped, mapping: WeightMapping) -> None:
    if found.pretrained is not None:
        code = f"weights.recognised.{found.pretrained.published}"
        console.say(code, network=say(f"weights.network.{found.pretrained.network.replace('-', '_')}"))
    console.say("weights.matched", path=str(chosen.path), used=mapping.used, total=len(mapping.rows))
    drawn = [row.target for row in mapping.rows if row.source is None]
    _list(console, "weights.drawn", drawn)
    _list(console, "weights.unused", list(mapping.unused))
    _list(console, "weights.inexact", list(found.inexact))


def _list(console: Console, code: str, names: list[str]) -> None:
    if names:
        more = "" if len(names) <= SHOWN else ", …"
        console.say(code, count=len(names), names=", ".join(names[:SHOWN]) + more)


def show_rows(console: Console, rows: tuple[MappedWeight, ...]) -> None:
    """A table of all weights and where they come from."""
    head = tuple(say(f"weights.column.{name}") for name in ("target", "source", "shape", "how"))
    body = [
        (row.target, row.source or "–", "×".join(map(str, row.target_shape)), say(f"weights.how.{row.how}"))
        for row in rows
    ]
    console.table(head, body)
