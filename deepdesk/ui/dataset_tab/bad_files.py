"""The list of files that were left out, each with its reason."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.dataset import BadFile
from deepdesk.data.finding_words import sample_name
from deepdesk.ui import theme

Index = QModelIndex | QPersistentModelIndex


class _BadFileModel(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._files: tuple[BadFile, ...] = ()
        self._kind = ""

    def set_files(self, files: tuple[BadFile, ...], kind: str) -> None:
        self.beginResetModel()
        self._files, self._kind = files, kind
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._files)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        bad = self._files[index.row()]
        return sample_name(bad.path, self._kind) if index.column() == 0 else say(bad.code, **bad.params)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say("dataset_tab.bad_file" if section == 0 else "dataset_tab.bad_reason")
        return None


class BadFiles(QTableView):
    """Path and reason, one row a file; rows can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_bad_files")
        self.setAccessibleName(say("dataset_tab.bad_files"))
        self._model = _BadFileModel(self)
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.CONTROL_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self.setColumnWidth(0, 300)

    def show_files(self, files: tuple[BadFile, ...], kind: str) -> None:
        """Replaces the list."""
        self._model.set_files(files, kind)
