"""Opening images with masks from end to end: pixels, parts, findings, cache, bad files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from deepdesk.core.catalogue import codes
from deepdesk.core.errors import DataError
from deepdesk.data.description import DatasetDescription, SplitSettings
from deepdesk.data.edits import DataEdits, LeaveOut
from deepdesk.data.opening import open_dataset, prepare
from deepdesk.data.segmentation.dataset import SegmentationDataset
from deepdesk.data.segmentation.sizes import network_size
from deepdesk.data.settings import MaskClass, SegmentationSettings


def opened(source: Path, cache: Path, **fields: Any) -> SegmentationDataset:
    seen: list[str] = []
    found = open_dataset(
        DatasetDescription(source=str(source), **fields),
        cache=cache,
        progress=lambda code, done, total: seen.append(code),
        stop_asked=lambda: False,
    )
    assert set(seen) <= codes()
    assert isinstance(found, SegmentationDataset)
    for finding in found.report.findings:
        assert {finding.code, f"{finding.code}.why"} <= codes()
        assert {action.code for action in finding.actions} <= codes()
    return found


def write_pair(root: Path, name: str, size: tuple[int, int] = (32, 24), place: int = 0, values: Any = (0, 1)) -> None:
    """A bright square on a dark noisy ground, and where it is."""
    rng = np.random.default_rng(abs(hash(place)) % 1000 + len(name))
    width, height = size
    image = rng.integers(0, 90, (height, width, 3), dtype=np.uint8)
    mask = np.full((height, width), values[0], np.uint8)
    box = (slice(place % (height // 2), place % (height // 2) + height // 3), slice(2, 2 + width // 3))
    image[box] = rng.integers(180, 255, image[box].shape)
    mask[box] = values[1]
    for folder, pixels in (("images", image), ("masks", mask)):
        (root / folder).mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(root / folder / f"{name}.png")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty pairs with squares."""
    root = tmp_path / "squares"
    for number in range(20):
        write_pair(root, f"{number:02}", place=number)
    return root


def test_images_and_masks_as_they_are(folder: Path, tmp_path: Path) -> None:
    data = opened(folder, tmp_path)
    assert (data.report.kind, data.report.task, data.classes) == ("segmentation", "segmentation", ("0", "1"))
    assert (data.input_shape, data.report.target_shape) == ((24, 32, 3), (24, 32))
    parts = [len(data.split.part(name)) for name in ("train", "validation", "test")]
    assert parts == [16, 2, 2]
    for place in range(20):
        name = folder / "images" / f"{place:02}.png"
        assert np.array_equal(data.images[place], np.asarray(Image.open(name)))
        expected = np.asarray(Image.open(folder / "masks" / f"{place:02}.png"))
        assert np.array_equal(data.targets(np.array([place]))[0], expected)
    assert data.batch(np.arange(3)).shape == (3, 24, 32, 3)
    assert data.targets(np.arange(3)).dtype == np.int64
    assert data.report.classes == {"0": 20 * (24 * 32 - 80), "1": 20 * 80}


def test_the_same_data_wherever_they_lie(folder: Path, tmp_path: Path) -> None:
    first = opened(folder, tmp_path / "a").fingerprint
    moved = folder.rename(tmp_path / "elsewhere")
    again = opened(moved, tmp_path / "b")
    assert again.fingerprint == first
    Image.fromarray(np.ones((24, 32), np.uint8)).save(moved / "masks" / "00.png")
    assert opened(moved, tmp_path / "b").fingerprint != first


@pytest.mark.parametrize("resize", ["stretch", "fit", "fill"])
def test_masks_are_moved_as_their_images(tmp_path: Path, resize: Any) -> None:
    """A mask drawn from the image's own pixels still fits when both have another size."""
    root = tmp_path / "data"
    y, x = np.mgrid[:90, :140]
    for number in range(12):
        inside = (x - 40 - 5 * number) ** 2 + (y - 45) ** 2 < 30**2
        for name, pixels in (("images", inside * 255), ("masks", inside * 1)):
            (root / name).mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels.astype(np.uint8)).save(root / name / f"{number}.png")
    data = opened(root, tmp_path, height=48, width=48, resize=resize)
    targets = data.targets(np.arange(12))
    bright = data.images[..., 0] > 127
    differing = ((targets == 1) != bright).sum(axis=(1, 2))
    assert differing.max() <= 12  # of 2,304: half a pixel along the edge
    assert (targets == -1).any() == (resize == "fit")
    assert data.ignored_places(np.arange(12)) == (targets == -1).sum()
    if resize == "fit":
        assert (targets[:, :8] == -1).all()
        assert (targets[:, 9:39] >= 0).all()


