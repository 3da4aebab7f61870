"""The blocks of one's own, kept in the settings folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from deepdesk.core.places import settings_folder
from deepdesk.model.blocks import Block, Blocks, delete_block, load_blocks, rename_block, save_block
from deepdesk.model.fragments import Fragment


class BlocksStore(QObject):
    """Reads the folder when first asked, and again after every change. ``changed`` carries the whole :class:`Blocks`.

    Every change raises OSError when the disk refuses, and ModelError for a name that cannot be one.
    """

    changed = Signal(object)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder or settings_folder() / "blocks"
        self._blocks: Blocks | None = None

    @property
    def blocks(self) -> Blocks:
        """What there is."""
        if self._blocks is None:
            self._blocks = load_blocks(self._folder)
        return self._blocks

    def look_again(self) -> None:
        """Reads the folder anew: another window may have changed it."""
        found = load_blocks(self._folder)
        if found != self._blocks:
            self._blocks = found
            self.changed.emit(found)

    def save(self, name: str, fragment: Fragment) -> None:
        """Keeps a piece under a name; one of that name is replaced."""
        save_block(self._folder, Block(name=name, fragment=fragment))
        self.look_again()

    def rename(self, block: Block, name: str) -> None:
        """Keeps a block under another name."""
        rename_block(self._folder, block, name)
        self.look_again()

    def delete(self, name: str) -> None:
        """Deletes a block."""
        delete_block(self._folder, name)
        self.look_again()
