"""A file of weights in the window: looked into, corrected, taken over, refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from deepdesk.inference.foreign_arrays import read_safetensors
from deepdesk.inference.weights_file import pack
from deepdesk.model.presets import preset
from deepdesk.process.children import Children
from deepdesk.state.start_weights import StartWeights
from deepdesk.state.weights_store import WeightsStore
from deepdesk.workers.pools import Pools

MODEL = preset("lenet-5", (28, 28, 1), 10)
KERNEL = np.ones((6, 1, 5, 5), np.float32)


@pytest.fixture
def store(qtbot: QtBot) -> Iterator[WeightsStore]:
    children, pools = Children(), Pools()
    found = WeightsStore(pools, children)
    yield found
    children.close()
    assert pools.close()


def opened(qtbot: QtBot, store: WeightsStore, path: Path) -> None:
    store.open(str(path), MODEL)
    assert store.state.working
    qtbot.waitUntil(lambda: not store.state.working, timeout=60_000)


def test_looked_into_corrected_and_taken(qtbot: QtBot, store: WeightsStore, tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    path.write_bytes(pack({"a.weight": KERNEL, "a.bias": KERNEL[:, 0, 0, 0]}))
    opened(qtbot, store, path)
    assert store.state.found is not None and store.state.found.mapping is not None
    assert store.state.found.mapping.used == 2
    store.choose("conv1/bias", None)
    qtbot.waitUntil(lambda: not store.state.working, timeout=60_000)
    assert store.state.found.mapping.used == 1
    with qtbot.waitSignal(store.taken, timeout=60_000) as taken:
        store.take(tmp_path / "weights")
    (start,) = taken.args
    assert isinstance(start, StartWeights)
    assert (start.source, start.shapes) == ("mine.safetensors", {"conv1/kernel": (5, 5, 1, 6)})
    assert set(read_safetensors(Path(start.path))[0]) == {"conv1/kernel"}


def test_a_choice_that_cannot_be_and_a_file_that_is_none(qtbot: QtBot, store: WeightsStore, tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    path.write_bytes(pack({"a.weight": KERNEL}))
    opened(qtbot, store, path)
    store.choose("conv2/kernel", "a.weight")
    qtbot.waitUntil(lambda: not store.state.working, timeout=60_000)
    assert store.state.error is not None and store.state.error.code == "weights.wrong_shape"
    assert store.state.chosen == {}
    (tmp_path / "text.h5").write_text("no weights at all, just words")
    opened(qtbot, store, tmp_path / "text.h5")
    assert store.state.error is not None and store.state.error.code == "weights.unknown_file"
    assert store.state.found is None
    store.clear()
    assert store.state.source is None
