"""A child alone: its greeting, its answers, and how it ends."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from deepdesk.core.errors import ProcessError
from deepdesk.process.child_process import ChildEnded, ChildProcess
from deepdesk.process.children import Children
from deepdesk.process.environment import environment
from deepdesk.process.frames import FRAME_LIMIT
from deepdesk.process.replies import Failed
from deepdesk.process.requests import PROTOCOL, FindDevices, Predict, PredictInput, Role

SECONDS = 20.0
posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def failure(child: ChildProcess) -> Failed:
    reply = child.receive(SECONDS)
    assert isinstance(reply, Failed)
    return reply


def test_greets(children: Children) -> None:
    child = children.take(Role.DATA)
    assert child.wait_ready(SECONDS)
    assert child.hello is not None
    assert (child.hello.protocol, child.hello.role, child.hello.pid) == (PROTOCOL, Role.DATA, child.pid)


def test_lives_on_after_a_request_that_it_does_not_serve(children: Children) -> None:
    child = children.take(Role.DATA)
    for _ in range(2):
        child.send(FindDevices())
        assert failure(child).code == "process.wrong_role"


def test_reads_a_big_frame(children: Children) -> None:
    child = children.take(Role.DATA)
    child.send(Predict(inputs=(PredictInput(name="big", content=bytes(30_000_000)),)))
    assert failure(child).params["request"] == "Predict"


def test_refuses_to_send_more_than_the_limit(children: Children) -> None:
    child = children.take(Role.DATA)
    with pytest.raises(ProcessError, match=r"process\.frame_too_large"):
        child.send(Predict(inputs=(PredictInput(name="huge", content=bytes(FRAME_LIMIT)),)))
    child.send(FindDevices())
    assert failure(child).code == "process.wrong_role"


def test_waits_no_longer_than_asked(children: Children) -> None:
    child = children.take(Role.DATA)
    with pytest.raises(TimeoutError):
        child.receive(0.01)


def test_shows_life(children: Children) -> None:
    child = children.take(Role.DATA)
    assert child.wait_ready(SECONDS)
    with pytest.raises(TimeoutError):
        child.receive(2.5)
    assert child.seconds_since_life() < 2.0 < child.seconds_since_work()


@posix
def test_says_that_it_was_killed(children: Children) -> None:
    child = children.take(Role.DATA)
    os.kill(child.pid, signal.SIGKILL)
    for _ in range(2):
        with pytest.raises(ChildEnded) as caught:
            child.receive(SECONDS)
    assert (caught.value.code, caught.value.params) == ("process.killed", {"signal": "SIGKILL"})
    assert isinstance(caught.value, EOFError)
    with pytest.raises(ChildEnded):
        child.send(FindDevices())


@posix
def test_says_that_it_crashed(children: Children) -> None:
    child = children.take(Role.DATA)
    os.kill(child.pid, signal.SIGSEGV)
    with pytest.raises(ChildEnded) as caught:
        child.receive(SECONDS)
    assert (caught.value.code, caught.value.params) == ("process.crashed", {"signal": "SIGSEGV"})


@posix
def test_leaves_the_interrupt_of_the_keyboard_to_us(children: Children) -> None:
    child = children.take(Role.DATA)
    assert child.wait_ready(SECONDS)
    os.kill(child.pid, signal.SIGINT)
    child.send(FindDevices())
    assert failure(child).code == "process.wrong_role"
    assert os.getpgid(child.pid) == child.pid


@posix
def test_a_child_that_hangs_can_be_closed(children: Children) -> None:
    child = children.take(Role.DATA)
    os.kill(child.pid, signal.SIGSTOP)
    child.close(0.1)
    assert not psutil.pid_exists(child.pid)


def test_ends_itself_when_the_pipe_closes(children: Children) -> None:
    child = children.take(Role.DATA)
    assert child.wait_ready(SECONDS)
    child.close(SECONDS)
    assert child.exit_code == 0
    assert not psutil.pid_exists(child.pid)


def other_program(tmp_path: Path, code: str) -> ChildProcess:
    return ChildProcess(
        Role.DATA, command=[sys.executable, "-c", code], environment=environment(), log=tmp_path / "log"
    )


def test_a_child_that_breaks_the_protocol_is_killed(tmp_path: Path) -> None:
    child = other_program(tmp_path, "import sys, time; print('Hello, I am no frame', flush=True); time.sleep(600)")
    with pytest.raises(ProcessError) as caught:
        child.receive(SECONDS)
    assert caught.value.code == "process.broken_frame"
    assert not child.alive


def test_a_child_of_another_protocol_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom deepdesk.process.frames import write_frame\n"
        "from deepdesk.process.replies import Hello\nfrom deepdesk.process.requests import Role\n"
        "write_frame(sys.stdout.buffer, Hello(protocol=99, pid=1, role=Role.DATA))\nsys.stdin.read()"
    )
    child = other_program(tmp_path, code)
    with pytest.raises(ProcessError) as caught:
        child.receive(SECONDS)
    assert caught.value.code == "process.wrong_protocol"
    assert not child.alive


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProcessError) as caught:
        ChildProcess(Role.DATA, command=[str(tmp_path / "no")], environment=environment(), log=tmp_path / "log")
    assert caught.value.code == "process.cannot_start"


def test_garbage_on_its_input_ends_the_child(children: Children) -> None:
    child = children.take(Role.DATA)
    assert child._process.stdin is not None
    child._process.stdin.write(b"garbage!" * 4)
    child._process.stdin.flush()
    with pytest.raises(ChildEnded) as caught:
        child.receive(SECONDS)
    assert caught.value.params == {"exit_code": 0}


@pytest.mark.parametrize(("role", "module"), [(Role.TORCH, "torch"), (Role.TENSORFLOW, "tensorflow")])
def test_a_missing_framework_is_named_with_the_command(
    children: Children, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: Role, module: str
) -> None:
    # A module of that name that behaves as if nothing were installed.
    (tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError('No module named {module}', name='{module}')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    child = children.take(role)
    told = failure(child)
    assert told.code == "process.framework_missing"
    assert told.params["command"] == f'pip install "deepdesk[{module}]"'
    with pytest.raises(ChildEnded):
        child.receive(SECONDS)
