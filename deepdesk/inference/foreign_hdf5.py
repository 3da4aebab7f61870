"""Keras' weights in HDF5 files: numbers only, from this file only.

Links to other places or files, arrays whose numbers lie outside, virtual arrays and compressions that need a plugin are
refused: opening a file must not read another one or load code.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np

from deepdesk.core.errors import FormatError
from deepdesk.inference.foreign_arrays import Budget, Floats, bad, natural, widened

# Slow to import, and only needed where such a file is read.
if TYPE_CHECKING:
    import h5py

DEPTH_LIMIT: Final = 16
NAMES_LIMIT: Final = 1024 * 1024
_BUILT_IN_FILTERS: Final = (1, 2, 3)
"""Deflate, shuffle and checksum."""
_SKIPPED: Final = ("optimizer", "optimizer_weights", "top_level_model_weights", "_optimizer")


class KerasWeights:
    """What was found.

    Attributes:
        arrays: float32 by path in the file, in the order in which Keras wrote the layers.
        left_out: names of arrays that hold no float numbers, such as the counters of a dropout.
        titles: names of layers by the part of the path that stands for them, where the file says them.
    """

    def __init__(self) -> None:
        self.arrays: dict[str, Floats] = {}
        self.left_out: list[str] = []
        self.titles: dict[str, str] = {}


def read_hdf5(source: Path | IO[bytes], path: str) -> KerasWeights:
    """The weights in ``.weights.h5`` and ``.h5`` files of Keras 2 and 3.

    Args:
        source: the file, or its bytes as a stream.
        path: its name for errors.

    Raises:
        FormatError: no HDF5, damaged, a link, numbers outside the file, too many or too large.
        OSError: it cannot be opened.
    """
    import h5py

    found = KerasWeights()
    stream = source.open("rb") if isinstance(source, Path) else source
    try:
        with h5py.File(stream, "r") as file:
            root = file["model_weights"] if _is_plain_group(file, "model_weights", path) else file
            budget = Budget(path)
            for name, array in _arrays(root, "", path, 0, set(), found.titles):
                _take(name, array, budget, found)
    except FormatError:
        raise
    except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
        raise bad(path, str(error)) from error
    finally:
        if isinstance(source, Path):
            stream.close()
    return found


def _is_plain_group(group: h5py.Group, name: str, path: str) -> bool:
    import h5py

    return name in group and isinstance(_member(group, name, path), h5py.Group)


def _member(group: h5py.Group, name: str, path: str) -> Any:
    """What lies under ``name`` in this very file (raises FormatError for links)."""
    import h5py

    link = group.get(name, getlink=True)
    if not isinstance(link, h5py.HardLink):
        raise FormatError("weights.hdf5_link", path=path, name=f"{group.name}/{name}"[:200])
    return group[name]


def _arrays(
    group: h5py.Group, before: str, path: str, depth: int, seen: set[int], titles: dict[str, str]
) -> Iterator[tuple[str, h5py.Dataset]]:
    """All arrays below ``group`` with their path in it."""
    import h5py

    address = h5py.h5o.get_info(group.id).addr
    if depth > DEPTH_LIMIT or address in seen:
        raise bad(path, f"{before}: > {DEPTH_LIMIT}")
    seen.add(address)
    if before.endswith("/vars"):
        title = group.attrs.get("name")
        if isinstance(title, str) and title:
            titles[before.removesuffix("/vars")] = title[:200]
    names = list(group)
    for name in _ordered(names, group):
        if name in _SKIPPED:
            continue
        place = f"{before}/{name}" if before else name
        member = _member(group, name, path)
        if isinstance(member, h5py.Group):
            yield from _arrays(member, place, path, depth + 1, seen, titles)
        elif isinstance(member, h5py.Dataset):
            yield place, member


def _ordered(names: list[str], group: h5py.Group) -> list[str]:
    """Keras 2 says the order of its layers; Keras 3 counts them by kind."""
    stated = _stated(group, "layer_names")
    place = {name: number for number, name in enumerate(stated)}
    return sorted(names, key=lambda name: (place.get(name, len(place)), natural(name)))


def _stated(group: h5py.Group, attribute: str) -> list[str]:
    """The names in an attribute, which Keras cuts into pieces when they are many."""
    pieces = [attribute] if attribute in group.attrs else []
    pieces += [f"{attribute}{number}" for number in range(100) if f"{attribute}{number}" in group.attrs]
    found: list[str] = []
    for piece in pieces:
        if group.attrs.get_id(piece).get_storage_size() > NAMES_LIMIT:
            return []
        for name in np.asarray(group.attrs[piece]).ravel().tolist():
            found.append(name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name))
    return found


def _take(name: str, array: h5py.Dataset, budget: Budget, found: KerasWeights) -> None:
    if array.external or array.is_virtual:
        raise FormatError("weights.hdf5_outside", path=budget.path, name=name[:200])
    if array.dtype.kind != "f" or array.dtype.itemsize > 8 or array.shape is None:
        found.left_out.append(name)
        return
    filters = array.id.get_create_plist()
    for number in range(filters.get_nfilters()):
        code = filters.get_filter(number)[0]
        if code not in _BUILT_IN_FILTERS:
            raise FormatError("weights.hdf5_filter", path=budget.path, name=name[:200], filter=code)
    budget.take(name, array.shape)
    found.arrays[name] = np.ascontiguousarray(widened(np.asarray(array[()]), ""))
