"""Drawing, answers, the table and the score of Predict, with a real child."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, QTimer

from deepdesk.data.description import DatasetDescription
from deepdesk.inference.model_file import ModelFile, read_model_file, write_model_file
from deepdesk.model.initial import initial_weights
from tests.ui.inference_tab.conftest import Predict, png

WAIT = 60_000


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
