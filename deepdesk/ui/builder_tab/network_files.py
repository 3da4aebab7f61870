"""Networks from files, code, weights and blocks, and to them: the dialogs of the Model tab and what follows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from deepdesk.core.catalogue import say
from deepdesk.core.errors import DeepDeskError, ModelError
from deepdesk.model.clipboard_text import kind_of, to_text
from deepdesk.model.fragments import fragment_of
from deepdesk.model.summary import summary_text
from deepdesk.state.layer_edits import LayerEdits
from deepdesk.state.model_store import ModelStore
from deepdesk.state.network_sources import NetworkSources
from deepdesk.ui.builder_tab.block_dialogs import BlockDialogs
from deepdesk.ui.builder_tab.comparison_choice import ComparisonChoice
from deepdesk.ui.builder_tab.network_menu import Entry, make_menu

CODE_SUFFIXES: Final = (".py", ".ipynb", ".keras", ".h5", ".hdf5", ".md", ".txt")


class NetworkFiles(QObject):
    """Carries the wishes out. ``failed`` carries an exception, ``told`` a sentence of something that went well,
    ``folder_used`` a folder, ``page_wanted`` ``code`` or ``weights``, ``compared`` a network and its name."""

    failed = Signal(object)
    succeeded = Signal()
    told = Signal(str)
    folder_used = Signal(str)
    page_wanted = Signal(str)
    compared = Signal(object, str)

    def __init__(self, store: ModelStore, edits: LayerEdits, sources: NetworkSources | None, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._edits = edits
        self._sources = sources
        self._window = window
        self.folder = ""
        self.comparison = ComparisonChoice(store, sources, self.attempt, window)
        self.comparison.compared.connect(self.compared)
        self.blocks: BlockDialogs | None = None
        if sources is not None:
            self.blocks = BlockDialogs(store, edits, sources.blocks, self.attempt, window)
            self.blocks.told.connect(self.told)
            self.blocks.failed.connect(self.failed)
            sources.exports.changed.connect(lambda _state: self._on_exported())

    def attempt(self, action: Callable[[], object]) -> bool:
        """Does it; an error is told and gives False."""
        try:
            action()
        except (DeepDeskError, OSError) as error:
            self.failed.emit(error)
            return False
        self.succeeded.emit()
        return True

    def do(self, name: str, *given: object) -> None:
        """Carries out a command of the network menu (raises AttributeError for an unknown one)."""
        getattr(self, name)(*given)

    # The menu

    def open_menu(self, place: QPoint) -> QMenu:
        """Shows everything that can be done with the network."""
        none = "" if self._store.state.model.layers else say("builder.do.no_layers")
        alone = "" if self._sources is not None else say("builder.do.no_window")
        chosen = "" if self._store.state.selection else say("builder.do.nothing_selected")
        entries = (
            Entry("paste_code"),
            Entry("load_weights", none or alone),
            None,
            Entry("export_torch", none or alone),
            Entry("export_keras", none or alone),
            Entry("copy_summary", none),
            Entry("copy_text", none),
            None,
            Entry("compare_file", none),
        )
        menu = make_menu(self._window, "network_menu", entries, self.do)
        self.comparison.add_to(menu)
        menu.addSeparator()
        save = menu.addAction(say("builder.do.save_block"))
        save.setObjectName("do_save_block")
        save.setEnabled(not (chosen or alone))
        save.setToolTip(chosen or alone)
        save.triggered.connect(lambda _checked=False: self.save_block())
        if self.blocks is not None:
            self.blocks.add_to(menu)
        menu.popup(place)
        return menu

    # Files

    def open_model(self) -> None:
        """Asks for a network of any kind and opens it."""
        dialog = self._dialog("builder.open.title", QFileDialog.AcceptMode.AcceptOpen, "builder.open.filter")
        dialog.fileSelected.connect(lambda path: self.open_path(Path(path)))
        dialog.open()

    def save_model(self) -> None:
        """Asks where to save the model, unless it has a file already."""
        path = self._store.state.path
        if path is not None and not path.endswith(".part"):
            self.save_path(Path(path))
            return
        dialog = self._dialog("builder.save.title", QFileDialog.AcceptMode.AcceptSave, "builder.file_filter")
        dialog.setDefaultSuffix("model.json")
        dialog.selectFile(f"{self._store.state.name}.model.json")
        dialog.fileSelected.connect(lambda chosen: self.save_path(Path(chosen)))
        dialog.open()

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode, kinds: str) -> QFileDialog:
        dialog = QFileDialog(self._window, say(title), self.folder, say(kinds))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(mode)
        if mode is QFileDialog.AcceptMode.AcceptOpen:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return dialog

    def open_path(self, path: Path) -> None:
        """Opens a ``*.model.json``, or reads code; an error is told."""
        if self._sources is not None and is_code(path):
            self._remember(path)
            self._sources.code.read_file(path, self._sources.input_shape)
            self.page_wanted.emit("code")
        elif self.attempt(lambda: self._store.open_file(path)):
            self._remember(path)

    def save_path(self, path: Path) -> None:
        """Saves the model; an error is told."""
        if self.attempt(lambda: self._store.save_file(path)):
            self._remember(path)

    def _remember(self, path: Path) -> None:
        self.use_folder(str(path.parent))

    def use_folder(self, folder: str) -> None:
        """Lets the next dialog begin in a folder."""
        self.folder = folder
        self.folder_used.emit(folder)

    # Code and text

    def paste(self) -> None:
        """Takes layers, or the code of a network, from the clipboard."""
        text = QGuiApplication.clipboard().text()
        if kind_of(text) == "code" and self._sources is not None:
            self.paste_code()
        else:
            self.attempt(lambda: self._edits.paste(text))

    def paste_code(self) -> None:
        """Reads the code in the clipboard."""
        text = QGuiApplication.clipboard().text()
        if kind_of(text) == "layers":
            self.attempt(lambda: self._edits.paste(text))
        elif not text.strip() or self._sources is None:
            self.failed.emit(ModelError("builder.paste.nothing"))
        else:
            self._sources.code.read_text(text, say("builder.code.pasted"), self._sources.input_shape)
            self.page_wanted.emit("code")

    def copy(self, ids: tuple[str, ...]) -> None:
        """Puts layers into the clipboard, as text that can be mailed."""
        QGuiApplication.clipboard().setText(self._edits.text_of(ids))

    def cut(self, ids: tuple[str, ...]) -> None:
        """Puts layers into the clipboard and removes them."""
        self.copy(ids)
        self._edits.remove(ids)

    def copy_summary(self) -> None:
        """Puts the network as a table into the clipboard."""
        state = self._store.state
        QGuiApplication.clipboard().setText(summary_text(state.report, state.model))
        self.told.emit(say("builder.copied.summary"))

    def copy_text(self) -> None:
        """Puts the whole network into the clipboard, to be pasted elsewhere."""
        model = self._store.state.model
        QGuiApplication.clipboard().setText(to_text(fragment_of(model, {layer.id for layer in model.layers})))
        self.told.emit(say("builder.copied.text", count=len(model.layers)))

    def export_torch(self) -> None:
        """Asks where the PyTorch script goes."""
        self._ask_export("torch")

    def export_keras(self) -> None:
        """Asks where the Keras script goes."""
        self._ask_export("keras")

    def _ask_export(self, framework: str) -> None:
        if self._sources is None:
            return
        sources = self._sources
        dialog = self._dialog("builder.export.title", QFileDialog.AcceptMode.AcceptSave, "builder.export.filter")
        dialog.setDefaultSuffix("py")
        dialog.selectFile(f"{self._store.state.name.replace('-', '_')}_{framework}.py")
        dialog.fileSelected.connect(lambda chosen: sources.export(framework, Path(chosen)))
        dialog.open()

    def _on_exported(self) -> None:
        if self._sources is None:
            return
        state = self._sources.exports.state
        if state.running:
            self.told.emit(say("builder.export.running"))
        elif state.error is not None:
            self.failed.emit(DeepDeskError(state.error.code, **state.error.params))
        elif state.weights:
            difference = f"{state.difference or 0.0:.1e}"
            self.told.emit(
                say("builder.export.trained", path=state.script, weights=state.weights, difference=difference)
            )
        elif state.script:
            self.told.emit(say("builder.export.done", path=state.script))

    # Weights

    def load_weights(self) -> None:
        """Asks for a file of weights and shows what becomes of it."""
        dialog = self._dialog("builder.weights.title", QFileDialog.AcceptMode.AcceptOpen, "builder.weights.filter")
        dialog.fileSelected.connect(self.open_weights)
        dialog.open()

    def open_weights(self, source: str) -> None:
        """Shows what becomes of a file of weights, or of what is behind an address."""
        if self._sources is not None:
            self._sources.open_weights(source)
            self.page_wanted.emit("weights")

    def download_weights(self, file: str) -> None:
        """Asks for the address of a file of published weights, and fetches it."""
        if self._sources is None:
            return
        sources = self._sources
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setObjectName("weights_address")
        dialog.setWindowTitle(say("builder.weights.address.title"))
        dialog.setLabelText(say("builder.weights.address", file=file))
        dialog.setTextValue(sources.address_of(file))
        dialog.resize(560, dialog.height())

        def fetch(address: str) -> None:
            if address.strip():
                sources.set_address(file, address.strip())
                self.open_weights(address.strip())

        dialog.textValueSelected.connect(fetch)
        dialog.open()

    # Comparing and blocks

    def compare_file(self) -> None:
        """Asks for a model description to compare with."""
        dialog = self._dialog("builder.compare.file.title", QFileDialog.AcceptMode.AcceptOpen, "builder.file_filter")
        dialog.fileSelected.connect(lambda path: self.attempt(lambda: self.comparison.with_file(Path(path))))
        dialog.open()

    def compare_preset(self, preset_id: str) -> None:
        """Compares with a preset."""
        self.comparison.with_preset(preset_id)

    def save_block(self) -> None:
        """Asks for a name and keeps the selected layers under it."""
        if self.blocks is not None:
            self.blocks.save()


def is_code(path: Path) -> bool:
    """Whether a file is to be read as code or as Keras' own, rather than as a description of ours."""
    if path.suffix.lower() in CODE_SUFFIXES:
        return True
    if path.suffix.lower() != ".json" or path.name.endswith(".model.json"):
        return False
    try:
        with path.open("rb") as stream:
            head = stream.read(4_096)
    except OSError:
        return False
    return b"class_name" in head and b"deepdesk." not in head
