"""Opens a data set of any kind: recognise, read once, divide, fit. Free of any framework; called in child processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from deepdesk.core.errors import DataError
from deepdesk.data import cache as prepared
from deepdesk.data import samples
from deepdesk.data.archives import unpacked
from deepdesk.data.augmentation.checks import settled_augmentation
from deepdesk.data.content import Progress, StopAsked
from deepdesk.data.dataset import Dataset
from deepdesk.data.description import COLLECTION, KINDS, DatasetDescription
from deepdesk.data.glimpse import Glimpse
from deepdesk.data.kinds import Opened, Reading, kind_module, recognise_kind
from deepdesk.data.preprocessing import Preprocessing
from deepdesk.data.view import open_view


def open_dataset(
    description: DatasetDescription,
    *,
    cache: Path,
    progress: Progress,
    stop_asked: StopAsked,
    preprocessing: Preprocessing | None = None,
) -> Dataset:
    """The data set, its arrays memory-mapped as the network wants them.

    The first opening reads the source and fills a folder in ``cache``; later ones, from any process, only map it.

    Args:
        description: what to open.
        cache: :func:`deepdesk.core.places.cache_folder`.
        progress: called as the work goes on.
        stop_asked: looked at about every 64 files.
        preprocessing: that of a model which is to be judged by these data, used instead of one fitted on them.

    Raises:
        DataError: the source cannot be used (every cause has its code), or ``data.cancelled``.
        StorageError, OSError: the disk is full or refuses.
    """
    opened = prepare(description, cache=cache, progress=progress, stop_asked=stop_asked, preprocessing=preprocessing)
    return kind_module(opened.description.kind).load(opened)


def prepare(
    description: DatasetDescription,
    *,
    cache: Path,
    progress: Progress,
    stop_asked: StopAsked,
    preprocessing: Preprocessing | None = None,
    glimpsed: Callable[[Glimpse], None] | None = None,
) -> Opened:
    """The prepared folders of a data set, filled when they are not there yet; arguments, errors as
    :func:`open_dataset`. ``glimpsed`` is shown first samples while the rest is still being read. The description that
    comes back has its kind settled."""
    if description.kind not in KINDS:
        raise DataError("data.unknown_kind", kind=description.kind, known=", ".join(KINDS))
    name, path = _place(description)
    if path is not None:
        path = unpacked(path, cache, progress, stop_asked)
    if description.kind == "auto":
        kind = "images" if path is None else recognise_kind(path)
        description = msgspec.structs.replace(description, kind=kind)
    description = msgspec.structs.replace(description, augmentation=settled_augmentation(description))
    module = kind_module(description.kind)
    reading = Reading(
        description=description,
        path=path or Path(),
        name=name,
        cache=cache,
        progress=progress,
        stop_asked=stop_asked,
        preprocessing=preprocessing,
        glimpsed=glimpsed,
    )
    content = module.read(reading)
    opened = open_view(module, reading, content)
    prepared.trim(cache, keep=content)
    return opened


def _place(description: DatasetDescription) -> tuple[str, Path | None]:
    """The name for people and the path of the source; no path for a sample that is fetched."""
    if description.source.startswith(samples.PREFIX):
        name = description.source.removeprefix(samples.PREFIX)
        return name, samples.embedded_path(name) if name in samples.EMBEDDED else None
    if description.source == COLLECTION:
        return "", None
    path = Path(description.source).expanduser()
    return path.resolve().name or str(path), path.absolute()
