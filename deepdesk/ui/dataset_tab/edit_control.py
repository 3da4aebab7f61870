"""What keys, buttons and drops wish for the chosen samples, of whatever kind; the store does it, undoably."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence

from deepdesk.core.errors import StorageError
from deepdesk.state.data_edits import DataEditsStore
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui.dataset_tab.edit_bar import KEYS, EditBar
from deepdesk.ui.widgets import Chips

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_CLASS: Final = "class_"


class EditControl(QObject):
    """Joins the view, the bar, the chips and the store. ``refused`` carries the code of a sentence that says why
    nothing was done, ``failed`` an exception."""

    refused = Signal(str)
    failed = Signal(object)

    def __init__(self, edits: DataEditsStore, bar: EditBar, chips: Chips, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self._bar = bar
        self._chips = chips
        self._view: Any = None
        self._opened: OpenedData | None = None
        self._left_out: frozenset[str] = frozenset()
        self._next: int | None = None
        self._new_class = ""
        self._watched: set[int] = set()
        bar.triggered.connect(self._on_wish)
        bar.class_given.connect(self._give)
        bar.class_named.connect(self._on_class_named)
        chips.chosen.connect(lambda _: self.look())
        chips.dropped.connect(self._on_dropped)
        # The texts are those of the signals: at the end of the session they come from a stack that is going.
        self._texts = {"undo": edits.undo_stack.undoText(), "redo": edits.undo_stack.redoText()}
        # Methods and no lambdas: they are let go together with this object.
        edits.undo_stack.undoTextChanged.connect(self._on_undo_text)
        edits.undo_stack.redoTextChanged.connect(self._on_redo_text)

    def show_data(self, opened: OpenedData) -> None:
        """Speaks of other data, or of the same after a change."""
        self._opened = opened
        self._left_out = frozenset(opened.description.edits.left_out)
        self._bar.set_classes(opened.classes)
        self._bar.setVisible(opened.kind != "forecasting")
        classes = range(len(opened.classes)) if self._takes_files else ()
        self._chips.set_drop_targets({f"{_CLASS}{place}" for place in classes})
        self.look()
        self._bar.set_history(self._texts["undo"], self._texts["redo"])
        if self._new_class in opened.classes:
            # What is pasted next goes there.
            self._chips.choose(f"{_CLASS}{opened.classes.index(self._new_class)}")
            self._new_class = ""

    def paste(self) -> None:
        """Adds what was copied to the class that is shown, where these are images."""
        if self._takes_files:
            self._on_wish("paste")

    def take_images(self, mime: QMimeData) -> bool:
        """Adds what was dropped to the class that is shown; whether one is, and there were images."""
        label = self._target() if self._takes_files else None
        return label is not None and self._add(mime, label)

    def set_view(self, view: QWidget) -> None:
        """Listens to the keys of the view in which samples are chosen."""
        self._view = view
        if id(view) in self._watched:
            return
        self._watched.add(id(view))
        view.installEventFilter(self)
        changed = getattr(view, "selection_changed", None) or getattr(view, "sample_chosen", None)
        if changed is not None:
            changed.connect(lambda *_: self.look())

    def take_next(self, current: int) -> int:
        """The sample to go on with after a change: the next without a class where one was given, else ``current``."""
        found, self._next = self._next, None
        return current if found is None else found

    def look(self) -> None:
        """Shows what can be done now."""
        names = self._names()
        is_labelled = self._opened is not None and self._opened.reply.report.task == "classification"
        left_out = sum(1 for name in names if name in self._left_out)
        samples = 0 if self._opened is None else self._opened.samples
        self._bar.set_chosen(len(names), of=samples, left_out=left_out, labelled=is_labelled)
        self._bar.set_paste(self._target(), possible=self._takes_files)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Paste) and self._takes_files:
                event.accept()
            return False
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.matches(QKeySequence.StandardKey.Paste) and self._takes_files:
            self._on_wish("paste")
            return True
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if plain and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._on_wish("leave_out")
            return True
        place = event.key() - Qt.Key.Key_1
        if plain and self._opened is not None and 0 <= place < min(KEYS, len(self._opened.classes)):
            self._give(self._opened.classes[place])
            return True
        return super().eventFilter(watched, event)

    @property
    def _takes_files(self) -> bool:
        return self._opened is not None and self._opened.kind == "images"

    def _numbers(self) -> list[int]:
        if self._view is None or self._opened is None:
            return []
        chosen = getattr(self._view, "selected", None)
        numbers = [self._view.chosen] if chosen is None else chosen
        return [number for number in numbers if 0 <= number < self._opened.samples]

    def _names(self) -> list[str]:
        opened = self._opened
        if opened is None:
            return []
        return [opened.names[number] if opened.names else str(number) for number in self._numbers()]

    def _target(self) -> str | None:
        """The class that is shown, onto which an image is pasted."""
        chip = self._chips.current
        if self._opened is None or not chip.startswith(_CLASS):
            return None
        place = int(chip.removeprefix(_CLASS))
        return self._opened.classes[place] if place < len(self._opened.classes) else None

    def _give(self, label: str) -> None:
        numbers, opened = self._numbers(), self._opened
        if not numbers or opened is None:
            return
        if len(numbers) == 1 and opened.labels[numbers[0]] < 0:
            self._next = self._next_without_class(numbers[0])
        self._edits.relabel(self._names(), label)

    def _next_without_class(self, number: int) -> int | None:
        """The sample without a class that follows in the view, else the first in the data."""
        shown = getattr(self._view, "order", None)
        opened = self._opened
        if opened is None:
            return None
        numbers = list(range(opened.samples)) if shown is None else [int(found) for found in shown]
        start = numbers.index(number) + 1 if number in numbers else 0
        rest = numbers[start:] + numbers[: max(0, start - 1)]
        return next((found for found in rest if opened.labels[found] < 0), None)

    def _on_wish(self, name: str) -> None:
        names = self._names()
        if name == "undo":
            self._edits.undo_stack.undo()
        elif name == "redo":
            self._edits.undo_stack.redo()
        elif name == "paste":
            self._paste()
        elif name == "leave_out" and names:
            self._edits.leave_out([found for found in names if found not in self._left_out])
        elif name == "take_back" and names:
            self._edits.take_back(names)

    def _paste(self) -> None:
        label = self._target()
        if label is None:
            self.refused.emit("data_edits.paste_where")
        elif not self._add(QGuiApplication.clipboard().mimeData(), label):
            self.refused.emit("data_edits.nothing_to_paste")

    def _on_class_named(self, name: str) -> None:
        if self._edits.add_class(name):
            self._new_class = " ".join(name.split())

    def _on_dropped(self, chip: str, mime: QMimeData) -> None:
        if self._opened is not None and chip.startswith(_CLASS):
            self._add(mime, self._opened.classes[int(chip.removeprefix(_CLASS))])

    def _add(self, mime: QMimeData, label: str) -> bool:
        """Adds files or a picture to a class; whether there were any."""
        # It loads the image library, which nothing needed before.
        from deepdesk.data.images.decoding import SUFFIXES

        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        paths = [path for path in paths if path.suffix.lower() in SUFFIXES and path.is_file()]
        if paths:
            self._edits.add_files(paths, label)
            return True
        image = mime.imageData() if mime.hasImage() else None
        if not isinstance(image, QImage) or image.isNull():
            return False
        try:
            if self._edits.add_picture(_png(image), label) is None:
                self.refused.emit("data_edits.no_project")
        except (OSError, StorageError) as error:
            self.failed.emit(error)
        return True

    def _on_undo_text(self, text: str) -> None:
        self._on_history("undo", text)

    def _on_redo_text(self, text: str) -> None:
        self._on_history("redo", text)

    def _on_history(self, name: str, text: str) -> None:
        self._texts[name] = text
        self._bar.set_history(self._texts["undo"], self._texts["redo"])


def _png(image: QImage) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide takes text only
    buffer.close()
    return bytes(content.data())
