"""IDX files: found by their names, read within bounds, refused with the reason."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.images.idx import find_pairs, is_idx, read_idx, read_idx_set


def idx_bytes(values: np.ndarray) -> bytes:
    head = struct.pack(">BBBB", 0, 0, 8, values.ndim) + struct.pack(f">{values.ndim}I", *values.shape)
    return head + values.astype(np.uint8).tobytes()


def write_set(folder: Path, part: str, count: int, *, zipped: bool = True, style: str = "-idx{}-ubyte") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    images = np.arange(count * 6).reshape(count, 2, 3) % 256
    for what, values in (("images", images), ("labels", np.arange(count) % 3)):
        name = f"{part}-{what}{style.format(3 if what == 'images' else 1)}"
        content = idx_bytes(values)
        (folder / (name + ".gz" if zipped else name)).write_bytes(gzip.compress(content) if zipped else content)


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("style", ["-idx{}-ubyte", ".idx{}-ubyte"])
def test_train_and_test_are_paired(tmp_path: Path, zipped: bool, style: str) -> None:
    write_set(tmp_path, "train", 9, zipped=zipped, style=style)
    write_set(tmp_path, "t10k", 3, zipped=zipped, style=style)
    files = find_pairs(tmp_path)
    assert files is not None
    content = read_idx_set(files, path="x")
    assert content.images.shape == (12, 2, 3, 1)
    assert content.classes == ("0", "1", "2")
    assert content.given is not None
    assert content.given.tolist() == [0] * 9 + [2] * 3


def test_one_pair_has_no_parts(tmp_path: Path) -> None:
    write_set(tmp_path, "t10k", 6)
    files = find_pairs(tmp_path)
    assert files is not None
    assert read_idx_set(files, path="x").given is None


def test_a_folder_named_raw_is_looked_into(tmp_path: Path) -> None:
    write_set(tmp_path / "raw", "train", 3)
    assert find_pairs(tmp_path) is not None
    assert find_pairs(tmp_path / "elsewhere") is None


def test_names_are_recognised() -> None:
    assert is_idx(Path("train-images-idx3-ubyte.gz"))
    assert is_idx(Path("t10k-labels.idx1-ubyte"))
    assert is_idx(Path("emnist-letters-test-images-idx3-ubyte.gz"))
    assert not is_idx(Path("train-images.png"))


def test_one_of_several_sets_is_chosen_by_a_file(tmp_path: Path) -> None:
    write_set(tmp_path, "a-train", 3)
    write_set(tmp_path, "b-train", 6)
    with pytest.raises(DataError, match=r"data\.idx\.several"):
        find_pairs(tmp_path)
    files = find_pairs(tmp_path, tmp_path / "b-train-images-idx3-ubyte.gz")
    assert files is not None
    assert len(read_idx_set(files, path="x").labels) == 6


def test_images_without_labels_are_named(tmp_path: Path) -> None:
    write_set(tmp_path, "train", 3)
    (tmp_path / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError) as caught:
        find_pairs(tmp_path)
    assert caught.value.params["wanted"] == "train-labels-idx1-ubyte.gz"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "data.file_empty"),
        (b"<!DOCTYPE html>", "data.file_web_page"),
        (b"plain", "data.not_gzip"),
        (gzip.compress(idx_bytes(np.zeros((4, 2, 3))))[:-12], "data.file_cut_off"),
        (gzip.compress(idx_bytes(np.zeros((4, 2, 3))))[:-6] + b"abcdef", "data.gzip_damaged"),
        (gzip.compress(idx_bytes(np.zeros((4, 2, 3)))[:-3]), "data.file_cut_off"),
        (gzip.compress(b"not idx at all, but long enough"), "data.idx.not_idx"),
        (gzip.compress(idx_bytes(np.zeros(4))), "data.idx.other"),
        (gzip.compress(struct.pack(">4B3I", 0, 0, 8, 3, 2**32 - 1, 2**31, 1)), "data.file_too_large"),
        (gzip.compress(struct.pack(">4B3I", 0, 0, 8, 3, 0, 2, 3)), "data.no_samples"),
    ],
)
def test_damaged_files_say_why(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_idx(path, axes=3)
    assert caught.value.code == code


def test_counts_must_agree(tmp_path: Path) -> None:
    write_set(tmp_path, "train", 6)
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx_bytes(np.arange(5))))
    files = find_pairs(tmp_path)
    assert files is not None
    with pytest.raises(DataError, match=r"data\.counts_differ"):
        read_idx_set(files, path="x")


@pytest.mark.parametrize(
    ("start", "code"), [("empty", "data.file_empty"), ("html", "data.file_web_page"), ("trunc", "data.file_cut_off")]
)
def test_real_failed_downloads_say_why(shared_data: Path, start: str, code: str) -> None:
    found = list((shared_data / "odd-and-broken-images" / "bad-downloads").glob(f"{start}*"))
    if not found:
        pytest.skip("no failed downloads here")
    with pytest.raises(DataError) as caught:
        read_idx(found[0], axes=3)
    assert caught.value.code == code
