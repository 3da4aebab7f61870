"""Recordings from end to end: opening, settings, scaling, findings, splits, bad files, answering."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import soundfile

from deepdesk.core.catalogue import codes, describe, say
from deepdesk.core.errors import DataError
from deepdesk.data.audio.dataset import AudioDataset
from deepdesk.data.audio.kind import recognised
from deepdesk.data.description import DatasetDescription, SplitSettings
from deepdesk.data.details import AudioDetails
from deepdesk.data.edits import AddedSample, DataEdits
from deepdesk.data.glance import glance
from deepdesk.data.opening import open_dataset
from deepdesk.data.settings import AudioSettings
from deepdesk.inference.kinds import Given, audio

RATE = 8000


def opened(source: str | Path, cache: Path, preprocessing: Any = None, **fields: Any) -> AudioDataset:
    seen: list[str] = []
    found = open_dataset(
        DatasetDescription(source=str(source), **fields),
        cache=cache,
        progress=lambda code, done, total: seen.append(code),
        stop_asked=lambda: False,
        preprocessing=preprocessing,
    )
    assert set(seen) <= codes()
    assert isinstance(found, AudioDataset)
    return found


def record(path: Path, hertz: float, seconds: float = 0.4, *, level: float = 0.5, rate: int = RATE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    time = np.arange(round(seconds * rate)) / rate
    rng = np.random.default_rng(round(hertz * 1000) % 2**32)
    sound = level * np.sin(2 * np.pi * hertz * time) + 0.001 * level * rng.standard_normal(len(time))
    soundfile.write(path, sound, rate)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two words by four speakers, five times each, in one flat folder."""
    root = tmp_path / "测试 é"
    for place, word in enumerate(("no", "yes")):
        for number, who in enumerate(("ann", "bob", "cid", "dee")):
            for n in range(5):
                record(root / f"{word}_{who}_{n}.wav", 300 + 600 * place + 20 * number + n, 0.3 + 0.02 * n)
    return root


def codes_found(data: AudioDataset) -> list[str]:
    for finding in data.report.findings:
        assert say(finding.code, **finding.params) and say(f"{finding.code}.why", **finding.params)
        for action in finding.actions:
            assert say(action.code, **action.params)
    return [finding.code for finding in data.report.findings]


def test_the_embedded_tones(tmp_path: Path) -> None:
    data = opened("sample:tones", tmp_path)
    assert data.report.classes == {"falling": 30, "rising": 30, "steady": 30, "trembling": 30}
    assert isinstance(data.report.details, AudioDetails)
    assert data.report.details.pattern == "{label}_{speaker}_{n}"
    assert data.input_shape == data.preprocessing.shape == data.report.shape
    assert data.batch(data.split.train).shape == (96, *data.input_shape)


def test_a_flat_folder_is_understood(folder: Path, tmp_path: Path) -> None:
    data = opened(folder, tmp_path)
    assert data.classes == ("no", "yes") and data.report.samples == 40
    details = data.report.details
    assert isinstance(details, AudioDetails)
    assert details.fields == ("speaker", "n") and details.rates == {"8000": 40}
    assert data.preprocessing.rate == 8000 and data.preprocessing.seconds == pytest.approx(0.4)
    assert "data.audio.shared_field" in codes_found(data)


def test_features_are_scaled_by_the_training_part_alone(folder: Path, tmp_path: Path) -> None:
    data = opened(folder, tmp_path)
    train = data.features[data.split.train].astype(np.float64)
    assert np.array(data.preprocessing.mean) == pytest.approx(train.mean(axis=(0, 1)), abs=1e-6)
    assert np.array(data.preprocessing.deviation) == pytest.approx(train.std(axis=(0, 1)), abs=1e-6)
    inputs = data.batch(data.split.train)
    assert inputs.dtype == np.float32
    assert inputs.mean(axis=(0, 2, 3)) == pytest.approx(0, abs=1e-3)
    assert inputs.std(axis=(0, 2, 3)) == pytest.approx(1, abs=1e-3)


def test_both_layouts_come_from_the_same_content(folder: Path, tmp_path: Path) -> None:
    image = opened(folder, tmp_path)
    sequence = opened(folder, tmp_path, audio=AudioSettings(layout="sequence"))
    assert len(list((tmp_path / "datasets").iterdir())) == 1
    assert sequence.input_shape == (image.preprocessing.frames, 64)
    chosen = image.split.test
    assert np.array_equal(image.batch(chosen)[..., 0].transpose(0, 2, 1), sequence.batch(chosen))


