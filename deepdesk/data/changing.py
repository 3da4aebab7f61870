"""A description after one more step: what an action of a finding, a key in the grid or the command line asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from deepdesk.data.description import DatasetDescription, SplitSettings
from deepdesk.data.edits import AnyStep, SetFields, edited


def changed(description: DatasetDescription, steps: Iterable[AnyStep]) -> DatasetDescription:
    """``description`` after ``steps``, in order.

    Raises:
        msgspec.ValidationError: a field gets a value that it cannot hold.
        AttributeError: there is no such field.
    """
    for step in steps:
        if isinstance(step, SetFields):
            for name, value in step.fields.items():
                description = _with_field(description, name.split("."), value)
        else:
            description = msgspec.structs.replace(description, edits=edited(description.edits, step))
    return description


def _with_field(owner: Any, path: list[str], value: Any) -> Any:
    name, *rest = path
    inner = getattr(owner, name)
    if rest:
        # Only the split is left open as a whole: its defaults stand for it.
        value = _with_field(SplitSettings() if inner is None and name == "split" else inner, rest, value)
    plain = {field: getattr(owner, field) for field in owner.__struct_fields__} | {name: value}
    return msgspec.convert(msgspec.to_builtins(plain), type(owner))
