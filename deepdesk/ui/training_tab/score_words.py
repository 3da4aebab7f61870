"""A score in words and bars, whatever the task."""

from __future__ import annotations

from typing import Final, NamedTuple

from deepdesk.core.catalogue import say
from deepdesk.inference.evaluation import AnyEvaluation, Evaluation, ForecastEvaluation, SegmentationEvaluation
from deepdesk.ui.figures import loss, percent

CLASSES_LISTED: Final = 12


class ScoreWords(NamedTuple):
    """The large figure, what it is and of how many samples, and bars with their heading: (name, 0 to 1, figure)."""

    figure: str
    text: str
    heading: str
    bars: tuple[tuple[str, float, str], ...]


def score_words(score: AnyEvaluation) -> ScoreWords:
    """What the card of a score says."""
    match score:
        case Evaluation():
            return _of_classes(score)
        case ForecastEvaluation():
            return _of_forecast(score)
        case SegmentationEvaluation():
            return _of_masks(score)


def _of_classes(score: Evaluation) -> ScoreWords:
    text = say("train.score.text", part=score.part, samples=score.samples, loss=loss(score.loss))
    recalls = [(name, score.per_class.get(name, {}).get("recall", 0.0)) for name in score.classes]
    return ScoreWords(percent(score.accuracy), text, say("train.score.recall"), _bars(recalls))


def _of_masks(score: SegmentationEvaluation) -> ScoreWords:
    text = say("train.score.masks", part=score.part, samples=score.samples, dice=percent(score.dice))
    ious = [(name, score.per_class.get(name, {}).get("iou", 0.0)) for name in score.classes]
    return ScoreWords(percent(score.mean_iou), text, say("train.score.iou"), _bars(ious))


def _bars(shares: list[tuple[str, float]]) -> tuple[tuple[str, float, str], ...]:
    worst = sorted(shares, key=lambda item: item[1])[:CLASSES_LISTED]
    return tuple((name, share, percent(share)) for name, share in worst)


def _of_forecast(score: ForecastEvaluation) -> ScoreWords:
    best = say(f"inference.baseline.{score.best_baseline}", season=score.season)
    texts = [say("train.score.forecast", part=score.part, samples=score.samples, rmse=f"{score.rmse:.4g}")]
    better = "train.score.better" if score.skill > 0 else "train.score.not_better"
    texts.append(say(better, skill=percent(abs(score.skill)), best=best))
    if score.coverage is not None and score.asked_coverage is not None:
        asked = percent(score.asked_coverage, 0)
        texts.append(say("train.score.coverage", coverage=percent(score.coverage), asked=asked))
    errors = {say("train.score.network"): score.mae}
    errors |= {say(f"inference.baseline.{name}", season=score.season): value for name, value in score.baselines.items()}
    most = max(errors.values(), default=1.0) or 1.0
    bars = tuple((name, value / most, f"{value:.4g}") for name, value in errors.items())
    figure = say("train.score.mae", value=f"{score.mae:.4g}")
    return ScoreWords(figure, " ".join(texts), say("train.score.errors"), bars)
