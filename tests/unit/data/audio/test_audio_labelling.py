"""Folders and names: which class a recording belongs to."""

from __future__ import annotations

import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.audio.labelling import labelled
from deepdesk.data.content import TEST, TRAIN


def test_a_folder_is_a_class_and_deeper_ones_belong_to_it() -> None:
    found = labelled(["a/1.wav", "b/2.wav", "b/x/3.wav"], None, root="r")
    assert found.labels == ("a", "b", "b") and not found.parts and not found.pattern


def test_folders_around_all_are_looked_through() -> None:
    assert labelled(["set/audio/a/1.wav", "set/audio/b/2.wav"], None, root="r").labels == ("a", "b")


def test_split_folders_are_parts() -> None:
    found = labelled(["test/a/1.wav", "train/a/2.wav", "train/b/3.wav"], None, root="r")
    assert found.labels == ("a", "a", "b") and found.parts == (TEST, TRAIN, TRAIN)


def test_flat_split_folders_have_their_label_in_the_name() -> None:
    names = [f"{part}/{label}_{n}.wav" for part in ("test", "train") for label in ("no", "yes") for n in range(4)]
    found = labelled(names, None, root="r")
    assert set(found.labels) == {"no", "yes"} and set(found.parts) == {TEST, TRAIN}


def test_a_flat_folder_is_read_by_the_pattern_found() -> None:
    names = [f"rec/{label}_{who}_{n}.wav" for label in "01" for who in ("ann", "bob") for n in range(3)]
    found = labelled(names, None, root="r")
    assert found.pattern == "{label}_{speaker}_{n}"
    assert found.groupings["speaker"][:4] == ("ann", "ann", "ann", "bob")


def test_a_pattern_without_label_groups_what_folders_class() -> None:
    found = labelled(["no/ab_nohash_0.wav", "yes/ab_nohash_1.wav"], "{speaker}_nohash_{n}", root="r")
    assert found.labels == ("no", "yes") and found.groupings["speaker"] == ("ab", "ab")


def test_a_name_that_does_not_fit_is_listed() -> None:
    found = labelled(["a_1.wav", "b_2.wav", "notes.wav"], "{label}_{n}", root="r")
    assert [(item.path, item.code) for item in found.bad] == [("notes.wav", "data.audio.name_unlike")]
    assert found.paths == ("a_1.wav", "b_2.wav")


def test_loose_recordings_beside_classes_are_listed() -> None:
    found = labelled(["a/1.wav", "b/2.wav", "loose.wav"], None, root="r")
    assert [(item.path, item.code) for item in found.bad] == [("loose.wav", "data.audio.no_class")]


def test_one_class_in_two_unicode_forms_is_one() -> None:
    found = labelled(["e\u0301/1.wav", "\u00e9/2.wav", "b/3.wav"], None, root="r")
    assert set(found.labels) == {"\u00e9", "b"}


@pytest.mark.parametrize(
    ("paths", "pattern", "code"),
    [
        (["x.wav", "y.wav"], None, "data.audio.no_classes"),
        (["a_1.wav", "b_2.wav"], "{speaker}_{n}", "data.audio.no_label"),
        (["a_1.wav", "b_2.wav"], "{label}-{n}", "data.audio.no_match"),
        (["a_1.wav", "a_2.wav"], "{label}_{n}", "data.audio.one_class"),
        (["a_1.wav", "b_2.wav"], "{label", "data.audio.bad_pattern"),
    ],
)
def test_what_cannot_be_told_is_refused(paths: list[str], pattern: str | None, code: str) -> None:
    with pytest.raises(DataError) as caught:
        labelled(paths, pattern, root="r")
    assert caught.value.code == code
