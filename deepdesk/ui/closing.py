"""Closing during a run: one question, and then stop, save, close."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.run_store import RunStore


class Closing(QObject):
    """Asks once; ``ready`` when the run has ended and the window can go."""

    ready = Signal()

    def __init__(self, runs: RunStore, window: QWidget) -> None:
        super().__init__(window)
        self._runs = runs
        self._window = window
        self._box: QMessageBox | None = None
        self.is_waiting = False
        runs.run_ended.connect(lambda _ending: self._on_run_ended())

    def may_close(self) -> bool:
        """Whether nothing stands in the way; asks otherwise."""
        if self._runs.running is None:
            return True
        if not self.is_waiting:
            self._ask()
        return False

    def _ask(self) -> None:
        if self._box is not None:
            self._box.raise_()
            return
        box = QMessageBox(self._window)
        box.setObjectName("close_question")
        box.setWindowTitle(say("window.close.title"))
        box.setText(say("window.close.title"))
        box.setInformativeText(say("window.close.text"))
        stop = box.addButton(say("window.close.stop"), QMessageBox.ButtonRole.AcceptRole)
        stop.setObjectName("close_stop")
        keep = box.addButton(say("window.close.keep"), QMessageBox.ButtonRole.RejectRole)
        keep.setObjectName("close_keep")
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.finished.connect(lambda _result: self._on_answered(box.clickedButton() is stop))
        self._box = box
        box.open()

    def _on_answered(self, stop: bool) -> None:
        if self._box is not None:
            self._box.deleteLater()
            self._box = None
        if stop:
            self.stop_and_close()

    def stop_and_close(self) -> None:
        """Stops the run, if one goes on; ``ready`` when it has ended and saved."""
        self.is_waiting = True
        if self._runs.running is None:
            self.ready.emit()
        else:
            self._runs.stop()

    def _on_run_ended(self) -> None:
        if self._box is not None:
            return
        if self.is_waiting:
            self.ready.emit()
