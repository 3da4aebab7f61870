"""The view Try: drop or paste images, draw a digit, read the answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from PySide6.QtCore import QItemSelectionModel, QMimeData, QModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QListView,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from deepdesk.core.catalogue import describe, say
from deepdesk.state.answers import Answer, ModelState, Order
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui import theme
from deepdesk.ui.inference_tab.answer_list import ANSWER_ROLE, AnswerList
from deepdesk.ui.inference_tab.answer_painting import AnswerPainter, can_fetch
from deepdesk.ui.inference_tab.drawing import DrawingPanel
from deepdesk.ui.inference_tab.intake import take_in
from deepdesk.ui.inference_tab.kinds import AnswerDetail, answer_ui, as_widget
from deepdesk.ui.widgets import Banner, Choice, DropZone, ElidedLabel, EmptyState, make_button, make_label
from deepdesk.ui.widgets.banner import Severity

ORDERS: Final[tuple[Order, ...]] = ("arrival", "least_sure", "most_sure", "class")
_SEEN: Final = ("images", "segmentation")
"""Kinds of which a row can show what the network sees in place of the file."""


class TryView(QWidget):
    """Wishes: ``place_requested`` leads to ``train``, ``model_requested`` to a model file; ``selected`` carries the
    :class:`Answer` that is chosen, or ``None``."""

    place_requested = Signal(str)
    model_requested = Signal()
    selected = Signal(object)

    def __init__(self, store: PredictionStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._kind = ""
        self._details: dict[str, AnswerDetail] = {}
        self._panels: dict[str, QWidget] = {}
        self._list = AnswerList(store, self)
        self._painter = AnswerPainter(self)
        self._make_top()
        self._make_header()
        self._make_list()
        self._lay_out()
        self._connect()
        self._on_model_changed(store.model)
        self._refresh()

    def _make_top(self) -> None:
        choices = [Choice("choose", say("inference.ui.choose_files")), Choice("draw", say("inference.ui.draw"))]
        self.zone = DropZone(say("inference.ui.drop_title"), say("inference.ui.drop_text"), choices)
        self.zone.setObjectName("predict_drop_zone")
        self.banner = Banner()
        self.banner.setObjectName("predict_banner")
        self.banner.hide()
        self.drawing = DrawingPanel(self._store)
        self.drawing.hide()
        self.setAcceptDrops(True)

    def _make_header(self) -> None:
        self.count = make_label("", "strong")
        self.summary = ElidedLabel("", "dim", Qt.TextElideMode.ElideRight)
        self.input_button = make_button(Choice("show_input", say("inference.ui.show_input")), self, "predict")
        self.input_button.setCheckable(True)
        theme.set_role(self.input_button, "chip")
        self.input_button.setToolTip(say("inference.ui.show_input.help"))
        self.order = QComboBox()
        self.order.setObjectName("predict_order")
        self.order.setAccessibleName(say("inference.ui.order"))
        for name in ORDERS:
            self.order.addItem(say(f"inference.ui.order.{name}"), name)
        self.export_button = make_button(Choice("export_csv", say("inference.ui.export")), self, "predict")
        self.clear_button = make_button(Choice("clear", say("inference.ui.clear")), self, "predict")

    def _make_list(self) -> None:
        self.view = QListView()
        self.view.setObjectName("predict_answers")
        self.view.setAccessibleName(say("inference.ui.answers"))
        self.view.setModel(self._list)
        self.view.setItemDelegate(self._painter)
        self.view.setUniformItemSizes(True)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.verticalScrollBar().setSingleStep(24)
        self.view.setMinimumHeight(2 * theme.ANSWER_ROW)
        train = [
            Choice("train", say("inference.ui.go_to_train"), "primary"),
            Choice("open_model", say("inference.ui.open_model")),
        ]
        self.no_model = EmptyState(say("inference.ui.no_model"), say("inference.ui.no_model.text"), train)
        self.no_answers = EmptyState(say("inference.ui.no_answers"), say("inference.ui.no_answers.text"))
        self.stack = QStackedWidget()
        for page in (self.view, self.no_model, self.no_answers):
            self.stack.addWidget(page)

    def _lay_out(self) -> None:
        self._header = QWidget()
        header = QHBoxLayout(self._header)
        header.setContentsMargins(0, 0, 0, 0)
        header.setSpacing(theme.SPACE_2)
        header.addWidget(self.count)
        header.addWidget(self.summary, 1)
        for widget in (self.input_button, self.order, self.export_button, self.clear_button):
            header.addWidget(widget)
        self._inputs = QStackedWidget()
        self._inputs.hide()
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setObjectName("predict_split")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.stack)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        for part in (self.zone, self.banner, self.drawing, self._inputs, self._header):
            layout.addWidget(part)
        layout.addWidget(self._split, 1)

    def _connect(self) -> None:
        store = self._store
        store.model_changed.connect(self._on_model_changed)
        store.answers_added.connect(self._on_added)
        store.answers_changed.connect(lambda _changed: self._refresh())
        store.answers_cleared.connect(self._refresh)
        store.exported.connect(lambda path: self.tell("good", say("inference.ui.exported", path=path)))
        store.failed.connect(lambda error: self.tell("error", describe(error)))
        self.zone.dropped.connect(self.take_in)
        self.zone.triggered.connect(self._on_zone_triggered)
        self.drawing.closed.connect(lambda: self.show_drawing(False))
        self.no_model.triggered.connect(self._on_empty_triggered)
        self.banner.triggered.connect(lambda _choice: self.banner.hide())
        self.input_button.toggled.connect(self._on_input_toggled)
        self.order.currentIndexChanged.connect(
            lambda _row: self._list.set_order(cast("Order", self.order.currentData()))
        )
        self.export_button.clicked.connect(lambda _checked=False: self._ask_export())
        self.clear_button.clicked.connect(lambda _checked=False: store.clear())
        self._painter.fetch_requested.connect(store.fetch)
        self.view.activated.connect(self._on_activated)
        self.view.selectionModel().currentChanged.connect(lambda _now, _before: self._tell_selected())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_in(event.mimeData())

    def take_in(self, mime: QMimeData) -> None:
        """Adds what was dropped or pasted, or says that nothing in it can be predicted."""
        if take_in(mime, self._store):
            self.banner.hide()
        else:
            self.tell("warning", say("inference.ui.nothing_usable"))

    def tell(self, severity: Severity, text: str) -> None:
        """Says something above the answers."""
        close = [Choice("dismiss", say("inference.ui.dismiss"), "link")]
        self.banner.tell(severity, "", text, close)
        self.banner.show()

    def show_drawing(self, shown: bool = True) -> None:
        """Shows or hides the canvas."""
        self.drawing.setVisible(shown)
        if shown:
            self.drawing.canvas.setFocus()

    def _on_zone_triggered(self, choice: str) -> None:
        if choice == "draw":
            self.show_drawing(not self.drawing.isVisible())
            return
        paths, _ = QFileDialog.getOpenFileNames(self, say("inference.ui.choose_files"))
        if paths:
            self._store.add_paths(paths)

    def _on_empty_triggered(self, choice: str) -> None:
        if choice == "train":
            self.place_requested.emit(choice)
        else:
            self.model_requested.emit()

    def _ask_export(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, say("inference.ui.export"), say("inference.ui.csv_name"), say("inference.ui.csv_filter")
        )
        if path:
            self._store.export_csv(path)

    def _on_model_changed(self, _model: ModelState) -> None:
        if self._store.model.loaded is not None and self._store.kind != self._kind:
            self._show_kind(self._store.kind)
        self._refresh()

    def _show_kind(self, kind: str) -> None:
        """What a model of this kind can be given, and the large view of its answers."""
        self._kind = kind
        self.zone.tell(say(f"inference.ui.drop_title.{kind}"), say(f"inference.ui.drop_text.{kind}"))
        self.zone.show_choice("draw", kind == "images")
        self.input_button.setVisible(kind in _SEEN)
        self.no_answers.tell(say("inference.ui.no_answers"), say(f"inference.ui.no_answers.text.{kind}"))
        if kind != "images":
            self.show_drawing(False)
        ui = answer_ui(kind)
        self._painter.row_text = ui.row_text if ui is not None else None
        if ui is not None and kind not in self._details and (detail := ui.make_detail()) is not None:
            self._details[kind] = detail
            self._split.addWidget(as_widget(detail))
        if ui is not None and kind not in self._panels and (panel := ui.make_input(self._store)) is not None:
            self._panels[kind] = panel
            self._inputs.addWidget(panel)
        self._inputs.setVisible(kind in self._panels)
        if kind in self._panels:
            self._inputs.setCurrentWidget(self._panels[kind])

    def _on_added(self, added: Sequence[Answer]) -> None:
        self._refresh()
        row = self._list.row_of(added[0].number) if added else None
        if row is not None and self.order.currentData() == "arrival" and added[0].item_of is None:
            # Below the others it would come unseen; further rows of one file must not push its first out of sight.
            self.view.scrollTo(self._list.index(row))
        if not self.view.currentIndex().isValid():
            self.view.selectionModel().setCurrentIndex(
                self._list.index(0), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    def _on_input_toggled(self, shown: bool) -> None:
        self._painter.shows_input = shown
        self.view.viewport().update()

    def _on_activated(self, index: QModelIndex) -> None:
        answer: Answer = index.data(ANSWER_ROLE)
        if can_fetch(answer):
            self._store.fetch(answer.number)

    @property
    def current(self) -> Answer | None:
        """The answer that is chosen."""
        index = self.view.currentIndex()
        return index.data(ANSWER_ROLE) if index.isValid() else None

    def _tell_selected(self) -> None:
        if self._kind in self._details:
            self._details[self._kind].show_answer(self.current, self._store.model.loaded)
        self.selected.emit(self.current)

    def _refresh(self) -> None:
        rows = self._list.rowCount()
        self.count.setText(say("inference.ui.count_one" if rows == 1 else "inference.ui.count", count=rows))
        self.summary.setText(self._list.summary())
        self._header.setVisible(rows > 0)
        no_model = self._store.model.path is None
        page = self.view if rows else self.no_model if no_model else self.no_answers
        self.stack.setCurrentWidget(page)
        for name, detail in self._details.items():
            as_widget(detail).setVisible(name == self._kind and rows > 0)
        self._tell_selected()
