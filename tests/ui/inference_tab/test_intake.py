"""What Predict takes in: files, folders, models, the clipboard, addresses."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage

from deepdesk.ui.inference_tab.answer_painting import GAP, button_area
from deepdesk.ui.inference_tab.intake import file_of
from tests.ui.inference_tab.conftest import Predict, mime_of, png


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
