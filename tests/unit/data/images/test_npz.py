"""Arrays in npz files: the usual names, nothing executed, nothing allocated that is not there."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.images.npz import read_npz

IMAGES = np.arange(6 * 4 * 4, dtype=np.uint8).reshape(6, 4, 4)
LABELS = np.array([0, 1, 2, 0, 1, 10])


def saved(folder: Path, **arrays: Any) -> Path:
    path = folder / "data.npz"
    np.savez(path, **arrays)
    return path


def test_keras_names(tmp_path: Path) -> None:
    path = saved(tmp_path, x_train=IMAGES, y_train=LABELS, x_test=IMAGES[:2], y_test=LABELS[:2])
    content = read_npz(path)
    assert content.images.shape == (8, 4, 4, 1)
    assert content.classes == ("0", "1", "10", "2")
    assert content.labels.tolist() == [0, 1, 3, 0, 1, 2, 0, 1]
    assert content.given is not None
    assert content.given.tolist() == [0] * 6 + [2] * 2


def test_one_pair_has_no_parts(tmp_path: Path) -> None:
    content = read_npz(saved(tmp_path, x=IMAGES, y=LABELS))
    assert content.given is None


def test_numbers_from_0_to_1_become_bytes(tmp_path: Path) -> None:
    content = read_npz(saved(tmp_path, x=(IMAGES / 255).astype(np.float32), y=LABELS))
    assert np.array_equal(content.images[..., 0], IMAGES)


def test_one_hot_and_text_labels(tmp_path: Path) -> None:
    assert read_npz(saved(tmp_path, x=IMAGES, y=np.eye(3)[[0, 1, 2, 0, 1, 2]])).labels.tolist() == [0, 1, 2, 0, 1, 2]
    names = np.array(["cat", "dog", "cat", "dog", "ant", "ant"])
    assert read_npz(saved(tmp_path, x=IMAGES, y=names)).classes == ("ant", "cat", "dog")


@pytest.mark.parametrize(
    ("arrays", "code"),
    [
        ({"a": IMAGES}, "data.npz.no_pair"),
        ({"x": IMAGES.reshape(6, 16), "y": LABELS}, "data.npz.shape"),
        ({"x": IMAGES, "y": LABELS[:4]}, "data.counts_differ"),
        ({"x": IMAGES, "y": np.array([None] * 6, dtype=object)}, "data.npz.objects"),
    ],
)
def test_what_does_not_fit_says_why(tmp_path: Path, arrays: dict[str, Any], code: str) -> None:
    with pytest.raises(DataError) as caught:
        read_npz(saved(tmp_path, **arrays))
    assert caught.value.code == code


def test_images_with_values_that_are_no_numbers_are_left_out_by_name(tmp_path: Path) -> None:
    images = IMAGES.astype(np.float32) / 255
    images[1, 0, 0], images[4, 1, 1] = np.nan, np.inf
    found = read_npz(saved(tmp_path, x=images, y=LABELS))
    assert [bad.path for bad in found.bad] == ["x[1]", "x[4]"]
    assert len(found.images) == len(found.labels) == 4
    assert np.array_equal(found.images[0], read_npz(saved(tmp_path, x=IMAGES / 255, y=LABELS)).images[0])


def test_a_header_that_promises_more_than_there_is_allocates_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w") as archive:
        head = repr({"descr": "|u1", "fortran_order": False, "shape": (10**6, 1000, 1000)}).encode().ljust(117) + b"\n"
        archive.writestr("x.npy", b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head)
        archive.writestr("y.npy", b"")
    with pytest.raises(DataError, match=r"data\.npz\.header"):
        read_npz(path)


@pytest.mark.parametrize(("content", "code"), [(b"", "data.file_empty"), (b"PK no", "data.npz.damaged")])
def test_what_is_no_archive_says_so(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.npz"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_npz(path)
    assert caught.value.code == code
