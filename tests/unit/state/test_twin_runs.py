"""The same training on the naive and on the honest split find each other; other trainings do not."""

from __future__ import annotations

from pathlib import Path

import msgspec

from deepdesk.data.description import DatasetDescription, SplitSettings
from deepdesk.inference.evaluation import Evaluation
from deepdesk.model.description import InputDescription, ModelDescription
from deepdesk.state.run_values import write_score
from deepdesk.state.twin_runs import twin_score
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.training.job import TrainingJob
from deepdesk.training.run_folder import create_run

SCORE = Evaluation(part="test", samples=9, loss=0.1, accuracy=0.75, classes=("a",), per_class={}, confusion=((9,),))


def job_of(grouped: bool, seed: int = 0, field: str | None = None) -> TrainingJob:
    split = SplitSettings(grouped=grouped, group_by=field)
    return TrainingJob(
        dataset=DatasetDescription(source="sample:digits", split=split),
        model=ModelDescription(name="m", input=InputDescription(shape=(8, 8, 1))),
        configuration=TrainingConfiguration(seed=seed),
    )


def test_only_the_same_training_on_the_other_split_is_a_twin(tmp_path: Path) -> None:
    honest = create_run(tmp_path, job_of(True, field="speaker"))
    assert twin_score(honest.path, honest.job()) is None
    naive = create_run(tmp_path, job_of(False))
    assert twin_score(honest.path, honest.job()) is None
    write_score(naive.path, SCORE)
    twin = twin_score(honest.path, honest.job())
    assert twin is not None
    assert (twin.run, twin.is_naive, twin.score) == (naive.path.name, True, SCORE)
    other = create_run(tmp_path, job_of(False, seed=5))
    write_score(other.path, msgspec.structs.replace(SCORE, accuracy=0.5))
    assert twin_score(honest.path, honest.job()) == twin
    write_score(honest.path, SCORE)
    back = twin_score(naive.path, naive.job())
    assert back is not None and not back.is_naive
