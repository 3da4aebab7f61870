"""What a person changes about the samples: every wish is one step that can be undone; no file of theirs is touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from deepdesk.core.catalogue import say
from deepdesk.core.files import write_bytes
from deepdesk.data.changing import changed
from deepdesk.data.description import DatasetDescription, Kind
from deepdesk.data.edits import AddClass, AddSamples, AnyStep, DataEdits, LeaveOut, Relabel
from deepdesk.data.findings import DataAction
from deepdesk.state.dataset_store import DatasetStore, OpenedData, Phase

ADDED: Final = "added"
"""Folder of the project in which pasted images are kept."""
_NAME_LIMIT: Final = 200


class _ChangeCommand(QUndoCommand):
    """The fields of the description that a step changed, as they were and as they are; others stay as they are."""

    def __init__(
        self, text: str, before: dict[str, Any], after: dict[str, Any], apply: Callable[[dict[str, Any]], None]
    ) -> None:
        super().__init__(text)
        self._before = before
        self._after = after
        self._apply = apply

    def redo(self) -> None:
        self._apply(self._after)

    def undo(self) -> None:
        self._apply(self._before)


class DataEditsStore(QObject):
    """Turns wishes about samples into steps on the description and opens the data again, which takes a moment only:
    what was read stays, the view of it is made anew. ``undo_stack`` has its own signals."""

    def __init__(
        self,
        dataset: DatasetStore,
        project_folder: Callable[[], Path | None] = lambda: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._dataset = dataset
        self._project_folder = project_folder
        self._source: str | None = None
        dataset.changed.connect(self._on_data)

    @property
    def description(self) -> DatasetDescription | None:
        """The data as they are, or as they are being opened now."""
        if self._dataset.phase is Phase.OPENING:
            return self._dataset.asked
        return None if self._dataset.opened is None else self._dataset.opened.description

    def do(self, steps: Sequence[AnyStep], text: str) -> None:
        """Takes steps as one that can be undone under the name ``text``; nothing when they change nothing."""
        description = self.description
        if description is not None:
            self._push(description, changed(description, steps), text)

    def read_as(self, kind: Kind) -> None:
        """Reads the source as another kind, whose samples have other names: what was changed about those of this one
        comes back with undo."""
        description = self.description
        if description is not None:
            wanted = msgspec.structs.replace(
                description, kind=kind, edits=DataEdits(), augmentation=None, balance="none"
            )
            self._push(description, wanted, say("data_kind.read_as_kind", kind=say(f"data_kind.{kind}")))

    def _push(self, description: DatasetDescription, wanted: DatasetDescription, text: str) -> None:
        names = [name for name in wanted.__struct_fields__ if getattr(wanted, name) != getattr(description, name)]
        if names:
            before, after = ({name: getattr(value, name) for name in names} for value in (description, wanted))
            self.undo_stack.push(_ChangeCommand(text, before, after, lambda fields: self._dataset.change(**fields)))

    def act(self, action: DataAction) -> None:
        """Does what a finding offers."""
        self.do(action.steps, say(action.code, **action.params))

    def leave_out(self, samples: Sequence[str]) -> None:
        """Leaves samples out of everything."""
        self.do([LeaveOut(samples=tuple(samples))], say("data_edits.leave_out", count=len(samples)))

    def take_back(self, samples: Sequence[str]) -> None:
        """Takes samples in again."""
        self.do([LeaveOut(samples=tuple(samples), back=True)], say("data_edits.take_back", count=len(samples)))

    def relabel(self, samples: Sequence[str], label: str) -> None:
        """Gives samples a class."""
        text = say("data_edits.relabel", count=len(samples), label=label)
        self.do([Relabel(samples=tuple(samples), label=label)], text)

    def add_class(self, name: str) -> bool:
        """Makes a class by hand; whether the name was good for one."""
        cleaned = " ".join(name.split())
        description = self.description
        if not cleaned or description is None or len(cleaned) > _NAME_LIMIT:
            return False
        self.do([AddClass(name=cleaned)], say("data_edits.add_class", label=cleaned))
        return True

    def add_files(self, paths: Sequence[Path], label: str) -> None:
        """Adds files to a class, where they lie."""
        step = AddSamples(paths=tuple(str(path.absolute()) for path in paths), label=label)
        self.do([step], say("data_edits.add", count=len(paths), label=label))

    def add_picture(self, content: bytes, label: str) -> Path | None:
        """Keeps a PNG in the project and adds it to a class; its path, ``None`` while there is no project.

        Raises:
            OSError, StorageError: the disk is full or refuses.
        """
        folder = self._project_folder()
        if folder is None:
            return None
        place = folder / ADDED
        place.mkdir(exist_ok=True)
        number = 1 + sum(1 for _ in place.glob("*.png"))
        while (place / f"{number:04}.png").exists():
            number += 1
        path = place / f"{number:04}.png"
        write_bytes(path, content, within=folder)
        self.add_files([path], label)
        return path

    def _on_data(self, opened: OpenedData) -> None:
        if opened.description.source != self._source:
            self._source = opened.description.source
            self.undo_stack.clear()