@pytest.mark.parametrize(
    "settings",
    [
        AudioSettings(features="mfcc"),
        AudioSettings(features="mfcc", layout="sequence", bands=13, rate=16_000),
        AudioSettings(seconds=0.2, window_ms=64, hop_ms=16, bands=32),
        AudioSettings(rate=4000, seconds=1.0),
    ],
)
def test_settings(folder: Path, tmp_path: Path, settings: AudioSettings) -> None:
    data = opened(folder, tmp_path, audio=settings)
    assert data.batch(data.split.test).shape == (len(data.split.test), *data.preprocessing.shape)
    assert data.preprocessing.bands == (settings.bands or {"mfcc": 20, "log_mel": 64}[settings.features])


def test_a_split_by_speaker_keeps_each_on_one_side(folder: Path, tmp_path: Path) -> None:
    data = opened(folder, tmp_path, split=SplitSettings(train=0.5, validation=0.25, test=0.25, group_by="speaker"))
    speakers = [{data.names[place].split("_")[1] for place in getattr(data.split, part)} for part in ("train", "test")]
    assert speakers[0] and speakers[1] and not speakers[0] & speakers[1]
    assert "data.audio.shared_field" not in codes_found(data)


def test_folders_of_classes_and_parts(tmp_path: Path) -> None:
    for part in ("train", "test"):
        for word, hertz in (("hi", 300), ("lo", 900)):
            for n in range(4):
                record(tmp_path / "set" / part / word / f"{n}.flac", hertz + n + (50 if part == "test" else 0))
    data = opened(tmp_path / "set", tmp_path)
    assert data.report.parts == {"train": 8, "test": 8}
    assert {data.names[place].split("/")[0] for place in data.split.test} == {"test"}


def test_what_is_wrong_with_recordings_is_found(folder: Path, tmp_path: Path) -> None:
    record(folder / "no_ann_90.wav", 100, level=0.0)
    record(folder / "no_ann_91.wav", 100, level=3.0)
    record(folder / "no_ann_92.wav", 100, 0.02)
    record(folder / "no_ann_93.wav", 100, 3.0)
    record(folder / "no_ann_94.wav", 100, rate=4000)
    data = opened(folder, tmp_path, audio=AudioSettings(seconds=0.5, rate=8000))
    found = codes_found(data)
    for code in ("clipped", "lower_rate"):
        assert f"data.audio.{code}" in found
    named = {sample for finding in data.report.findings for group in finding.samples for sample in group}
    assert {f"no_ann_{n}.wav" for n in range(90, 95)} <= named


def test_leaving_out_ends_a_finding(folder: Path, tmp_path: Path) -> None:
    record(folder / "no_ann_91.wav", 100, level=3.0)
    data = opened(folder, tmp_path, edits=DataEdits(left_out=("no_ann_91.wav",)))
    assert "data.audio.clipped" not in codes_found(data) and data.report.samples == 40


def test_broken_files_are_listed_and_left_out(folder: Path, tmp_path: Path) -> None:
    (folder / "no_ann_80.wav").write_bytes(b"")
    (folder / "no_ann_81.wav").write_text("no sound")
    whole = (folder / "no_ann_0.wav").read_bytes()
    (folder / "no_ann_82.wav").write_bytes(whole[: len(whole) // 2])
    data = opened(folder, tmp_path)
    assert {item.path: item.code for item in data.report.bad} == {
        "no_ann_80.wav": "data.audio.empty",
        "no_ann_81.wav": "data.audio.unknown",
        "no_ann_82.wav": "data.audio.truncated",
    }
    assert all(say(item.code, **item.params) for item in data.report.bad)
    assert data.report.samples == 40


def test_copies_are_told_across_formats(folder: Path, tmp_path: Path) -> None:
    samples, rate = soundfile.read(folder / "no_ann_0.wav", dtype="int16")
    soundfile.write(folder / "no_eve_0.flac", samples, rate)
    assert opened(folder, tmp_path).report.duplicates == (("no_ann_0.wav", "no_eve_0.flac"),)


def test_an_added_recording_belongs_to_its_class(folder: Path, tmp_path: Path) -> None:
    record(tmp_path / "else" / "new.wav", 500)
    added = AddedSample(path=str(tmp_path / "else" / "new.wav"), label="yes")
    data = opened(folder, tmp_path, edits=DataEdits(added=(added,)))
    place = data.names.index(added.path)
    assert data.classes[data.labels[place]] == "yes" and data.report.samples == 41


def test_the_second_opening_reads_nothing(folder: Path, tmp_path: Path) -> None:
    first = opened(folder, tmp_path)
    kept = (next((tmp_path / "datasets").iterdir()) / "features.npy").stat().st_mtime_ns
    assert opened(folder, tmp_path).fingerprint == first.fingerprint
    assert (next((tmp_path / "datasets").iterdir()) / "features.npy").stat().st_mtime_ns == kept
    record(folder / "no_ann_0.wav", 777)
    assert opened(folder, tmp_path).fingerprint != first.fingerprint


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (AudioSettings(rate=10), "data.audio.bad_setting"),
        (AudioSettings(seconds=-1.0), "data.audio.bad_setting"),
        (AudioSettings(bands=5000), "data.audio.bad_setting"),
        (AudioSettings(hop_ms=0.0), "data.audio.bad_setting"),
        (AudioSettings(seconds=1800.0, hop_ms=0.5), "data.audio.input_too_large"),
        (AudioSettings(pattern="{x"), "data.audio.bad_pattern"),
        (AudioSettings(pattern="{label}-{n}"), "data.audio.no_match"),
    ],
)
def test_bad_settings(folder: Path, tmp_path: Path, settings: AudioSettings, code: str) -> None:
    with pytest.raises(DataError) as caught:
        opened(folder, tmp_path, kind="audio", audio=settings)
    assert caught.value.code == code and describe(caught.value)


