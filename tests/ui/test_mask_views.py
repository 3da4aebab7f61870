"""Images with masks in the window: overlays, legend, classes by hand, answers and their masks."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSlider, QSpinBox, QTableWidget, QWidget

from deepdesk.data.preprocessing import ImagePreprocessing, SegmentationPreprocessing
from deepdesk.inference.kinds.segmentation import mask_png
from deepdesk.inference.mask_metrics import summarise_masks
from deepdesk.inference.predictions import Answer as Prediction
from deepdesk.process.replies import ModelLoaded, Predicted
from deepdesk.process.requests import PredictInput
from deepdesk.state.answers import Answer
from deepdesk.ui.dataset_tab.kinds.segmentation import MaskView
from deepdesk.ui.dataset_tab.mask_panel import MaskPanel
from deepdesk.ui.inference_tab.kinds.segmentation import MaskDetail, MaskResults, numbers_of, row_text
from deepdesk.ui.widgets.legend import Legend
from deepdesk.ui.widgets.mask_picture import coloured

COLOURS = ((10, 20, 30), (200, 100, 50))


def pixel(image: QImage, x: int, y: int) -> tuple[int, int, int, int]:
    colour = image.pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue(), colour.alpha()


def test_masks_are_coloured_faint_and_hidden() -> None:
    numbers = np.array([[0, 1], [255, 1]], np.uint8)
    image = coloured(numbers, COLOURS, 0.5)
    assert pixel(image, 0, 0) == (*COLOURS[0], 128)
    assert pixel(image, 1, 0) == (*COLOURS[1], 128)
    assert pixel(image, 0, 1)[3] == 0
    assert pixel(coloured(numbers, COLOURS, 1.0, {1}), 1, 0)[3] == 0


def test_the_legend_remembers_what_is_off(qtbot: Any) -> None:
    legend = Legend("test", "opacity")
    qtbot.addWidget(legend)
    legend.set_items([("a", COLOURS[0]), ("b", COLOURS[1])])
    second = legend.findChild(QAbstractButton, "test_class_1")
    assert second is not None
    with qtbot.waitSignal(legend.changed):
        second.click()
    assert legend.hidden == {1}
    legend.set_items([("a 1 %", COLOURS[0]), ("b 2 %", COLOURS[1])])
    assert legend.hidden == {1}
    legend.set_items([("a", COLOURS[0])])
    assert legend.hidden == frozenset()


@pytest.fixture
def shown(main: Any, qtbot: Any) -> Any:
    """The window with the sample of shapes open."""
    main.window.show()
    main.open("sample:shapes", qtbot)
    return main


def test_shapes_are_shown_with_their_masks(shown: Any) -> None:
    (view,) = shown.window.findChildren(MaskView)
    assert len(view.order) == 60
    overlay = view.pictures["overlay"].layers
    assert len(overlay) == 2
    numbers = shown.session.dataset.opened.array("masks")[view.chosen]
    y, x = np.argwhere(numbers > 0)[0].tolist()
    assert pixel(overlay[1], x, y)[3] == round(2.55 * view.legend.opacity * 100)
    shape = int(numbers[y, x])
    view.legend.findChild(QAbstractButton, f"data_mask_class_{shape}").click()
    assert pixel(view.pictures["overlay"].layers[1], x, y)[3] == 0


def test_another_pair_is_chosen_with_the_keyboard(shown: Any) -> None:
    (view,) = shown.window.findChildren(MaskView)
    before = view.chosen
    QTest.keyClick(view.grid, Qt.Key.Key_Right)
    assert view.chosen != before


def test_every_field_has_a_name(shown: Any) -> None:
    (panel,) = shown.window.findChildren(MaskPanel)
    (view,) = shown.window.findChildren(MaskView)
    kinds = (QAbstractButton, QComboBox, QSlider, QSpinBox, QTableWidget)
    for area in (panel, view):
        fields: list[QWidget] = [field for kind in kinds for field in area.findChildren(kind)]
        own = [field for field in fields if not field.objectName().startswith("qt_") and field.parent() is not None]
        own = [field for field in own if not isinstance(field.parent(), QTableWidget)]
        assert [type(field).__name__ for field in own if not (field.objectName() and field.accessibleName())] == []


def test_a_class_is_renamed_and_another_ignored(shown: Any, qtbot: Any) -> None:
    (panel,) = shown.window.findChildren(MaskPanel)
    table = panel.findChild(QTableWidget, "data_mask_classes")
    changed = shown.session.dataset.changed
    with qtbot.waitSignal(changed, timeout=30_000):
        table.item(1, 1).setText("circle")
    assert shown.session.dataset.opened.classes == ("ground", "circle", "square", "triangle")
    field = panel.findChild(QLineEdit, "data_mask_ignored")
    with qtbot.waitSignal(changed, timeout=30_000):
        QTest.keyClicks(field, "3")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert shown.session.dataset.opened.classes == ("ground", "circle", "square")


def answered(width: int = 30, height: int = 20) -> tuple[Answer, ModelLoaded]:
    numbers = np.zeros((height, width), np.uint8)
    numbers[:, : width // 3] = 1
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (9, 9, 9)).save(stream, "PNG")
    shares = {"ground": 2 / 3, "thing": 1 / 3}
    prediction = Prediction(mask=mask_png(numbers, COLOURS), shares=shares)
    answer = Answer(
        number=0,
        name="street.jpg",
        wanted=PredictInput(name="0", path="street.jpg"),
        state="answered",
        predicted=Predicted(name="0", answer=prediction, thumbnail=stream.getvalue()),
    )
    image = ImagePreprocessing(height=16, width=16, channels=3)
    loaded = ModelLoaded(
        path="m.ddm",
        name="m",
        classes=("ground", "thing"),
        preprocessing=SegmentationPreprocessing(image=image, colours=COLOURS),
        trained_with="torch",
        task="segmentation",
    )
    return answer, loaded


def test_an_answer_is_a_picture_with_its_mask(qtbot: Any, tmp_path: Path) -> None:
    detail = MaskDetail()
    qtbot.addWidget(detail)
    answer, loaded = answered()
    detail.show_answer(answer, loaded)
    picture, mask = detail.pictures["overlay"].layers
    assert (picture.width(), mask.width(), mask.height()) == (30, 30, 20)
    assert pixel(mask, 5, 5)[:3] == COLOURS[1]
    assert row_text(answer) == "ground 67 % · thing 33 %"
    detail.save(str(tmp_path / "mask é.png"))
    saved = Image.open(tmp_path / "mask é.png")
    assert (saved.mode, saved.size, sorted(set(np.asarray(saved).ravel().tolist()))) == ("P", (30, 20), [0, 1])
    detail.save(str(tmp_path))
    assert "could not be saved" in detail.note.text()
    detail.show_answer(None, loaded)
    assert detail.pictures["overlay"].layers == ()


@pytest.mark.parametrize("width", [1, 3, 30, 31])
def test_numbers_survive_the_png(width: int) -> None:
    numbers = np.random.default_rng(width).integers(0, 2, (5, width), dtype=np.uint8)
    assert np.array_equal(numbers_of(mask_png(numbers, COLOURS)), numbers)
    assert numbers_of(b"no picture").size == 0


def test_the_score_of_masks(qtbot: Any) -> None:
    page = MaskResults()
    qtbot.addWidget(page)
    confusion = np.array([[90, 10], [20, 80]])
    page.show_results(summarise_masks("test", 4, ("ground", "thing"), confusion, 0.25), "shapes")
    assert page.figures["mean_iou"].text() == f"{(90 / 120 + 80 / 110) / 2:.3f}"
    assert "4 images (test part)" in page.text.text()
    assert page.matrix.rows == ((90, 10), (20, 80))
    assert page.table.item(1, 1).text() == "100"
