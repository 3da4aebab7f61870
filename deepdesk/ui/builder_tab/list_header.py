"""The line above the rows: it names their columns, and chooses which cost the bars compare."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QWidget

from deepdesk.core.catalogue import say
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.columns import Columns, columns
from deepdesk.ui.builder_tab.cost_bars import MEASURES, Measure
from deepdesk.ui.builder_tab.layer_list import LayerList

_HEIGHT = 26


class ListHeader(QWidget):
    """Painted with the same columns as the rows of a list; ``measure_chosen`` carries what the bars shall compare."""

    measure_chosen = Signal(str)

    def __init__(self, rows: LayerList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = rows
        self._measures: dict[Measure, QToolButton] = {}
        self._add_measures()
        rows.installEventFilter(self)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _add_measures(self) -> None:
        group = QButtonGroup(self)
        for measure in MEASURES:
            button = QToolButton(self)
            button.setObjectName(f"measure_{measure}")
            button.setText(say(f"builder.measure.{measure}"))
            button.setToolTip(say("builder.measure.help", name=say(f"builder.measure.{measure}")))
            button.setAccessibleName(button.toolTip())
            button.setCheckable(True)
            button.setChecked(measure == "parameters")
            theme.set_role(button, "column")
            button.clicked.connect(lambda _checked=False, measure=measure: self.measure_chosen.emit(measure))
            group.addButton(button)
            self._measures[measure] = button

    def sizeHint(self) -> QSize:
        return QSize(560, _HEIGHT)

    def _columns(self) -> Columns:
        return columns(self._list.contentsRect().width() - theme.SPACE_2 - 1 - self._list.gutter)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._arrange()
            self.update()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        """Puts each measure over its column: figures end at the right, bars begin at the left."""
        place = self._columns()
        spots = {"parameters": place.parameters, "multiply_adds": place.multiply_adds, "memory": place.bar}
        for measure, button in self._measures.items():
            start, width = spots[measure]
            needed = button.sizeHint().width()
            start += self._list.gutter
            left = start - 6 if measure == "memory" else start + width - needed + 7
            button.setGeometry(left, 0, needed, _HEIGHT - 2)
            button.setVisible(bool(width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(12))
        painter.setPen(QColor(theme.colours().dim))
        place = self._columns()
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for (start, width), name in ((place.id, "layer"), (place.kind, "kind"), (place.output, "output")):
            painter.drawText(
                QRect(self._list.gutter + start + 1, 0, width, self.height()), left, say(f"model.column.{name}")
            )
