"""A script is written without holding up the window, and a failure has its words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from deepdesk.model.presets import preset
from deepdesk.process.children import Children
from deepdesk.process.replies import CodeExported
from deepdesk.state.code_export_store import CodeExportStore
from deepdesk.workers.pools import Pools


@pytest.fixture
def store(qtbot: QtBot) -> Iterator[CodeExportStore]:
    children, pools = Children(), Pools()
    yield CodeExportStore(pools, children)
    children.close()
    assert pools.close()


def test_an_untrained_network_becomes_a_script(qtbot: QtBot, store: CodeExportStore, tmp_path: Path) -> None:
    assert store.export_code("torch", tmp_path / "net.py", preset("small-cnn"))
    assert store.state.running
    assert not store.export_code("torch", tmp_path / "net.py", preset("small-cnn"))
    qtbot.waitUntil(lambda: not store.state.running)
    assert store.state.script == str(tmp_path / "net.py")
    assert store.state.weights == "" and store.state.error is None
    assert "class Net(nn.Module)" in (tmp_path / "net.py").read_text()


def test_a_network_that_does_not_build_is_told(qtbot: QtBot, store: CodeExportStore, tmp_path: Path) -> None:
    store.export_code("tensorflow", tmp_path, preset("article-cnn"))
    qtbot.waitUntil(lambda: not store.state.running)
    assert store.state.error is not None and store.state.error.code == "model.fault.window_too_large"
    assert list(tmp_path.glob("*.py")) == []


def test_a_model_that_is_not_there_is_told(qtbot: QtBot, store: CodeExportStore, tmp_path: Path) -> None:
    store.export_code("torch", tmp_path, tmp_path / "absent.ddm")
    qtbot.waitUntil(lambda: not store.state.running, timeout=60_000)
    assert store.state.error is not None and store.state.error.code == "core.no_such_file"


def test_the_answer_of_the_child_is_kept(store: CodeExportStore) -> None:
    store._on_answered(CodeExported(script="a.py", weights="a.pt", difference=1e-7))
    assert (store.state.script, store.state.weights, store.state.difference) == ("a.py", "a.pt", 1e-7)
