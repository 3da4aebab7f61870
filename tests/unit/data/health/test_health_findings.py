"""What is found in a folder of images, from end to end: copies, contradictions, balance, both sides."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepdesk.core.catalogue import codes, say
from deepdesk.data.changing import changed
from deepdesk.data.dataset import Dataset
from deepdesk.data.description import DatasetDescription, SplitSettings
from deepdesk.data.edits import GroupSamples, LeaveOut, SetFields
from deepdesk.data.findings import DataFinding
from deepdesk.data.opening import open_dataset

Open = Callable[[DatasetDescription], Dataset]


@pytest.fixture
def reopened(tmp_path: Path) -> Open:
    def work(description: DatasetDescription) -> Dataset:
        seen: list[str] = []
        found = open_dataset(
            description, cache=tmp_path / "cache", progress=lambda code, *_: seen.append(code), stop_asked=lambda: False
        )
        assert set(seen) <= codes()
        for finding in found.report.findings:
            told = [say(finding.code, **finding.params), say(f"{finding.code}.why", **finding.params)]
            told += [say(action.code, **action.params) for action in finding.actions]
            assert not [text for text in told if "{" in text or text.startswith("data.")], told
        return found

    return work


def photo(seed: int, side: int = 96) -> Image.Image:
    """Soft patches of light and dark, as photographs have, of every seed others."""
    coarse = np.random.default_rng(seed).integers(0, 255, (7, 7, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "pets"
    for place, name in enumerate(("cat", "dog")):
        (root / name).mkdir(parents=True)
        for number in range(30):
            photo(place * 100 + number).save(root / name / f"{number:02}.png")
    return root


def found_in(data: Dataset) -> dict[str, DataFinding]:
    return {item.code: item for item in data.report.findings}


def test_healthy_data_have_no_findings(folder: Path, reopened: Open) -> None:
    assert not reopened(DatasetDescription(source=str(folder))).report.findings


def test_copies_and_nearly_equal_ones_stay_on_one_side(folder: Path, reopened: Open) -> None:
    shutil.copy(folder / "cat" / "00.png", folder / "cat" / "copy.png")
    photo(5).save(folder / "cat" / "five.jpg", quality=40)
    photo(6).resize((60, 60)).save(folder / "cat" / "six.png")
    data = reopened(DatasetDescription(source=str(folder)))
    found = found_in(data)
    assert found["data.health.copies"].samples == (("cat/00.png", "cat/copy.png"),)
    near = {frozenset(group) for group in found["data.health.near_copies"].samples}
    assert near == {frozenset({"cat/05.png", "cat/five.jpg"}), frozenset({"cat/06.png", "cat/six.png"})}
    number = {name: place for place, name in enumerate(data.names)}
    part = {
        name: next(p for p in range(3) if number[name] in (data.split.train, data.split.validation, data.split.test)[p])
        for name in data.names
    }
    for group in [*near, frozenset({"cat/00.png", "cat/copy.png"})]:
        assert len({part[name] for name in group}) == 1
    keep_one = found["data.health.copies"].actions[0]
    after = reopened(changed(data.description, keep_one.steps))
    assert after.report.samples == data.report.samples - 1
    assert "data.health.copies" not in found_in(after)
    assert found_in(after)["data.health.left_out"].params == {"count": 1}
    assert (folder / "cat" / "copy.png").exists()


def test_equal_images_with_different_classes_are_the_gravest(folder: Path, reopened: Open) -> None:
    shutil.copy(folder / "cat" / "00.png", folder / "dog" / "copy.png")
    shutil.copy(folder / "cat" / "00.png", folder / "cat" / "again.png")
    data = reopened(DatasetDescription(source=str(folder)))
    first = data.report.findings[0]
    assert (first.code, first.severity) == ("data.health.contradictions", "error")
    majority = next(action for action in first.actions if action.id == "majority")
    after = reopened(changed(data.description, majority.steps))
    assert "data.health.contradictions" not in found_in(after)
    assert after.report.classes == {"cat": 32, "dog": 30}


def test_copies_in_a_test_part_that_came_along_are_a_leak(folder: Path, tmp_path: Path, reopened: Open) -> None:
    root = tmp_path / "parts"
    for part, numbers in (("train", range(25)), ("test", range(20, 30))):
        for name in ("cat", "dog"):
            (root / part / name).mkdir(parents=True)
            for number in numbers:
                shutil.copy(folder / name / f"{number:02}.png", root / part / name)
    data = reopened(DatasetDescription(source=str(root)))
    leak = data.report.findings[0]
    assert leak.code == "data.health.leak_given_scored"
    assert (leak.params["train"], leak.params["test"], leak.params["tests"]) == (10, 10, 20)
    assert leak.params["naive"] > leak.params["honest"]
    after = reopened(changed(data.description, leak.actions[0].steps))
    assert len(after.split.test) == 20
    assert not [code for code in found_in(after) if "leak" in code]


def test_both_scores_are_told_where_a_naive_split_would_leak(folder: Path, reopened: Open) -> None:
    for name in ("cat", "dog"):
        for path in sorted((folder / name).glob("*.png")):
            Image.open(path).save(path.with_suffix(".jpg"), quality=60)
    data = reopened(DatasetDescription(source=str(folder)))
    kept = found_in(data)["data.health.kept_apart_scored"]
    assert kept.params["groups"] == 60
    assert kept.params["naive"] > kept.params["honest"] + 0.2
    naive = reopened(changed(data.description, kept.actions[0].steps))
    leak = naive.report.findings[0]
    assert leak.code == "data.health.leak_drawn_scored"
    assert leak.params["naive"] == kept.params["naive"]
    honest = reopened(changed(naive.description, leak.actions[0].steps))
    assert np.array_equal(honest.split.test, data.split.test)


def test_one_group_for_all_is_told_with_a_way_out(folder: Path, reopened: Open) -> None:
    plain = DatasetDescription(source=str(folder))
    names = reopened(plain).names
    data = reopened(changed(plain, [GroupSamples(samples=names, group="all")]))
    first = data.report.findings[0]
    assert first.code == "data.health.no_honest_split_two"
    assert not len(data.split.test)
    after = reopened(changed(data.description, first.actions[0].steps))
    assert len(after.split.test) == 6


def test_a_class_per_folder_group_leaves_test_without_it(folder: Path, reopened: Open) -> None:
    data = reopened(DatasetDescription(source=str(folder), split=SplitSettings(group_by="folder")))
    assert data.report.findings[0].code.startswith("data.health.no_honest_split")


def test_imbalance_and_tiny_classes_can_be_answered(folder: Path, reopened: Open) -> None:
    for number in range(30, 80):
        photo(number).save(folder / "cat" / f"{number}.png")
    for name, count in (("owl", 4), ("emu", 3)):
        (folder / name).mkdir()
        for number in range(count):
            photo(1000 + 10 * count + number).save(folder / name / f"{number}.png")
    data = reopened(DatasetDescription(source=str(folder)))
    tiny = found_in(data)["data.health.tiny"]
    assert tiny.params["names"] == "emu, owl"
    merged = reopened(changed(data.description, tiny.actions[1].steps))
    assert merged.report.classes == {"cat": 80, "dog": 30, "owl": 7}
    without = reopened(changed(data.description, tiny.actions[0].steps))
    assert without.classes == ("cat", "dog") and "data.health.tiny" not in found_in(without)
    assert set(without.labels.tolist()) == {-1, 0, 1}
    assert reopened(changed(without.description, (LeaveOut(samples=("owl/0.png",), back=True),))).classes[2] == "owl"


def test_rare_classes_are_weighted_by_one_action(folder: Path, reopened: Open) -> None:
    for number in range(30, 130):
        photo(number + 400).save(folder / "cat" / f"{number}.png")
    data = reopened(DatasetDescription(source=str(folder)))
    found = found_in(data)["data.health.imbalance"]
    after = changed(data.description, found.actions[0].steps)
    assert after.balance == "weights"
    weighted = found_in(reopened(after))["data.health.imbalance_weighted"]
    assert changed(after, weighted.actions[0].steps).balance == "none"


def test_images_of_one_colour_are_told(folder: Path, reopened: Open) -> None:
    Image.new("RGB", (96, 96), (40, 40, 40)).save(folder / "dog" / "grey.png")
    data = reopened(DatasetDescription(source=str(folder)))
    blank = found_in(data)["data.health.blank_images"]
    assert blank.samples == (("dog/grey.png",),)
    after = reopened(changed(data.description, blank.actions[0].steps))
    assert "data.health.blank_images" not in found_in(after)


def test_steps_change_fields_of_fields() -> None:
    before = DatasetDescription(source="x")
    after = changed(
        before, [SetFields(fields={"split.group_by": "speaker", "audio.bands": 40}), LeaveOut(samples=("a",))]
    )
    assert after.split == SplitSettings(group_by="speaker")
    assert after.audio.bands == 40
    assert after.edits.left_out == ("a",)
