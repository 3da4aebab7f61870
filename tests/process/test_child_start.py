"""A child that cannot start, or cannot hear, says so at once: nobody waits for it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from deepdesk.core import catalogue
from deepdesk.core.errors import DeepDeskError
from deepdesk.process.asking import ask
from deepdesk.process.child_process import ChildEnded, ChildProcess
from deepdesk.process.children import Children
from deepdesk.process.environment import environment
from deepdesk.process.replies import Failed
from deepdesk.process.requests import FindDevices, Role
from deepdesk.process.running import StopSwitch, run_training
from deepdesk.training.run_folder import create_run
from tests.process.conftest import MakeJob

SECONDS = 20.0
SERVE = "import sys, deepdesk.process.child as child\n{change}\nsys.exit(child.main('torch'))"


def started(code: str, tmp_path: Path) -> ChildProcess:
    """A child that runs ``code`` in place of its usual main."""
    command = [sys.executable, "-c", code]
    return ChildProcess(Role.TORCH, command=command, environment=environment(), log=tmp_path / "child.log")


def ending(child: ChildProcess) -> tuple[str, object]:
    """How it ended; it gets a request first, as it would from the program."""
    try:
        with pytest.raises(ChildEnded) as caught:
            child.send(FindDevices())
            child.receive(SECONDS)
    finally:
        child.kill()
    return caught.value.code, caught.value.params


def test_an_import_that_fails_ends_it(tmp_path: Path) -> None:
    assert ending(started("undefined", tmp_path)) == ("process.ended", {"exit_code": 1})


def test_a_service_that_cannot_be_imported_is_told(tmp_path: Path) -> None:
    change = "child.FRAMEWORK_HANDLERS = {'Train': 'missing:handle'}"
    child = started(SERVE.format(change=change), tmp_path)
    try:
        reply = child.receive(SECONDS)
    finally:
        child.kill()
    assert isinstance(reply, Failed)
    assert reply.params["kind"] == "ModuleNotFoundError"


def test_a_request_that_it_cannot_make_sense_of_ends_it(tmp_path: Path) -> None:
    change = "def read(stream):\n    stream.read(1)\n    undefined\nchild.read_request = read"
    code, params = ending(started(SERVE.format(change=change), tmp_path))
    assert (code, params) == ("process.ended", {"exit_code": 1})
    assert "name 'undefined' is not defined" in (tmp_path / "child.log").read_text(encoding="utf-8")


@pytest.fixture
def broken_framework(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PyTorch that raises while it is imported, found before the real one."""
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("undefined\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


@pytest.mark.usefixtures("broken_framework")
def test_a_request_to_a_broken_framework_gets_a_sentence(children: Children) -> None:
    with pytest.raises(DeepDeskError) as caught:
        ask(children, Role.TORCH, FindDevices())
    assert "name 'undefined' is not defined" in catalogue.describe(caught.value)


@pytest.mark.usefixtures("broken_framework")
def test_a_run_with_a_broken_framework_fails_once(children: Children, make_job: MakeJob, folder: Path) -> None:
    job = make_job()
    # As the commands do it: the framework loads while the data are read.
    assert children.warm(Role.TORCH)
    events: list[object] = []
    ended = run_training(children, job, create_run(folder, job).path, events.append, StopSwitch())
    assert ended.status == "failed"
    assert "undefined" in str(ended.params)
    assert events[-1] is ended
