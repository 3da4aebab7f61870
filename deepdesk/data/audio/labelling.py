"""Which class each recording belongs to, by its folder or its name."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.audio.patterns import LABEL, Matches, find_pattern, match_pattern
from deepdesk.data.content import TEST, TRAIN, VALIDATION
from deepdesk.data.dataset import BadFile
from deepdesk.data.images.folders import shown

_PARTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        **dict.fromkeys(("train", "training"), TRAIN),
        **dict.fromkeys(("val", "valid", "validation"), VALIDATION),
        **dict.fromkeys(("test", "testing"), TEST),
    }
)
_HINTS: Final = 3


@dataclass(frozen=True)
class Labelled:
    """Recordings whose class is known.

    Attributes:
        paths: as scanned, in the same order.
        labels: class names.
        parts: numbers of the parts that the folders say; empty where they say none.
        pattern: that was used, empty where folders are the classes and none was asked for.
        groupings: other fields of the pattern, one value for each path.
        bad: recordings without a class.
    """

    paths: tuple[str, ...]
    labels: tuple[str, ...]
    parts: tuple[int, ...]
    pattern: str
    groupings: Mapping[str, tuple[str, ...]]
    bad: tuple[BadFile, ...]


def labelled(paths: Sequence[str], pattern: str | None, *, root: str) -> Labelled:
    """The class of each recording.

    Args:
        paths: relative to ``root``, with ``/``, at least one.
        pattern: of the names; ``None``: a folder per class where there are folders, else a pattern is found.
        root: for the errors.

    Raises:
        DataError: nothing says what the classes are, no name fits the pattern, fewer than two classes.
    """
    inner = _unwrapped(paths)
    parts, inner = _parted(inner)
    flat = sum("/" not in path for path in inner) * 2 > len(inner)
    if pattern is None and flat:
        pattern = find_pattern(inner)
        if pattern is None:
            hint = ", ".join(shown(PurePosixPath(path).name) for path in inner[:_HINTS])
            raise DataError("data.audio.no_classes", path=root, count=len(paths), names=hint)
    matches = match_pattern(pattern, inner) if pattern else Matches((), ({},) * len(inner), ())
    by_name = LABEL in matches.fields
    if pattern and not by_name and flat:
        raise DataError("data.audio.no_label", pattern=pattern)
    if pattern and not matches.matched:
        raise DataError("data.audio.no_match", pattern=pattern, path=root, name=shown(inner[0].rpartition("/")[2]))
    return _gathered(paths, inner, parts, matches, pattern or "", root)


def _gathered(
    paths: Sequence[str], inner: Sequence[str], parts: Sequence[int], matches: Matches, pattern: str, root: str
) -> Labelled:
    by_name = LABEL in matches.fields
    kept: list[int] = []
    labels: list[str] = []
    bad: list[BadFile] = []
    for place, (path, fields) in enumerate(zip(inner, matches.values, strict=True)):
        label = (fields or {}).get(LABEL, "") if by_name else path.partition("/")[0] if "/" in path else ""
        if fields is None or not label:
            code = "data.audio.name_unlike" if pattern else "data.audio.no_class"
            bad.append(BadFile(path=shown(paths[place]), code=code, params={"pattern": pattern} if pattern else {}))
        else:
            kept.append(place)
            labels.append(unicodedata.normalize("NFC", shown(label)))
    if len(set(labels)) < 2:
        raise DataError("data.audio.one_class", path=root, name=labels[0] if labels else "")
    others = [field for field in matches.fields if field != LABEL]
    values = [matches.values[place] or {} for place in kept]
    return Labelled(
        paths=tuple(paths[place] for place in kept),
        labels=tuple(labels),
        parts=tuple(parts[place] for place in kept) if parts else (),
        pattern=pattern,
        groupings={field: tuple(shown(value[field]) for value in values) for field in others},
        bad=tuple(bad),
    )


def _unwrapped(paths: Sequence[str]) -> list[str]:
    """The paths without the folders that all of them lie in."""
    folders = [path.split("/")[:-1] for path in paths]
    common = itertools.takewhile(lambda level: len(set(level)) == 1, zip(*folders, strict=False))
    cut = sum(len(level[0]) + 1 for level in common)
    return [path[cut:] for path in paths]


def _parted(paths: Sequence[str]) -> tuple[list[int], list[str]]:
    """The part of each path where the uppermost folders are parts, and the paths below these; else no parts."""
    tops = [path.partition("/")[0].lower() if "/" in path else "" for path in paths]
    named = set(tops)
    if not named <= set(_PARTS) or len(named) < 2 or not any(_PARTS[name] == TRAIN for name in named):
        return [], list(paths)
    return [_PARTS[top] for top in tops], [path.partition("/")[2] for path in paths]
