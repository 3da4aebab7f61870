"""What the status bar says and whether F5 can train, as functions of values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deepdesk.core.catalogue import codes
from deepdesk.data.description import DatasetDescription
from deepdesk.model.presets import preset
from deepdesk.state import activity, data_pin
from deepdesk.state.notices import Notice
from deepdesk.state.reports import report_of_error, report_of_run, tail
from deepdesk.state.run_values import ShownRun
from deepdesk.state.session import Session
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.training.events import BatchesEnded, PhaseChanged, RunEvent, Started
from deepdesk.training.history import history_of
from deepdesk.training.job import TrainingJob

JOB = TrainingJob(
    dataset=DatasetDescription(source="sample:digits"),
    model=preset("small-cnn", (8, 8, 1), 10),
    configuration=TrainingConfiguration(),
)
STARTED = Started(
    framework="torch",
    framework_version="2",
    device="cpu",
    device_name="cpu",
    threads=1,
    epochs=2,
    steps_per_epoch=2,
    samples={},
    parameters=1,
)


@pytest.fixture
def session(qapp: object) -> Iterator[Session]:
    made = Session()
    yield made
    assert made.close()


def run(*events: RunEvent, stopping: bool = False, folder: Path = Path("r")) -> ShownRun:
    return ShownRun(folder=folder, job=JOB, history=history_of(events), status="running", stopping=stopping)


def test_the_status_follows_a_run() -> None:
    assert activity.of_run(run()).code == "activity.starting"
    assert activity.of_run(run(PhaseChanged(code="training.phase.building"))).code == "training.phase.building"
    now = activity.of_run(run(STARTED, BatchesEnded(first_step=0, losses=(1.0,), seconds=3.0)))
    assert now.fraction == 0.25 and now.seconds_left == 9.0 and now.params["percent"] == 25
    assert activity.of_run(run(stopping=True)).code == "activity.stopping"


def test_what_was_said_of_the_data_of_one_project_is_not_said_of_the_next(
    session: Session, deepdesk_home: Path
) -> None:
    session.project.make("one")
    session.notices.show(Notice(key=data_pin.KEY, code="data_pin.changed", params={"changes": "x"}))
    session.project.make("two")
    assert not session.notices.notices


def test_without_anything_the_session_says_so(session: Session) -> None:
    assert session.activity.code == "activity.nothing"
    assert session.readiness.code == "train.wait.no_data" and session.readiness.place == "data"
    assert not session.start() and session.project.folder is None


def test_every_reason_has_a_sentence_and_a_link(session: Session) -> None:
    reasons = {code for code in codes() if code.startswith("train.wait.") and not code.endswith(".link")}
    assert reasons and all(f"{code}.link" in codes() for code in reasons)


def test_settings_of_the_next_run_are_told_once(session: Session) -> None:
    told = []
    session.configuration_changed.connect(told.append)
    session.set_configuration(TrainingConfiguration(epochs=3))
    session.set_configuration(TrainingConfiguration(epochs=3))
    assert [configuration.epochs for configuration in told] == [3]


def test_reports_name_versions_and_the_end_of_the_log(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("\n".join(f"line {number}" for number in range(500)), encoding="utf-8")
    text = report_of_run(run(folder=tmp_path))
    assert "line 499" in text and "line 0\n" not in text and "DeepDesk" in text
    assert "ValueError: odd" in report_of_error(ValueError("odd"))
    assert tail(tmp_path / "none") == ""
