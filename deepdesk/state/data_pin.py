"""Whether data are still what they were when they were last opened, and in what they differ."""

from __future__ import annotations

import msgspec

from deepdesk.core.catalogue import say
from deepdesk.data.description import DatasetDescription
from deepdesk.state.dataset_store import OpenedData
from deepdesk.state.notices import Notice

KEY = "data_pin"
_NAMED = 4


class DataPin(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of data that were opened.

    Attributes:
        fingerprint: of content, edits and preprocessing.
        classes: samples by class.
        split: samples by part.
        samples: how many are used.
        description: what was asked for, without the place where the data lie.
    """

    fingerprint: str
    classes: dict[str, int] = {}
    split: dict[str, int] = {}
    samples: int = 0
    description: DatasetDescription = DatasetDescription(source="")


def pin_of(opened: OpenedData) -> DataPin:
    """What is kept of data."""
    reply = opened.reply
    return DataPin(
        fingerprint=reply.fingerprint,
        classes=reply.report.classes,
        split=reply.split,
        samples=reply.report.samples,
        description=msgspec.structs.replace(opened.description, source=""),
    )


def changes(before: DataPin, after: DataPin) -> list[str]:
    """In what data differ, in words; empty where they are the same, or were asked for otherwise."""
    if before.fingerprint == after.fingerprint or before.description != after.description:
        return []
    told = []
    if before.samples != after.samples:
        told.append(say("data_pin.samples", before=before.samples, after=after.samples))
    for name in sorted({*before.classes, *after.classes}):
        told += _class_change(name, before.classes.get(name), after.classes.get(name))
    if before.samples == after.samples and before.split != after.split:
        told.append(say("data_pin.split", before=_parts(before), after=_parts(after)))
    return told[: _NAMED + 1] or [say("data_pin.content")]


def notice(before: DataPin | None, after: DataPin) -> Notice | None:
    """What is said when data have changed behind the project's back, ``None`` where they have not."""
    told = [] if before is None else changes(before, after)
    if not told:
        return None
    text = "; ".join(told)
    return Notice(key=KEY, code="data_pin.changed", params={"changes": text[:1].upper() + text[1:]})


def _class_change(name: str, before: int | None, after: int | None) -> list[str]:
    if before == after:
        return []
    if before is None:
        return [say("data_pin.new_class", name=name, after=after)]
    if after is None:
        return [say("data_pin.lost_class", name=name, before=before)]
    return [say("data_pin.class", name=name, before=before, after=after)]


def _parts(pin: DataPin) -> str:
    return " / ".join(f"{count:,}" for count in pin.split.values())
