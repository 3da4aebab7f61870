"""Opening images of every source: collections, added files, tables, changed folders, first glimpses, findings."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deepdesk.core.catalogue import codes, say
from deepdesk.core.errors import DataError
from deepdesk.data.dataset import Dataset, ImageDataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.edits import AddedSample, DataEdits
from deepdesk.data.glimpse import Glimpse
from deepdesk.data.images import glimpsing, preparing_files
from deepdesk.data.images.decoding import decode_image, to_input
from deepdesk.data.images.glimpsing import Glimpsing, first_files
from deepdesk.data.opening import open_dataset


def opened(source: str | Path, cache: Path, **fields: Any) -> ImageDataset:
    found: Dataset = open_dataset(
        DatasetDescription(source=str(source), **fields),
        cache=cache,
        progress=lambda *_: None,
        stop_asked=lambda: False,
    )
    assert isinstance(found, ImageDataset)
    for finding in found.report.findings:
        assert finding.code in codes() and "{" not in say(finding.code, **finding.params)
    return found


def picture(path: Path, value: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(value).integers(0, 255, (70, 90, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def finding_codes(data: Dataset) -> list[str]:
    return [finding.code for finding in data.report.findings]


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    for number in range(6):
        picture(tmp_path / "pets" / "cat" / f"{number}.png", number)
        picture(tmp_path / "pets" / "dog" / f"{number}.png", 100 + number)
    return tmp_path / "pets"


def test_a_collection_grows_from_nothing(tmp_path: Path) -> None:
    empty = opened("collection:", tmp_path / "c", kind="images", edits=DataEdits(classes=("cat", "dog")))
    assert empty.classes == ("cat", "dog") and len(empty.images) == 0
    assert "data.health.too_few_classes" in finding_codes(empty)
    added = [
        AddedSample(path=str(picture(tmp_path / f"{n}.png", n)), label="cat" if n < 4 else "dog") for n in range(8)
    ]
    gone = AddedSample(path=str(tmp_path / "gone.png"), label="dog")
    data = opened("collection:", tmp_path / "c", edits=DataEdits(classes=("bird",), added=(*added, gone)))
    assert data.report.classes == {"bird": 0, "cat": 4, "dog": 4}
    assert data.names[0] == str(tmp_path / "0.png")
    assert [bad.code for bad in data.report.bad] == ["data.image.missing"]
    assert np.array_equal(data.images[3], to_input(decode_image(tmp_path / "3.png"), data.preprocessing))


def test_files_are_added_to_a_folder(pets: Path, tmp_path: Path) -> None:
    new = picture(tmp_path / "elsewhere" / "new.png", 50)
    edits = DataEdits(
        added=(
            AddedSample(path=str(new), label="bird"),
            AddedSample(path=str(pets / "cat" / "0.png"), label="dog"),
        )
    )
    data = opened(pets, tmp_path / "c", edits=edits)
    assert data.report.classes == {"bird": 1, "cat": 5, "dog": 7}
    assert data.labels[data.names.index(str(new))] == 0


def test_files_are_added_to_arrays(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", x=np.zeros((6, 8, 8), np.uint8), y=[0, 1, 0, 1, 0, 1])
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no image")
    new = str(picture(tmp_path / "new.png", 3))
    edits = DataEdits(added=(AddedSample(path=new, label="9"), AddedSample(path=str(broken), label="9")))
    data = opened(tmp_path / "x.npz", tmp_path / "c", edits=edits)
    assert data.report.classes == {"0": 3, "1": 3, "9": 1}
    assert data.names == ("0", "1", "2", "3", "4", "5", new)
    assert [bad.path for bad in data.report.bad] == [str(broken)]


def test_a_folder_of_loose_images_is_labelled_by_hand(tmp_path: Path) -> None:
    for number in range(8):
        picture(tmp_path / "loose" / f"{number}.png", number)
    data = opened(tmp_path / "loose", tmp_path / "c")
    assert (data.labels == -1).all() and not len(data.split.train)
    finding = data.report.findings[0]
    assert (finding.code, finding.severity) == ("data.health.too_few_classes", "error")
    labels = {f"{number}.png": "ab"[number % 2] for number in range(7)}
    labelled = opened(tmp_path / "loose", tmp_path / "c", edits=DataEdits(classes=("a", "b"), labels=labels))
    assert labelled.report.classes == {"a": 4, "b": 3}
    assert "data.health.too_few_classes" not in finding_codes(labelled)


def test_one_class_opens_and_says_what_is_missing(tmp_path: Path) -> None:
    picture(tmp_path / "set" / "cat" / "1.png", 1)
    picture(tmp_path / "set" / "cat" / "2.png", 2)
    data = opened(tmp_path / "set", tmp_path / "c")
    assert data.classes == ("cat",)
    assert "data.health.too_few_classes" in finding_codes(data)


def test_class_names_that_look_alike_are_offered_to_merge(tmp_path: Path) -> None:
    for place, name in enumerate(("Cat", "cat ", "dog")):
        for number in range(2 + place):
            picture(tmp_path / "set" / name / f"{number}.png", 10 * place + number)
    data = opened(tmp_path / "set", tmp_path / "c")
    finding = next(one for one in data.report.findings if one.code == "data.health.like_named_classes")
    (action,) = finding.actions
    assert action.code in codes()
    from deepdesk.data.edits import edited

    merged = opened(tmp_path / "set", tmp_path / "c", edits=edited(DataEdits(), action.steps[0]))
    assert merged.report.classes == {"cat ": 5, "dog": 4}


def test_a_table_beside_a_folder_of_images_gives_the_classes(tmp_path: Path) -> None:
    rows = ["file,breed"]
    for number in range(6):
        picture(tmp_path / "set" / "images" / f"{number}.png", number)
        rows.append(f"{number}.png,{'ab'[number % 2]}")
    (tmp_path / "set" / "labels.csv").write_text("\n".join(rows))
    for source in (tmp_path / "set", tmp_path / "set" / "labels.csv"):
        data = opened(source, tmp_path / "c")
        assert data.report.kind == "images"
        assert data.report.classes == {"a": 3, "b": 3}
    (tmp_path / "set" / "labels.csv").write_text("\n".join(rows).replace(",b", ",c"))
    assert opened(tmp_path / "set", tmp_path / "c").classes == ("a", "c")


def test_only_new_and_changed_files_are_decoded_again(
    pets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(pets, tmp_path / "c")
    asked: list[int] = []
    run = preparing_files.Decoders.run

    def counted(self: Any, task: str, options: Any, items: Any, **rest: Any) -> list[Any]:
        if task == "prepare":
            asked.append(len(items))
        return run(self, task, options, items, **rest)

    monkeypatch.setattr(preparing_files.Decoders, "run", counted)
    picture(pets / "cat" / "new.png", 77)
    picture(pets / "dog" / "2.png", 78)
    os.utime(pets / "dog" / "2.png", (1, 1))
    (pets / "dog" / "3.png").unlink()
    (pets / "dog" / "bad.png").write_bytes(b"no image")
    again = opened(pets, tmp_path / "c")
    fresh = opened(pets, tmp_path / "d")
    assert asked == [3, 13]
    assert np.array_equal(again.images, fresh.images)
    assert again.fingerprint == fresh.fingerprint != first.fingerprint
    assert again.names == fresh.names and again.report.bad == fresh.report.bad


def test_files_that_vanish_or_are_cut_while_the_folder_is_read(
    pets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = preparing_files.find_earlier

    def later(*given: Any) -> Any:
        (pets / "cat" / "0.png").unlink()
        content = (pets / "dog" / "0.png").read_bytes()
        (pets / "dog" / "0.png").write_bytes(content[: len(content) // 2])
        picture(pets / "dog" / "appeared.png", 5)
        return scan(*given)

    monkeypatch.setattr(preparing_files, "find_earlier", later)
    report = opened(pets, tmp_path / "c").report
    assert report.classes == {"cat": 5, "dog": 5}
    assert {bad.path: bad.code for bad in report.bad}["cat/0.png"] == "data.image.missing"
    assert {bad.path for bad in report.bad} == {"cat/0.png", "dog/0.png"}


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="other limits there")
def test_long_and_odd_names(tmp_path: Path) -> None:
    root = tmp_path / "测试 é"
    deep = root / "猫" / "/".join(["深" * 60] * 4)
    names = [root / "猫" / "猫 (1).png", root / "狗" / ("x" * 251 + ".png"), deep / "y.png"]
    for number, path in enumerate(names):
        picture(path, number)
    odd = [os.fsencode(root / "狗") + bytes([0x2F, byte]) + b".png" for byte in (0xFE, 0xFF)]
    for number, raw in enumerate(odd):
        Path(os.fsdecode(raw)).write_bytes(picture(tmp_path / "source.png", 50 + number).read_bytes())
    data = opened(root, tmp_path / "c")
    assert data.report.classes == {"狗": 3, "猫": 2}
    assert not data.report.bad and len(set(data.names)) == 5
    assert r"狗/\xfe.png" in data.names
    assert len(str(deep)) > 260


def test_first_files_come_from_every_class_by_turns(pets: Path) -> None:
    chosen = first_files(pets)
    assert len(chosen) == 12
    assert {label for _, label in chosen[:2]} == {"cat", "dog"}


def test_a_glimpse_is_shown_while_a_folder_is_scanned(pets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glimpsing, "_FIRST", 4)
    seen: list[Glimpse] = []
    glance = Glimpsing(pets, seen.append)
    with glance:
        glance._thread.join()
    assert [len(one.names) for one in seen] == [4, 12]
    last = seen[-1]
    assert last.classes == ("cat", "dog") and len(last.thumbnails) == 12 * last.side**2 * 3
    assert last.proportions[0] == pytest.approx(70 / 90)
    with Glimpsing(pets / "nowhere", seen.append):
        pass


def test_a_folder_that_changed_into_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    with pytest.raises(DataError, match=r"data\.folder_empty"):
        opened(tmp_path / "set", tmp_path / "c")
