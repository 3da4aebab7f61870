"""Zip archives: unpacked once, named as they were meant, refused when they are traps."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepdesk.core.errors import DataError
from deepdesk.data import archives
from deepdesk.data.archives import unpacked
from deepdesk.data.description import DatasetDescription
from deepdesk.data.opening import open_dataset


def opened(path: Path, cache: Path) -> Path:
    return unpacked(path, cache, lambda *_: None, lambda: False)


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def picture(value: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (9, 8), (value, 0, 0)).save(stream, "PNG")
    return stream.getvalue()


def test_a_zip_of_class_folders_opens_as_the_folder_does(tmp_path: Path) -> None:
    files = {f"pets/{label}/{number}.png": picture(number) for label in ("cat", "dog") for number in range(5)}
    path = packed(tmp_path / "Pets.zip", {**files, "__MACOSX/pets/cat/._0.png": b"x"})
    data = open_dataset(
        DatasetDescription(source=str(path)), cache=tmp_path / "c", progress=lambda *_: None, stop_asked=lambda: False
    )
    assert data.report.classes == {"cat": 5, "dog": 5}
    assert data.report.name == "Pets"


def test_a_zip_of_one_file_is_that_file(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", x=np.zeros((4, 8, 8), np.uint8), y=[0, 1, 0, 1])
    path = packed(tmp_path / "x.zip", {"x.npz": (tmp_path / "x.npz").read_bytes()})
    assert opened(path, tmp_path / "c").name == "x.npz"
    assert opened(packed(tmp_path / "t.zip", {"t/t.csv": b"a"}), tmp_path / "c").name == "t.csv"


def test_it_is_unpacked_once_wherever_it_lies(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a/1.txt": b"1", "b/2.txt": b"2"})
    first = opened(path, tmp_path / "c")
    (first / "a" / "1.txt").write_bytes(b"still here")
    assert opened(path.rename(tmp_path / "b.zip"), tmp_path / "c") == first
    assert (first / "a" / "1.txt").read_bytes() == b"still here"


def test_names_of_chinese_windows(tmp_path: Path) -> None:
    path = tmp_path / "测试.zip"
    path.write_bytes(windows_zip({"猫/一.txt": b"x", "狗/二.txt": b"y"}))
    place = opened(path, tmp_path / "c")
    assert sorted(one.relative_to(place).as_posix() for one in place.rglob("*.txt")) == ["狗/二.txt", "猫/一.txt"]


def windows_zip(files: dict[str, bytes]) -> bytes:
    """An archive with names in GBK and without the flag that says UTF-8."""
    body, directory = b"", b""
    for name, content in files.items():
        raw, check = name.encode("gbk"), zlib.crc32(content)
        fields = (20, 0, 0, 0, 33, check, len(content), len(content), len(raw), 0)
        offset = len(body)
        body += struct.pack("<4s5H3I2H", b"PK\x03\x04", *fields) + raw + content
        directory += struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *fields, 0, 0, 0, 0, offset) + raw
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + end


@pytest.mark.parametrize(
    "name", ["../outside.txt", "a/../../outside.txt", "/etc/outside.txt", "C:\\outside.txt", "..\\outside.txt"]
)
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "slip.zip", {"a.txt": b"1", name: b"2"})
    with pytest.raises(DataError, match=r"data\.zip\.outside"):
        opened(path, tmp_path / "c")
    assert not list(tmp_path.rglob("outside.txt"))


def test_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc")
    with pytest.raises(DataError, match=r"data\.zip\.link"):
        opened(path, tmp_path / "c")


def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path / "bomb.zip", {"zeros": bytes(150_000_000)})
    with pytest.raises(DataError, match=r"data\.zip\.bomb"):
        opened(path, tmp_path / "c")
    monkeypatch.setattr(archives, "MEMBER_LIMIT", 3)
    with pytest.raises(DataError, match=r"data\.zip\.too_many"):
        opened(packed(tmp_path / "many.zip", {str(number): b"" for number in range(4)}), tmp_path / "c")


def test_archives_within_archives_stay_packed(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", {"a.txt": b"1"}).read_bytes()
    place = opened(packed(tmp_path / "outer.zip", {"inner.zip": inner, "b.txt": b"2"}), tmp_path / "c")
    assert (place / "inner.zip").read_bytes() == inner


@pytest.mark.parametrize(("content", "code"), [(b"", "data.zip.damaged"), (b"PK\x03\x04 no", "data.zip.damaged")])
def test_what_is_no_archive_says_so(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(DataError) as caught:
        opened(tmp_path / "x.zip", tmp_path / "c")
    assert caught.value.code == code
    with pytest.raises(DataError, match=r"data\.zip\.empty"):
        opened(packed(tmp_path / "empty.zip", {}), tmp_path / "c")


def test_damage_within_is_noticed_and_leaves_nothing(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"a.txt": bytes(range(256)) * 40, "b.txt": b"2"})
    content = bytearray(path.read_bytes())
    content[60:70] = b"\xff" * 10
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"data\.zip\.damaged"):
        opened(path, tmp_path / "c")
    assert not list((tmp_path / "c" / "unpacked").glob("*"))


def test_stopping_is_heard_and_leaves_nothing(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"a.txt": b"1", "b.txt": b"2"})
    with pytest.raises(DataError, match=r"data\.cancelled"):
        unpacked(path, tmp_path / "c", lambda *_: None, lambda: True)
    assert not list((tmp_path / "c" / "unpacked").glob("*"))


def test_long_and_forbidden_names_are_shortened(tmp_path: Path) -> None:
    place = opened(packed(tmp_path / "x.zip", {"名" * 200 + ".txt": b"1", 'what?"<>|:.txt': b"2"}), tmp_path / "c")
    names = sorted(one.name for one in place.iterdir())
    assert names[0] == "what______.txt"
    assert len(names[1].encode()) <= 255 and names[1].endswith(".txt")


def test_the_ones_used_longest_ago_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = opened(packed(tmp_path / "a.zip", {"1": bytes(1000), "2": b""}), tmp_path / "c")
    os.utime(first.parent / ".done", (1, 1))
    monkeypatch.setattr(archives, "KEPT_LIMIT", 1500)
    second = opened(packed(tmp_path / "b.zip", {"1": bytes(900), "3": b""}), tmp_path / "c")
    assert not first.exists() and second.exists()
