"""The Train tab: settings, a missing framework, old runs, the four endings, the score, the picture of confusion."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QSpinBox, QTableWidget, QWidget

from deepdesk.core.files import write_bytes
from deepdesk.data.description import DatasetDescription
from deepdesk.inference.evaluation import Evaluation
from deepdesk.model.presets import preset
from deepdesk.state.run_values import ShownRun, read_run, write_score
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.training.events import BatchesEnded, Ended, EpochEnded, PhaseChanged, RunEvent, Started
from deepdesk.training.history import history_of
from deepdesk.training.job import TrainingJob
from deepdesk.training.run_folder import HISTORY, create_run
from deepdesk.ui.training_tab.confusion import ConfusionMatrix
from deepdesk.ui.training_tab.run_words import ending_of, progress_of, settings_of
from deepdesk.ui.training_tab.tab import TrainingTab
from deepdesk.ui.widgets import EmptyState

JOB = TrainingJob(
    dataset=DatasetDescription(source="sample:digits"),
    model=preset("small-cnn", (8, 8, 1), 10),
    configuration=TrainingConfiguration(epochs=2, batch_size=32),
)
STARTED = Started(
    framework="torch",
    framework_version="2",
    device="cpu",
    device_name="A processor",
    threads=1,
    epochs=2,
    steps_per_epoch=4,
    samples={"train": 128, "validation": 16, "test": 16},
    parameters=100,
)
COURSE: tuple[RunEvent, ...] = (
    STARTED,
    BatchesEnded(first_step=0, losses=(2.0, 1.5, None, 1.0), seconds=2.0, samples_per_second=640.0),
    EpochEnded(epoch=1, loss=1.5, accuracy=0.5, val_loss=1.2, val_accuracy=0.75, seconds=2.0),
)
SCORE = Evaluation(
    part="test",
    samples=16,
    loss=0.5,
    accuracy=0.875,
    classes=("cat", "dog"),
    per_class={"cat": {"recall": 1.0}, "dog": {"recall": 0.75}},
    confusion=((8, 0), (2, 6)),
)


def shown(*events: RunEvent, status: str = "running", stopping: bool = False) -> ShownRun:
    history = history_of(events)
    return ShownRun(folder=Path("r1"), job=JOB, history=history, status=status, stopping=stopping)  # type: ignore[arg-type]


def old_run(runs: Path, ended: Ended | None) -> str:
    """A run as a child leaves it on disk; gives its id."""
    folder = create_run(runs, JOB)
    lines = b"".join(msgspec.json.encode(event) + b"\n" for event in COURSE)
    write_bytes(folder.path / HISTORY, lines)
    if ended is not None:
        folder.write_outcome(ended)
    return folder.id


def test_progress_names_the_epoch_and_the_time_left() -> None:
    title, right, fraction, detail = progress_of(shown(*COURSE))
    assert title == "Epoch 2 of 2" and right == "2 s left" and fraction == 0.5
    assert "640 samples/s" in detail and "A processor" in detail


def test_before_the_first_batch_the_phase_is_said() -> None:
    title, _, fraction, _ = progress_of(shown(PhaseChanged(code="training.phase.building")))
    assert title == "Building the network" and fraction is None
    assert progress_of(shown(*COURSE, stopping=True)).fraction is None


@pytest.mark.parametrize(
    ("status", "severity", "choices"),
    [
        ("finished", "good", ["predict"]),
        ("stopped", "suggestion", ["predict"]),
        ("failed", "error", ["predict", "log", "report"]),
        ("crashed", "error", ["predict", "log", "report"]),
    ],
)
def test_every_ending_has_its_words(status: str, severity: str, choices: list[str]) -> None:
    code, params = "training.process_crashed", {"signal": "SIGSEGV"}
    if status in {"finished", "stopped"}:
        code, params = "training.finished", {}
    ended = Ended(status=status, code=code, params=params, epochs=1, val_accuracy=0.75, model="model.ddm")  # type: ignore[arg-type]
    ending = ending_of(shown(*COURSE, ended, status=status))
    assert ending is not None and ending.severity == severity
    assert [choice.id for choice in ending.choices] == choices
    assert "75.0 % on 16 samples" in ending.text
    assert "1 epochs" not in ending.title
    assert ("SIGSEGV" in ending.text) == (status in {"failed", "crashed"})


def test_a_run_stopped_before_its_first_epoch_ended_says_so() -> None:
    ended = Ended(status="stopped", code="training.finished", params={}, epochs=0, model="model.ddm")
    ending = ending_of(shown(*COURSE, ended, status="stopped"))
    assert ending is not None and ending.title == "Stopped in the first epoch."


def test_a_loss_that_is_no_number_comes_with_advice() -> None:
    params = {"value": "nan", "step": 3, "epoch": 1, "suggested": 0.1, "learning_rate": 1.0}
    ended = Ended(status="failed", code="training.loss_not_finite", params=params)
    ending = ending_of(shown(*COURSE, ended, status="failed"))
    assert ending is not None and "try 0.1 instead of 1" in ending.text


def test_a_run_without_an_ending_was_interrupted() -> None:
    ending = ending_of(shown(*COURSE, status="interrupted"))
    assert ending is not None and ending.severity == "warning" and ending.title == "This run was interrupted."
    assert ending_of(shown(*COURSE)) is None


def test_the_settings_of_a_run_are_shown_read_only() -> None:
    assert ("Batch size", "32") in settings_of(shown(*COURSE))
    assert ("Train / val / test", "128 / 16 / 16") in settings_of(shown(*COURSE))


def test_the_confusion_matrix_reads_its_cells(qtbot) -> None:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.tell(SCORE.classes, SCORE.confusion)
    matrix.resize(300, 300)
    area, cell = matrix._geometry()
    assert matrix.cell_at(QPointF(area.left() + cell / 2, area.top() + 1.5 * cell)) == (1, 0)
    assert matrix.cell_at(QPointF(0, 0)) is None
    assert matrix.describe(1, 0) == "2 of 8 (25.0 %) of class dog were taken for cat"
    assert matrix.accessibleDescription() == matrix.describe(1, 0)
    matrix.grab()


def test_a_hundred_classes_are_painted(qtbot) -> None:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.tell([f"class {number}" for number in range(100)], [[1] * 100] * 100)
    matrix.resize(400, 400)
    matrix.grab()


def test_settings_are_kept_with_the_project(main, qtbot) -> None:
    main.window.show_place("train")
    spin = main.window.findChild(QSpinBox, "train_epochs")
    spin.setValue(12)
    assert main.session.configuration.epochs == 12
    assert main.session.settings.value.configuration.epochs == 12


def test_empty_it_says_why_start_waits(main, qtbot) -> None:
    session = main.session
    with qtbot.waitSignal(session.dataset.changed, timeout=20_000):
        session.dataset.open("sample:digits")
    main.window.show_place("train")
    empty = main.window.findChild(TrainingTab).findChild(EmptyState)
    session.model.use_preset("article-cnn")
    qtbot.waitUntil(lambda: not session.readiness.is_ready)
    shown = [label.text() for label in empty.findChildren(QLabel)]
    assert any("error at" in text for text in shown) and not any("F5" in text for text in shown)


def test_a_wrong_learning_rate_is_marked_and_not_taken(main, qtbot) -> None:
    main.window.show_place("train")
    field = main.window.findChild(QLineEdit, "train_learning_rate")
    field.clear()
    qtbot.keyClicks(field, "-1")
    assert field.property("role") == "error" and main.session.configuration.learning_rate == 0.001
    field.clear()
    qtbot.keyClicks(field, "2e-3")
    assert field.property("role") == "" and main.session.configuration.learning_rate == 0.002


def test_a_missing_framework_is_shown_with_its_command(open_main_window, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("deepdesk.state.framework_store.installed", lambda name: name == "torch")
    main = open_main_window()
    main.window.show_place("train")
    box = main.window.findChild(QComboBox, "train_framework")
    assert box.itemText(1) == "TensorFlow – not installed"
    main.open("sample:digits", qtbot)
    main.session.set_configuration(msgspec.structs.replace(main.session.configuration, framework="tensorflow"))
    assert main.session.readiness.code == "train.wait.framework"
    qtbot.mouseClick(main.window.findChild(QPushButton, "train_copy_install"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == 'pip install "deepdesk[tensorflow]"'


def test_old_runs_are_listed_and_looked_at_again(main, qtbot) -> None:
    main.open("sample:digits", qtbot)
    main.window.show_place("train")
    runs = main.session.project.runs
    ended = Ended(status="finished", code="training.finished", epochs=1, val_accuracy=0.75)
    done, cut = old_run(runs, ended), old_run(runs, None)
    write_score(runs / done, SCORE)
    with qtbot.waitSignal(main.session.runs.runs_changed, timeout=10_000):
        main.session.runs.refresh()
    table = main.window.findChild(QTableWidget, "runs_table")
    assert {table.item(row, 3).text() for row in range(2)} == {"done", "crashed"}
    assert table.item(0, 2).text() == "75.0 % on 16"
    for run_id in (cut, done):
        main.session.runs.show(run_id)
        qtbot.waitUntil(
            lambda run_id=run_id: main.session.runs.shown is not None and main.session.runs.shown.id == run_id,
            timeout=10_000,
        )
    assert main.session.runs.shown.score == SCORE
    log = main.window.findChild(QPlainTextEdit, "log_text").toPlainText()
    assert "epoch 1: training loss 1.5" in log and "The run is finished." in log
    assert "50.0 % on 128" in log and "75.0 % on 16" in log
    tab = main.window.places.tab("train")
    assert "interrupted" in str(ending_of(read_run(runs / cut)))
    assert tab.loss_card.plot.values_at(1.0)["validation"] == 1.2
    assert not tab.score_card.isVisibleTo(tab), "there is no model to score"
    with qtbot.waitSignal(main.session.runs.read_failed, timeout=10_000):
        main.session.runs.show("gone")
    assert main.window.findChild(QWidget, "run_failure").isVisible()


def test_a_score_is_shown_with_its_part_and_number(main, qtbot, tmp_path: Path) -> None:
    main.window.show_place("train")
    tab = main.window.places.tab("train")
    ended = Ended(status="finished", code="training.finished", epochs=1, model="model.ddm")
    run = ShownRun(folder=tmp_path, job=JOB, history=history_of([*COURSE, ended]), status="finished", score=SCORE)
    tab.score_card.tell(run)
    assert tab.findChild(QLabel, "test_accuracy").text() == "87.5 %"
    assert "test part, 16 samples" in tab.findChild(QLabel, "test_text").text()


def test_a_run_folder_with_a_broken_score_is_read(tmp_path: Path) -> None:
    run_id = old_run(tmp_path, None)
    (tmp_path / run_id / "test.json").write_text("{", encoding="utf-8")
    assert read_run(tmp_path / run_id).score is None
