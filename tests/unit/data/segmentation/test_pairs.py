"""Which image goes with which mask, from names alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepdesk.core.catalogue import codes
from deepdesk.core.errors import DataError
from deepdesk.data.segmentation.pairs import find_pairs, matched, share_of_pairs
from deepdesk.data.segmentation.preparing import sequence_of
from deepdesk.data.settings import SegmentationSettings

FOUND = SegmentationSettings()

LAYOUTS: dict[str, dict[str, str]] = {
    "image and label": {"image/0.png": "label/0.png", "image/10.png": "label/10.png"},
    "images and masks": {"images/a.jpg": "masks/a.png", "images/b.jpg": "masks/b.png"},
    "img and ann": {"img/a.jpg": "ann/a.png"},
    "suffix in one folder": {"a.jpg": "a_mask.png", "b.jpg": "b_mask.png"},
    "suffix in the folder of masks": {"train/a.jpg": "train_masks/a_mask.gif"},
    "annot behind the part": {"train/a.png": "trainannot/a.png", "val/b.png": "valannot/b.png"},
    "parts outside": {"train/images/a.png": "train/masks/a.png", "test/images/a.png": "test/masks/a.png"},
    "parts inside": {"images/train/a.png": "labels/train/a.png", "images/val/a.png": "labels/val/a.png"},
    "VOC": {"JPEGImages/2007_1.jpg": "SegmentationClass/2007_1.png"},
    "sat and mask": {"12_sat.jpg": "12_mask.png"},
    "prefix": {"images/image_01.png": "masks/mask_01.png"},
    "capitals": {"Images/a.PNG": "Ground Truth/a.png"},
    "letters in two forms": {"images/caf\u00e9.png": "masks/cafe\u0301.png"},
    "no folder name for images": {"scans/a.png": "scans/masks/a.png"},
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layouts(layout: dict[str, str]) -> None:
    found = matched([*layout, *layout.values()], FOUND)
    assert {pair.image: pair.mask for pair in found.pairs} == layout
    assert found.bad == ()
    assert share_of_pairs([*layout, *layout.values()]) == 1.0


def test_parts_come_from_the_folders() -> None:
    found = matched(
        ["train/a.png", "trainannot/a.png", "val/b.png", "valannot/b.png", "test/c.png", "testannot/c.png"], FOUND
    )
    assert {pair.image: pair.part for pair in found.pairs} == {"train/a.png": 0, "val/b.png": 1, "test/c.png": 2}
    assert found.given is not None
    assert found.given.tolist() == [2, 0, 1]  # in the order of the paths


def test_without_several_parts_none_are_given() -> None:
    assert matched(["train/images/a.png", "train/masks/a.png"], FOUND).given is None
    assert matched(["images/a.png", "masks/a.png"], FOUND).given is None


def test_what_has_no_partner_is_listed_with_the_reason() -> None:
    found = matched(["images/a.png", "images/b.png", "masks/a.png", "masks/c.png"], FOUND)
    assert [pair.image for pair in found.pairs] == ["images/a.png"]
    assert {item.path: item.code for item in found.bad} == {
        "images/b.png": "data.segmentation.no_mask",
        "masks/c.png": "data.segmentation.no_image",
    }


def test_a_second_image_or_mask_of_a_name_is_listed() -> None:
    found = matched(["images/a.jpg", "images/a.png", "masks/a.gif", "masks/a.png"], FOUND)
    assert [(pair.image, pair.mask) for pair in found.pairs] == [("images/a.jpg", "masks/a.gif")]
    assert {item.path: (item.code, item.params) for item in found.bad} == {
        "images/a.png": ("data.segmentation.two_images", {"first": "images/a.jpg"}),
        "masks/a.png": ("data.segmentation.two_masks", {"first": "masks/a.gif"}),
    }


def test_names_in_other_letters_are_partners_where_nothing_is_nearer() -> None:
    paths = ["Images/Scan1.JPG", "Images/b.PNG", "MASKS/scan1.Png", "MASKS/B.png", "MASKS/b.png"]
    found = matched(paths, FOUND)
    assert [(pair.image, pair.mask) for pair in found.pairs] == [
        ("Images/Scan1.JPG", "MASKS/scan1.Png"),
        ("Images/b.PNG", "MASKS/b.png"),
    ]
    assert [(item.path, item.code) for item in found.bad] == [("MASKS/B.png", "data.segmentation.no_image")]


def test_folders_of_images_and_masks_are_known_though_no_name_matches() -> None:
    paths = [f"images/scan{n}.png" for n in range(5)] + [f"masks/truth{n}.png" for n in range(5)]
    assert share_of_pairs(paths) >= 0.5
    assert share_of_pairs([*paths, *(f"masks/more{n}.png" for n in range(5))]) == 0


def test_folders_named_by_hand() -> None:
    paths = ["fotos/1.png", "fotos/2.png", "wahrheit/1.png", "wahrheit/2.png", "masks/1.png"]
    found = matched(paths, SegmentationSettings(images="fotos", masks="wahrheit"))
    assert [(pair.image, pair.mask) for pair in found.pairs] == [
        ("fotos/1.png", "wahrheit/1.png"),
        ("fotos/2.png", "wahrheit/2.png"),
    ]
    assert found.bad == ()
    inside = SegmentationSettings(images="fotos", masks="fotos/m")
    assert [(pair.image, pair.mask) for pair in matched(["fotos/1.png", "fotos/m/1.png"], inside).pairs] == [
        ("fotos/1.png", "fotos/m/1.png")
    ]


@pytest.mark.parametrize(
    "paths",
    [
        ["cats/1.jpg", "cats/2.jpg", "dogs/1.jpg", "dogs/2.jpg"],
        ["with_mask/1.jpg", "without_mask/1.jpg"],
        ["mask/1.jpg", "no mask/1.jpg"],
        ["train/cats/1.jpg", "test/cats/1.jpg"],
        ["readme.txt"],
        [],
    ],
)
def test_classes_of_images_are_no_masks(paths: list[str]) -> None:
    assert share_of_pairs(paths) == 0.0


def test_frames_of_one_drive_share_a_sequence() -> None:
    assert sequence_of("train/0016E5_05130.png") == sequence_of("val/0016E5_07959.png") == "0016E5"
    assert sequence_of("images/Seq05VD_f00900.png") == "Seq05VD"
    assert sequence_of("images/drive1/frame_001.png") != sequence_of("images/drive2/frame_001.png")


def found_in(root: Path, settings: SegmentationSettings = FOUND) -> DataError:
    with pytest.raises(DataError) as caught:
        find_pairs(root, settings, lambda *_: None, lambda: False)
    assert caught.value.code in codes()
    return caught.value


def test_bad_folders_have_a_reason_each(tmp_path: Path) -> None:
    assert found_in(tmp_path / "nowhere").code == "data.missing"
    assert found_in(tmp_path).code == "data.segmentation.no_images"
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").touch()
    assert found_in(tmp_path / "images" / "a.png").code == "data.segmentation.no_folder"
    assert found_in(tmp_path).code == "data.segmentation.no_masks"
    assert found_in(tmp_path, SegmentationSettings(masks="wahrheit")).code == "data.segmentation.folder_missing"
    assert found_in(tmp_path, SegmentationSettings(masks="../elsewhere")).code == "data.segmentation.folder_missing"
    (tmp_path / "masks").mkdir()
    (tmp_path / "masks" / "b.png").touch()
    error = found_in(tmp_path)
    assert (error.code, error.params["image"], error.params["mask"]) == (
        "data.segmentation.nothing_matches",
        "images/a.png",
        "masks/b.png",
    )
    (tmp_path / "images" / "a.png").unlink()
    assert found_in(tmp_path).code == "data.segmentation.masks_only"


def test_links_in_circles_end(tmp_path: Path) -> None:
    for name in ("images", "masks"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.png").touch()
    (tmp_path / "images" / "again").symlink_to(tmp_path)
    matching, signature = find_pairs(tmp_path, FOUND, lambda *_: None, lambda: False)
    assert [pair.image for pair in matching.pairs] == ["images/a.png"]
    assert [name for name, _, _ in signature] == ["images/a.png", "masks/a.png"]


def test_cancelling_is_said(tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"{number}.png").touch()
    with pytest.raises(DataError, match=r"data\.cancelled"):
        find_pairs(tmp_path, FOUND, lambda *_: None, lambda: True)
