"""Sequences in the ``.ts`` format of the UCR and UEA archives (https://www.timeseriesclassification.com)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from deepdesk.core.errors import DataError
from deepdesk.data.content import StopAsked, check_stop
from deepdesk.data.sequences.source import FEATURE_LIMIT, FoundSequences, Values, numbered, tidied, tidy_label
from deepdesk.data.tables import memory

_FACTOR: Final = 6
"""Bytes of memory for each byte of the file."""
_MISSING: Final = ("?", "nan", "NaN", "")


@dataclass
class _Header:
    labelled: bool = False
    classes: dict[str, str] = field(default_factory=dict)
    stamped: bool = False


def is_ts(head: bytes) -> bool:
    """Whether the first bytes of a file are a header of this format."""
    text = head[:65536].decode("utf-8", "replace").lower()
    return "@data" in text or ("@problemname" in text and "@classlabel" in text)


def read_ts(path: Path, name: str, stop_asked: StopAsked) -> FoundSequences:
    """The sequences of one file, named ``name:1``, ``name:2``, …

    Raises:
        DataError: it is not in this format, is for regression, holds no case, is larger than memory; cancelled.
    """
    found = FoundSequences(form="ts")
    try:
        memory.check_memory(str(path), _FACTOR * path.stat().st_size)
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            lines = iter(stream)
            header = _header(lines, path)
            _cases(lines, header, found, name, stop_asked)
    except FileNotFoundError as error:
        raise DataError("data.missing", path=str(path)) from error
    except PermissionError as error:
        raise DataError("data.no_permission", path=str(path)) from error
    if not found.values and not found.bad:
        raise DataError("data.sequences.no_cases", path=str(path))
    return found


def _header(lines: Iterator[str], path: Path) -> _Header:
    header = _Header()
    for line in lines:
        words = line.split()
        if not words or words[0].startswith(("#", "%")):
            continue
        tag = words[0].lower()
        if tag == "@data":
            return header
        if not tag.startswith("@"):
            raise DataError("data.sequences.no_header", path=str(path))
        if tag == "@targetlabel" and words[1:2] and words[1].lower() == "true":
            raise DataError("data.sequences.regression", path=str(path))
        if tag == "@timestamps":
            header.stamped = words[1:2] == ["true"]
        if tag == "@classlabel" and words[1:2] and words[1].lower() == "true":
            header.labelled = True
            header.classes = {name.lower(): name for name in words[2:]}
    raise DataError("data.sequences.no_header", path=str(path))


def _cases(lines: Iterator[str], header: _Header, found: FoundSequences, name: str, stop_asked: StopAsked) -> None:
    number = 0
    for line in lines:
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        number += 1
        if not number % 64:
            check_stop(stop_asked)
        _case(text, header, found, f"{name}:{number}")


def _case(text: str, header: _Header, found: FoundSequences, name: str) -> None:
    parts = _stamped_parts(text) if header.stamped else text.split(":")
    label = tidy_label(parts.pop()) if header.labelled and len(parts) > 1 else ""
    label = header.classes.get(label.lower(), label)
    try:
        values = _values(parts, stamped=header.stamped)
    except ValueError:
        found.leave_out(name, "data.sequences.bad_values")
        return
    expected = len(found.features) or values.shape[1]
    if values.shape[1] != expected or expected > FEATURE_LIMIT:
        found.leave_out(name, "data.sequences.other_features", found=values.shape[1], expected=expected)
    elif not len(values):
        found.leave_out(name, "data.sequences.empty")
    else:
        found.features = found.features or numbered(expected)
        found.values.append(values)
        found.labels.append("" if label == "?" else label)
        found.names.append(name)


def _values(parts: list[str], *, stamped: bool) -> Values:
    """Float32 ``(steps, features)``; a dimension that is shorter than the others is missing at its end."""
    columns = [_stamped_numbers(part) if stamped else _numbers(part) for part in parts]
    longest = max((len(column) for column in columns), default=0)
    values = np.full((longest, len(columns)), np.nan)
    for place, column in enumerate(columns):
        values[: len(column), place] = column
    return tidied(values)


def _numbers(part: str) -> list[float]:
    cells = part.split(",")
    if len(cells) == 1 and cells[0].strip() in _MISSING:
        return []
    return [float("nan") if cell.strip() in _MISSING else float(cell) for cell in cells]


def _stamped_parts(text: str) -> list[str]:
    """The dimensions, and the label after the last colon; a time stamp may hold colons itself."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == ":" and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _stamped_numbers(part: str) -> list[float]:
    """``(time,value),(time,value)``: the values in the order in which they stand."""
    pairs = part.strip().strip("()").split("),(") if part.strip() else []
    return _numbers(",".join(pair.rpartition(",")[2].strip(" ()") for pair in pairs)) if pairs else []
