"""What every rule looks at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.data.dataset import LEFT_OUT, UNLABELLED
from deepdesk.data.description import SplitSettings
from deepdesk.data.health.likeness import Likeness
from deepdesk.data.kinds import Draft, Fitted, Parts

NAMES_LIMIT: Final = 500
"""Names of samples that a finding carries."""

Groups = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Look:
    """A divided data set, what the kind made of it, and what is alike in it."""

    draft: Draft
    fitted: Fitted
    likeness: Likeness

    @cached_property
    def used(self) -> npt.NDArray[np.bool_]:
        """Which samples are neither left out nor without a class."""
        used: npt.NDArray[np.bool_] = self.draft.parts != LEFT_OUT
        return used

    @cached_property
    def kept(self) -> npt.NDArray[np.bool_]:
        """Which samples nobody left out by hand, those without a class included."""
        if not self.draft.description.edits.left_out:
            return np.ones(len(self.draft.names), dtype=np.bool_)
        out = set(self.draft.description.edits.left_out)
        return np.array([name not in out for name in self.draft.names], dtype=np.bool_)

    @cached_property
    def given(self) -> Parts | None:
        """The parts that the data came in."""
        path = self.draft.content / "given.npy"
        return np.load(path) if path.exists() else None

    @property
    def split(self) -> SplitSettings:
        """As asked for."""
        return self.draft.description.split or SplitSettings()

    @property
    def is_labelled(self) -> bool:
        """Whether samples have classes at all."""
        return self.draft.index.report.task == "classification"

    def within(self, groups: Iterable[Sequence[int]]) -> list[list[int]]:
        """The groups without samples that are not used; those of fewer than two go."""
        own = [[place for place in group if self.used[place]] for group in groups]
        return [group for group in own if len(group) > 1]

    def named(self, groups: Iterable[Sequence[int]]) -> tuple[tuple[str, ...], ...]:
        """The names of groups of samples, at most :data:`NAMES_LIMIT` in all."""
        found, room = [], NAMES_LIMIT
        for group in groups:
            chosen = tuple(self.draft.names[place] for place in group[:room])
            room -= len(chosen)
            found.append(chosen)
            if room <= 0:
                break
        return tuple(found)

    def names(self, places: Iterable[int]) -> tuple[str, ...]:
        """The names of samples, all of them."""
        return tuple(self.draft.names[place] for place in places)

    def label(self, place: int) -> str:
        """The class of a sample, empty where it has none."""
        number = int(self.draft.labels[place])
        return "" if number == UNLABELLED else self.draft.classes[number]
