"""What every test may rely on: no screen, its own home, no child left behind, shared data only where they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

# Before anything imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent
SECONDS_FOR_A_CHILD_TO_GO = 10.0


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings and data of the person who runs the tests are neither read nor written."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        patch.setenv("XDG_DATA_HOME", str(home / "data"))
        patch.setenv("DEEPDESK_HOME", str(home / "deepdesk"))
        patch.setenv("DEEPDESK_LANGUAGE", "en")
        yield


@pytest.fixture(autouse=True)
def deepdesk_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _own_home: None) -> Path:
    """The folder below which this test's settings, cache, logs and projects lie."""
    home = tmp_path / "deepdesk-home"
    monkeypatch.setenv("DEEPDESK_HOME", str(home))
    return home


def _living_children() -> set[psutil.Process]:
    living = set()
    for child in psutil.Process().children(recursive=True):
        try:
            if child.status() != psutil.STATUS_ZOMBIE:
                living.add(child)
        except psutil.NoSuchProcess:
            continue
    return living


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return "?"


@pytest.fixture(autouse=True)
def _no_children_left() -> Iterator[None]:
    """Fails the test whose end leaves child processes that were not there at its start (and ends them)."""
    before = _living_children()
    yield
    left = _living_children() - before
    _, alive = psutil.wait_procs(left, timeout=SECONDS_FOR_A_CHILD_TO_GO)
    if not alive:
        return
    told = [f"{child.pid}: {_command(child)}" for child in alive]
    for child in alive:
        try:
            child.kill()
        except psutil.NoSuchProcess:
            continue
    pytest.fail("child processes were left behind:\n  " + "\n  ".join(told))


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The style that the program puts on before its first widget."""
    return ["deepdesk-tests", "-style", "Fusion"]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets that is not part of the project; skips where it is absent."""
    named = os.environ.get("DEEPDESK_TEST_DATA")
    place = Path(named) if named else ROOT.parent / "shared" / "data"
    if not place.is_dir():
        pytest.skip(f"no real data at {place}; set DEEPDESK_TEST_DATA to the folder that holds mnist/ and the others")
    return place