@pytest.mark.parametrize(("make", "code"), [("empty", "none"), ("all bad", "all_unreadable"), ("file", "single_file")])
def test_bad_sources(tmp_path: Path, make: str, code: str) -> None:
    root = tmp_path / "source"
    root.mkdir()
    if make == "all bad":
        for label in ("a", "b"):
            (root / f"{label}_0.wav").write_bytes(b"")
    if make == "file":
        root = root / "x.wav"
        record(root, 300)
    pattern = AudioSettings(pattern="{label}_{n}")
    with pytest.raises(DataError) as caught:
        opened(root, tmp_path, kind="audio", audio=pattern)
    assert caught.value.code == f"data.audio.{code}" and describe(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes by name are of Unix")
def test_links_in_circles_and_pipes_do_not_hold_it_up(folder: Path, tmp_path: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "round").symlink_to(folder, target_is_directory=True)
    (folder / "self.wav").symlink_to(folder / "self.wav")
    os.mkfifo(folder / "no_pipe_0.wav")
    data = opened(folder, tmp_path)
    assert data.report.samples == 40
    assert [item.path for item in data.report.bad] == ["self.wav"]


def test_folders_of_recordings_are_recognised(folder: Path) -> None:
    (folder / "README.md").write_text("x")
    assert recognised(glance(folder)) > 0.9


class _File:
    """As much of a model file as reading needs."""

    def __init__(self, preprocessing: Any) -> None:
        self.preprocessing = preprocessing


def test_a_recording_is_answered_with_the_numbers_of_the_training(folder: Path, tmp_path: Path) -> None:
    for layout in ("image", "sequence"):
        data = opened(folder, tmp_path, audio=AudioSettings(layout=layout))
        file: Any = _File(data.preprocessing)
        path = folder / data.names[7]
        for given in (Given(path=str(path)), Given(content=path.read_bytes())):
            items = audio.read(given, file, pictures=False)
            assert np.array_equal(audio.batch(items, data.preprocessing), data.batch(np.array([7])))
    with pytest.raises(DataError):
        audio.read(Given(text="7"), file, pictures=False)


def test_other_recordings_are_judged_as_the_model_was_trained(folder: Path, tmp_path: Path) -> None:
    data = opened(folder, tmp_path, audio=AudioSettings(seconds=0.3, bands=32))
    for word, hertz in (("no", 350), ("yes", 980)):
        for n in range(4):
            record(tmp_path / "other" / word / f"{n}.wav", hertz + n, 1.0, rate=16_000)
    asked = audio.described(DatasetDescription(source=str(tmp_path / "other")), data.preprocessing)
    fields = {name: getattr(asked, name) for name in asked.__struct_fields__ if name != "source"}
    other = opened(tmp_path / "other", tmp_path, preprocessing=data.preprocessing, **fields)
    assert other.preprocessing == data.preprocessing
    assert other.batch(np.arange(8)).shape == (8, *data.input_shape)


def test_what_is_prepared_is_small(folder: Path, tmp_path: Path) -> None:
    data = opened(folder, tmp_path)
    content = next((tmp_path / "datasets").iterdir())
    assert np.load(content / "features.npy", mmap_mode="r").dtype == np.float16
    assert np.load(content / "outlines.npy").shape == (40, 96, 2)
    assert np.load(content / "clips.npy").shape == (40, 4)
    assert json.loads((content / "groupings.json").read_bytes())["speaker"][0] == "ann"
    assert msgspec.json.encode(data.report)
