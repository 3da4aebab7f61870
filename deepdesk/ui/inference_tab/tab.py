"""Predict: drop an image and read the answer; score the model on labelled data."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.answers import Answer
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui import theme
from deepdesk.ui.inference_tab.evaluate_view import EvaluateView
from deepdesk.ui.inference_tab.model_inspector import ModelInspector
from deepdesk.ui.inference_tab.try_view import TryView
from deepdesk.ui.widgets import Chips, TabFrame


class InferenceTab(QWidget):
    """The tab. ``place_requested`` carries ``train`` or ``data``, where the person wants to go."""

    place_requested = Signal(str)

    def __init__(self, store: PredictionStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setObjectName("inference_tab")
        self.views = Chips([("try", say("inference.ui.try")), ("evaluate", say("inference.ui.evaluate"))])
        self.try_view = TryView(store)
        self.evaluate_view = EvaluateView(store)
        self.inspector = ModelInspector(store)
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self.views)
        column.addWidget(self._pages, 1)
        self._pages.addWidget(self.try_view)
        self._pages.addWidget(self.evaluate_view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(TabFrame(main, self.inspector))

    def _connect(self) -> None:
        self.views.chosen.connect(self._on_view_chosen)
        self.try_view.selected.connect(self._on_selected)
        for view in (self.try_view, self.evaluate_view):
            view.place_requested.connect(self.place_requested)
            view.model_requested.connect(self.choose_model)
        self.inspector.model_requested.connect(self.choose_model)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)

    @property
    def command_place(self) -> str:
        """Which command does what is shown (see :func:`deepdesk.state.command_lines.command_line`)."""
        return "evaluate" if self.views.current == "evaluate" else "predict"

    def paste(self) -> None:
        """Takes in the clipboard: an image, files, or an address."""
        self.take_in(QGuiApplication.clipboard().mimeData())

    def take_in(self, mime: QMimeData) -> None:
        """Shows the view Try and predicts what was pasted, or dropped elsewhere on the window."""
        self.views.choose("try")
        self.try_view.take_in(mime)

    def choose_model(self) -> None:
        """Asks for a model file and uses it."""
        path, _ = QFileDialog.getOpenFileName(
            self, say("inference.ui.open_model"), "", say("inference.ui.model_filter")
        )
        if path:
            self._store.use_model(path)

    def _on_view_chosen(self, name: str) -> None:
        self._pages.setCurrentWidget(self.try_view if name == "try" else self.evaluate_view)
        self.inspector.show_answer(self.try_view.current if name == "try" else None)

    def _on_selected(self, answer: Answer | None) -> None:
        self.inspector.show_answer(answer if self.views.current == "try" else None)
