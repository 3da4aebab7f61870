"""What each command does: joins the actions with the session and with the dialogs that choose files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from deepdesk import __version__
from deepdesk.core.catalogue import say
from deepdesk.core.errors import DeepDeskError
from deepdesk.core.places import log_folder, projects_folder
from deepdesk.state.notices import Notice, NoticeStore, notice_of
from deepdesk.state.project import SUFFIX
from deepdesk.state.session import Session
from deepdesk.ui import theme
from deepdesk.ui.actions import OF_MODEL_TAB, Actions


class Commands(QObject):
    """Carries the commands out. ``place_wanted`` when one shows a place, ``find_wanted`` for the search, ``log_wanted``
    for the log of the run, ``close_wanted`` to quit, ``model_command`` with the name of what the Model tab shall do,
    ``network_file`` with the path of a file that it shall open."""

    place_wanted = Signal(str)
    find_wanted = Signal()
    log_wanted = Signal()
    close_wanted = Signal()
    model_command = Signal(str)
    network_file = Signal(object)

    def __init__(self, session: Session, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._actions = actions
        self._window = window
        self._connect_files()
        self._connect_work()
        self._connect_undo()
        self._connect_theme()
        session.readiness_changed.connect(lambda _readiness: self._look())
        session.model.changed.connect(lambda _state: self._look_at_model())
        session.runs.shown_changed.connect(lambda _run: self._look())
        session.settings.changed.connect(lambda _settings: self._fill_recent())
        self._fill_recent()
        self._look()
        self._look_at_model()

    def copy_command(self, place: str) -> None:
        """Copies the line for the command line that does what a tab shows."""
        from deepdesk.state.command_lines import command_line

        notices = self._session.notices
        try:
            line = command_line(place, self._session)
        except (DeepDeskError, OSError) as error:
            notices.show(notice_of("command", error))
            return
        QGuiApplication.clipboard().setText(line)
        notices.show(Notice(key="command", code="command_line.copied", severity="good", params={"line": line}))

    # Files

    def _connect_files(self) -> None:
        self._on("open_folder", self.open_folder)
        self._on("open_file", self.open_file)
        self._on("open_digits", lambda: self.open_data("sample:digits"))
        self._on("open_mnist", lambda: self.open_data("sample:mnist"))
        self._on("open_model", self.open_model)
        self._on("save_model", self.save_model)
        self._on("new_project", self.new_project)
        self._on("open_project", self.choose_project)
        self._on("quit", self.close_wanted.emit)

    def open_data(self, source: str | Path) -> None:
        """Opens data and shows them."""
        self.place_wanted.emit("data")
        self._session.open_data(source)

    def open_folder(self) -> None:
        """Lets a folder of data be chosen and opens it."""
        start = self._session.settings.value.data_folder
        chosen = QFileDialog.getExistingDirectory(self._window, say("window.choose_folder"), start)
        if chosen:
            self._session.settings.change(data_folder=chosen)
            self.open_data(Path(chosen))

    def open_file(self) -> None:
        """Lets a file of data be chosen and opens it."""
        start = self._session.settings.value.data_folder
        kinds = say("window.data_files")
        chosen, _ = QFileDialog.getOpenFileName(self._window, say("window.choose_file"), start, kinds)
        if chosen:
            self._session.settings.change(data_folder=str(Path(chosen).parent))
            self.open_data(Path(chosen))

    def open_model(self) -> None:
        """Lets a model be chosen and opens it; undo brings the one before back."""
        start = self._session.settings.value.model_folder
        kinds = say("builder.open.filter")
        chosen, _ = QFileDialog.getOpenFileName(self._window, say("window.choose_model"), start, kinds)
        if chosen:
            self._session.settings.change(model_folder=str(Path(chosen).parent))
            self.open_model_file(Path(chosen))

    def open_model_file(self, path: Path) -> None:
        """Opens a network of any kind and shows it."""
        self.place_wanted.emit("model")
        self.network_file.emit(path)

    def save_model(self) -> None:
        """Lets a place be chosen and writes the model there."""
        state = self._session.model.state
        start = state.path or str(Path(self._session.settings.value.model_folder) / f"{state.name}.model.json")
        kinds = say("window.model_files")
        chosen, _ = QFileDialog.getSaveFileName(self._window, say("window.save_model"), start, kinds)
        if chosen:
            path = Path(chosen if chosen.endswith(".json") else f"{chosen}.model.json")
            self._session.settings.change(model_folder=str(path.parent))
            self._try(lambda: self._session.model.save_file(path))

    def new_project(self) -> None:
        """Lets a name and a place be chosen and makes a project there of what is open."""
        start = str(projects_folder() / f"{self._session.project.value.name or 'project'}{SUFFIX}")
        kinds = say("window.project_files")
        chosen, _ = QFileDialog.getSaveFileName(self._window, say("window.new_project"), start, kinds)
        if chosen:
            path = Path(chosen)
            self._session.new_project(path.name.removesuffix(SUFFIX), path.parent)

    def choose_project(self) -> None:
        """Lets a project be chosen and opens it."""
        start = str(projects_folder())
        chosen = QFileDialog.getExistingDirectory(self._window, say("window.choose_project"), start)
        if chosen:
            self.open_project(Path(chosen))

    def open_project(self, folder: Path) -> None:
        """Opens a project."""
        self._session.open_project(folder)

    def _fill_recent(self) -> None:
        menu = self._actions.recent
        menu.clear()
        for name in self._session.settings.value.recent:
            action = menu.addAction(Path(name).name.removesuffix(SUFFIX))
            action.setToolTip(name)
            action.triggered.connect(lambda _checked=False, folder=name: self.open_project(Path(folder)))
        if menu.isEmpty():
            menu.addAction(say("window.menu.none")).setEnabled(False)

    # Runs, places, help

    def _connect_work(self) -> None:
        self._on("find_command", self.find_wanted.emit)
        for place in ("data", "model", "train", "predict"):
            self._on(f"show_{place}", partial(self.place_wanted.emit, place))
        for name in OF_MODEL_TAB:
            self._on(name, partial(self.model_command.emit, name))
        self._on("start", self.start)
        self._on("stop", self._session.runs.stop)
        self._on("stop_now", self._session.runs.stop_now)
        self._on("score", self.score)
        self._on("show_log", self.log_wanted.emit)
        self._on("open_run_folder", self.open_run_folder)
        self._on("open_log_folder", lambda: _open(log_folder()))
        self._on("copy_report", self.copy_report)
        self._on("about", self.about)

    def start(self) -> None:
        """Starts a run and shows it; where that cannot be, shows the place where the reason lies."""
        if self._session.start():
            self.place_wanted.emit("train")
        else:
            self.place_wanted.emit(self._session.readiness.place)

    def score(self) -> None:
        """Scores the run that is looked at on its test part, and shows how that goes."""
        self.place_wanted.emit("train")
        self._session.runs.score()

    def open_run_folder(self) -> None:
        """Shows the folder of the run in the system's file manager."""
        if self._session.runs.shown is not None:
            _open(self._session.runs.shown.folder)

    def copy_report(self) -> None:
        """Puts a report of the run that is looked at into the clipboard."""
        from deepdesk.state.reports import report_of_run

        if self._session.runs.shown is not None:
            QGuiApplication.clipboard().setText(report_of_run(self._session.runs.shown))

    def about(self) -> None:
        """Says what this program is."""
        QMessageBox.about(self._window, say("command.about"), say("window.about", version=__version__))

    # Undo and appearance

    def _connect_undo(self) -> None:
        stack = self._session.undoing
        for name, act, can, changed in (
            ("undo", stack.undo, stack.canUndo, stack.canUndoChanged),
            ("redo", stack.redo, stack.canRedo, stack.canRedoChanged),
        ):
            action = self._actions[name]
            action.triggered.connect(lambda _checked=False, act=act: act())
            action.setEnabled(can())
            changed.connect(action.setEnabled)

    def _connect_theme(self) -> None:
        wanted = self._session.settings.value.theme
        for mode in ("system", "light", "dark"):
            action = self._actions[f"theme_{mode}"]
            action.setChecked(mode == wanted)
            self._on(f"theme_{mode}", partial(self.set_theme, mode))

    def set_theme(self, mode: str) -> None:
        """Changes the appearance and remembers it."""
        self._session.settings.change(theme=mode)
        current = theme.current_theme()
        if current is not None:
            current.set_mode(cast(theme.Mode, mode))

    # Inside

    def _look(self) -> None:
        ready, runs = self._session.readiness, self._session.runs
        running, shown = runs.running is not None, runs.shown
        reason = "" if ready.is_ready else say(ready.code, **ready.params)
        # F5 stays on while something is missing: it then leads to what is missing.
        self._actions.explain("start", not running, reason)
        idle = say("train.no_run_on")
        self._actions.explain("stop", running, idle)
        self._actions.explain("stop_now", running, idle)
        none = say("train.no_run_shown")
        self._actions.explain("open_run_folder", shown is not None, none)
        self._actions.explain("copy_report", shown is not None, none)
        can_score = shown is not None and shown.model is not None and not shown.scoring
        self._actions.explain("score", can_score, say("train.score.not_yet"))

    def _look_at_model(self) -> None:
        state = self._session.model.state
        none = say("builder.do.no_layers")
        for name in ("load_weights", "export_torch", "export_keras", "copy_summary", "copy_text", "compare_file"):
            self._actions.explain(name, bool(state.model.layers), none)
        self._actions.explain("save_block", bool(state.selection), say("builder.do.nothing_selected"))

    def _try(self, work: Callable[[], Any]) -> None:
        notices: NoticeStore = self._session.notices
        try:
            work()
        except (DeepDeskError, OSError) as error:
            notices.show(notice_of("file", error))
        else:
            notices.dismiss("file")

    def _on(self, name: str, act: Callable[[], Any]) -> None:
        self._actions[name].triggered.connect(lambda _checked=False: act())


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
