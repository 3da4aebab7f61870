"""What the card of a score says, for each task."""

from __future__ import annotations

from deepdesk.inference.evaluation import Evaluation, ForecastEvaluation, SegmentationEvaluation
from deepdesk.ui.training_tab.score_words import score_words


def test_classes_are_listed_from_the_worst() -> None:
    found = Evaluation(
        part="test",
        samples=16,
        loss=0.5,
        accuracy=0.75,
        classes=("a", "b"),
        per_class={"a": {"recall": 1.0}, "b": {"recall": 0.5}},
        confusion=((8, 0), (4, 4)),
    )
    words = score_words(found)
    assert words.figure == "75.0 %" and "16 samples" in words.text
    assert [name for name, _, _ in words.bars] == ["b", "a"]


def test_a_forecast_stands_beside_the_simple_rules() -> None:
    found = ForecastEvaluation(
        part="test",
        samples=100,
        mae=1.5,
        rmse=2.0,
        by_step=(1.0, 2.0),
        baselines={"last_value": 2.0, "seasonal_naive": 3.0},
        baseline_by_step={"last_value": (1.5, 2.5), "seasonal_naive": (3.0, 3.0)},
        best_baseline="last_value",
        skill=0.25,
        naive_mae=2.0,
        season=7,
        coverage=0.88,
        asked_coverage=0.9,
    )
    words = score_words(found)
    assert "1.5" in words.figure and "better" in words.text and "100 windows" in words.text
    assert words.bars[0][1:] == (0.5, "1.5") and len(words.bars) == 3


def test_masks_are_judged_by_iou() -> None:
    found = SegmentationEvaluation(
        part="validation",
        samples=4,
        loss=None,
        accuracy=0.9,
        mean_iou=0.6,
        dice=0.7,
        classes=("sky", "road"),
        per_class={"sky": {"iou": 0.8}, "road": {"iou": 0.4}},
        confusion=((8, 2), (1, 9)),
    )
    words = score_words(found)
    assert words.figure == "60.0 %" and "Dice 70.0 %" in words.text
    assert [name for name, _, _ in words.bars] == ["road", "sky"]