def test_parts_that_are_given(tmp_path: Path) -> None:
    root = tmp_path / "roads"
    for part, count in (("train", 6), ("val", 2), ("test", 3)):
        for number in range(count):
            write_pair(root / "made", f"{part}{number}", place=7 * number + count)
            for made, folder in (("images", part), ("masks", f"{part}annot")):
                (root / folder).mkdir(exist_ok=True)
                (root / "made" / made / f"{part}{number}.png").rename(root / folder / f"{part}{number}.png")
    data = opened(root, tmp_path)
    assert data.report.parts == {"train": 6, "validation": 2, "test": 3}
    assert [len(data.split.part(name)) for name in ("train", "validation", "test")] == [6, 2, 3]


def test_what_cannot_be_used_is_listed_by_name(folder: Path, tmp_path: Path) -> None:
    (folder / "images" / "00.png").write_bytes(b"")
    (folder / "masks" / "01.png").write_bytes((folder / "masks" / "02.png").read_bytes()[:60])
    Image.new("L", (10, 10)).save(folder / "masks" / "03.png")
    (folder / "masks" / "04.png").unlink()
    data = opened(folder, tmp_path)
    assert len(data.images) == 16
    told = {item.path: item.code for item in data.report.bad}
    assert told["images/00.png"] == "data.image.empty"
    assert told["masks/01.png"].startswith("data.image.")
    assert told["masks/03.png"] == "data.segmentation.sizes_differ"
    assert told["images/04.png"] == "data.segmentation.no_mask"
    sizes = next(item.params for item in data.report.bad if item.path == "masks/03.png")
    assert sizes == {"image": "32×24", "mask": "10×10"}
    assert data.report.bad_count == 4


def test_nothing_usable_is_one_sentence(tmp_path: Path) -> None:
    for number in range(3):
        write_pair(tmp_path / "data", str(number), place=number)
        Image.new("RGB", (7, 7)).save(tmp_path / "data" / "images" / f"{number}.png")
    with pytest.raises(DataError, match=r"data\.segmentation\.all_sizes_differ") as caught:
        opened(tmp_path / "data", tmp_path)
    assert caught.value.params["first"] == "masks/0.png" and caught.value.params["image"] == "7×7"
    for number in range(3):
        (tmp_path / "data" / "masks" / f"{number}.png").write_bytes(b"")
    with pytest.raises(DataError, match=r"data\.segmentation\.no_usable_pair"):
        opened(tmp_path / "data", tmp_path)


def test_values_that_the_sample_did_not_show(tmp_path: Path) -> None:
    root = tmp_path / "data"
    for number in range(200):
        write_pair(root, f"{number:03}", size=(16, 16), place=number)
    mask = np.asarray(Image.open(root / "masks" / "004.png")).copy()
    mask[0, :3] = 9
    Image.fromarray(mask).save(root / "masks" / "004.png")
    data = opened(root, tmp_path)
    assert data.classes == ("0", "1")
    assert (data.targets(np.array([4]))[0, 0, :3] == -1).all()
    found = next(item for item in data.report.findings if item.code == "data.segmentation.finding.unexpected")
    assert found.params == {"masks": 1, "values": "9 (3)", "count": 1, "pixels": 3}
    assert found.samples == (("images/004.png",),)
    (step,) = found.actions[0].steps
    classes = msgspec.convert(step.fields["segmentation.classes"], tuple[MaskClass, ...])  # type: ignore[union-attr]
    again = opened(root, tmp_path, segmentation=SegmentationSettings(classes=classes))
    assert again.classes == ("0", "1", "9")


def test_a_class_that_a_part_lacks_is_told(folder: Path, tmp_path: Path) -> None:
    mask = np.asarray(Image.open(folder / "masks" / "05.png")).copy()
    mask[20:, 20:] = 2
    Image.fromarray(mask).save(folder / "masks" / "05.png")
    told = {item.code: item for item in opened(folder, tmp_path).report.findings}
    lacking = [code for code in told if ".missing_" in code]
    assert len(lacking) == 2
    assert all(told[code].params["classes"] == "2" for code in lacking)
    (step,) = told[lacking[0]].actions[0].steps
    assert step.fields == {"split.seed": 1}  # type: ignore[union-attr]


