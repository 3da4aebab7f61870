"""Training and test files that belong together: ``GunPoint_TRAIN.ts`` and ``GunPoint_TEST.ts``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.content import TEST, TRAIN, VALIDATION

SUFFIXES: Final = (".ts", ".tsv", ".txt", ".csv")
"""The first of these in which a whole pair is there is taken."""
_PARTS: Final = {"train": TRAIN, "val": VALIDATION, "validation": VALIDATION, "valid": VALIDATION, "test": TEST}
_NAME: Final = re.compile(r"(?P<stem>.*?)(?:^|[_\-. ])(?P<part>train|val|valid|validation|test)", re.IGNORECASE)


@dataclass(frozen=True)
class Parts:
    """Files of one data set by the part that they are, ``None`` where a single file has no part."""

    files: tuple[tuple[Path, int | None], ...]


def part_of(path: Path) -> tuple[str, int] | None:
    """The name without the part, and the part; ``None`` where the name holds none."""
    found = _NAME.fullmatch(path.stem)
    return (found["stem"].lower(), _PARTS[found["part"].lower()]) if found else None


def with_partners(path: Path) -> Parts:
    """The file and those beside it with the same name, ending and another part."""
    own = part_of(path)
    if own is None:
        return Parts(((path, None),))
    try:
        beside = sorted(path.parent.iterdir())
    except OSError:
        return Parts(((path, None),))
    found: dict[int, Path] = {}
    for other in beside:
        part = part_of(other)
        if part and part[0] == own[0] and other.suffix.lower() == path.suffix.lower() and other.is_file():
            found.setdefault(part[1], other)
    found[own[1]] = path
    if TRAIN not in found:
        return Parts(((path, None),))
    return Parts(tuple((file, part) for part, file in sorted(found.items())))


def in_folder(names: tuple[str, ...]) -> dict[tuple[str, str], set[int]]:
    """Which parts lie directly in a folder, by name without the part and ending; only where a training part is."""
    found: dict[tuple[str, str], set[int]] = {}
    for name in names:
        part = None if "/" in name else part_of(Path(name))
        if part and Path(name).suffix.lower() in SUFFIXES:
            found.setdefault((part[0], Path(name).suffix.lower()), set()).add(part[1])
    return {key: parts for key, parts in found.items() if TRAIN in parts}


def of_folder(path: Path, names: tuple[str, ...]) -> Parts | None:
    """The files of the one data set in a folder; ``None`` where there are no such files.

    Raises:
        DataError: there are several data sets.
    """
    found = in_folder(names)
    if not found:
        return None
    stems = sorted({stem for stem, _ in found})
    if len(stems) > 1:
        raise DataError("data.sequences.several", path=str(path), names=", ".join(stems[:10]))
    best = max(found, key=lambda key: (len(found[key]), -SUFFIXES.index(key[1])))
    first = next(
        name
        for name in sorted(names)
        if "/" not in name and Path(name).suffix.lower() == best[1] and part_of(Path(name)) == (best[0], TRAIN)
    )
    return with_partners(path / first)
