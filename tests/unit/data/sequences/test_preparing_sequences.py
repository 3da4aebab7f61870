"""Length and scaling: fitted on the training part, the same for training, evaluation and prediction."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.preprocessing import SequencePreprocessing
from deepdesk.data.sequences.preparing import filled, fitted_length, prepared, scaled_values
from deepdesk.data.settings import SequenceSettings
from tests.unit.data.sequences.sequences_made import long_table, opened, simple_cases, ts_text


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)[:, None]


def test_gaps_are_filled_on_straight_lines() -> None:
    nan = float("nan")
    assert filled(column(nan, 1, nan, 3, nan))[:, 0].tolist() == [1, 1, 2, 3, 3]
    assert np.isnan(filled(column(nan, nan))).all()


@pytest.mark.parametrize(
    ("longer", "expected"), [("cut_end", [0, 1, 2]), ("cut_start", [2, 3, 4]), ("resample", [0, 2, 4])]
)
def test_longer_ones(longer: str, expected: list[float]) -> None:
    assert fitted_length(column(0, 1, 2, 3, 4), 3, longer)[:, 0].tolist() == expected  # type: ignore[arg-type]


def test_padding_is_zero_after_scaling_and_real_steps_never_are() -> None:
    settings = SequencePreprocessing(steps=4, features=("x",), mean=(5.0,), deviation=(2.0,), padded=True)
    found = prepared(column(5, 7), settings)[:, 0]
    assert found.tolist() == [np.float32(1e-6), 1.0, 0.0, 0.0]


def test_each_sequence_by_itself() -> None:
    settings = SequencePreprocessing(steps=3, features=("x",), scaling="each")
    np.testing.assert_allclose(scaled_values(column(1, 2, 3), settings)[:, 0], [-1.2247, 0, 1.2247], atol=1e-4)
    assert scaled_values(column(7, 7, 7), settings)[:, 0].tolist() == [0, 0, 0]


def test_huge_and_tiny_values_stay_finite() -> None:
    for scaling in ("none", "each"):
        settings = SequencePreprocessing(steps=3, features=("x",), scaling=scaling)  # type: ignore[arg-type]
        assert np.isfinite(prepared(column(3e38, -3e38, 1e-38), settings)).all()


def test_mean_and_deviation_are_of_the_training_part_only(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "m_TRAIN.ts").write_text(ts_text(simple_cases(20)))
    far = [([[1e6] * 12, [-1e6] * 12], label) for label in "ab" * 5]
    (tmp_path / "in" / "m_TEST.ts").write_text(ts_text(far))
    dataset = opened(tmp_path / "in", tmp_path)
    train = dataset.batch(dataset.split.train).reshape(-1, 2)
    np.testing.assert_allclose(train.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(train.std(axis=0), 1, atol=1e-5)
    assert np.abs(dataset.batch(dataset.split.test)).min() > 100


def test_another_length_is_a_view_of_the_same_content(tmp_path: Path) -> None:
    (tmp_path / "m.ts").write_text(ts_text(simple_cases(20)))
    whole = opened(tmp_path / "m.ts", tmp_path)
    short = opened(tmp_path / "m.ts", tmp_path, sequences=SequenceSettings(steps=5))
    assert short.report.shape == (5, 2)
    assert len(list((tmp_path / "cache" / "datasets").iterdir())) == 1
    assert whole.fingerprint == short.fingerprint
    (finding,) = [one for one in short.report.findings if one.code == "data.sequences.cut"]
    assert finding.params == {"count": 20, "steps": 5, "longest": 12}


def test_data_are_judged_with_the_preprocessing_of_the_model(tmp_path: Path) -> None:
    values = [(f"s{n}", "ab"[n % 2], np.full((6, 2), (n, 10.0 * n))) for n in range(20)]
    (tmp_path / "m.csv").write_text(long_table(values, columns="id,time,y,x,label"))
    model = SequencePreprocessing(steps=4, features=("x", "y"), mean=(1.0, 2.0), deviation=(2.0, 4.0))
    dataset = opened(tmp_path / "m.csv", tmp_path, preprocessing=model)
    assert dataset.preprocessing == model
    assert dataset.batch(np.array([1]))[0, 0].tolist() == [4.5, -0.25]
    other = SequencePreprocessing(steps=4, features=("x", "z"), scaling="none")
    with pytest.raises(DataError) as caught:
        opened(tmp_path / "m.csv", tmp_path, preprocessing=other)
    assert caught.value.code == "data.sequences.features_differ"


def test_what_is_worth_a_look(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    values = [(f"s{n}", "ab"[n % 2], np.stack([rng.normal(size=9), np.full(9, 3.0)], axis=1)) for n in range(30)]
    text = long_table(values).splitlines()
    lines = [text[0] + ",person"] + [f"{line},p{number // 27}" for number, line in enumerate(text[1:])]
    lines[1] = "s0,0,,3.0,a,p0"
    (tmp_path / "m.csv").write_text("\n".join(lines))
    found = {one.code: one for one in opened(tmp_path / "m.csv", tmp_path).report.findings}
    assert found["data.sequences.constant"].params["names"] == "y"
    assert found["data.sequences.missing"].params["count"] == 1
    assert found["data.sequences.groups"].params == {"column": "person"}
