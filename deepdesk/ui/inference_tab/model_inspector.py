"""The inspector of Predict: which model answers, what it was trained on, and what the chosen row looked like to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.process.replies import ModelLoaded
from deepdesk.state.answers import Answer, ModelState
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui import theme
from deepdesk.ui.figures import percent
from deepdesk.ui.inference_tab.answer_painting import picture
from deepdesk.ui.widgets import Banner, Bar, BarRows, Choice, make_button, make_label
from deepdesk.ui.widgets.elided_combo import ElidedCombo

SEEN: Final = 168
BARS: Final = 10
CLASSES_SHOWN: Final = 24
PARTS: Final = ("test", "validation", "train")


class ModelInspector(QWidget):
    """``model_requested``: another model file is to be chosen."""

    model_requested = Signal()

    def __init__(self, store: PredictionStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.chooser = ElidedCombo()
        self.chooser.setObjectName("predict_model")
        self.chooser.setAccessibleName(say("inference.ui.model"))
        self.open_button = make_button(Choice("open_model", say("inference.ui.open_model")), self, "predict")
        self.banner = Banner()
        self.facts = make_label("", "dim", wrap=True)
        self.facts.setObjectName("predict_model_facts")
        self.figures = make_label("", wrap=True)
        self.figures.setObjectName("predict_model_figures")
        self.classes = make_label("", "dim", wrap=True)
        self._classes_title = make_label(say("inference.ui.classes"), "section")
        self._seen_title = make_label(say("inference.ui.seen_title"), "section")
        self.seen = QLabel()
        self.seen.setObjectName("predict_seen")
        self.seen.setAccessibleName(say("inference.ui.seen"))
        self.seen_text = make_label("", "dim", wrap=True)
        self._bars_title = make_label(say("inference.ui.all_classes"), "section")
        self.bars = BarRows()
        self.bars.setAccessibleName(say("inference.ui.all_classes"))
        self._lay_out()
        self._connect()
        self._show_choices()
        self.show_model(store.model)
        self.show_answer(None)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addWidget(make_label(say("inference.ui.model"), "title"))
        for widget in (self.chooser, self.open_button, self.banner, self.facts, self.figures):
            layout.addWidget(widget)
        for widget in (self._classes_title, self.classes, self._seen_title, self.seen, self.seen_text):
            layout.addWidget(widget)
        layout.addWidget(self._bars_title)
        layout.addWidget(self.bars)
        layout.addStretch(1)

    def _connect(self) -> None:
        self._store.model_changed.connect(self.show_model)
        self._store.choices_changed.connect(lambda _choices: self._show_choices())
        self.chooser.activated.connect(self._on_chosen)
        self.open_button.clicked.connect(lambda _checked=False: self.model_requested.emit())

    def show_model(self, model: ModelState) -> None:
        """Shows the model in use: loading, ready, or why not."""
        self._show_choices()
        loaded = model.loaded
        if model.error is not None:
            self.banner.tell("error", say("inference.ui.model_failed"), say(model.error.code, **model.error.params))
        elif model.path is not None and loaded is None:
            self.banner.tell("suggestion", say("inference.ui.loading_model"))
        self.banner.setVisible(model.error is not None or (model.path is not None and loaded is None))
        self.facts.setText(_facts(loaded) if loaded is not None else say("inference.ui.no_model_yet"))
        self.facts.setVisible(loaded is not None or model.path is None)
        self.figures.setText("\n".join(figures(loaded.metrics)) if loaded is not None else "")
        self.figures.setVisible(bool(self.figures.text()))
        names = loaded.classes if loaded is not None else ()
        more = say("inference.ui.more_classes", count=len(names) - CLASSES_SHOWN) if len(names) > CLASSES_SHOWN else ""
        self.classes.setText(", ".join(names[:CLASSES_SHOWN]) + more)
        for widget in (self.classes, self._classes_title):
            widget.setVisible(bool(names))

    def show_answer(self, answer: Answer | None) -> None:
        """Shows the chosen row's input as the network sees it and all its classes."""
        predicted = answer.predicted if answer is not None else None
        seen = predicted.seen if predicted is not None else None
        for widget in (self._seen_title, self.seen, self.seen_text):
            widget.setVisible(seen is not None)
        shares = predicted.probabilities[:BARS] if predicted is not None else ()
        self._bars_title.setVisible(bool(shares))
        self.bars.setVisible(bool(shares))
        self.bars.set_rows([Bar(name, share, percent(share)) for name, share in shares])
        if seen is None or predicted is None:
            return
        self.seen.setPixmap(picture(seen, SEEN, smooth=False, ratio=self.devicePixelRatioF()))
        notes = [say(note.code, **note.params) for note in predicted.notes]
        loaded = self._store.model.loaded
        size = [_size(loaded)] if loaded is not None else []
        self.seen_text.setText("\n".join([*size, *notes]))

    def _show_choices(self) -> None:
        path = self._store.model.path
        choices = list(self._store.choices)
        if path is not None and path not in {known for _, known in choices}:
            # A model of another project: its own name says more than the file's, which is always the same.
            loaded = self._store.model.loaded
            choices.insert(0, (loaded.name if loaded is not None and loaded.name else Path(path).name, path))
        self.chooser.blockSignals(True)
        self.chooser.clear()
        for title, known in choices:
            self.chooser.addItem(title, known)
            self.chooser.setItemData(self.chooser.count() - 1, known, Qt.ItemDataRole.ToolTipRole)
        self.chooser.setCurrentIndex(self.chooser.findData(path) if path is not None else -1)
        self.chooser.setPlaceholderText(say("inference.ui.choose_model"))
        self.chooser.blockSignals(False)
        self.chooser.setEnabled(bool(choices))
        self.chooser.setToolTip(self.chooser.currentText() if choices else say("inference.ui.no_model_yet"))

    def _on_chosen(self, row: int) -> None:
        path = self.chooser.itemData(row)
        if path != self._store.model.path or self._store.model.error is not None:
            self._store.use_model(path)


