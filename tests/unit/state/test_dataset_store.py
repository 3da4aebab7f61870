"""The store of the open data set, through the real data child."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from deepdesk.core.errors import DeepDeskError
from deepdesk.data.description import DatasetDescription
from deepdesk.process.children import Children
from deepdesk.process.replies import Progressed
from deepdesk.state.dataset_store import DatasetStore, OpenedData, Phase
from deepdesk.state.settings_store import SettingsStore
from deepdesk.workers.pools import Pools

PATIENCE = 20_000


@pytest.fixture
def store(qtbot: QtBot, deepdesk_home: Path) -> Iterator[DatasetStore]:
    children, pools = Children(), Pools()
    found = DatasetStore(pools, children, SettingsStore(deepdesk_home / "settings"))
    yield found
    found.close()
    children.close()
    assert pools.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for label in ("cat", "dog"):
        (tmp_path / "pets" / label).mkdir(parents=True)
        for number in range(6):
            Image.new("RGB", (40, 30), (number * 40, 9, 9)).save(tmp_path / "pets" / label / f"{number}.png")
    return tmp_path / "pets"


def opened(qtbot: QtBot, store: DatasetStore, source: Any) -> OpenedData:
    with qtbot.waitSignal(store.changed, timeout=PATIENCE) as waiting:
        store.open(source)
    found: OpenedData = waiting.args[0]
    return found


def test_a_sample_opens(qtbot: QtBot, store: DatasetStore) -> None:
    seen: list[bool] = []
    store.progressed.connect(lambda _: seen.append(QThread.currentThread() is store.thread()))
    started: list[object] = []
    store.opening_started.connect(started.append)
    found = opened(qtbot, store, "sample:digits")
    assert started == [DatasetDescription(source="sample:digits")]
    assert store.opened is found
    assert store.phase is Phase.IDLE
    assert found.samples == 1797
    assert found.thumbnails.shape == (1797, 8, 8, 1)
    assert found.label_of(0) == "0"
    assert found.path_of(0) is None
    assert np.bincount(found.parts).tolist() == list(found.reply.split.values())
    assert all(seen)


def test_files_have_names_and_previews(qtbot: QtBot, store: DatasetStore, folder: Path) -> None:
    found = opened(qtbot, store, folder)
    assert found.name_of(0) == "0.png"
    assert found.path_of(0) == folder / "cat" / "0.png"
    with qtbot.waitSignal(store.previewed, timeout=PATIENCE) as waiting:
        for number in (0, 1, 2, 7):
            store.preview(number, 16)
    number, reply = waiting.args
    assert number == 7
    assert (reply.width, reply.height) == (40, 30)
    assert reply.content.startswith(b"\x89PNG")


def test_a_failure_leaves_what_was_open(qtbot: QtBot, store: DatasetStore) -> None:
    found = opened(qtbot, store, "sample:digits")
    with qtbot.waitSignal(store.failed, timeout=PATIENCE) as waiting:
        store.open("nowhere")
    assert isinstance(waiting.args[0], DeepDeskError)
    assert waiting.args[0].code == "data.missing"
    assert store.failure is waiting.args[0]
    assert store.opened is found
    assert opened(qtbot, store, "sample:digits") is not found
    assert store.failure is None


def test_settings_open_the_same_data_anew(qtbot: QtBot, store: DatasetStore) -> None:
    opened(qtbot, store, "sample:digits")
    with qtbot.waitSignal(store.changed, timeout=PATIENCE) as waiting:
        store.change(height=12, width=10)
    assert waiting.args[0].images.shape[1:] == (12, 10, 1)
    assert waiting.args[0].thumbnails.shape[1:] == (8, 8, 1)
    with qtbot.assertNotEmitted(store.opening_started):
        store.change(height=12)


def test_the_latest_wish_wins(qtbot: QtBot, store: DatasetStore, folder: Path) -> None:
    changes: list[OpenedData] = []
    store.changed.connect(changes.append)
    store.open(folder)
    found = opened(qtbot, store, "sample:digits")
    assert changes == [found]


def test_cancelling_says_so_and_nothing_follows(qtbot: QtBot, store: DatasetStore, folder: Path) -> None:
    changes: list[object] = []
    store.changed.connect(changes.append)
    store.failed.connect(changes.append)
    store.open(folder)
    with qtbot.waitSignal(store.cancelled, timeout=PATIENCE):
        store.cancel()
    assert store.phase is Phase.IDLE
    opened(qtbot, store, "sample:digits")
    assert len(changes) == 1


def test_mnist_is_not_fetched_by_itself(qtbot: QtBot, store: DatasetStore) -> None:
    with qtbot.waitSignal(store.failed, timeout=PATIENCE) as waiting:
        store.open("sample:mnist")
    assert waiting.args[0].code == "data.sample_not_fetched"


def test_a_refused_download_is_told_and_the_address_kept(qtbot: QtBot, store: DatasetStore) -> None:
    with qtbot.waitSignal(store.failed, timeout=PATIENCE) as waiting:
        store.download(" ftp://example.org/mnist ")
    assert waiting.args[0].code == "data.download.bad_address"
    assert store.mnist_address == "ftp://example.org/mnist"


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_mnist_is_fetched_and_opened(
    qtbot: QtBot, store: DatasetStore, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (shared_data / "mnist").is_dir():
        pytest.skip("no MNIST here")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(shared_data / "mnist")))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    told: list[Progressed] = []
    store.progressed.connect(told.append)
    try:
        with qtbot.waitSignal(store.changed, timeout=PATIENCE) as waiting:
            store.download(f"http://127.0.0.1:{server.server_address[1]}/")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert waiting.args[0].samples == 70_000
    assert waiting.args[0].description.source == "sample:mnist"
    assert "data.progress.downloading" in {report.code for report in told}
    # It is there now: no server is needed any more.
    opened(qtbot, store, "sample:mnist")


def test_a_saved_description_opens(qtbot: QtBot, store: DatasetStore, tmp_path: Path) -> None:
    (tmp_path / "x.data.json").write_text("{}")
    with qtbot.waitSignal(store.failed, timeout=PATIENCE) as waiting:
        store.open(tmp_path / "x.data.json")
    assert waiting.args[0].code == "core.no_format"
