"""The cache: whole or not at all, whatever ends the process; bounded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from deepdesk.core.errors import StorageError
from deepdesk.data import cache
from deepdesk.data.dataset import DataReport
from deepdesk.data.preprocessing import ImagePreprocessing


def fill(folder: Path, count: int = 3) -> None:
    for name in ("images.npy", "thumbnails.npy"):
        np.save(folder / name, np.zeros((count, 2, 2, 1), dtype=np.uint8))
    np.save(folder / "labels.npy", np.zeros(count, dtype=np.int64))
    report = DataReport(kind="images", name="x", samples=count, classes={"a": count}, shape=(2, 2, 1))
    preprocessing = ImagePreprocessing(height=2, width=2, channels=1)
    arrays = ("labels.npy", "images.npy", "thumbnails.npy")
    index = cache.Index(report=report, preprocessing=preprocessing, classes=("a",), fingerprint="f", arrays=arrays)
    cache.finish(folder, index)


def build(place: Path, key: str) -> Path:
    with cache.building(place, key) as folder:
        fill(folder)
    found = cache.find(place, key)
    assert found is not None
    return found


def test_a_folder_is_there_when_it_is_whole(tmp_path: Path) -> None:
    assert cache.find(tmp_path, "00ff") is None
    assert build(tmp_path, "00ff") == tmp_path / "datasets" / "00ff"


def test_what_was_interrupted_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), cache.building(tmp_path, "00ff") as folder:
        fill(folder)
        raise KeyboardInterrupt
    assert cache.find(tmp_path, "00ff") is None
    assert list((tmp_path / "datasets").iterdir()) == []


def test_leavings_of_a_killed_process_are_swept(tmp_path: Path) -> None:
    left = tmp_path / "datasets" / f".building-{2**22 + 1}-abc"
    left.mkdir(parents=True)
    build(tmp_path, "00ff")
    assert not left.exists()


def test_a_kill_while_building_leaves_the_next_one_a_clean_place(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path; from deepdesk.data import cache\n"
        "with cache.building(Path(sys.argv[1]), '00ff') as folder:\n"
        "    (folder / 'images.npy').write_bytes(b'half')\n"
        "    os.kill(os.getpid(), signal.SIGTERM if os.name == 'nt' else signal.SIGKILL)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False).returncode != 0
    assert cache.find(tmp_path, "00ff") is None
    build(tmp_path, "00ff")
    assert [folder.name for folder in (tmp_path / "datasets").iterdir()] == ["00ff"]


def test_a_damaged_folder_is_built_again(tmp_path: Path) -> None:
    folder = build(tmp_path, "00ff")
    (folder / "images.npy").write_bytes(b"torn")
    assert cache.find(tmp_path, "00ff") is None
    build(tmp_path, "00ff")


def test_the_oldest_go_first_and_the_one_in_use_stays(tmp_path: Path) -> None:
    folders = [build(tmp_path, key) for key in ("00aa", "00bb", "00cc")]
    for age, folder in zip((9, 8, 7), folders, strict=True):
        os.utime(folder / "index.json", (10_000 - age, 10_000 - age))
    cache.trim(tmp_path, keep=folders[0], limit=1)
    assert [folder.exists() for folder in folders] == [True, False, False]


def test_a_folder_that_was_just_used_is_not_deleted(tmp_path: Path) -> None:
    folders = [build(tmp_path, key) for key in ("00aa", "00bb")]
    cache.trim(tmp_path, keep=folders[0], limit=1)
    assert all(folder.exists() for folder in folders)


def test_a_full_disk_is_noticed_before(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"data\.no_room"):
        cache.check_room(tmp_path, 10**18)


def test_the_writer_makes_an_array_of_what_came(tmp_path: Path) -> None:
    with cache.ArrayWriter(tmp_path / "x.npy", (2, 3)) as writer:
        for count in (2, 0, 5):
            writer.append(np.full((count, 2, 3), count, dtype=np.uint8))
    found = np.load(tmp_path / "x.npy", mmap_mode="r")
    assert found.shape == (7, 2, 3)
    assert found[:, 0, 0].tolist() == [2, 2, 5, 5, 5, 5, 5]
