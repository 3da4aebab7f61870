"""Opening from end to end: digits, files, settings, cache, fingerprints, bad input."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from deepdesk.core.catalogue import codes, describe
from deepdesk.core.errors import DataError
from deepdesk.data.dataset import Dataset
from deepdesk.data.description import DatasetDescription, SplitSettings
from deepdesk.data.images.decoding import decode_image, to_input
from deepdesk.data.opening import open_dataset


def opened(source: str | Path, cache: Path, **fields: Any) -> Dataset:
    seen: list[str] = []
    found = open_dataset(
        DatasetDescription(source=str(source), **fields),
        cache=cache,
        progress=lambda code, done, total: seen.append(code),
        stop_asked=lambda: False,
    )
    assert set(seen) <= codes()
    return found


def picture(path: Path, value: int, size: tuple[int, int] = (20, 16), mode: str = "RGB") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(value).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    Image.fromarray(pixels).convert(mode).save(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two classes of ten images each, of two sizes."""
    root = tmp_path / "pets"
    for number in range(10):
        picture(root / "cat" / f"{number}.png", number)
        picture(root / "dog" / f"{number}.png", 100 + number, size=(32, 24))
    return root


def test_the_digits_are_those_of_scikit_learn(tmp_path: Path) -> None:
    data = opened("sample:digits", tmp_path)
    assert data.report.samples == 1797
    assert data.images.shape == (1797, 8, 8, 1)
    assert data.classes == tuple("0123456789")
    assert data.preprocessing.polarity == "light_on_dark"
    assert (len(data.split.train), len(data.split.validation), len(data.split.test)) == (1437, 180, 180)
    datasets = pytest.importorskip("sklearn.datasets")
    original = datasets.load_digits()
    assert np.array_equal(data.labels, original.target)
    assert np.array_equal(np.rint(original.images * 255 / 16), data.images[..., 0])


def test_a_folder_is_read_through_the_one_path(folder: Path, tmp_path: Path) -> None:
    data = opened(folder, tmp_path / "cache")
    assert data.report.classes == {"cat": 10, "dog": 10}
    assert data.preprocessing.shape == (16, 16, 3)
    assert data.names[0] == "cat/0.png"
    for place in (0, 15):
        expected = to_input(decode_image(folder / data.names[place]), data.preprocessing)
        assert np.array_equal(data.images[place], expected)
    batch = data.batch(np.array([3]))
    assert batch.dtype == np.float32 and 0 <= batch.min() <= batch.max() <= 1


def test_settings_are_followed(folder: Path, tmp_path: Path) -> None:
    split = SplitSettings(train=0.5, validation=0.5, test=0.0, seed=4)
    data = opened(folder, tmp_path / "cache", height=12, width=10, channels=1, resize="fit", split=split)
    assert data.images.shape[1:] == (12, 10, 1)
    assert (len(data.split.train), len(data.split.validation), len(data.split.test)) == (10, 10, 0)
    small = opened("sample:digits", tmp_path / "cache", height=10, width=12, channels=3)
    assert small.images.shape == (1797, 10, 12, 3)


def test_the_second_opening_reads_no_image(folder: Path, tmp_path: Path) -> None:
    first = opened(folder, tmp_path / "cache")
    status = (folder / "cat" / "0.png").stat()
    (folder / "cat" / "0.png").write_bytes(b"x" * status.st_size)
    os.utime(folder / "cat" / "0.png", ns=(status.st_atime_ns, status.st_mtime_ns))
    again = opened(folder, tmp_path / "cache", split=SplitSettings(seed=9))
    assert again.report.bad_count == 0
    assert np.array_equal(first.images, again.images)
    assert first.fingerprint == again.fingerprint
    assert not np.array_equal(first.split.test, again.split.test)


def test_a_changed_folder_is_read_again(folder: Path, tmp_path: Path) -> None:
    first = opened(folder, tmp_path / "cache")
    picture(folder / "cat" / "new.png", 77)
    again = opened(folder, tmp_path / "cache")
    assert again.report.samples == first.report.samples + 1
    assert again.fingerprint != first.fingerprint


def test_the_fingerprint_follows_the_content_and_not_the_place(folder: Path, tmp_path: Path) -> None:
    moved = folder.rename(tmp_path / "测试 é")
    first = opened(moved, tmp_path / "cache")
    elsewhere = moved.rename(tmp_path / "elsewhere")
    assert opened(elsewhere, tmp_path / "cache").fingerprint == first.fingerprint
    assert opened(elsewhere, tmp_path / "cache", height=9, width=9).fingerprint != first.fingerprint


def test_unreadable_files_are_listed_and_left_out(folder: Path, tmp_path: Path) -> None:
    (folder / "cat" / "broken.png").write_bytes(b"no image")
    (folder / "dog" / "empty.jpg").write_bytes(b"")
    for number in range(3):
        (folder / "only_broken").mkdir(exist_ok=True)
        (folder / "only_broken" / f"{number}.gif").write_bytes(b"GIF89a")
    data = opened(folder, tmp_path / "cache")
    assert data.report.samples == 20
    assert data.classes == ("cat", "dog")
    assert {bad.path: bad.code for bad in data.report.bad}["dog/empty.jpg"] == "data.image.empty"
    assert data.report.bad_count == 5
    assert len(data.images) == len(data.labels) == len(data.names) == 20


