"""The main job with the mouse, in both frameworks, through the real window and real children."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QSpinBox, QWidget

from deepdesk.training.configuration import FRAMEWORKS, Framework
from deepdesk.training.run_folder import RunFolder
from tests.end2end.conftest import WAIT, Driver

Digit = Callable[[int], tuple[Path, str]]


def set_number(driver: Driver, name: str, value: int) -> None:
    box = driver.find(QSpinBox, name)
    box.setFocus()
    box.selectAll()
    driver.bot.keyClicks(box, str(value))
    driver.bot.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_open_build_train_drop_read(driver: Driver, digit: Digit, framework: Framework) -> None:
    driver.open_digits()
    assert driver.session.model.state.report.parameters > 0, "a fitting preset is there"
    driver.go("model")
    driver.bot.mouseClick(driver.find(QWidget, "layer_conv1"), Qt.MouseButton.LeftButton)
    before = driver.session.model.state.report.parameters
    set_number(driver, "param_filters", 24)
    driver.until(lambda: driver.session.model.state.report.parameters != before)
    assert driver.session.model.state.model.layer("conv1").params["filters"] == 24
    driver.go("train")
    driver.choose("train_framework", framework)
    set_number(driver, "train_epochs", 6)
    ending = driver.train()
    assert ending.ended.status == "finished"
    assert driver.session.runs.shown is not None
    assert driver.session.runs.shown.job.configuration.framework == framework
    assert driver.session.runs.shown.history.epochs[-1].val_accuracy > 0.9
    driver.until(lambda: driver.session.predictions.model.loaded is not None)
    wanted = [digit(number) for number in (0, 11, 22)]
    driver.drop(*(path for path, _ in wanted))
    assert driver.window.places.current == "predict", "images lead there from Train"
    driver.until(
        lambda: (
            len(driver.session.predictions.answers) == 3
            and all(answer.state == "answered" for answer in driver.session.predictions.answers)
        )
    )
    answers = {answer.name: answer.predicted.label for answer in driver.session.predictions.answers if answer.predicted}
    assert answers == {path.name: label for path, label in wanted}


def test_score_is_kept_with_the_run(driver: Driver) -> None:
    driver.open_digits()
    driver.go("train")
    set_number(driver, "train_epochs", 1)
    ending = driver.train()
    driver.until(lambda: driver.find(QAbstractButton, "train_score").isEnabled())
    driver.click("train_score")
    driver.until(lambda: driver.session.runs.shown and driver.session.runs.shown.score)
    shown = driver.session.runs.shown
    assert shown is not None and shown.score is not None
    assert shown.score.part == "test" and shown.score.samples == 180
    driver.until((shown.folder / "test.json").exists)
    assert json.loads((shown.folder / "test.json").read_text())["samples"] == 180
    assert ending.id == shown.id


def training_child(driver: Driver) -> psutil.Process:
    """The child that writes the history of the run that goes on."""
    running = driver.session.runs.running
    assert running is not None
    history = str((running.folder / "history.jsonl").resolve())
    children = psutil.Process().children(recursive=True)
    return next(child for child in children if history in {file.path for file in child.open_files()})


def start_long_run(driver: Driver) -> None:
    driver.open_digits()
    driver.go("train")
    set_number(driver, "train_epochs", 500)
    with driver.bot.waitSignal(driver.session.runs.run_started, timeout=WAIT):
        driver.key(Qt.Key.Key_F5)
    driver.until(lambda: driver.session.runs.running and driver.session.runs.running.history.epochs)


def test_a_killed_child_is_a_crashed_run_and_the_next_one_works(driver: Driver) -> None:
    start_long_run(driver)
    with driver.bot.waitSignal(driver.session.runs.run_ended, timeout=WAIT) as ended:
        training_child(driver).kill()
    assert ended.args[0].ended.status == "crashed"
    set_number(driver, "train_epochs", 1)
    assert driver.train().ended.status == "finished"


def test_closing_during_a_run_asks_stops_and_saves(driver: Driver) -> None:
    start_long_run(driver)
    running = driver.session.runs.running
    assert running is not None
    driver.window.close()
    driver.until(lambda: driver.window.findChild(QWidget, "close_question"))
    assert driver.window.isVisible(), "it asks first"
    driver.click("close_keep")
    driver.until(lambda: not driver.window.findChildren(QWidget, "close_question"))
    assert driver.session.runs.running is not None, "keep running keeps it running"
    driver.window.close()
    driver.until(lambda: driver.window.findChild(QWidget, "close_question"))
    with driver.bot.waitSignal(driver.window.closed, timeout=WAIT):
        driver.click("close_stop")
    folder = RunFolder(running.folder)
    assert folder.model_path is not None
    assert json.loads((running.folder / "outcome.json").read_text())["status"] == "stopped"


APPLICATION = """
import sys
from PySide6.QtCore import QTimer
from deepdesk.app import make_application, open_window
application = make_application()
session, window = open_window(source="sample:digits")
def told(run):
    if run.history.epochs:
        sys.stdout.write("training" + chr(10)); sys.stdout.flush()
session.dataset.changed.connect(lambda _opened: QTimer.singleShot(0, session.start))
import msgspec
session.set_configuration(msgspec.structs.replace(session.configuration, epochs=100000, framework=sys.argv[1]))
session.runs.run_changed.connect(told)
application.exec()
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_no_child_survives_a_killed_application(framework: Framework, tmp_path: Path) -> None:
    program = subprocess.Popen([sys.executable, "-c", APPLICATION, framework], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "training\n"
    children = psutil.Process(program.pid).children(recursive=True)
    assert children
    program.send_signal(signal.SIGKILL)
    program.wait()
    program.stdout.close()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


def test_runs_can_be_looked_at_again_after_a_restart(driver: Driver) -> None:
    driver.open_digits()
    driver.go("train")
    set_number(driver, "train_epochs", 2)
    ending = driver.train()
    project = driver.session.project.folder
    assert project is not None
    driver.session.project.save_now()
    assert driver.session.open_project(project)
    driver.until(lambda: driver.session.runs.shown and driver.session.runs.shown.id == ending.id)
    shown = driver.session.runs.shown
    assert shown is not None
    assert len(shown.history.epochs) == 2
