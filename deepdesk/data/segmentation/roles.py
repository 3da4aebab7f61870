"""Which of the files below a folder are images, which are masks, and which belong together, from names alone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from deepdesk.data.images.decoding import SUFFIXES

Role = Literal["image", "mask", ""]

_MASK_WORDS: Final = (
    "segmentationclass",
    "segmentations",
    "segmentation",
    "groundtruths",
    "groundtruth",
    "annotations",
    "annotation",
    "annots",
    "annot",
    "labels",
    "label",
    "masks",
    "mask",
    "ann",
    "seg",
    "gt",
)
_IMAGE_WORDS: Final = ("jpegimages", "images", "image", "imgs", "img", "photos", "photo", "inputs", "input", "frames")
_SHORT: Final = {"ann", "seg", "gt", "img", "imgs"}
"""Words that end other words (``scann``): within a longer name they count only behind a separator."""

_STEM_MASK: Final = re.compile(
    r"(?:[_\-. ](?:masks?|labels?|annot(?:ation)?s?|gt|ground_?truth|seg(?:mentation)?)|_L)$"
    r"|^(?:masks?|labels?|gt|seg)[_\-. ]",
    re.IGNORECASE,
)
_STEM_IMAGE: Final = re.compile(r"[_\-. ](?:images?|img|sat|photo)$|^(?:images?|img|photo)[_\-. ]", re.IGNORECASE)
_SEPARATORS: Final = "_-. "


@dataclass(frozen=True)
class Placed:
    """A file by its name: what it is (``""``: the folders do not say), and what ties an image to its mask."""

    path: str
    role: Role
    key: tuple[str, str]


def is_picture(name: str) -> bool:
    """Whether the name promises an image."""
    return os.path.splitext(name)[1].lower() in SUFFIXES  # noqa: PTH122 - asked for every file of a large folder


def placed(path: str, *, images: str | None = None, masks: str | None = None) -> Placed | None:
    """What a file is; ``None`` when it lies outside the folders that were named.

    Args:
        path: below the source, with ``/``.
        images, masks: folders below the source, as a person named them.
    """
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    if images is not None or masks is not None:
        return _named(path, folder, stem, images, masks)
    role: Role = ""
    kept: list[str] = []
    for segment in folder.split("/") if folder else []:
        found, rest = _segment(segment)
        role = role or found
        if rest:
            kept.append(rest.lower())
    return _by_stem(path, role, "/".join(kept), stem)


def _named(path: str, folder: str, stem: str, images: str | None, masks: str | None) -> Placed | None:
    role: Role = ""
    # The longer name first: masks may lie in a folder within that of the images, or the other way round.
    for wanted, which in sorted(((masks, "mask"), (images, "image")), key=lambda item: -len(item[0] or "")):
        if wanted is None:
            continue
        place = wanted.strip("/")
        if place in {"", "."} or folder == place or folder.startswith(f"{place}/"):
            folder = folder.removeprefix("" if place == "." else place).strip("/")
            role = "mask" if which == "mask" else "image"
            break
    if not role:
        other: Role = "image" if images is None else "mask" if masks is None else ""
        if not other:
            return None
        role = other
    return _by_stem(path, role, folder.lower(), stem)


def _by_stem(path: str, role: Role, folder: str, stem: str) -> Placed:
    if role != "image" and _STEM_MASK.search(stem):
        return Placed(path, "mask", (folder, _STEM_MASK.sub("", stem, count=1)))
    if role != "mask":
        return Placed(path, role, (folder, _STEM_IMAGE.sub("", stem, count=1)))
    return Placed(path, role, (folder, stem))


def _segment(segment: str) -> tuple[Role, str]:
    """What a folder's name says of the files in it, and what of the name is left without that."""
    for role, words in (("mask", _MASK_WORDS), ("image", _IMAGE_WORDS)):
        rest = _without(segment, words)
        if rest is not None:
            return ("mask" if role == "mask" else "image"), rest
    return "", segment


def _without(segment: str, words: Iterable[str]) -> str | None:
    lowered = segment.lower()
    squeezed = re.sub(r"[_\-. ]", "", lowered)
    for word in words:
        if squeezed == word:
            return ""
        if not lowered.endswith(word):
            continue
        rest = segment[: -len(word)]
        if rest[-1] in _SEPARATORS or word not in _SHORT:
            return rest.rstrip(_SEPARATORS)
    return None
