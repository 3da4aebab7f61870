"""Answers of models of masks: the picture with its mask over it, a legend with shares, the score by class."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from deepdesk.core.catalogue import describe, say
from deepdesk.core.files import write_bytes
from deepdesk.data.preprocessing import SegmentationPreprocessing
from deepdesk.inference.evaluation import AnyEvaluation, SegmentationEvaluation
from deepdesk.process.replies import ModelLoaded
from deepdesk.state.answers import Answer
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui import theme
from deepdesk.ui.figures import percent
from deepdesk.ui.widgets import Card, Choice, make_button, make_label
from deepdesk.ui.widgets.legend import Legend
from deepdesk.ui.widgets.mask_picture import Colours, MaskPicture, coloured
from deepdesk.ui.widgets.matrix import Matrix

_LARGE: Final = 100
_NAMED: Final = 3
COLUMNS: Final = ("class", "pixels", "iou", "dice", "precision", "recall")


class MaskDetail(QWidget):
    """The picture of the chosen answer and its mask over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: Answer | None = None
        self._picture = QImage()
        self._numbers: npt.NDArray[np.uint8] = np.zeros((0, 0), np.uint8)
        self._colours: Colours = ()
        self._classes: list[int] = []
        self.legend = Legend("predict_mask", say("segmentation.ui.opacity"))
        self.pictures = {name: MaskPicture(_LARGE) for name in ("image", "overlay")}
        for name, picture in self.pictures.items():
            picture.setObjectName(f"predict_mask_{name}")
            picture.setAccessibleName(say(f"segmentation.ui.{name}"))
        self.save_button = make_button(Choice("save_mask", say("segmentation.ui.save_mask")), self, "predict")
        self.note = make_label("", "small", wrap=True)
        self._lay_out()
        self.legend.changed.connect(self._paint)
        self.save_button.clicked.connect(lambda _checked=False: self._ask_path())

    def show_answer(self, answer: Answer | None, loaded: ModelLoaded | None) -> None:
        """See :class:`deepdesk.ui.inference_tab.kinds.AnswerDetail`."""
        predicted = answer.predicted if answer is not None else None
        mask = predicted.answer.mask if predicted is not None else None
        self._answer = answer if mask is not None else None
        self.note.setText("" if mask is not None else say("segmentation.ui.nothing"))
        self.note.setVisible(mask is None)
        self.legend.setVisible(mask is not None)
        self.save_button.setVisible(mask is not None)
        self._picture = QImage.fromData(predicted.thumbnail) if predicted and predicted.thumbnail else QImage()
        self._numbers = numbers_of(mask)
        if loaded is not None and predicted is not None and mask is not None:
            preprocessing = loaded.preprocessing
            self._colours = preprocessing.colours if isinstance(preprocessing, SegmentationPreprocessing) else ()
            shares = predicted.answer.shares
            names = loaded.classes[: len(self._colours)]
            self._classes = [place for place, name in enumerate(names) if shares.get(name)]
            self.legend.set_items(
                [
                    (f"{names[place]}  {percent(shares[names[place]], 1)}", self._colours[place])
                    for place in self._classes
                ]
            )
        self._paint()

    def save(self, path: str) -> None:
        """Writes the mask as it came from the model, at the size of the picture."""
        predicted = self._answer.predicted if self._answer is not None else None
        if predicted is None or predicted.answer.mask is None:
            return
        try:
            write_bytes(Path(path), predicted.answer.mask)
        except OSError as error:
            self.note.setText(say("segmentation.ui.not_saved", reason=describe(error)))
        else:
            self.note.setText(say("segmentation.ui.saved", path=path))
        self.note.show()

    def _ask_path(self) -> None:
        if self._answer is None:
            return
        name = say("segmentation.ui.mask_name", name=Path(self._answer.name).stem or "1")
        path, _ = QFileDialog.getSaveFileName(
            self, say("segmentation.ui.save_mask"), name, say("segmentation.ui.save_filter")
        )
        if path:
            self.save(path)

    def _lay_out(self) -> None:
        top, row = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(theme.SPACE_2)
        top.addWidget(self.legend, 1)
        top.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignTop)
        row.setSpacing(theme.SPACE_1)
        for picture in self.pictures.values():
            row.addWidget(picture, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addLayout(top)
        layout.addLayout(row, 1)
        layout.addWidget(self.note)

    def _paint(self) -> None:
        mask = QImage()
        if self._numbers.size:
            hidden = [self._classes[place] for place in self.legend.hidden]
            mask = coloured(self._numbers, self._colours, self.legend.opacity, hidden)
        self.pictures["image"].show_layers(self._picture)
        self.pictures["overlay"].show_layers(*([self._picture, mask] if self._answer is not None else []))


def numbers_of(mask: bytes | None) -> npt.NDArray[np.uint8]:
    """The class numbers in a PNG with a palette, uint8 ``(height, width)``; empty where there are none."""
    image = QImage.fromData(mask) if mask is not None else QImage()
    if image.isNull() or image.format() != QImage.Format.Format_Indexed8:
        return np.zeros((0, 0), np.uint8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].copy()


class MaskResults(QWidget):
    """Mean IoU and Dice, each class, and which pixels were taken for which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = {name: make_label("", "figure") for name in ("mean_iou", "dice", "accuracy", "loss")}
        for name, label in self.figures.items():
            label.setObjectName(f"evaluate_{name}")
        self.text = make_label("", "dim", wrap=True)
        self.matrix = Matrix(say("inference.ui.true"), say("inference.ui.predicted"), _tip)
        self.matrix.setObjectName("evaluate_pixels")
        self.table = _table()
        self._lay_out()

    def show_results(self, found: AnyEvaluation, title: str) -> None:
        """See :class:`deepdesk.ui.inference_tab.kinds.ResultsPage`."""
        if not isinstance(found, SegmentationEvaluation):
            return
        self.figures["mean_iou"].setText(f"{found.mean_iou:.3f}")
        self.figures["dice"].setText(f"{found.dice:.3f}")
        self.figures["accuracy"].setText(percent(found.accuracy, 1))
        self.figures["loss"].setText("–" if found.loss is None else f"{found.loss:.4f}")
        part = say(f"inference.part.{found.part}")
        self.text.setText(say("segmentation.ui.scored_on", samples=found.samples, part=part, name=title))
        shares = [[round(100 * count / max(1, sum(row))) for count in row] for row in found.confusion]
        self.matrix.set_counts(found.classes, shares)
        self.table.setRowCount(len(found.classes))
        for row, name in enumerate(found.classes):
            figures = found.per_class[name]
            cells = [name, f"{int(figures['pixels']):,}", *(f"{figures[column]:.3f}" for column in COLUMNS[2:])]
            for column, cell in enumerate(cells):
                item = QTableWidgetItem(cell)
                side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)

    def _lay_out(self) -> None:
        cards, lower = QHBoxLayout(), QHBoxLayout()
        for row in (cards, lower):
            row.setSpacing(theme.SPACE_2)
        for name, label in self.figures.items():
            card = Card(say(f"segmentation.ui.{name}"), title_role="section")
            card.body.addWidget(label)
            cards.addWidget(card, 1)
        classes, confusion = Card(say("segmentation.ui.per_class")), Card(say("segmentation.ui.confusion"))
        classes.body.addWidget(self.table, 1)
        confusion.body.addWidget(self.matrix, 1)
        lower.addWidget(classes, 5)
        lower.addWidget(confusion, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addLayout(cards)
        layout.addWidget(self.text)
        layout.addLayout(lower, 1)


def _table() -> QTableWidget:
    table = QTableWidget(0, len(COLUMNS))
    table.setObjectName("evaluate_mask_classes")
    table.setAccessibleName(say("segmentation.ui.per_class"))
    table.setHorizontalHeaderLabels([say(f"inference.column.{name}") for name in COLUMNS])
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(26)
    table.setShowGrid(False)
    table.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
    return table


def _tip(true: str, predicted: str, _count: int, share: float) -> str:
    return say("segmentation.ui.cell", true=true, predicted=predicted, share=percent(share, 0))


def make_detail() -> MaskDetail:
    """The picture with its mask."""
    return MaskDetail()


def make_input(_store: PredictionStore) -> None:
    """Pictures are dropped or chosen; nothing else is needed."""


def make_results() -> MaskResults:
    """The score of masks."""
    return MaskResults()


def row_text(answer: Answer) -> str:
    """The classes with the largest shares of the picture."""
    shares = answer.predicted.answer.shares if answer.predicted is not None else {}
    shown = [f"{name} {percent(share, 0)}" for name, share in list(shares.items())[:_NAMED] if share > 0]
    return " · ".join(shown)
