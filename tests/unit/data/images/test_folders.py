"""Folders of classes: what counts as a class, as a part and as an image, and what is said of the rest."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from deepdesk.core.errors import DataError
from deepdesk.data.content import FileContent
from deepdesk.data.glance import glance
from deepdesk.data.images.folders import scan_folder
from deepdesk.data.images.glimpsing import first_files


def touch(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix:
            Image.new("L", (4, 4)).save(path) if path.suffix == ".png" else path.write_bytes(b"x")
        else:
            path.mkdir(exist_ok=True)


def scan(root: Path) -> FileContent:
    return scan_folder(root, progress=lambda *_: None, stop_asked=lambda: False)


def code_of(root: Path) -> str:
    with pytest.raises(DataError) as caught:
        scan(root)
    return caught.value.code


def test_a_sub_folder_is_a_class_and_deeper_folders_belong_to_it(tmp_path: Path) -> None:
    touch(tmp_path, "b/2.png", "a/1.png", "a/deep/er/3.jpg", "Z/4.gif")
    found = scan(tmp_path)
    assert found.classes == ("Z", "a", "b")
    assert found.paths == ("Z/4.gif", "a/1.png", "a/deep/er/3.jpg", "b/2.png")
    assert found.labels.tolist() == [0, 1, 1, 2]
    assert found.given is None


@pytest.mark.parametrize(
    "names", [("train", "val", "test"), ("Training", "Validation", "Testing"), ("train", "valid", "test")]
)
def test_split_folders_are_parts(tmp_path: Path, names: tuple[str, str, str]) -> None:
    touch(tmp_path, *(f"{part}/{label}/1.png" for part in names for label in ("a", "b")))
    found = scan(tmp_path)
    assert found.classes == ("a", "b")
    assert found.given is not None
    by_path = dict(zip(found.paths, found.given.tolist(), strict=True))
    assert [by_path[f"{part}/a/1.png"] for part in names] == [0, 1, 2]


def test_classes_named_train_and_test_are_classes(tmp_path: Path) -> None:
    touch(tmp_path, "train/1.png", "test/2.png")
    found = scan(tmp_path)
    assert found.classes == ("test", "train")
    assert found.given is None


def test_a_folder_around_everything_is_looked_through(tmp_path: Path) -> None:
    touch(tmp_path, "dataset/dataset/a/1.png", "dataset/dataset/b/2.png", "dataset/notes.txt")
    assert scan(tmp_path).classes == ("a", "b")


def test_hidden_files_and_others_are_passed_over(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "b/2.png", "a/.DS_Store", "a/._1.png", "a/notes.txt", ".git/x.png", "__MACOSX/a/1.png")
    found = scan(tmp_path)
    assert found.paths == ("a/1.png", "b/2.png")
    assert not found.bad


def test_what_is_left_out_is_listed(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "b/2.png", "empty", "loose.png")
    assert {(bad.path, bad.code) for bad in scan(tmp_path).bad} == {
        ("empty", "data.class_empty"),
        ("loose.png", "data.image.no_class"),
    }


def test_links_in_circles_end(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "b/2.png")
    try:
        (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    assert len(scan(tmp_path).paths) <= 4


def test_names_of_any_script_and_of_no_text(tmp_path: Path) -> None:
    touch(tmp_path, "猫/é 1.png", "狗/2.png")
    assert scan(tmp_path).classes == ("狗", "猫")


def test_a_folder_that_cannot_be_entered_is_listed(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "b/2.png", "closed/3.png")
    closed = tmp_path / "closed"
    closed.chmod(0)
    try:
        if os.access(closed, os.R_OK):
            pytest.skip("this account may enter every folder")
        assert [bad.code for bad in scan(tmp_path).bad] == ["data.image.folder_closed"]
    finally:
        closed.chmod(0o700)


def test_images_without_class_folders_have_no_class_yet(tmp_path: Path) -> None:
    touch(tmp_path, "2.png", "1.png", "notes.txt")
    found = scan(tmp_path)
    assert (found.paths, found.labels.tolist(), found.classes) == (("1.png", "2.png"), [-1, -1], ())


def test_one_class_is_enough_to_look_at(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "a/2.png")
    assert scan(tmp_path).classes == ("a",)


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names are composed by the system there")
def test_names_that_differ_in_their_unicode_form_only_stay_apart_until_somebody_decides(tmp_path: Path) -> None:
    touch(tmp_path, "caf\u00e9/1.png", "cafe\u0301/2.png", "the\u0301/3.png")
    assert scan(tmp_path).classes == ("cafe\u0301", "caf\u00e9", "th\u00e9")


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ((), "data.folder_empty"),
        (("notes.txt",), "data.no_images"),
        (("a/notes.txt", "b/notes.txt"), "data.no_images"),
    ],
)
def test_unusable_folders_say_why(tmp_path: Path, names: tuple[str, ...], code: str) -> None:
    touch(tmp_path, *names)
    assert code_of(tmp_path) == code


def test_stopping_is_heard(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "b/2.png")
    with pytest.raises(DataError, match=r"data\.cancelled"):
        scan_folder(tmp_path, progress=lambda *_: None, stop_asked=lambda: True)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_itself_is_named_and_ends_nothing(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "b/2.png")
    (tmp_path / "a" / "round.png").symlink_to("round.png")
    (tmp_path / "loop").symlink_to("loop")
    found = scan(tmp_path)
    assert found.paths == ("a/1.png", "b/2.png")
    assert [item.path for item in found.bad] == ["a/round.png"]


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names are Unicode there")
def test_a_class_whose_name_is_no_text_can_be_written_as_utf_8(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png")
    odd = os.fsencode(tmp_path) + b"/b\xff"
    Path(os.fsdecode(odd)).mkdir()
    Path(os.fsdecode(odd + b"/\xfe.png")).write_bytes((tmp_path / "a" / "1.png").read_bytes())
    assert scan(tmp_path).classes == ("a", r"b\xff")


@pytest.mark.skipif(os.name == "nt", reason="there are no such files there")
def test_pipes_and_devices_keep_nobody_waiting(tmp_path: Path) -> None:
    touch(tmp_path, "a/1.png", "b/2.png")
    os.mkfifo(tmp_path / "a" / "pipe.jpg")
    os.mkfifo(tmp_path / "a" / "notes.txt")
    (tmp_path / "b" / "zero.png").symlink_to("/dev/zero")
    found = scan(tmp_path)
    assert found.paths == ("a/1.png", "b/2.png")
    assert [(item.path, item.code) for item in found.bad] == [
        ("a/pipe.jpg", "data.image.no_file"),
        ("b/zero.png", "data.image.no_file"),
    ]
    assert glance(tmp_path).names == ("a/1.png", "b/2.png")
    assert [path for path, _ in first_files(tmp_path)] == ["a/1.png", "b/2.png"]
