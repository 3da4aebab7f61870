"""What a child is started with."""

from __future__ import annotations

import sys

import pytest

from deepdesk.process.environment import chosen_threads, command, environment, usable_cores
from deepdesk.process.requests import Role


def test_a_child_is_this_interpreter() -> None:
    assert command(Role.TORCH) == [sys.executable, "-P", "-m", "deepdesk.process.child", "torch"]


def test_a_frozen_program_is_its_own_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command(Role.DATA) == [sys.executable, "--child", "data"]


def test_what_the_person_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    made = environment()
    assert made["OMP_WAIT_POLICY"] == "ACTIVE"
    assert made["KERAS_BACKEND"] == "tensorflow"


@pytest.mark.parametrize(
    ("variables", "threads"),
    [
        ({"DEEPDESK_THREADS": "3", "OMP_NUM_THREADS": "5"}, 3),
        ({"OMP_NUM_THREADS": "5"}, 5),
        ({"DEEPDESK_RESERVED_CORES": "100000"}, 1),
        ({"DEEPDESK_THREADS": "", "OMP_NUM_THREADS": "4,2"}, usable_cores()),
        ({}, usable_cores()),
    ],
)
def test_the_number_of_threads(variables: dict[str, str], threads: int) -> None:
    assert chosen_threads(variables) == threads
