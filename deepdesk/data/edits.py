"""What a person changed about the samples; nothing on their disk is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec


class AddedSample(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was dropped or pasted onto a class."""

    path: str
    label: str


class DataEdits(msgspec.Struct, frozen=True, kw_only=True):
    """All changes against what the source says; samples go by their names (a path below the source, or a number).

    Attributes:
        classes: names that were made by hand; they exist even without a sample.
        labels: sample → class.
        left_out: samples that are neither learnt nor judged.
        renamed: class → class; several may become one.
        added: files from elsewhere.
        groups: sample → group; samples of a group stay on one side of the split.
    """

    classes: tuple[str, ...] = ()
    labels: dict[str, str] = {}
    left_out: tuple[str, ...] = ()
    renamed: dict[str, str] = {}
    added: tuple[AddedSample, ...] = ()
    groups: dict[str, str] = {}


def with_names(edits: DataEdits, name_of: Callable[[str], str]) -> DataEdits:
    """The same edits where samples, and the files of those that were added, have the names that ``name_of`` gives."""
    return msgspec.structs.replace(
        edits,
        labels={name_of(name): label for name, label in edits.labels.items()},
        left_out=tuple(map(name_of, edits.left_out)),
        added=tuple(msgspec.structs.replace(item, path=name_of(item.path)) for item in edits.added),
        groups={name_of(name): group for name, group in edits.groups.items()},
    )


class DataStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="do"):
    """One small change of a data set's description."""


class LeaveOut(DataStep, frozen=True, kw_only=True, tag="leave_out"):
    """Leaves samples out, or takes them back in."""

    samples: tuple[str, ...]
    back: bool = False


class Relabel(DataStep, frozen=True, kw_only=True, tag="relabel"):
    """Gives samples a class; ``None`` takes away the one that was given by hand."""

    samples: tuple[str, ...]
    label: str | None


class MergeClasses(DataStep, frozen=True, kw_only=True, tag="merge"):
    """Makes classes one, or renames one."""

    classes: tuple[str, ...]
    into: str


class AddClass(DataStep, frozen=True, kw_only=True, tag="add_class"):
    """Makes a class without samples."""

    name: str


class AddSamples(DataStep, frozen=True, kw_only=True, tag="add"):
    """Adds files to a class."""

    paths: tuple[str, ...]
    label: str


class GroupSamples(DataStep, frozen=True, kw_only=True, tag="group"):
    """Keeps samples on one side of the split."""

    samples: tuple[str, ...]
    group: str


class SetFields(DataStep, frozen=True, kw_only=True, tag="set"):
    """Gives fields of the description values; ``split.group_by`` names a field of a field."""

    fields: dict[str, Any]


AnyStep = LeaveOut | Relabel | MergeClasses | AddClass | AddSamples | GroupSamples | SetFields


def edited(edits: DataEdits, step: AnyStep) -> DataEdits:
    """``edits`` after one more step; ``SetFields`` concerns the description and changes nothing here."""
    match step:
        case LeaveOut():
            return msgspec.structs.replace(edits, left_out=_left_out(edits.left_out, step))
        case Relabel():
            others = {name: label for name, label in edits.labels.items() if name not in set(step.samples)}
            given = {} if step.label is None else dict.fromkeys(step.samples, step.label)
            return msgspec.structs.replace(edits, labels=others | given)
        case MergeClasses():
            earlier = {name: step.into if to in step.classes else to for name, to in edits.renamed.items()}
            renamed = earlier | dict.fromkeys(step.classes, step.into)
            kept = {name: to for name, to in renamed.items() if name != to}
            labels = {name: step.into if to in step.classes else to for name, to in edits.labels.items()}
            return msgspec.structs.replace(edits, renamed=kept, labels=labels)
        case AddClass():
            return msgspec.structs.replace(edits, classes=tuple(dict.fromkeys((*edits.classes, step.name))))
        case AddSamples():
            added = {(item.path, item.label): item for item in edits.added}
            added |= {(path, step.label): AddedSample(path=path, label=step.label) for path in step.paths}
            return msgspec.structs.replace(edits, added=tuple(added.values()))
        case GroupSamples():
            return msgspec.structs.replace(edits, groups=edits.groups | dict.fromkeys(step.samples, step.group))
        case SetFields():
            return edits


def _left_out(before: Iterable[str], step: LeaveOut) -> tuple[str, ...]:
    chosen = set(step.samples)
    if step.back:
        return tuple(name for name in before if name not in chosen)
    return tuple(dict.fromkeys((*before, *step.samples)))
