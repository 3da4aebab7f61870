"""Which kinds of layers a typed text means: by name, by PyTorch's name, by other words, by letters in order."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from deepdesk.core.catalogue import codes, say
from deepdesk.model.kinds import KINDS
from deepdesk.ui import fuzzy

_FUZZY_FROM: Final = 3
"""Shorter texts would find almost everything by their letters alone."""


class _Words(NamedTuple):
    """What a kind is found by, in small letters."""

    name: str
    others: tuple[str, ...]
    about: str


def _plain(text: str) -> str:
    return text.casefold().strip().removeprefix("torch.").removeprefix("nn.").removesuffix("()")


@cache
def _words(kind: str) -> _Words:
    others = [part for part in KINDS[kind].torch_name.split(",") if part]
    if (code := f"kind.synonyms.{kind}") in codes():
        others += say(code).split(",")
    others.append(say(f"kind.family.{KINDS[kind].family}"))
    return _Words(kind.casefold(), tuple(map(_plain, others)), say(f"kind.about.{kind}").casefold())


def _rank(wanted: str, words: _Words) -> tuple[int, int] | None:
    """How well a kind fits, smaller is better; ``None`` when it does not."""
    squeezed = wanted.replace(" ", "")
    checks = (
        words.name == squeezed,
        wanted in words.others,
        words.name.startswith(squeezed),
        any(other.startswith(wanted) for other in words.others),
        squeezed in words.name,
        any(wanted in other for other in words.others),
    )
    for place, fits in enumerate(checks):
        if fits:
            return place, len(words.name) if place in (2, 4) else 0
    if len(squeezed) < _FUZZY_FROM:
        return None
    if (score := fuzzy.score(squeezed, words.name)) is not None:
        return len(checks), -score
    return (len(checks) + 1, 0) if wanted in words.about else None


def ranked(typed: str) -> tuple[str, ...]:
    """The names of the kinds that ``typed`` may mean, the best first; all in the order of the palette for none."""
    wanted = _plain(typed)
    if not wanted:
        return tuple(KINDS)
    found = [(rank, kind) for kind in KINDS if (rank := _rank(wanted, _words(kind))) is not None]
    # Sorting is stable: equals stay in the order of the palette.
    return tuple(kind for _, kind in sorted(found, key=lambda pair: pair[0]))
