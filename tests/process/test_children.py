"""Spares: kept, handed out again, given up, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from deepdesk.core.errors import ProcessError
from deepdesk.process.children import Children
from deepdesk.process.requests import Role

SECONDS = 30.0


def test_a_child_that_is_given_back_is_handed_out_again(children: Children) -> None:
    child = children.take(Role.DATA)
    assert child.wait_ready(SECONDS)
    children.give_back(child)
    assert children.take(Role.DATA) is child


def test_there_is_one_spare_of_a_role(children: Children) -> None:
    first, second = children.take(Role.DATA), children.take(Role.DATA)
    children.give_back(first)
    children.give_back(second)
    assert first.alive
    assert not second.alive


def test_a_dead_spare_is_not_handed_out(children: Children) -> None:
    child = children.take(Role.DATA)
    children.give_back(child)
    child.kill()
    assert children.take(Role.DATA).alive


def test_warming_starts_one_spare(children: Children) -> None:
    assert children.warm(Role.DATA)
    assert children.warm(Role.DATA)
    assert len(psutil.Process().children()) == 1


def test_an_idle_spare_is_given_up() -> None:
    children = Children(idle_seconds=0.05)
    child = children.take(Role.DATA)
    process = psutil.Process(child.pid)
    children.give_back(child)
    process.wait(SECONDS)
    assert not child.alive
    children.close()


def test_a_number_of_threads_gets_a_process_of_its_own(children: Children) -> None:
    spare = children.take(Role.DATA)
    children.give_back(spare)
    other = children.take(Role.DATA, threads=1)
    assert other is not spare
    children.give_back(other)
    assert not other.alive


def test_closing_ends_spares_and_those_at_work(children: Children) -> None:
    spare, at_work = children.take(Role.DATA), children.take(Role.DATA)
    children.give_back(spare)
    children.close()
    assert not spare.alive
    assert not at_work.alive
    assert psutil.Process().children() == []
    assert not children.warm(Role.DATA)
    with pytest.raises(ProcessError, match=r"process\.closed"):
        children.take(Role.DATA)


PARENT = textwrap.dedent(
    """
    import sys, threading
    from pathlib import Path
    from deepdesk.cli.sources import model_of
    from deepdesk.data.description import DatasetDescription
    from deepdesk.process.children import Children
    from deepdesk.process.replies import Happened
    from deepdesk.process.requests import Role, Train
    from deepdesk.training.configuration import TrainingConfiguration
    from deepdesk.training.events import BatchesEnded
    from deepdesk.training.job import TrainingJob
    from deepdesk.training.run_folder import create_run

    children = Children()
    spare = children.take(Role.DATA)
    spare.wait_ready()
    job = TrainingJob(
        dataset=DatasetDescription(source="sample:digits"),
        model=model_of("small-cnn", (8, 8, 1), 10),
        configuration=TrainingConfiguration(epochs=100_000, threads=1),
    )
    at_work = children.take(Role.TORCH)
    at_work.send(Train(job=job, folder=str(create_run(Path(sys.argv[1]), job).path)))
    while True:
        reply = at_work.receive()
        if isinstance(reply, Happened) and isinstance(reply.event, BatchesEnded):
            break
    print(spare.pid, at_work.pid, flush=True)
    threading.Event().wait()
    """
)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL of POSIX")
def test_no_child_survives_a_parent_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        processes = [psutil.Process(int(number)) for number in parent.stdout.readline().split()]
        assert len(processes) == 2
        parent.send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs(processes, timeout=5.0)
    assert alive == []
