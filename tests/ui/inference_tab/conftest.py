"""The Predict tab with a real child, and a person before it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.model_file import Meta, ModelFile, write_model_file
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import preset
from deepdesk.process.children import Children
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui.inference_tab.tab import InferenceTab
from deepdesk.workers.pools import Pools

WAIT = 60_000


def png(seed: int = 0, side: int = 8) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (side, side), np.uint8)).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def ddm(tmp_path: Path) -> Path:
    """An untrained model for 8×8 digits."""
    model = preset("small-cnn", (8, 8, 1), 10)
    meta = Meta(
        name="small-cnn",
        classes=tuple("0123456789"),
        framework="torch",
        trained_on="digits",
        metrics={"test": {"accuracy": 0.987, "loss": 0.1, "samples": 180}},
    )
    preprocessing = ImagePreprocessing(height=8, width=8, channels=1, polarity="light_on_dark")
    path = tmp_path / "model.ddm"
    write_model_file(path, ModelFile(model, preprocessing, meta, initial_weights(model, 0)))
    return path


@dataclass
class Predict:
    """The tab, its store and a person before them."""

    tab: InferenceTab
    store: PredictionStore
    bot: QtBot

    def until(self, condition: Callable[[], Any]) -> None:
        """Waits until something holds."""
        self.bot.waitUntil(lambda: bool(condition()), timeout=WAIT)

    def load(self, path: Path) -> None:
        """Uses a model and waits until it is ready."""
        self.store.use_model(path)
        self.until(lambda: self.store.model.loaded)

    def drop(self, **content: Any) -> None:
        """Drops something on the zone."""
        mime = mime_of(**content)
        zone = self.tab.try_view.zone
        middle = QPointF(zone.rect().center())
        action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(zone, QDragEnterEvent(middle.toPoint(), action, mime, button, keys))
        QApplication.sendEvent(zone, QDropEvent(middle, action, mime, button, keys))

    def states(self) -> list[str]:
        """The state of every row."""
        return [answer.state for answer in self.store.answers]

    def settled(self, count: int) -> None:
        """Waits for that many rows, none of them waiting."""
        self.until(lambda: len(self.states()) == count and not {"waiting", "fetching"} & set(self.states()))
        self.until(lambda: not self.store._flush.isActive())


def mime_of(
    paths: tuple[Path, ...] = (), text: str = "", urls: tuple[str, ...] = (), image: QImage | None = None
) -> QMimeData:
    mime = QMimeData()
    if paths or urls:
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths] + [QUrl(url) for url in urls])
    if text:
        mime.setText(text)
    if image is not None:
        mime.setImageData(image)
    return mime


@pytest.fixture
def predict(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Predict]:
    """The tab with its own pools and children."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    pools, children = Pools(), Children()
    store = PredictionStore(pools, children)
    tab = InferenceTab(store)
    tab.resize(1200, 650)
    qtbot.addWidget(tab)
    tab.show()
    yield Predict(tab, store, qtbot)
    store.close()
    children.close()
    assert pools.close()
