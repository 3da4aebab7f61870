"""What the pictures show; run by take.py in a process of its own: ``scenes.py SCENE FOLDER WORK``."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView

from deepdesk.app import make_application, open_window
from tests.benchmarks.drawing import residual
from tests.screenshots.builder_scenes import builder_views, preview
from tests.screenshots.camera import Camera
from tests.screenshots.data_scenes import data_views
from tests.screenshots.kind_scenes import kinds
from tests.screenshots.model_scenes import model_views
from tests.screenshots.shapes import write_data, write_new

NORMAL, SMALL = (1440, 900), (1280, 720)
PLACES = ("data", "model", "train", "predict")


def empty(camera: Camera) -> None:
    """The four tabs before anything is open."""
    for place in PLACES:
        camera.go(place)
        camera.take(f"empty-{place}")
    camera.dress("dark")
    for place in PLACES:
        camera.go(place)
        camera.take(f"empty-{place}-dark")
    camera.dress("light")
    camera.resize(*SMALL)
    for place in PLACES:
        camera.go(place)
        camera.take(f"empty-{place}-1280")


def article(camera: Camera) -> None:
    """The article's CNN as published: the error at its fourth convolution, and the repair."""
    camera.go("model")
    camera.session.model.use_preset("article-cnn")
    camera.session.model.select("conv4")
    QTest.qWait(300)
    preview(camera)
    camera.take_both("model-error")
    camera.resize(*SMALL)
    QTest.qWait(200)
    camera.session.model.select("conv3")
    QTest.qWait(200)
    camera.session.model.select("conv4")
    QTest.qWait(300)
    preview(camera)
    camera.take("model-error-1280")
    camera.resize(*NORMAL)
    finding = camera.session.model.state.findings[0]
    camera.session.model.apply_fix(finding, finding.fixes[0])
    camera.take("model-repaired")


def shapes(camera: Camera, work: Path) -> None:
    """The main job: a colour folder, a network, a run in each framework, answers."""
    camera.session.open_data(str(write_data(work / "Shapes")))
    camera.until(lambda: camera.session.dataset.opened is not None)
    camera.go("data")
    QTest.qWait(1500)
    camera.take("data-opened")
    camera.session.dataset.change(height=32, width=32)
    camera.until(lambda: camera.session.dataset.opened and 32 in camera.session.dataset.opened.reply.report.shape)
    grid = camera.find(QAbstractItemView, "data_grid")
    grid.setCurrentIndex(grid.model().index(1, 2))
    QTest.qWait(1500)
    camera.take_both("data")
    camera.go("model")
    camera.session.model.use_preset("small-cnn")
    camera.session.model.select("conv2")
    camera.take_both("model")
    run_in_both(camera)
    answers(camera, write_new(work / "new"))
    every_place(camera, "-1280", SMALL)


def run_in_both(camera: Camera) -> None:
    """A run in TensorFlow, then one in PyTorch that is looked at."""
    camera.go("train")
    camera.number("train_batch_size", 16)
    camera.number("train_epochs", 6)
    camera.choose("train_framework", "tensorflow")
    train(camera)
    camera.number("train_epochs", 14)
    camera.choose("train_framework", "torch")
    camera.window.actions_["start"].trigger()
    camera.until(lambda: camera.session.runs.running and len(camera.session.runs.running.history.epochs) >= 6)
    camera.take_both("train-running")
    camera.until(lambda: camera.session.runs.running is None)
    camera.take("train-finished")
    camera.click("train_score")
    camera.until(lambda: camera.session.runs.shown and camera.session.runs.shown.score)
    camera.take_both("train")


def network(camera: Camera, work: Path) -> None:
    """The drawing of a residual network."""
    path = work / "residual.model.json"
    path.write_text(json.dumps(residual(30)), encoding="utf-8")
    camera.go("model")
    camera.session.model.open_file(path)
    camera.session.model.select("add2")
    camera.take_both("model-drawing")


def train(camera: Camera) -> None:
    """Starts a run and waits for its ending."""
    camera.window.actions_["start"].trigger()
    camera.until(lambda: camera.session.runs.running is not None)
    camera.until(lambda: camera.session.runs.running is None)


