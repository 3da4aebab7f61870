"""The Predict tab with a real child: drop, paste, draw, download, export, score."""

from __future__ import annotations

import base64
import csv
import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QElapsedTimer, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deepdesk.data.description import DatasetDescription, ImagePreprocessing
from deepdesk.inference.model_file import Meta, ModelFile, read_model_file, write_model_file
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import preset
from deepdesk.process.children import Children
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui.inference_tab.answer_painting import GAP, button_area
from deepdesk.ui.inference_tab.intake import file_of
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


def test_without_a_model_it_says_what_to_do(predict: Predict) -> None:
    view = predict.tab.try_view
    assert view.stack.currentWidget() is view.no_model
    with predict.bot.waitSignal(predict.tab.place_requested) as wish:
        view.no_model.triggered.emit("train")
    assert wish.args == ["train"]
    predict.tab.views.choose("evaluate")
    assert predict.tab.evaluate_view.stack.currentWidget() is predict.tab.evaluate_view.no_model


def test_images_that_came_before_the_model_are_answered_with_it(predict: Predict, ddm: Path) -> None:
    predict.store.add_image_bytes(png())
    assert predict.states() == ["waiting"]
    predict.load(ddm)
    predict.settled(1)
    assert predict.states() == ["answered"]


def test_dropped_files_and_folders_get_rows(predict: Predict, ddm: Path, tmp_path: Path) -> None:
    predict.load(ddm)
    folder = tmp_path / "猫"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.png").write_bytes(png(number))
    text = tmp_path / "notes.txt"
    text.write_text("no image")
    empty = tmp_path / "empty"
    empty.mkdir()
    predict.drop(paths=(text, folder, empty))
    predict.settled(5)
    assert sorted(predict.states()) == ["answered"] * 3 + ["failed"] * 2
    view = predict.tab.try_view
    assert "unreadable: 2" in view.summary.text()
    spoken = [view.view.model().index(row, 0).data() for row in range(5)]
    assert any("text file" in text for text in spoken)
    first = next(answer for answer in predict.store.answers if answer.state == "answered")
    assert first.predicted is not None and first.predicted.seen and first.predicted.milliseconds > 0
    # Every row can be painted, with and without the network's view.
    view.input_button.click()
    assert not predict.tab.grab().isNull()


def test_a_dropped_model_is_used(predict: Predict, ddm: Path) -> None:
    predict.drop(paths=(ddm,))
    predict.until(lambda: predict.store.model.loaded)
    facts = predict.tab.inspector.figures.text()
    assert "98.7 %" in facts and "180" in facts and "test part" in facts


