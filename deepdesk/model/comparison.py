"""Two networks side by side: which layers belong together, and in what they differ."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, Final, Literal

import msgspec

from deepdesk.model.description import LayerDescription, ModelDescription, Shape
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import LayerReport, NetworkReport, infer, sources

PAIRS_LIMIT: Final = 250_000
Status = Literal["same", "changed", "only_left", "only_right"]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in which two layers differ; ``name`` is a parameter, or ``id``, ``kind`` or ``inputs``."""

    name: str
    left: Any
    right: Any


class ComparedLayer(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the comparison; a side that has no such layer is ``None``. A layer of which only shape or cost
    differ, because of what is before it, is ``same``."""

    status: Status
    left: LayerReport | None = None
    right: LayerReport | None = None
    differences: tuple[Difference, ...] = ()


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of both networks: ``layers``, ``parameters`` or ``multiply_adds``."""

    name: Literal["layers", "parameters", "multiply_adds"]
    left: int
    right: int


class ModelComparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two networks, line by line.

    Attributes:
        input_left, input_right: the input shapes.
        rows: in the order of both.
        totals: figures of both.
    """

    input_left: Shape
    input_right: Shape
    rows: tuple[ComparedLayer, ...]
    totals: tuple[Total, ...]

    def count(self, status: Status) -> int:
        """How many lines are so."""
        return sum(row.status == status for row in self.rows)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return self.input_left == self.input_right and all(row.status == "same" for row in self.rows)


def compare(left: ModelDescription, right: ModelDescription) -> ModelComparison:
    """What differs between two networks. Layers belong together by id and kind first, else by kind and order."""
    reports = infer(left), infer(right)
    feeders = sources(left), sources(right)
    pairs = _pairs(left.layers, right.layers)
    together = {left.layers[i].id: right.layers[j].id for i, j in pairs if i is not None and j is not None}
    rows = [_row(left, right, pair, reports, feeders, together) for pair in pairs]
    return ModelComparison(
        input_left=tuple(left.input.shape),
        input_right=tuple(right.input.shape),
        rows=tuple(rows),
        totals=_totals(*reports),
    )


Pair = tuple[int | None, int | None]


def _row(
    left: ModelDescription,
    right: ModelDescription,
    pair: Pair,
    reports: tuple[NetworkReport, NetworkReport],
    feeders: tuple[Sequence[tuple[str, ...]], Sequence[tuple[str, ...]]],
    together: dict[str, str],
) -> ComparedLayer:
    i, j = pair
    if i is None or j is None:
        return ComparedLayer(
            status="only_right" if i is None else "only_left",
            left=None if i is None else reports[0].layers[i],
            right=None if j is None else reports[1].layers[j],
        )
    one, other = left.layers[i], right.layers[j]
    found = [Difference(name="id", left=one.id, right=other.id)] if one.id != other.id else []
    found += _params(one, other)
    as_right = tuple(together.get(name, name) for name in feeders[0][i])
    merges = len(feeders[0][i]) > 1 or len(feeders[1][j]) > 1
    if merges and as_right != feeders[1][j]:
        found.append(Difference(name="inputs", left=feeders[0][i], right=feeders[1][j]))
    return ComparedLayer(
        status="changed" if found else "same",
        left=reports[0].layers[i],
        right=reports[1].layers[j],
        differences=tuple(found),
    )


def _params(one: LayerDescription, other: LayerDescription) -> list[Difference]:
    """Parameters that differ, those of the catalogue in its order."""
    if one.kind != other.kind:
        return [Difference(name="kind", left=one.kind, right=other.kind)]
    kind = KINDS.get(one.kind)
    known = {parameter.name: parameter for parameter in kind.parameters} if kind else {}
    names = [*known, *(name for name in (*one.params, *other.params) if name not in known)]
    found = []
    for name in dict.fromkeys(names):
        parameter = known.get(name)
        default = parameter.default if parameter else None
        values = [params.get(name, default) for params in (one.params, other.params)]
        compared = [parameter.normal(value) for value in values] if parameter else values
        if compared[0] != compared[1]:
            found.append(Difference(name=name, left=values[0], right=values[1]))
    return found


def _pairs(left: Sequence[LayerDescription], right: Sequence[LayerDescription]) -> list[Pair]:
    """Which layers belong together: equal ids and kinds in order, and between them what resembles most."""
    matcher = SequenceMatcher(
        None, [(one.id, one.kind) for one in left], [(one.id, one.kind) for one in right], autojunk=False
    )
    pairs: list[Pair] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(range(a, b), range(c, d), strict=True)
        elif (b - a) * (d - c) > PAIRS_LIMIT:
            pairs += [(i, None) for i in range(a, b)] + [(None, j) for j in range(c, d)]
        else:
            pairs += _aligned(left, right, (a, b), (c, d))
    return pairs


def _likeness(one: LayerDescription, other: LayerDescription) -> int:
    """How much two layers resemble each other; 0: not at all."""
    if one.kind != other.kind:
        return 1 if one.id == other.id else 0
    return 3 + 2 * (one.id == other.id) + (one.params == other.params)


def _aligned(
    left: Sequence[LayerDescription], right: Sequence[LayerDescription], rows: tuple[int, int], columns: tuple[int, int]
) -> list[Pair]:
    """The alignment of the greatest likeness (Needleman and Wunsch, 1970, gaps cost nothing)."""
    count, width = rows[1] - rows[0], columns[1] - columns[0]
    best = [[0] * (width + 1) for _ in range(count + 1)]
    for i in range(count - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            like = _likeness(left[rows[0] + i], right[columns[0] + j])
            together = best[i + 1][j + 1] + like if like else 0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < count or j < width:
        one, other = rows[0] + i, columns[0] + j
        like = _likeness(left[one], right[other]) if i < count and j < width else 0
        if like and best[i][j] == best[i + 1][j + 1] + like:
            pairs.append((one, other))
            i, j = i + 1, j + 1
        elif i < count and (j == width or best[i][j] == best[i + 1][j]):
            pairs.append((one, None))
            i += 1
        else:
            pairs.append((None, other))
            j += 1
    return pairs


def _totals(left: NetworkReport, right: NetworkReport) -> tuple[Total, ...]:
    return (
        Total(name="layers", left=len(left.layers), right=len(right.layers)),
        Total(name="parameters", left=left.parameters, right=right.parameters),
        Total(name="multiply_adds", left=left.multiply_adds, right=right.multiply_adds),
    )
