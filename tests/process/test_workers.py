"""Workers: children on the pool's threads, their replies as signals on the window's thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from deepdesk.core.errors import DeepDeskError
from deepdesk.process.children import Children
from deepdesk.process.replies import DataOpened
from deepdesk.process.requests import FindDevices, OpenData, Role
from deepdesk.training.events import BatchesEnded, Ended, EpochEnded, RunEvent
from deepdesk.training.job import TrainingJob
from deepdesk.training.run_folder import create_run
from deepdesk.workers.base import JobWorker, Worker
from deepdesk.workers.pools import JOB_THREADS, Pools
from deepdesk.workers.request_worker import RequestSignals, RequestWorker
from deepdesk.workers.training_worker import KerasWorker, RunSignals, TorchWorker, training_worker

SECONDS = 60_000


@pytest.fixture
def pools(qtbot: QtBot) -> Iterator[Pools]:
    made = Pools()
    yield made
    assert made.close(SECONDS)


class Listener(QObject):
    """Keeps what came and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[RunEvent] = []
        self.threads: set[QThread] = set()

    @Slot(object)
    def take(self, event: RunEvent) -> None:
        self.events.append(event)
        self.threads.add(QThread.currentThread())


def test_each_framework_has_its_worker(children: Children, make_job: Callable[..., TrainingJob]) -> None:
    for framework, kind in (("torch", TorchWorker), ("tensorflow", KerasWorker)):
        assert type(training_worker(children, make_job(framework), Path(), RunSignals())) is kind


def test_events_arrive_on_the_windows_thread(
    qtbot: QtBot, pools: Pools, children: Children, make_job: Callable[..., TrainingJob], tmp_path: Path
) -> None:
    job = make_job(epochs=2)
    signals, listener = RunSignals(), Listener()
    signals.happened.connect(listener.take)
    worker = training_worker(children, job, create_run(tmp_path, job).path, signals)
    with qtbot.waitSignal(signals.ended, timeout=SECONDS) as ended:
        pools.start_run(worker)
    assert ended.args is not None
    assert ended.args[0].status == "finished"
    assert [event.epoch for event in listener.events if isinstance(event, EpochEnded)] == [1, 2]
    assert not any(isinstance(event, Ended) for event in listener.events)
    assert listener.threads == {QThread.currentThread()}


def test_a_run_can_be_stopped_from_the_window(
    qtbot: QtBot, pools: Pools, children: Children, make_job: Callable[..., TrainingJob], tmp_path: Path
) -> None:
    job = make_job(epochs=100_000)
    signals = RunSignals()
    worker = training_worker(children, job, create_run(tmp_path, job).path, signals)
    with qtbot.waitSignal(signals.happened, timeout=SECONDS, check_params_cb=lambda e: isinstance(e, BatchesEnded)):
        pools.start_run(worker)
    with qtbot.waitSignal(signals.ended, timeout=SECONDS) as ended:
        worker.stop.ask()
    assert ended.args is not None
    assert (ended.args[0].status, ended.args[0].model) == ("stopped", "model.ddm")


def test_a_request_is_answered(
    qtbot: QtBot, pools: Pools, children: Children, make_job: Callable[..., TrainingJob]
) -> None:
    signals = RequestSignals()
    worker = RequestWorker(children, Role.DATA, OpenData(description=make_job().dataset), signals)
    with qtbot.waitSignal(signals.answered, timeout=SECONDS) as answered:
        pools.start_run(worker)
    assert answered.args is not None
    assert isinstance(answered.args[0], DataOpened)


def test_a_request_that_fails(qtbot: QtBot, pools: Pools, children: Children) -> None:
    signals = RequestSignals()
    with qtbot.waitSignal(signals.failed, timeout=SECONDS) as failed:
        pools.start_run(RequestWorker(children, Role.DATA, FindDevices(), signals))
    assert failed.args is not None
    error = failed.args[0]
    assert isinstance(error, DeepDeskError)
    assert error.code == "process.wrong_role"


def test_runs_do_not_hold_up_jobs(qtbot: QtBot, pools: Pools) -> None:
    release, done = threading.Event(), threading.Event()
    for _ in range(JOB_THREADS + 1):
        pools.start_run(JobWorker(lambda: release.wait(60)))
    pools.start_job(JobWorker(lambda: None, done=lambda _: done.set()))
    assert done.wait(60)
    release.set()


def test_an_exception_goes_to_who_waits(qtbot: QtBot, pools: Pools) -> None:
    found: list[BaseException] = []
    came = threading.Event()

    def failed(error: BaseException) -> None:
        found.append(error)
        came.set()

    pools.start_job(JobWorker(lambda: 1 // 0, failed=failed))
    assert came.wait(60)
    assert isinstance(found[0], ZeroDivisionError)


def test_a_worker_without_work() -> None:
    with pytest.raises(NotImplementedError):
        Worker().work()


def test_closing_ends_a_request_in_flight_without_a_complaint(
    qtbot: QtBot, pools: Pools, children: Children, caplog: pytest.LogCaptureFixture
) -> None:
    signals = RequestSignals()
    worker = RequestWorker(children, Role.TORCH, FindDevices(), signals)
    with qtbot.waitSignal(signals.failed, timeout=SECONDS) as failed:
        pools.start_run(worker)
        qtbot.waitUntil(lambda: bool(psutil.Process().children()), timeout=SECONDS)
        children.close()
    assert [error.code for error in failed.args or ()] == ["process.closed"]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
