"""A canvas to draw a digit on, with the prediction beside it that follows the pen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.process.replies import Predicted
from deepdesk.state.prediction_store import PredictionStore
from deepdesk.ui import theme
from deepdesk.ui.figures import percent
from deepdesk.ui.inference_tab.answer_painting import picture
from deepdesk.ui.inference_tab.intake import file_of
from deepdesk.ui.widgets import Bar, BarRows, Choice, make_button, make_label

SIDE: Final = 224
# MNIST's strokes are some 2 to 3 of 20 pixels wide.
PEN: Final = 19
EVERY_MS: Final = 33
SEEN: Final = 112
BARS: Final = 10


class Canvas(QWidget):
    """Strokes drawn by mouse. ``changed`` comes after every change, at most 30 times a second while drawing."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strokes: list[QPolygonF] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.changed)
        self.setObjectName("predict_canvas")
        self.setAccessibleName(say("inference.ui.canvas"))
        self.setFixedSize(SIDE, SIDE)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def empty(self) -> bool:
        """Whether nothing is drawn."""
        return not self._strokes

    def clear(self) -> None:
        """Wipes the canvas."""
        self._strokes = []
        self._announce()

    def undo(self) -> None:
        """Takes back the last stroke."""
        if self._strokes:
            self._strokes.pop()
            self._announce()

    def png(self) -> bytes:
        """The drawing as the child takes it: light ink on black."""
        image = QImage(QSize(SIDE, SIDE), QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.black)
        painter = QPainter(image)
        self._paint_strokes(painter, QColor(Qt.GlobalColor.white))
        painter.end()
        return file_of(image)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour(palette.accent if self.hasFocus() else palette.neutral))
        painter.setBrush(theme.colour(palette.field))
        frame = self.rect().adjusted(0, 0, -1, -1)
        painter.drawRoundedRect(frame, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        if self.empty:
            painter.setPen(theme.colour(palette.dim))
            wrap = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(frame.adjusted(24, 24, -24, -24), wrap, say("inference.ui.draw_here"))
        self._paint_strokes(painter, theme.colour(palette.text))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._strokes.append(QPolygonF([event.position()]))
            self._announce_soon()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._strokes:
            self._strokes[-1].append(event.position())
            self._announce_soon()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._announce()

    def _paint_strokes(self, painter: QPainter, colour: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(colour, PEN, Qt.PenStyle.SolidLine, round_cap, round_join))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            if stroke.size() == 1:
                painter.drawPoint(QPointF(stroke.at(0)))
            else:
                painter.drawPolyline(stroke)

    def _announce_soon(self) -> None:
        self.update()
        if not self._timer.isActive():
            self._timer.start()

    def _announce(self) -> None:
        self._timer.stop()
        self.update()
        self.changed.emit()


class DrawingPanel(QFrame):
    """The canvas, what the network sees of it, and its answer."""

    closed = Signal()

    def __init__(self, store: PredictionStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        theme.set_role(self, "card")
        self.canvas = Canvas()
        self._answer = make_label("", "figure")
        self._hint = make_label(say("inference.ui.draw_hint"), "dim", wrap=True)
        self.bars = BarRows(row_height=17)
        self.seen = QLabel()
        self._seen_caption = make_label("", "small", wrap=True)
        self._undo = make_button(Choice("undo", say("inference.ui.undo_stroke")), self, "draw")
        self._clear = make_button(Choice("clear", say("inference.ui.wipe")), self, "draw")
        self._close = make_button(Choice("close", say("inference.ui.close_drawing")), self, "draw")
        self._prepare()
        self._lay_out()
        self._connect()
        self._show(None)

    def _prepare(self) -> None:
        self.setObjectName("predict_drawing")
        self.bars.setObjectName("draw_bars")
        self.bars.setAccessibleName(say("inference.ui.drawing_answer"))
        self.seen.setObjectName("draw_seen")
        self.seen.setAccessibleName(say("inference.ui.seen"))
        self.seen.setFixedSize(SEEN, SEEN)
        self.seen.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._seen_caption.setFixedWidth(SEEN)

    def event(self, event: QEvent) -> bool:
        # While one draws, undo takes back a stroke and is not the window's.
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo):
            if event.type() == QEvent.Type.KeyPress:
                self.canvas.undo()
            event.accept()
            return True
        return super().event(event)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_2)
        buttons.addStretch(1)
        for button in (self._undo, self._clear, self._close):
            buttons.addWidget(button)
        seen = QVBoxLayout()
        seen.addWidget(self.seen)
        seen.addWidget(self._seen_caption)
        seen.addStretch(1)
        answer = QVBoxLayout()
        answer.setSpacing(theme.SPACE_1)
        answer.addWidget(self._answer)
        answer.addWidget(self._hint)
        answer.addWidget(self.bars)
        answer.addStretch(1)
        answer.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_3, theme.SPACE_3, theme.SPACE_3, theme.SPACE_3)
        row.setSpacing(theme.SPACE_4)
        row.addWidget(self.canvas, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(seen)
        row.addLayout(answer, 1)

    def _connect(self) -> None:
        self.canvas.changed.connect(self._on_drawn)
        self._store.drawing_answered.connect(self._on_answered)
        self._store.model_changed.connect(lambda _model: self._show(None))
        self._undo.clicked.connect(lambda _checked=False: self.canvas.undo())
        self._clear.clicked.connect(lambda _checked=False: self.canvas.clear())
        self._close.clicked.connect(lambda _checked=False: self.closed.emit())

    def _on_drawn(self) -> None:
        if self.canvas.empty:
            self._store.predict_canvas(None)
            self._show(None)
        else:
            self._store.predict_canvas(self.canvas.png())
        self._enable()

    def _on_answered(self, predicted: Predicted) -> None:
        if not self.canvas.empty:
            self._show(predicted)

    def _enable(self) -> None:
        for button in (self._undo, self._clear):
            button.setEnabled(not self.canvas.empty)
            button.setToolTip(say("inference.nothing_drawn") if self.canvas.empty else "")

    def _show(self, predicted: Predicted | None) -> None:
        self._enable()
        shares = predicted.probabilities[:BARS] if predicted is not None else ()
        # Classes keep their places while one draws, so that bars grow and shrink but do not jump.
        rows = sorted(shares, key=lambda one: _natural(one[0]))
        best = predicted.label if predicted is not None else None
        neutral = theme.colours().neutral
        self.bars.set_rows(
            [Bar(name, share, percent(share, 0), None if name == best else neutral) for name, share in rows]
        )
        self._answer.setText(best or "")
        self._answer.setVisible(best is not None)
        error = predicted.error if predicted is not None else None
        usual = "inference.ui.draw_hint" if self._store.model.path is not None else "inference.ui.no_model_yet"
        self._hint.setText(say(error.code, **error.params) if error is not None else say(usual))
        self._hint.setVisible(best is None)
        seen = predicted.seen if predicted is not None else None
        if seen is None:
            self.seen.clear()
        else:
            self.seen.setPixmap(picture(seen, SEEN, smooth=False, ratio=self.devicePixelRatioF()))
        self._seen_caption.setText(say("inference.ui.seen") if seen is not None else "")


def _natural(name: str) -> tuple[int, str]:
    return (int(name), name) if name.isdecimal() else (10**9, name)
