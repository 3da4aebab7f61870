"""A form: a label at the left, its field at the right, rows of one height."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QGridLayout, QLabel, QSizePolicy, QWidget

from deepdesk.ui import theme
from deepdesk.ui.widgets.labels import make_label
from deepdesk.ui.widgets.switch import Switch

FIELD_WIDTH = 140


class Form(QWidget):
    """Rows of 34 px. Every field gets its label as accessible name (unless it has one) and as buddy."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_2)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._labels: dict[QWidget, QLabel] = {}

    def add_row(self, label: str, field: QWidget, *, help: str = "") -> QLabel:
        """Appends a row; gives its label, so that a caller can mark it."""
        caption = make_label(label, wrap=True)
        caption.setBuddy(field)
        caption.setToolTip(help)
        if not field.toolTip():
            field.setToolTip(help)
        if not field.accessibleName():
            field.setAccessibleName(label)
        if isinstance(field, QAbstractSpinBox | QComboBox):
            # Scrolling the inspector must not change what lies under the pointer.
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self)
        if isinstance(field, QAbstractSpinBox):
            # A style sheet's padding does not reach the text of a spin box.
            field.lineEdit().setTextMargins(6, 0, 0, 0)
        row = self._grid.rowCount()
        self._grid.setRowMinimumHeight(row, theme.FORM_ROW)
        self._grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignVCenter)
        if isinstance(field, Switch):
            self._grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        else:
            field.setFixedWidth(FIELD_WIDTH)
            field.setSizePolicy(QSizePolicy.Policy.Fixed, field.sizePolicy().verticalPolicy())
            self._grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignVCenter)
        self._labels[field] = caption
        return caption

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def add_wide(self, widget: QWidget) -> None:
        """Appends a widget over both columns (a note, a link)."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def set_row_visible(self, field: QWidget, visible: bool) -> None:
        """Shows or hides the row of ``field``."""
        index = self._grid.indexOf(field)
        field.setVisible(visible)
        self._labels[field].setVisible(visible)
        if index >= 0:
            row = self._grid.getItemPosition(index)[0]  # type: ignore[index]
            self._grid.setRowMinimumHeight(row, theme.FORM_ROW if visible else 0)

    def clear(self) -> None:
        """Removes every row."""
        # Not takeAt: wrappers of the items that it gives outlive them, and are then taken for new widgets.
        for widget in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        for row in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(row, 0)
        self._labels.clear()