def _size(loaded: ModelLoaded) -> str:
    shape = loaded.preprocessing
    if not isinstance(shape, ImagePreprocessing):
        return "×".join(map(str, shape.shape))
    kind = say("inference.ui.grey" if shape.channels == 1 else "inference.ui.colour")
    return say("inference.ui.seen_size", width=shape.width, height=shape.height, kind=kind)


def _facts(loaded: ModelLoaded) -> str:
    engine = say(f"inference.engine.{loaded.trained_with}") if loaded.trained_with else "–"
    lines = [say("inference.ui.trained_with", name=loaded.name, engine=engine)]
    if loaded.trained_on:
        lines.append(say("inference.ui.trained_on", data=loaded.trained_on))
    lines.append(say("inference.ui.input", text=_size(loaded)))
    return "\n".join(lines)


def figures(metrics: dict[str, Any]) -> list[str]:
    """A line for each part with a figure of merit: which part, and on how many samples."""
    lines = []
    for part in PARTS:
        found = metrics.get(part)
        if isinstance(found, dict):
            lines += [line for line in (_figure(part, found),) if line]
    return lines


def _figure(part: str, found: dict[str, Any]) -> str:
    """The line of one part: error of a forecast, overlap of masks, else accuracy; empty where there is none."""
    name, samples = say(f"inference.part.{part}"), found.get("samples")
    known = {key: value for key, value in found.items() if isinstance(value, int | float)}
    if "mae" in known and "naive_mae" in known:
        errors = {"mae": f"{known['mae']:.4g}", "naive": f"{known['naive_mae']:.4g}"}
        return say("inference.ui.error", part=name, samples=samples or 0, **errors)
    if "mean_iou" in known:
        overlap = {"iou": percent(known["mean_iou"]), "dice": percent(known.get("dice"))}
        return say("inference.ui.overlap", part=name, samples=samples or 0, **overlap)
    if "accuracy" not in known:
        return ""
    code = "inference.ui.accuracy" if isinstance(samples, int) else "inference.ui.accuracy_only"
    return say(code, part=name, accuracy=percent(known["accuracy"]), samples=samples)
