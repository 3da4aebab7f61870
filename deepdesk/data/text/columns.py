"""Which columns of a table hold the texts and which their classes, found by what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from deepdesk.core.errors import DataError

_LOOKED_AT: Final = 1_000
_CLASSES: Final = 100
"""A column with more different values than this is not taken for classes by itself."""
_LABEL_LENGTH: Final = 60
_LABEL_NAMES: Final = frozenset(
    [
        "label",
        "labels",
        "class",
        "category",
        "target",
        "sentiment",
        "y",
        "tag",
        "topic",
        "type",
        "intent",
        "标签",
        "类别",
        "分类",
        "情感",
    ]
)
_TEXT_NAMES: Final = frozenset(
    [
        "text",
        "message",
        "sentence",
        "review",
        "content",
        "comment",
        "body",
        "sms",
        "tweet",
        "document",
        "description",
        "文本",
        "内容",
        "评论",
        "句子",
        "正文",
    ]
)
_NUMBER_NAMES: Final = frozenset(["id", "index", "no", "number", "编号", "序号", ""])
_SHOWN: Final = 20


@dataclass(frozen=True)
class _Column:
    """What is known of a column: how many different values it has among those looked at, how many of them are filled,
    their mean length in characters, the share that hold letters."""

    name: str
    filled: int
    distinct: int
    length: float
    lettered: float

    @property
    def text_score(self) -> float:
        """The larger, the more it looks like texts: long, varied, of letters."""
        if not self.filled:
            return 0.0
        variety = self.distinct / self.filled
        named = 2.0 if self.name.strip().lower() in _TEXT_NAMES else 1.0
        return self.length * variety * self.lettered * named

    @property
    def is_classes(self) -> bool:
        """Whether its values can be classes: few, short, and most of them come again."""
        few = 2 <= self.distinct <= min(_CLASSES, max(2, self.filled // 2))
        return few and self.length <= _LABEL_LENGTH

    @property
    def is_named_label(self) -> bool:
        """Whether it is called what columns of classes are called."""
        return self.distinct > 0 and self.name.strip().lower() in _LABEL_NAMES

    @property
    def label_score(self) -> tuple[bool, bool, int]:
        """The larger, the more it looks like classes: by its name first."""
        name = self.name.strip().lower()
        return self.is_named_label, name not in _NUMBER_NAMES, -self.distinct


def text_and_label(
    columns: Sequence[str], texts: Callable[[str], Sequence[str]], *, text: str | None, label: str | None, path: str
) -> tuple[str, str]:
    """The names of the column of texts and of the column of classes.

    Args:
        columns: of the table.
        texts: gives the cells of a column.
        text, label: what the person settled.
        path: for errors.

    Raises:
        DataError: there is no such column, or none that can be it (``data.text.no_column``, ``data.text.no_texts``,
            ``data.text.no_labels``).
    """
    known = ", ".join(columns[:_SHOWN])
    for name in (text, label):
        if name is not None and name not in columns:
            raise DataError("data.text.no_column", path=path, column=name, known=known)
    if text is not None and text == label:
        raise DataError("data.text.same_column", path=path, column=text)
    found = [_column(name, texts(name)) for name in columns]
    if text is None:
        candidates = [one for one in found if one.name != label and one.text_score > 0]
        if not candidates:
            raise DataError("data.text.no_texts", path=path, known=known)
        text = max(candidates, key=lambda one: one.text_score).name
    if label is None:
        others = [one for one in found if one.name != text]
        classes = [one for one in others if one.is_classes] or [one for one in others if one.is_named_label]
        if not classes:
            raise DataError("data.text.no_labels", path=path, text=text, known=known)
        label = max(classes, key=lambda one: one.label_score).name
    return text, label


def text_column(columns: Sequence[str], texts: Callable[[str], Sequence[str]]) -> str | None:
    """The column that looks most like texts, ``None`` where none does."""
    best = max((_column(name, texts(name)) for name in columns), key=lambda one: one.text_score, default=None)
    return best.name if best is not None and best.text_score > 0 else None


def looks_like_texts(columns: Sequence[str], texts: Callable[[str], Sequence[str]]) -> float:
    """How sure it is, 0 to 1, that a table of whose first rows these are holds texts with a class each.

    A table is often sorted by class, so that its first rows are all of one.
    """
    text = text_column(columns, texts)
    if text is None:
        return 0.0
    found = _column(text, texts(text))
    if found.length < 8 or found.lettered < 0.7:
        return 0.0
    others = [_column(name, texts(name)) for name in columns if name != text]
    by_text = text.strip().lower() in _TEXT_NAMES
    # Of more classes than that, or of few rows each, only their name tells.
    labels = [
        one
        for one in others
        if one.is_classes
        or (one.distinct == 1 and one.length <= _LABEL_LENGTH)
        or (by_text and one.is_named_label and one.length <= _LABEL_LENGTH)
    ]
    if not labels:
        return 0.0
    by_label = any(one.is_named_label for one in labels)
    if found.distinct < 0.3 * found.filled and not (by_text and by_label):
        return 0.0
    named = by_text or by_label
    return 0.95 if named or found.length >= 20 else 0.6


def _column(name: str, cells: Sequence[str]) -> _Column:
    some = [cell for cell in cells[:: max(1, len(cells) // _LOOKED_AT)] if cell]
    return _Column(
        name=name,
        filled=len(some),
        distinct=len(set(some)),
        length=sum(map(len, some)) / max(1, len(some)),
        lettered=sum(any(map(str.isalpha, cell)) for cell in some) / max(1, len(some)),
    )