def answers(camera: Camera, paths: list[Path]) -> None:
    """Several files dropped, one of them no image; then the score of the test part."""
    store = camera.session.predictions
    camera.go("predict")
    camera.until(lambda: store.model.loaded is not None)
    camera.take("predict-no-answers")
    store.add_paths([str(path) for path in paths])
    camera.until(lambda: len(store.answers) == len(paths) and all(one.state in SETTLED for one in store.answers))
    camera.click("predict_show_input")
    camera.find(QAbstractItemView, "predict_answers").scrollToTop()
    camera.take_both("predict")
    camera.click("chip_evaluate")
    camera.click("evaluate_score")
    camera.until(lambda: store.scores.state.evaluation is not None)
    camera.take("predict-evaluate")
    camera.click("chip_try")


SETTLED = ("answered", "failed")


def drawing(camera: Camera) -> None:
    """A digit drawn with the mouse, read by a network that was trained on the embedded digits."""
    camera.session.open_data("sample:digits")
    camera.until(lambda: camera.session.dataset.opened and camera.session.dataset.opened.samples == 1797)
    camera.session.model.use_preset("small-cnn")
    camera.go("train")
    camera.number("train_epochs", 8)
    train(camera)
    camera.go("predict")
    camera.until(lambda: camera.session.predictions.model.loaded is not None)
    camera.click("drop_draw")
    camera.take("predict-canvas-empty")
    curve = [(0.5 - 0.17 * math.cos(angle), 0.32 - 0.17 * math.sin(angle)) for angle in steps(0.6, 4.2)]
    curve += [(0.5 - 0.2 * math.cos(angle), 0.68 - 0.19 * math.sin(angle)) for angle in steps(1.9, 5.9)]
    camera.stroke("predict_canvas", curve)
    QTest.qWait(600)
    camera.take_both("predict-drawing")


def steps(first: float, last: float, count: int = 24) -> list[float]:
    """Evenly spaced numbers."""
    return [first + (last - first) * step / (count - 1) for step in range(count)]


def every_place(camera: Camera, suffix: str, size: tuple[int, int]) -> None:
    """The four tabs as they are, in another size."""
    camera.resize(*size)
    camera.suffix = suffix
    for place in PLACES:
        camera.go(place)
        camera.take(place)
    camera.suffix = ""
    camera.resize(*NORMAL)


def large(camera: Camera, work: Path) -> None:
    """The four tabs with what the scene before left in the project, at 200 % and 1280×720."""
    camera.until(lambda: camera.session.dataset.opened is not None)
    camera.until(lambda: camera.session.runs.shown is not None)
    camera.until(lambda: camera.session.predictions.model.loaded is not None)
    camera.session.model.select("conv2")
    camera.session.predictions.add_paths([str(path) for path in write_new(work / "new")])
    camera.until(lambda: all(one.state in SETTLED for one in camera.session.predictions.answers))
    QTest.qWait(500)
    camera.find(QAbstractItemView, "predict_answers").scrollToTop()
    every_place(camera, "-200", SMALL)


def play(scene: str, folder: Path, work: Path) -> None:
    """Opens the window, plays a scene, closes the window."""
    application = make_application()
    session, window = open_window()
    camera = Camera(session, window, folder)
    window.actions_["theme_light"].trigger()
    camera.resize(*(SMALL if scene == "large" else NORMAL))
    window.activateWindow()
    QTest.qWaitForWindowExposed(window)
    QTest.qWait(1500)
    try:
        with_files = {"shapes": shapes, "large": large, "network": network}
        with_files |= {"model_views": model_views, "builder_views": builder_views, "data_views": data_views}
        if scene in with_files:
            with_files[scene](camera, work)
        else:
            {"empty": empty, "article": article, "drawing": drawing, "kinds": kinds}[scene](camera)
    finally:
        if session.runs.running is not None:
            session.runs.stop_now()
            camera.until(lambda: session.runs.running is None)
        window.close()
        session.close()
        application.processEvents()


if __name__ == "__main__":
    play(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
