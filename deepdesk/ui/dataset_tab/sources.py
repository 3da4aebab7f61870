"""Ways to bring data: a folder, files, a sample."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.samples import EMBEDDED, PREFIX
from deepdesk.state.settings_store import SettingsStore
from deepdesk.ui.widgets import Choice, make_button


class SourceChooser(QObject):
    """Asks for a folder or a file without blocking. ``source_chosen`` carries the path; ``collection_wanted``:
    classes are to be made by hand."""

    source_chosen = Signal(str)
    collection_wanted = Signal()

    def __init__(self, settings: SettingsStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self._parent = parent

    def choose_folder(self) -> None:
        """Asks for a folder."""
        dialog = QFileDialog(self._parent, say("dataset_tab.choose_folder"), self._settings.value.data_folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        self._ask(dialog)

    def choose_file(self) -> None:
        """Asks for an IDX or npz file or a saved description."""
        dialog = QFileDialog(self._parent, say("dataset_tab.choose_file"), self._settings.value.data_folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([say("dataset_tab.filter_data"), say("dataset_tab.filter_all")])
        self._ask(dialog)

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.setObjectName("data_dialog")
        dialog.fileSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_chosen(self, path: str) -> None:
        self._settings.change(data_folder=str(Path(path).parent))
        self.source_chosen.emit(path)


def _sample(chooser: SourceChooser, name: str) -> Callable[[], None]:
    return lambda: chooser.source_chosen.emit(PREFIX + name)


def open_button(chooser: SourceChooser, parent: QWidget) -> tuple[QPushButton, QMenu]:
    """The Open… button with its menu; the samples in it send ``sample:NAME`` through ``source_chosen``."""
    button = make_button(Choice("open", say("dataset_tab.open")), parent, "data")
    menu = QMenu(button)
    menu.setObjectName("data_open_menu")
    for name, text, act in (
        ("folder", say("dataset_tab.open_folder"), chooser.choose_folder),
        ("file", say("dataset_tab.open_file"), chooser.choose_file),
        ("by_hand", say("dataset_tab.by_hand"), chooser.collection_wanted.emit),
        ("", "", None),
        *((name, say(f"dataset_tab.sample_{name}"), _sample(chooser, name)) for name in EMBEDDED),
        ("mnist", say("dataset_tab.sample_mnist"), lambda: chooser.source_chosen.emit("sample:mnist")),
    ):
        if act is None:
            menu.addSeparator()
            continue
        action = menu.addAction(text)
        action.setObjectName(f"data_open_{name}")
        action.triggered.connect(lambda _checked=False, do=act: do())
    button.setMenu(menu)
    return button, menu
