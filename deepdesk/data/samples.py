"""Data sets with a name of their own: ``sample:digits`` comes along, ``sample:mnist`` is fetched when asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from deepdesk.core.errors import DataError
from deepdesk.core.places import resources
from deepdesk.data.description import Kind

PREFIX: Final = "sample:"


class SampleFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file to fetch: its name, its size in bytes and the SHA-256 of its content in hex."""

    name: str
    size: int
    sha256: str


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A data set that is fetched: where from unless the person says otherwise, and what."""

    name: str
    address: str
    files: tuple[SampleFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)


MNIST: Final = Sample(
    name="mnist",
    address="https://storage.googleapis.com/cvdf-datasets/mnist/",
    files=(
        SampleFile(
            name="train-images-idx3-ubyte.gz",
            size=9_912_422,
            sha256="440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        SampleFile(
            name="train-labels-idx1-ubyte.gz",
            size=28_881,
            sha256="3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
        SampleFile(
            name="t10k-images-idx3-ubyte.gz",
            size=1_648_877,
            sha256="8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        SampleFile(
            name="t10k-labels-idx1-ubyte.gz",
            size=4_542,
            sha256="f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
)
EMBEDDED: Final[Mapping[str, tuple[Kind, str]]] = MappingProxyType(
    {
        "digits": ("images", "digits.npz"),
        "weather": ("forecasting", "weather.csv"),
        "gestures": ("sequences", "gestures.csv"),
        "messages": ("text", "messages.csv"),
        "tones": ("audio", "tones"),
        "shapes": ("segmentation", "shapes"),
    }
)
"""What comes along: the kind, and the path below ``resources/samples``."""
NAMES: Final = (*EMBEDDED, "mnist")


def sample_to_fetch(name: str) -> Sample:
    """The sample of this name that is fetched (raises DataError when there is none)."""
    if name != MNIST.name:
        raise DataError("data.unknown_sample", name=name, known=", ".join(NAMES))
    return MNIST


def digits_file() -> Path:
    """The embedded digits: an ``.npz`` of 1,797 grey images of 8×8."""
    return embedded_path("digits")


def embedded_path(name: str) -> Path:
    """Where a sample that comes along lies."""
    return resources() / "samples" / EMBEDDED[name][1]


def fetched_folder(cache: Path, name: str) -> Path:
    """Where the files of a fetched sample lie."""
    return cache / "samples" / name


def is_fetched(cache: Path, name: str) -> bool:
    """Whether every file of the sample is there in its full size (each was checked when it was fetched)."""
    folder = fetched_folder(cache, name)
    try:
        return all((folder / file.name).stat().st_size == file.size for file in sample_to_fetch(name).files)
    except OSError:
        return False
