"""Which column of a long table says what: found by names and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.settings import SequenceSettings
from deepdesk.data.tables.table import Table

LABEL_WORDS: Final = ("label", "class", "category", "target", "activity", "gesture", "标签", "类别", "分类", "动作")
ID_WORDS: Final = (
    *("id", "case", "sample", "series", "sequence", "seq", "trial", "recording", "segment", "window", "instance"),
    *("file", "run", "episode", "编号", "序号", "样本"),
)
TIME_WORDS: Final = ("time", "timestamp", "step", "t", "index", "frame", "date", "datetime", "dim_time", "时间", "日期")
GROUP_WORDS: Final = (
    *("subject", "person", "user", "speaker", "participant", "patient", "group", "machine", "device", "session"),
    *("site", "driver", "operator", "受试者", "用户", "设备"),
)

Groups = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Columns:
    """The columns that were taken; ``time`` may be empty; ``groups`` are constant within a sequence."""

    id: str
    time: str
    label: str
    values: tuple[str, ...]
    groups: tuple[str, ...]


def is_word(name: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands in the name of a column: ``case_id``, ``SampleID``, ``trial no``."""
    parts = re.split(r"[\s_\-./]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip()).lower())
    return any(part in words for part in parts) or name.strip().lower() in words


def columns_of(table: Table, settings: SequenceSettings) -> Columns:
    """What each column of a long table is for; what a person settled is taken.

    Raises:
        DataError: there is no such column, none that can tell sequences apart, or none of values.
    """
    for name in (settings.id, settings.time, settings.label, *(settings.values or ())):
        if name is not None:
            table.texts(name)  # says which columns there are
    identity = settings.id or _identity(table, settings)
    if identity is None:
        known = ", ".join(table.columns[:20])
        raise DataError("data.sequences.no_id", path=str(table.path), known=known)
    number = numbered_by(table.texts(identity))
    label = settings.label if settings.label is not None else _label(table, identity, number)
    taken = {identity, label}
    time = settings.time if settings.time is not None else _time(table, taken)
    taken.add(time)
    constant = [name for name in table.columns if name not in taken and _is_group(table, name, number)]
    values = settings.values or tuple(
        name for name in table.columns if name not in {*taken, *constant} and table.holds[name] == "number"
    )
    if not values:
        raise DataError("data.sequences.no_values", path=str(table.path), known=", ".join(table.columns[:20]))
    groups = tuple(name for name in constant if name not in values)
    return Columns(id=identity, time=time or "", label=label or "", values=tuple(values), groups=groups)


def numbered_by(texts: list[str]) -> Groups:
    """A number for each row, the same where the text is the same, in the order in which they first come."""
    number: dict[str, int] = {}
    return np.array([number.setdefault(text, len(number)) for text in texts], dtype=np.int64)


def _identity(table: Table, settings: SequenceSettings) -> str | None:
    """The column named so whose values come again, the one with most different ones first."""
    taken = {settings.time, settings.label}
    for words in (ID_WORDS, GROUP_WORDS):
        found = [name for name in table.columns if name not in taken and is_word(name, words)]
        counts = {name: len(set(table.texts(name))) for name in found}
        fitting = [name for name in found if 1 < counts[name] <= table.rows / 2]
        if fitting:
            return max(fitting, key=counts.__getitem__)
    return None


def named_labels(names: Sequence[str]) -> list[str]:
    """The columns that are named as labels are, the surest first; ``y`` where it is no place beside ``x``."""
    found = [name for word in LABEL_WORDS for name in names if is_word(name, (word,))]
    lower = {name.strip().lower(): name for name in names}
    if "y" in lower and "x" not in lower:
        found.append(lower["y"])
    return list(dict.fromkeys(found))


def _label(table: Table, identity: str, number: Groups) -> str | None:
    named = [name for name in named_labels(table.columns) if name != identity]
    for name in named:
        if is_constant(table.texts(name), number):
            return name
    if named:
        return named[0]
    texts = [name for name in table.columns if name != identity and table.holds[name] == "text"]
    steady = [name for name in texts if not is_word(name, GROUP_WORDS) and is_constant(table.texts(name), number)]
    return steady[0] if steady else None


def _time(table: Table, taken: set[str | None]) -> str | None:
    free = [name for name in table.columns if name not in taken]
    named = [name for name in free if is_word(name, TIME_WORDS) and table.holds[name] != "text"]
    times = [name for name in free if table.holds[name] == "time"]
    return next(iter(named or times), None)


def _is_group(table: Table, name: str, number: Groups) -> bool:
    """Texts and columns of such a name that are the same in all rows of a sequence; a constant measurement is none."""
    if table.holds[name] == "number" and not (is_word(name, GROUP_WORDS) or is_word(name, ID_WORDS)):
        return False
    return table.holds[name] != "time" and is_constant(table.texts(name), number)


def is_constant(texts: list[str], number: Groups) -> bool:
    """Whether rows of one number have one text."""
    own = numbered_by(texts)
    pairs = len(np.unique(own * (int(number.max(initial=0)) + 1) + number))
    return pairs == int(number.max(initial=-1)) + 1
