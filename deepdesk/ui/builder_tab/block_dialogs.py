"""What is done with blocks of one's own: kept, inserted, renamed, deleted, by a menu and dialogs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox, QWidget

from deepdesk.core.catalogue import say
from deepdesk.core.errors import ModelError
from deepdesk.model.blocks import Block
from deepdesk.model.fragments import fragment_of
from deepdesk.state.blocks_store import BlocksStore
from deepdesk.state.layer_edits import LayerEdits
from deepdesk.state.model_store import ModelStore
from deepdesk.ui.builder_tab.network_menu import add_choices

Attempt = Callable[[Callable[[], object]], bool]


class BlockDialogs(QObject):
    """``told`` carries a sentence, ``failed`` an exception; ``attempt`` does something and tells its error."""

    failed = Signal(object)
    told = Signal(str)

    def __init__(
        self, store: ModelStore, edits: LayerEdits, blocks: BlocksStore, attempt: Attempt, window: QWidget
    ) -> None:
        super().__init__(window)
        self._store = store
        self._edits = edits
        self._blocks = blocks
        self._attempt = attempt
        self._window = window

    def add_to(self, menu: QMenu) -> None:
        """Puts the blocks, and what can be done with them, into a menu."""
        self._blocks.look_again()
        found = self._blocks.blocks
        none = say("builder.block.none")
        names = {block.name: block.name for block in found.blocks}
        add_choices(menu, say("builder.do.insert_block"), names, self.insert, none)
        if names:
            add_choices(menu, say("builder.do.rename_block"), names, self.rename, none)
            add_choices(menu, say("builder.do.delete_block"), names, self.delete, none)
        for broken in found.broken:
            # The whole reason would make the menu as wide as the screen.
            entry = menu.addAction(say("builder.block.broken", file=broken.file))
            entry.setToolTip(say(broken.code, **broken.params))
            entry.setEnabled(False)
        menu.setToolTipsVisible(True)

    def save(self) -> None:
        """Asks for a name and keeps the selected layers under it."""
        ids = self._store.state.selection
        if not ids:
            self.failed.emit(ModelError("builder.do.nothing_selected"))
            return
        piece, blocks = fragment_of(self._store.state.model, ids), self._blocks

        def keep(name: str) -> None:
            if self._attempt(lambda: blocks.save(name.strip(), piece)):
                self.told.emit(say("builder.block.saved", name=name.strip(), count=len(ids)))

        self._ask_name("builder.block.save.title", "", keep)

    def insert(self, name: str) -> None:
        """Puts a block behind the selection."""
        block = self._block(name)
        if block is not None:
            self._attempt(lambda: self._edits.insert(block.fragment, say("builder.undo.block", name=name)))

    def rename(self, name: str) -> None:
        """Asks for another name of a block."""
        block = self._block(name)
        if block is not None:
            blocks = self._blocks
            self._ask_name(
                "builder.block.rename.title", name, lambda new: self._attempt(lambda: blocks.rename(block, new.strip()))
            )

    def delete(self, name: str) -> None:
        """Deletes a block once that is confirmed."""
        blocks = self._blocks
        box = QMessageBox(self._window)
        box.setObjectName("delete_block")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setText(say("builder.block.delete.ask", name=name))
        delete = box.addButton(say("builder.block.delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        delete.clicked.connect(lambda _checked=False: self._attempt(lambda: blocks.delete(name)))
        box.open()

    def _block(self, name: str) -> Block | None:
        return self._blocks.blocks.named(name)

    def _ask_name(self, title: str, name: str, act: Callable[[str], object]) -> None:
        dialog = QInputDialog(self._window)
        dialog.setObjectName("block_name")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(say(title))
        dialog.setLabelText(say("builder.block.name"))
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(act)
        dialog.open()
