"""Which samples are the same, or nearly: found once for each content folder and kept there."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol, cast

import msgspec

from deepdesk.core import documents
from deepdesk.core.errors import FormatError
from deepdesk.data.cache import Index
from deepdesk.data.joined import Joined
from deepdesk.data.kinds import Reading

FORMAT: Final = "deepdesk.likeness"
VERSION: Final = 1
_FILE: Final = "likeness.json"

_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "images": "deepdesk.data.health.image_likeness",
        "segmentation": "deepdesk.data.health.image_likeness",
        "text": "deepdesk.data.text.likeness",
    }
)

Places = tuple[int, ...]


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of samples.

    Attributes:
        equal: groups whose content is the same.
        near: groups whose content is nearly the same, equal ones included.
        blank: samples that hold nothing (an image of one colour, silence).
        odd: samples far from all others in size or level.
        near_looked_for: whether nearly equal ones can be told apart from others at all in such data.
    """

    equal: tuple[Places, ...] = ()
    near: tuple[Places, ...] = ()
    blank: Places = ()
    odd: Places = ()
    near_looked_for: bool = False


class LikenessKind(Protocol):
    """What a module of a kind offers here."""

    def compare(self, reading: Reading, content: Path, index: Index) -> Likeness:
        """Compares all samples of a content folder (raises DataError when cancelled)."""


def likeness_of(reading: Reading, content: Path, index: Index, names: tuple[str, ...]) -> Likeness:
    """What is alike in a content folder; compared at the first call, kept for later ones.

    Raises:
        DataError: cancelled.
    """
    try:
        return documents.load(content / _FILE, Likeness, format=FORMAT, version=VERSION)
    except (OSError, FormatError):
        pass
    module = _MODULES.get(index.report.kind)
    found = Likeness()
    if module is not None:
        found = cast("LikenessKind", importlib.import_module(module)).compare(reading, content, index)
    found = _with_told(found, index, names)
    documents.save(content / _FILE, found, format=FORMAT, version=VERSION)
    return found


def _with_told(found: Likeness, index: Index, names: tuple[str, ...]) -> Likeness:
    """Joins what the reader itself found to be the same (files equal to the byte)."""
    if not index.report.duplicates:
        return found
    number = {name: place for place, name in enumerate(names)}
    told = [[number[name] for name in group if name in number] for group in index.report.duplicates]
    equal, near = Joined(len(names)), Joined(len(names))
    for sets in (told, found.equal):
        equal.join_all(sets)
        near.join_all(sets)
    near.join_all(found.near)
    return msgspec.structs.replace(found, equal=equal.sets(), near=near.sets())


def equal_groups(digests: Iterable[Hashable]) -> tuple[Places, ...]:
    """Groups of places that hold the same value; ``None`` is like nothing."""
    groups: dict[Hashable, list[int]] = {}
    for place, digest in enumerate(digests):
        if digest is not None:
            groups.setdefault(digest, []).append(place)
    return tuple(tuple(places) for places in groups.values() if len(places) > 1)


def digest_of(content: bytes) -> bytes:
    """16 bytes that differ wherever ``content`` does."""
    return hashlib.blake2b(content, digest_size=16).digest()
