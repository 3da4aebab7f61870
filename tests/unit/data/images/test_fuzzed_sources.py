"""Thousands of damaged files: each is read, or refused with a code; nothing else ever comes out.

Seeded mutations of good files: bytes changed, cut out, doubled and cut off. The short test takes 20 inputs a reader,
the long one 5,000 (25,000 in all).
"""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepdesk.core.errors import DataError
from deepdesk.data.archives import unpacked
from deepdesk.data.description import DatasetDescription
from deepdesk.data.glance import glance
from deepdesk.data.images.decoding import decode_image
from deepdesk.data.images.idx import read_idx
from deepdesk.data.images.kind import recognised
from deepdesk.data.images.npz import read_npz
from deepdesk.data.images.tables import read_table

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM", "ICO", "AVIF")


def mutated(draws: np.random.Generator, good: bytes) -> bytes:
    """A copy with one to eight wounds."""
    content = bytearray(good)
    for _ in range(int(draws.integers(1, 9))):
        at = int(draws.integers(0, max(1, len(content))))
        match int(draws.integers(0, 5)):
            case 0:
                content[at : at + 1] = bytes([int(draws.integers(0, 256))])
            case 1:
                del content[at : at + int(draws.integers(1, 64))]
            case 2:
                content[at:at] = content[at : at + int(draws.integers(1, 64))]
            case 3:
                content[at : at + 4] = [b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"][
                    int(draws.integers(0, 3))
                ]
            case _:
                if draws.random() < 0.2:
                    del content[at:]
    return bytes(content)


def images() -> list[bytes]:
    pixels = np.random.default_rng(1).integers(0, 255, (24, 20, 3), dtype=np.uint8)
    found = []
    for kind in FORMATS:
        stream = io.BytesIO()
        Image.fromarray(pixels).save(stream, kind)
        found.append(stream.getvalue())
    return found


def archives() -> list[bytes]:
    found = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", method) as archive:
            archive.writestr("猫/1.txt", b"1" * 300)
            archive.writestr("b/2.txt", bytes(range(256)))
        found.append(stream.getvalue())
    return found


def arrays() -> list[bytes]:
    stream = io.BytesIO()
    np.savez(stream, x=np.zeros((4, 5, 5), np.float32), y=np.array(["a", "b", "a", "b"]))
    packed = io.BytesIO()
    np.savez_compressed(packed, x_train=np.zeros((4, 5, 5), np.uint8), y_train=np.arange(4))
    return [stream.getvalue(), packed.getvalue()]


def tables() -> list[bytes]:
    lines = [json.dumps({"path": f"{number}.png", "label": "é"}) for number in range(9)]
    return [b"path,label,split\n" + b"1.png,a,train\n2.png,b,test\n" * 9, "\n".join(lines).encode()]


def read_image(path: Path) -> None:
    decode_image(path.read_bytes())


def read_rows(path: Path) -> None:
    recognised(glance(path))
    description = DatasetDescription(source=str(path))
    read_table(path, description, progress=lambda *_: None, stop_asked=lambda: False)


def read_zip(path: Path) -> None:
    unpacked(path, path.parent / "cache", lambda *_: None, lambda: False)


IDX = b"\0\0\x08\x03\0\0\0\4\0\0\0\5\0\0\0\5" + bytes(100)
READERS: dict[str, tuple[Callable[[Path], object], Callable[[], list[bytes]], tuple[str, ...]]] = {
    "images": (read_image, images, (".png",)),
    "npz": (read_npz, arrays, (".npz",)),
    "idx": (lambda path: read_idx(path, axes=3), lambda: [IDX], (".idx",)),
    "zip": (read_zip, archives, (".zip",)),
    "tables": (read_rows, tables, (".csv", ".jsonl")),
}


def fuzz(reader: str, count: int, folder: Path) -> None:
    read, seeds, suffixes = READERS[reader]
    good = seeds()
    (folder / "1.png").write_bytes(images()[0])
    draws = np.random.default_rng(len(reader))
    refused = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(count):
            seed = number % len(good)
            path = folder / f"x{suffixes[seed % len(suffixes)]}"
            path.write_bytes(mutated(draws, good[seed]))
            try:
                read(path)
            except DataError as error:
                assert error.code.startswith("data.")
                refused += 1
            except Exception as error:
                kept = folder / f"found-{reader}{path.suffix}"
                kept.write_bytes(path.read_bytes())
                raise AssertionError((reader, number, str(kept))) from error
    assert refused or count < 100


@pytest.mark.parametrize("reader", READERS)
def test_damaged_files_are_read_or_refused(reader: str, tmp_path: Path) -> None:
    fuzz(reader, 20, tmp_path)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("reader", READERS)
def test_thousands_of_damaged_files_are_read_or_refused(reader: str, tmp_path: Path) -> None:
    fuzz(reader, 5_000, tmp_path)