def test_identical_files_are_told(folder: Path, tmp_path: Path) -> None:
    (folder / "dog" / "copy.png").write_bytes((folder / "cat" / "3.png").read_bytes())
    assert opened(folder, tmp_path / "cache").report.duplicates == (("cat/3.png", "dog/copy.png"),)


def test_grey_photographs_give_one_channel(tmp_path: Path) -> None:
    for number in range(4):
        picture(tmp_path / "set" / "ab"[number % 2] / f"{number}.jpg", number, mode="L")
        Image.open(tmp_path / "set" / "ab"[number % 2] / f"{number}.jpg").convert("RGB").save(
            tmp_path / "set" / "ab"[number % 2] / f"{number}.png"
        )
    assert opened(tmp_path / "set", tmp_path / "cache").preprocessing.channels == 1


def test_a_name_that_is_no_text_is_no_obstacle(folder: Path, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("names are text there")
    name = os.fsencode(folder / "cat") + b"/\xff\xfe.png"
    try:
        (folder / "cat" / "0.png").rename(os.fsdecode(name))
    except OSError:
        pytest.skip("this file system refuses the name")
    data = opened(folder, tmp_path / "cache")
    assert data.report.samples == 20
    msgspec.json.encode(data.report)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"source": "sample:unknown"}, "data.unknown_sample"),
        ({"source": "sample:mnist"}, "data.sample_not_fetched"),
        ({"source": "nowhere"}, "data.missing"),
        ({"source": "sample:digits", "kind": "songs"}, "data.unknown_kind"),
        ({"source": "sample:digits", "height": 0}, "data.bad_side"),
        ({"source": "sample:digits", "width": 9999}, "data.bad_side"),
        ({"source": "sample:digits", "channels": 2}, "data.bad_channels"),
    ],
)
def test_bad_wishes_say_why(tmp_path: Path, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(DataError) as caught:
        opened(cache=tmp_path, **fields)
    assert caught.value.code == code
    assert "{" not in describe(caught.value)


@pytest.mark.parametrize(
    ("name", "code"),
    [("photo.jpg", "data.file_is_image"), ("set.tar.gz", "data.file_is_archive"), ("notes.txt", "data.file_unknown")],
)
def test_a_file_instead_of_a_folder(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(DataError, match=code.replace(".", r"\.")):
        opened(tmp_path / name, tmp_path / "cache")


def test_only_unreadable_images_say_why(tmp_path: Path) -> None:
    for label in "ab":
        (tmp_path / "set" / label).mkdir(parents=True)
        (tmp_path / "set" / label / "1.png").write_bytes(b"")
    with pytest.raises(DataError, match=r"data\.all_unreadable"):
        opened(tmp_path / "set", tmp_path / "cache")


def test_stopping_leaves_no_half_data_set(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"data\.cancelled"):
        open_dataset(
            DatasetDescription(source=str(folder)),
            cache=tmp_path / "cache",
            progress=lambda *_: None,
            stop_asked=iter([False] * 4 + [True] * 99).__next__,
        )
    assert not list((tmp_path / "cache" / "datasets").glob("*"))


def test_mnist_opens_in_time(shared_data: Path, tmp_path: Path) -> None:
    if not (shared_data / "mnist").is_dir():
        pytest.skip("no MNIST here")
    start = time.monotonic()
    data = opened(shared_data / "mnist", tmp_path)
    seconds = time.monotonic() - start
    assert seconds < 3
    assert data.images.shape == (70_000, 28, 28, 1)
    assert (len(data.split.train), len(data.split.validation), len(data.split.test)) == (54_000, 6_000, 10_000)
    assert data.report.parts == {"train": 60_000, "test": 10_000}
    assert data.report.classes["1"] == 6742 + 1135
    assert data.preprocessing.polarity == "light_on_dark"


def test_cats_and_dogs_open(shared_data: Path, tmp_path: Path) -> None:
    if not (shared_data / "cats-vs-dogs").is_dir():
        pytest.skip("no cats and dogs here")
    data = opened(shared_data / "cats-vs-dogs", tmp_path)
    assert data.report.classes == {"cats": 140, "dogs": 140}
    assert data.report.parts == {"train": 220, "test": 60}
    assert (len(data.split.train), len(data.split.validation), len(data.split.test)) == (198, 22, 60)
    assert data.preprocessing.shape == (96, 96, 3)


def test_odd_and_broken_images_never_stop_the_import(shared_data: Path, tmp_path: Path) -> None:
    if not (shared_data / "odd-and-broken-images").is_dir():
        pytest.skip("no odd images here")
    report = opened(shared_data / "odd-and-broken-images", tmp_path).report
    assert report.classes["odd"] == 57
    assert report.bad_count == len(report.bad) > 10
    assert all("{" not in describe(DataError(bad.code, **bad.params)) for bad in report.bad)