def test_pasting(predict: Predict, ddm: Path) -> None:
    predict.load(ddm)
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    uri = "data:image/png;base64," + base64.b64encode(png()).decode()
    clipboard = QGuiApplication.clipboard()
    for mime in (mime_of(image=image), mime_of(text=uri), mime_of(text=f"[b'{uri}'\n '{uri[:60]}...']")):
        clipboard.setMimeData(mime)
        predict.tab.try_view.setFocus()
        predict.bot.keyClick(predict.tab.try_view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    predict.settled(4)
    assert predict.states() == ["answered", "answered", "answered", "failed"]
    clipboard.setMimeData(mime_of(text="just words"))
    predict.tab.paste()
    assert predict.tab.try_view.banner.isVisible()
    assert len(predict.states()) == 4


def test_large_pictures_are_encoded_quickly_and_rightly() -> None:
    large = QImage(1000, 700, QImage.Format.Format_RGB32)
    large.fill(Qt.GlobalColor.red)
    for image, kind in ((large, "BMP"), (large.scaled(20, 10), "PNG")):
        found = Image.open(io.BytesIO(file_of(image)))
        assert (found.format, found.convert("RGB").getpixel((5, 5))) == (kind, (255, 0, 0))


class _Server(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        body = png() if self.path == "/cat.png" else b"gone"
        self.send_response(200 if self.path == "/cat.png" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """A server on this machine that remembers what it was asked for."""
    made = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    made.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def test_an_address_is_fetched_only_by_its_button(predict: Predict, ddm: Path, server: Any) -> None:
    predict.load(ddm)
    base = f"http://127.0.0.1:{server.server_port}"
    predict.drop(urls=(f"{base}/cat.png",))
    predict.drop(urls=(f"{base}/absent.png",))
    assert predict.states() == ["offered", "offered"]
    predict.tab.grab()
    assert server.asked == []
    view = predict.tab.try_view.view
    for row in (0, 1):
        card = view.visualRect(view.model().index(row, 0)).adjusted(1, 1, -2, -GAP)
        place = button_area(card).center()
        predict.bot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    predict.settled(2)
    assert predict.states() == ["answered", "failed"]
    assert sorted(server.asked) == ["/absent.png", "/cat.png"]


def test_drawing_changes_the_answer_while_drawing(predict: Predict, ddm: Path) -> None:
    predict.load(ddm)
    predict.tab.try_view.zone.triggered.emit("draw")
    panel = predict.tab.try_view.drawing
    answers: list[Any] = []
    predict.store.drawing_answered.connect(answers.append)
    button = Qt.MouseButton.LeftButton
    predict.bot.mousePress(panel.canvas, button, pos=QPoint(60, 60))
    for step in range(1, 30):
        predict.bot.mouseMove(panel.canvas, QPoint(60 + 3 * step, 60 + 4 * step))
    predict.until(lambda: answers)
    predict.bot.mouseRelease(panel.canvas, button, pos=QPoint(150, 180))
    predict.until(lambda: len(panel.bars.rows) == 10 and not panel.seen.pixmap().isNull())
    assert [bar.label for bar in panel.bars.rows] == list("0123456789")
    assert all(answer.error is None for answer in answers)
    predict.bot.keyClick(panel.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.canvas.empty
    assert not panel.bars.rows


def test_another_model_answers_all_images_again(predict: Predict, ddm: Path, tmp_path: Path) -> None:
    predict.load(ddm)
    predict.store.add_image_bytes(png())
    predict.settled(1)
    before = predict.store.answers[0].predicted
    file = read_model_file(ddm)
    other = tmp_path / "other.ddm"
    write_model_file(other, ModelFile(file.model, file.preprocessing, file.meta, initial_weights(file.model, 1)))
    predict.load(other)
    predict.settled(1)
    after = predict.store.answers[0].predicted
    assert before is not None and after is not None
    assert before.probabilities != after.probabilities


def test_answers_go_on_when_the_child_dies(predict: Predict, ddm: Path) -> None:
    predict.load(ddm)
    worker = predict.store._worker
    assert worker is not None and worker._predictor._child is not None
    worker._predictor._child.kill()
    predict.store.add_image_bytes(png())
    predict.settled(1)
    assert predict.states() == ["answered"]


def test_a_bad_model_says_so_and_the_next_one_works(predict: Predict, ddm: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ddm"
    bad.write_bytes(b"not a model")
    predict.store.use_model(bad)
    predict.store.add_image_bytes(png())
    predict.until(lambda: predict.store.model.error)
    assert predict.tab.inspector.banner.isVisible()
    predict.load(ddm)
    predict.settled(1)
    assert predict.states() == ["answered"]
    assert not predict.tab.inspector.banner.isVisible()


def test_the_table_and_clearing(predict: Predict, ddm: Path, tmp_path: Path) -> None:
    predict.load(ddm)
    predict.store.add_image_bytes(png(), "a")
    predict.store.add_image_bytes(b"nothing", "b")
    predict.settled(2)
    with predict.bot.waitSignal(predict.store.exported, timeout=WAIT):
        predict.store.export_csv(tmp_path / "answers.csv")
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["input"] for row in rows] == ["a", "b"]
    assert rows[0]["label"] and rows[1]["error"]
    predict.tab.try_view.clear_button.click()
    assert predict.store.answers == ()
    assert predict.tab.try_view.stack.currentWidget() is predict.tab.try_view.no_answers


def test_what_comes_is_scrolled_to(predict: Predict, ddm: Path) -> None:
    predict.load(ddm)
    for number in range(12):
        predict.store.add_image_bytes(png(number), f"{number}.png")
    view = predict.tab.try_view.view
    predict.until(lambda: view.viewport().rect().intersects(view.visualRect(view.model().index(11, 0))))


def test_the_order(predict: Predict, ddm: Path) -> None:
    predict.load(ddm)
    for seed in range(6):
        predict.store.add_image_bytes(png(seed), str(seed))
    predict.settled(6)
    view = predict.tab.try_view
    view.order.setCurrentIndex(view.order.findData("least_sure"))
    sureness = [answer.sureness for answer in view._list.answers]
    assert sureness == sorted(sureness)


def test_a_thousand_images_leave_the_window_fluid(predict: Predict, ddm: Path, tmp_path: Path) -> None:
    predict.load(ddm)
    for number in range(1000):
        (tmp_path / f"{number:04d}.png").write_bytes(png(number))
    gaps: list[int] = []
    clock = QElapsedTimer()
    heart = QTimer()
    heart.setInterval(5)
    heart.timeout.connect(lambda: gaps.append(clock.restart()))
    clock.start()
    heart.start()
    predict.drop(paths=(tmp_path,))
    predict.settled(1000)
    heart.stop()
    assert max(gaps) < 500
    assert sorted(gaps)[int(len(gaps) * 0.95)] < 60
    assert predict.tab.try_view.count.text().startswith("1,000")


def test_scoring(predict: Predict, ddm: Path) -> None:
    predict.load(ddm)
    predict.tab.views.choose("evaluate")
    view = predict.tab.evaluate_view
    assert view.stack.currentWidget() is view.no_data
    parts = {"train": 1437, "validation": 180, "test": 180}
    predict.store.scores.set_data(DatasetDescription(source="sample:digits"), "digits", parts)
    view.score_button.click()
    assert not view.score_button.isEnabled() and view.score_button.toolTip()
    predict.until(lambda: predict.store.scores.state.evaluation)
    assert view.stack.currentWidget() is view.results
    assert "test part" in view.accuracy_text.text() and "180" in view.accuracy_text.text()
    assert sum(map(sum, view.matrix.rows)) == 180
    assert view.table.rowCount() == 10
    assert not predict.tab.grab().isNull()


def test_every_control_has_a_name(predict: Predict) -> None:
    from PySide6.QtWidgets import QComboBox, QListView, QPushButton

    for kind in (QPushButton, QComboBox, QListView):
        for widget in predict.tab.findChildren(kind):
            if type(widget) is kind and widget.parent().metaObject().className() != "QComboBoxPrivateContainer":
                assert widget.objectName(), widget
                assert widget.accessibleName(), widget.objectName()