def test_a_dominating_class_proposes_weights(folder: Path, tmp_path: Path) -> None:
    found = next(item for item in opened(folder, tmp_path).report.findings if "dominating" in item.code)
    assert (found.params["name"], found.params["share"]) == ("0", "90%")
    (step,) = found.actions[0].steps
    assert step.fields == {"balance": "weights"}  # type: ignore[union-attr]
    balanced = opened(folder, tmp_path, balance="weights")
    assert not any("dominating" in item.code for item in balanced.report.findings)
    _, weights = balanced.training_batch(np.arange(2), seed=1, epoch=1)
    assert weights.shape == (2, 24, 32, 2)
    per_class = weights.sum(axis=(0, 1, 2))
    assert per_class[0] == pytest.approx(per_class[1], rel=0.01)


def test_an_empty_mask_can_be_left_out(folder: Path, tmp_path: Path) -> None:
    Image.new("L", (32, 24)).save(folder / "masks" / "07.png")
    data = opened(folder, tmp_path)
    found = next(item for item in data.report.findings if item.code.endswith("finding.one_class"))
    assert found.samples == (("images/07.png",),)
    without = opened(folder, tmp_path, edits=DataEdits(left_out=("images/07.png",)))
    assert without.report.samples == 19
    assert without.report.classes["1"] == data.report.classes["1"]
    assert 7 not in without.split.part("all")


def test_neighbouring_frames_on_both_sides_are_told(tmp_path: Path) -> None:
    root = tmp_path / "film"
    for film in range(4):
        for number in range(8):
            rng = np.random.default_rng(film)
            image = rng.integers(0, 255, (8, 8, 3), dtype=np.uint8).repeat(6, axis=0).repeat(6, axis=1)
            image[number * 4 : number * 4 + 3] = 255
            for folder, pixels in (("images", image), ("masks", (image[..., 0] > 200).astype(np.uint8))):
                (root / folder).mkdir(parents=True, exist_ok=True)
                Image.fromarray(pixels).save(root / folder / f"film{film}_{number:03}.png")
    split = SplitSettings(grouped=False)
    data = opened(root, tmp_path, split=split)
    found = next(item for item in data.report.findings if "neighbours" in item.code)
    assert found.params["count"] > 0
    assert found.actions[0].steps[0].fields == {"split.group_by": "sequence"}  # type: ignore[union-attr]
    (step,) = found.actions[1].steps
    assert isinstance(step, LeaveOut)
    after = opened(root, tmp_path, split=split, edits=DataEdits(left_out=step.samples))
    told = [item.params["count"] for item in after.report.findings if "neighbours" in item.code]
    assert not told or told[0] < found.params["count"]
    kept = opened(root, tmp_path, split=msgspec.structs.replace(split, group_by="sequence"))
    assert not any("neighbours" in item.code for item in kept.report.findings)


def test_the_second_opening_reads_nothing(folder: Path, tmp_path: Path) -> None:
    description = DatasetDescription(source=str(folder), kind="segmentation")
    first = prepare(description, cache=tmp_path, progress=lambda *_: None, stop_asked=lambda: False)
    again = prepare(description, cache=tmp_path, progress=lambda *_: None, stop_asked=lambda: True)
    assert again.content == first.content


def test_a_list_of_classes_beside_the_folders(folder: Path, tmp_path: Path) -> None:
    assert opened(folder, tmp_path).classes == ("0", "1")
    (folder / "classes.txt").write_text("ground\nsquare\n", encoding="utf-8")
    assert opened(folder, tmp_path).classes == ("ground", "square")


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((360, 480), (120, 160)),
        ((512, 512), (160, 160)),
        ((128, 128), (128, 128)),
        ((100, 60), (96, 64)),
        ((4, 4), (16, 16)),
        ((3000, 400), (160, 24)),
    ],
)
def test_the_size_is_bearable(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert network_size({size: 3}) == expected


def test_camvid(shared_data: Path, tmp_path: Path) -> None:
    data = opened(shared_data / "segmentation-camvid", tmp_path, segmentation=SegmentationSettings(ignored=(11,)))
    assert [len(data.split.part(name)) for name in ("train", "validation", "test")] == [28, 6, 6]
    assert len(data.classes) == 11
    assert data.input_shape == (120, 160, 3)
    assert data.report.bad_count == 0
    assert data.report.details is not None


def test_membranes(shared_data: Path, tmp_path: Path) -> None:
    data = opened(shared_data / "segmentation-membrane", tmp_path)
    assert (data.classes, data.input_shape, len(data.names)) == (("0", "255"), (160, 160, 1), 20)
