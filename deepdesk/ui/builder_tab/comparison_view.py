"""Two networks side by side: layers that belong together in one line, what differs in colour, totals of both."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model import words
from deepdesk.model.comparison import ComparedLayer, Difference, ModelComparison, compare
from deepdesk.model.description import ModelDescription
from deepdesk.model.shapes import LayerReport
from deepdesk.model.validation import value_text
from deepdesk.ui import theme
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.card import Card
from deepdesk.ui.widgets.labels import make_label

_COLUMNS = ("layer", "kind", "output", "parameters", "differs", "layer", "kind", "output", "parameters")
_DIFFERS = 4
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ComparisonView(QWidget):
    """Shows the :class:`ModelComparison` of two networks. ``closed`` carries nothing, ``other_requested`` neither."""

    closed = Signal()
    other_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_view")
        self.setAccessibleName(say("builder.compare.view"))
        self._comparison: ModelComparison | None = None
        self._create()
        self._lay_out()
        self._connect()

    def _create(self) -> None:
        self._title = make_label(role="title", wrap=True)
        self._told = make_label(role="dim", wrap=True)
        self.only = QCheckBox(say("builder.compare.only"))
        self.only.setObjectName("comparison_only")
        self.other = make_button(Choice("other", say("builder.compare.other")), prefix="comparison")
        self.close_button = make_button(Choice("close", say("builder.close")), prefix="comparison")
        self.table = QTreeWidget()
        self.table.setObjectName("comparison_table")
        self.table.setAccessibleName(say("builder.compare.view"))
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setHeaderLabels([say(f"builder.compare.column.{name}") for name in _COLUMNS])
        header = self.table.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_DIFFERS, QHeaderView.ResizeMode.Stretch)
        self.totals = make_label(role="mono", wrap=True)
        self.totals.setObjectName("comparison_totals")

    def _lay_out(self) -> None:
        card = Card()
        head = QHBoxLayout()
        card.body.addLayout(head)
        head.setSpacing(theme.SPACE_2)
        head.addWidget(self._title, 1)
        for widget in (self.only, self.other, self.close_button):
            head.addWidget(widget)
        card.body.addWidget(self._told)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.totals)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.closed)
        self.other.clicked.connect(self.other_requested)
        self.only.toggled.connect(lambda _checked: self._fill())
        if (current := theme.current_theme()) is not None:
            # A method, not a lambda: Qt lets go of it together with this view.
            current.changed.connect(self._on_theme_changed)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Escape"), self, self.closed.emit, context=context)

    def show_models(self, left: ModelDescription, right: ModelDescription, left_name: str, right_name: str) -> None:
        """Compares two networks and shows what differs."""
        found = compare(left, right)
        self._comparison = found
        self._title.setText(say("builder.compare.title", left=left_name, right=right_name))
        counts = {name: found.count(name) for name in ("changed", "only_left", "only_right")}
        same = say("builder.compare.same")
        self._told.setText(same if found.is_same else say("builder.compare.counts", **counts))
        self._fill()
        lines = [say("builder.compare.total.heading")]
        for total in found.totals:
            difference = total.right - total.left
            sign = "+" if difference > 0 else "−" if difference < 0 else "±"
            figures = {"left": f"{total.left:,}", "right": f"{total.right:,}", "by": f"{sign}{abs(difference):,}"}
            lines.append(say(f"builder.compare.total.{total.name}", **figures))
        self.totals.setText("\n".join(lines))

    def _on_theme_changed(self, _palette: object) -> None:
        self._fill()

    def _fill(self) -> None:
        found = self._comparison
        self.table.clear()
        if found is None:
            return
        for row in (_input_row(found), *found.rows):
            if row.status != "same" or not self.only.isChecked():
                self.table.addTopLevelItem(_item(row))


def _input_row(found: ModelComparison) -> ComparedLayer:
    """The inputs, as a line like the others."""
    left, right = (
        LayerReport(id="input", kind=say("builder.input"), output_shape=shape)
        for shape in (found.input_left, found.input_right)
    )
    differs = found.input_left != found.input_right
    told = (
        Difference(name="shape", left=words.shape_text(left.output_shape), right=words.shape_text(right.output_shape)),
    )
    return ComparedLayer(
        status="changed" if differs else "same", left=left, right=right, differences=told if differs else ()
    )


def _cells(report: LayerReport | None) -> list[str]:
    if report is None:
        return ["", "", "", ""]
    count = f"{report.parameters:,}" if report.parameters else ""
    return [report.id, report.kind, words.shape_text(report.output_shape), count]


def _item(row: ComparedLayer) -> QTreeWidgetItem:
    """One line: the left layer, what differs, the right layer."""
    palette = theme.colours()
    if row.status in ("only_left", "only_right"):
        differs = say(f"builder.compare.{row.status}")
    else:
        differs = ", ".join(_difference(item) for item in row.differences)
    item = QTreeWidgetItem([*_cells(row.left), differs, *_cells(row.right)])
    item.setToolTip(_DIFFERS, differs)
    grounds = {"changed": palette.warning_soft, "only_left": palette.error_soft, "only_right": palette.good_soft}
    inks = {"changed": palette.warning, "only_left": palette.error, "only_right": palette.good}
    for column in range(len(_COLUMNS)):
        if row.status in grounds:
            item.setBackground(column, theme.colour(grounds[row.status]))
        item.setForeground(
            column, theme.colour(palette.text if column != _DIFFERS else inks.get(row.status, palette.dim))
        )
        if column in (3, 8):
            item.setTextAlignment(column, _RIGHT)
    return item


def _difference(item: Difference) -> str:
    known = ("id", "kind", "inputs", "shape")
    name = say(f"builder.compare.{item.name}") if item.name in known else item.name
    return say("builder.compare.difference", name=name, left=value_text(item.left), right=value_text(item.right))
