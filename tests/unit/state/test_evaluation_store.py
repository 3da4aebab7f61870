"""A score never stands under the name of other data, and a cancelled one is no failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from deepdesk.core.errors import ProcessError
from deepdesk.data.description import DatasetDescription
from deepdesk.inference.evaluation import Evaluation
from deepdesk.process.children import Children
from deepdesk.process.replies import Evaluated
from deepdesk.state.evaluation_store import EvaluationStore
from deepdesk.workers.pools import Pools

DIGITS, OTHER = (DatasetDescription(source=source) for source in ("sample:digits", "other"))
SCORE = Evaluation(part="test", samples=2, loss=0.5, accuracy=1.0, classes=("a",), per_class={}, confusion=((2,),))


@pytest.fixture
def store(qtbot: QtBot, tmp_path: Path) -> Iterator[EvaluationStore]:
    children, pools = Children(), Pools()
    found = EvaluationStore(pools, children)
    found.set_data(DIGITS, "digits", {"test": 2})
    yield found
    found.close()
    children.close()
    assert pools.close()


def start(store: EvaluationStore, tmp_path: Path) -> None:
    """Asks for a score of a model that is not there."""
    store.evaluate(str(tmp_path / "absent.ddm"), "test")
    assert store.state.running


def test_a_model_that_is_not_there_is_told(qtbot: QtBot, store: EvaluationStore, tmp_path: Path) -> None:
    start(store, tmp_path)
    qtbot.waitUntil(lambda: not store.state.running)
    assert store.state.error is not None and store.state.error.code == "core.no_such_file"


def test_what_is_asked_of_other_data_is_not_told(qtbot: QtBot, store: EvaluationStore, tmp_path: Path) -> None:
    start(store, tmp_path)
    store.set_data(OTHER, "other", {})
    qtbot.waitUntil(lambda: not store.state.running)
    assert store.state.error is None and store.state.evaluation is None


def test_a_score_goes_with_its_data(qtbot: QtBot, store: EvaluationStore, tmp_path: Path) -> None:
    start(store, tmp_path)
    qtbot.waitUntil(lambda: not store.state.running)
    store._on_answered(Evaluated(evaluation=SCORE))
    store.set_data(DIGITS, "digits", {"test": 2})
    assert store.state.evaluation == SCORE
    store.set_data(OTHER, "other", {})
    assert store.state.evaluation is None


def test_a_cancelled_score_is_no_failure(qtbot: QtBot, store: EvaluationStore, tmp_path: Path) -> None:
    start(store, tmp_path)
    qtbot.waitUntil(lambda: not store.state.running)
    store._on_failed(ProcessError("process.stopped"))
    assert store.state.error is None
