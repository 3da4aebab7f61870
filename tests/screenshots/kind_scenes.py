"""Every kind of data beside images: the sample that comes along, a run, answers and a score."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from deepdesk.data.samples import embedded_path
from tests.screenshots.camera import Camera

SMALL: Final = (1280, 720)
NORMAL: Final = (1440, 900)
_SETTLE_MS: Final = 1500
_BATCH: Final = 16


class _Kind(NamedTuple):
    """A sample, its kind, how long it is trained, and what is given to the trained model (files below the sample)."""

    sample: str
    kind: str
    epochs: int
    files: tuple[str, ...] = ()
    text: str = ""


KINDS: Final = (
    _Kind("weather", "forecasting", 15, files=("",)),
    _Kind("gestures", "sequences", 20, files=("",)),
    _Kind("messages", "text", 8, text="Please send the invoice again, the amount is wrong."),
    _Kind("tones", "audio", 12, files=("*",)),
    _Kind("shapes", "segmentation", 40, files=("*",)),
)


def kinds(camera: Camera) -> None:
    """Data, run, answers and score of each kind."""
    for one in KINDS:
        show(camera, one)


def show(camera: Camera, one: _Kind) -> None:
    """One kind from its data to the score of its model."""
    session = camera.session
    before = session.dataset.opened
    session.open_data(f"sample:{one.sample}")
    camera.until(lambda: session.dataset.opened is not None and session.dataset.opened is not before)
    camera.go("data")
    QTest.qWait(_SETTLE_MS)
    camera.take_both(f"data-{one.kind}")
    camera.resize(*SMALL)
    camera.take(f"data-{one.kind}-1280")
    camera.resize(*NORMAL)
    camera.go("train")
    camera.number("train_epochs", one.epochs)
    camera.number("train_batch_size", _BATCH)  # small sets: of large batches there would be too few steps
    camera.window.actions_["start"].trigger()
    camera.until(lambda: session.runs.running is not None)
    camera.until(lambda: session.runs.running is None)
    camera.until(lambda: session.predictions.model.loaded is not None and session.predictions.kind == one.kind)
    answers(camera, one)


def answers(camera: Camera, one: _Kind) -> None:
    """What the model answers to what comes along, and its score."""
    store = camera.session.predictions
    camera.go("predict")
    store.clear()
    if one.text:
        _write(camera, one.text)
        store.add_text(one.text)
    else:
        store.add_paths([str(path) for path in _given(one)])
    camera.until(
        lambda: bool(store.answers) and all(answer.state in ("answered", "failed") for answer in store.answers)
    )
    camera.find(QAbstractItemView, "predict_answers").scrollToTop()
    QTest.qWait(_SETTLE_MS)
    camera.take_both(f"predict-{one.kind}")
    camera.click("chip_evaluate")
    camera.click("evaluate_score")
    camera.until(lambda: store.scores.state.evaluation is not None and not store.scores.state.running)
    QTest.qWait(_SETTLE_MS)
    camera.take(f"predict-evaluate-{one.kind}")
    camera.click("chip_try")


def _given(one: _Kind) -> list[Path]:
    root = embedded_path(one.sample)
    if one.files == ("",):
        return [root]
    files = sorted(path for path in root.rglob("*.*") if path.is_file() and "mask" not in str(path.relative_to(root)))
    wanted = {"audio": (".flac", ".ogg", ".wav"), "segmentation": (".png", ".jpg")}[one.kind]
    return [path for path in files if path.suffix in wanted][:: max(1, len(files) // 6)][:6]


def _write(camera: Camera, text: str) -> None:
    """Writes into the text field of Predict, where there is one."""
    for widget in camera.window.findChildren(QWidget):
        if isinstance(widget, QPlainTextEdit | QTextEdit) and widget.isVisible() and not widget.isReadOnly():
            widget.setPlainText(text)
            return
        if isinstance(widget, QLineEdit) and widget.isVisible() and widget.objectName().startswith("predict_text"):
            widget.setText(text)
            return
