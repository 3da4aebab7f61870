"""Which mask belongs to which image: matched by name across folders, or within one."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import DataError
from deepdesk.data.content import TEST, TRAIN, VALIDATION, Progress, Signature, StopAsked, check_stop
from deepdesk.data.dataset import BadFile
from deepdesk.data.images.folders import shown
from deepdesk.data.segmentation.roles import Placed, is_picture, placed
from deepdesk.data.settings import SegmentationSettings

PARTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "train": TRAIN,
        "training": TRAIN,
        "val": VALIDATION,
        "valid": VALIDATION,
        "validation": VALIDATION,
        "test": TEST,
        "testing": TEST,
    }
)
_Key = tuple[str, str]
_DEPTH: Final = 12
_LOOK_EVERY: Final = 500
_AS_MANY: Final = 0.8


@dataclass(frozen=True)
class Pair:
    """An image and its mask, paths below the source with ``/``."""

    image: str
    mask: str
    part: int | None


@dataclass(frozen=True)
class Matching:
    """The pairs in code-point order of their images, what has no partner, and where images and masks were found."""

    pairs: tuple[Pair, ...]
    bad: tuple[BadFile, ...]
    images: str
    masks: str

    @property
    def given(self) -> npt.NDArray[np.uint8] | None:
        """The part that each pair came in, uint8 ``(pairs,)``; ``None`` unless all have one and there are several."""
        parts = [pair.part for pair in self.pairs]
        if None in parts or TRAIN not in parts or len(set(parts)) < 2:
            return None
        return np.array(parts, dtype=np.uint8)


@dataclass
class _Files:
    """What a scan has gathered: signature entries by path, and folders that could not be entered."""

    found: dict[str, tuple[int, int]] = field(default_factory=dict)
    bad: list[BadFile] = field(default_factory=list)


def find_pairs(
    root: Path, settings: SegmentationSettings, progress: Progress, stop_asked: StopAsked
) -> tuple[Matching, Signature]:
    """Every pair below ``root``, and what the files are known by.

    Raises:
        DataError: no folder, no permission, no images, no masks, nothing that matches, cancelled.
    """
    _check(root, settings)
    files = _Files()
    for path, size, changed in _walk(root, "", 0, frozenset(), files.bad):
        files.found[path] = (size, changed)
        if len(files.found) % _LOOK_EVERY == 0:
            check_stop(stop_asked)
            progress("data.progress.scanning", len(files.found), 0)
    matching = matched(files.found, settings)
    if not matching.pairs:
        raise _nothing(root, files.found, matching)
    used = sorted(name for pair in matching.pairs for name in (pair.image, pair.mask))
    signature = tuple((shown(name), *files.found[name]) for name in used)
    bad = sorted((*files.bad, *matching.bad), key=lambda item: item.path)
    return Matching(matching.pairs, tuple(bad), matching.images, matching.masks), signature


def _check(root: Path, settings: SegmentationSettings) -> None:
    if root.is_file():
        raise DataError("data.segmentation.no_folder", path=str(root))
    if not root.is_dir():
        raise DataError("data.missing", path=str(root))
    for name in (settings.images, settings.masks):
        if name is not None and (Path(name).is_absolute() or ".." in Path(name).parts or not (root / name).is_dir()):
            raise DataError("data.segmentation.folder_missing", path=str(root), name=name)


def _walk(
    root: Path, below: str, depth: int, above: frozenset[tuple[int, int]], bad: list[BadFile]
) -> Iterator[tuple[str, int, int]]:
    """Path, size and time of change of every file that promises an image; links in circles are not followed."""
    place = root / below
    try:
        status = place.stat()
        here = (status.st_dev, status.st_ino)
        if here in above or depth > _DEPTH:
            return
        with os.scandir(place) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except PermissionError as error:
        if not below:
            raise DataError("data.no_permission", path=str(root)) from error
        bad.append(BadFile(path=shown(below), code="data.image.folder_closed"))
        return
    except OSError:
        bad.append(BadFile(path=shown(below), code="data.image.folder_closed"))
        return
    for entry in entries:
        if entry.name.startswith((".", "__MACOSX")):
            continue
        path = f"{below}/{entry.name}" if below else entry.name
        try:
            if entry.is_dir():
                yield from _walk(root, path, depth + 1, above | {here}, bad)
            elif is_picture(entry.name):
                status = entry.stat()
                if not stat.S_ISREG(status.st_mode):
                    bad.append(BadFile(path=shown(path), code="data.image.no_file"))
                    continue
                yield path, status.st_size, status.st_mtime_ns
        except OSError:
            bad.append(BadFile(path=shown(path), code="data.image.missing"))


def matched(paths: Iterable[str], settings: SegmentationSettings) -> Matching:
    """Pairs among these paths; a name that two images or two masks share is used once, the others are listed."""
    found = [placed(path, images=settings.images, masks=settings.masks) for path in sorted(paths)]
    files = [one for one in found if one is not None]
    masks, doubled_masks = _unique(one for one in files if one.role == "mask")
    images, doubled_images = _unique(one for one in files if one.role != "mask")
    partner = {key: key for key in images.keys() & masks.keys()} | _of_other_case(images, masks)
    pairs = [(images[key], masks[other]) for key, other in partner.items()]
    bad = [
        *(_bad(images[key], "data.segmentation.no_mask") for key in images.keys() - partner.keys()),
        *(_bad(masks[key], "data.segmentation.no_image") for key in masks.keys() - set(partner.values())),
        *(_bad(one, "data.segmentation.two_images", first=shown(images[_key(one)].path)) for one in doubled_images),
        *(_bad(one, "data.segmentation.two_masks", first=shown(masks[_key(one)].path)) for one in doubled_masks),
    ]
    pairs.sort(key=lambda pair: pair[0].path)
    return Matching(
        pairs=tuple(Pair(image.path, mask.path, _part(image)) for image, mask in pairs),
        bad=tuple(sorted(bad, key=lambda item: item.path)),
        images=_folder(image for image, _ in pairs),
        masks=_folder(mask for _, mask in pairs),
    )


def _unique(files: Iterable[Placed]) -> tuple[dict[_Key, Placed], list[Placed]]:
    first: dict[_Key, Placed] = {}
    doubled = []
    for one in files:
        if first.setdefault(_key(one), one) is not one:
            doubled.append(one)
    return first, doubled


def _of_other_case(images: Mapping[_Key, Placed], masks: Mapping[_Key, Placed]) -> dict[_Key, _Key]:
    """The key of the mask by that of the image where they differ in case (``Scan1``, ``scan1``), and one image and one
    mask have that name."""
    folded: dict[_Key, list[_Key]] = {}
    for key in images.keys() ^ masks.keys():
        folded.setdefault((key[0].casefold(), key[1].casefold()), []).append(key)
    found = {}
    for keys in folded.values():
        image = [key for key in keys if key in images]
        if len(keys) == 2 and len(image) == 1:
            found[image[0]] = next(key for key in keys if key not in images)
    return found


def _key(one: Placed) -> _Key:
    # One disk writes é as one letter, another as two.
    return unicodedata.normalize("NFC", one.key[0]), unicodedata.normalize("NFC", one.key[1])


def _bad(one: Placed, code: str, **params: str) -> BadFile:
    return BadFile(path=shown(one.path), code=code, params=dict(params))


def _part(image: Placed) -> int | None:
    named = [PARTS[segment] for segment in image.key[0].split("/") if segment in PARTS]
    return named[0] if named else None


def _folder(files: Iterable[Placed]) -> str:
    """The folder that these files share, or the folders where there are a few, for people."""
    folders = sorted({one.path.rpartition("/")[0] or "." for one in files})
    more = [*folders[:3], "…"] if len(folders) > 3 else folders
    return shown(", ".join(more))


def _nothing(root: Path, paths: Iterable[str], matching: Matching) -> DataError:
    """Why there is no pair."""
    if not any(True for _ in paths):
        return DataError("data.segmentation.no_images", path=str(root))
    codes = {item.code for item in matching.bad}
    if "data.segmentation.no_image" not in codes:
        return DataError("data.segmentation.no_masks", path=str(root), images=len(matching.bad))
    if "data.segmentation.no_mask" not in codes:
        return DataError("data.segmentation.masks_only", path=str(root), masks=len(matching.bad))
    first = {item.code: item.path for item in reversed(matching.bad)}
    return DataError(
        "data.segmentation.nothing_matches",
        path=str(root),
        image=first["data.segmentation.no_mask"],
        mask=first["data.segmentation.no_image"],
    )


def share_of_pairs(paths: Iterable[str]) -> float:
    """The share of the images among ``paths`` that have a partner, 0 to 1; a half at least where folders of images and
    folders of masks hold all of them and as many each: that no name matches is then to be said."""
    pictures = [path for path in paths if is_picture(path)]
    if not pictures:
        return 0.0
    share = 2 * len(matched(pictures, SegmentationSettings()).pairs) / len(pictures)
    found = [one for one in map(placed, pictures) if one is not None]
    images, masks = (sum(one.role == role for one in found) for role in ("image", "mask"))
    is_told = images + masks == len(pictures) and min(images, masks) >= _AS_MANY * max(images, masks)
    return max(share, 0.5) if is_told else share
