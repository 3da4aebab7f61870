"""Reads a network from a file that others wrote; by what is in it, not by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Final

from deepdesk.core.errors import ModelError
from deepdesk.model.code.keras_config import JSON_LIMIT, read_config
from deepdesk.model.code.reading import read_code
from deepdesk.model.code.source import decoded
from deepdesk.model.code.values import CodeReading
from deepdesk.model.description import Shape

SUFFIXES: Final = (".py", ".ipynb", ".md", ".txt", ".keras", ".h5", ".hdf5", ".json")
TEXT_LIMIT: Final = 8_000_000
MEMBERS_LIMIT: Final = 10_000
OBJECTS_LIMIT: Final = 20_000
_HDF5: Final = b"\x89HDF\r\n\x1a\n"
_PICKLES: Final = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


def read_code_file(path: Path, input_shape: Shape | None = None) -> CodeReading:
    """What was understood of a script, a notebook, a ``.keras`` file, Keras' JSON or a whole model in HDF5.

    Nothing in it is executed, and no link in it is followed.

    Raises:
        ModelError: it is none of these, damaged, or too large.
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        head = stream.read(8)
    if head == _HDF5:
        return read_config(_from_hdf5(path), path.name, input_shape)
    if head[:4] == b"PK\x03\x04":
        return read_config(_from_archive(path), path.name, input_shape)
    if head[:2] in _PICKLES or path.suffix.lower() in (".pt", ".pth", ".pkl", ".pickle"):
        raise ModelError("code.pickled", path=str(path))
    size = path.stat().st_size
    if size > TEXT_LIMIT:
        raise ModelError("code.file_too_large", path=str(path), size=f"{size:,}", limit=f"{TEXT_LIMIT:,}")
    return read_code(decoded(path.read_bytes()), name=path.name, input_shape=input_shape)


def _from_archive(path: Path) -> str:
    """The ``config.json`` of a ``.keras`` file, never more than the limit of it unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if any(name.endswith("data.pkl") for name in names):
                raise ModelError("code.pickled", path=str(path))
            if len(members) > MEMBERS_LIMIT or len(names) != len(members):
                raise ModelError("code.archive_members", path=str(path), limit=f"{MEMBERS_LIMIT:,}")
            if "config.json" not in names:
                raise ModelError("code.archive_no_config", path=str(path))
            with archive.open("config.json") as stream:
                content = stream.read(JSON_LIMIT + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise ModelError("code.bad_archive", path=str(path), reason=str(error)[:120] or type(error).__name__) from error
    if len(content) > JSON_LIMIT:
        raise ModelError("code.too_large", limit=f"{JSON_LIMIT:,}")
    return content.decode("utf-8", "replace")


def _from_hdf5(path: Path) -> str:
    """The attribute ``model_config`` of a whole model in HDF5."""
    # Not light, and only needed here.
    import h5py

    try:
        with h5py.File(path, "r") as file:
            _refuse_links(file, h5py, path)
            config = file.attrs.get("model_config")
    except (OSError, KeyError, ValueError, RuntimeError, TypeError) as error:
        raise ModelError("code.bad_hdf5", path=str(path), reason=str(error)[:120] or type(error).__name__) from error
    if not isinstance(config, str | bytes):
        raise ModelError("code.hdf5_no_config", path=str(path))
    if len(config) > JSON_LIMIT:
        raise ModelError("code.too_large", limit=f"{JSON_LIMIT:,}")
    return config.decode("utf-8", "replace") if isinstance(config, bytes) else config


def _refuse_links(file: Any, h5py: Any, path: Path) -> None:
    """Refuses a file that leads out of itself (raises ModelError)."""
    waiting, seen = [file], 0
    while waiting:
        group = waiting.pop()
        for name in group:
            seen += 1
            link = group.get(name, getlink=True)
            if seen > OBJECTS_LIMIT or not isinstance(link, h5py.HardLink):
                raise ModelError("code.hdf5_links", path=str(path), limit=f"{OBJECTS_LIMIT:,}")
            held = group[name]
            if isinstance(held, h5py.Group):
                waiting.append(held)
            elif isinstance(held, h5py.Dataset) and (held.external or held.is_virtual):
                raise ModelError("code.hdf5_links", path=str(path), limit=f"{OBJECTS_LIMIT:,}")
