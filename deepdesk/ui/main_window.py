"""The window: header, rail, four tabs, status line; wires them to the session and to each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.notices import Notice
from deepdesk.state.project import Project
from deepdesk.state.session import Session
from deepdesk.ui.actions import Actions
from deepdesk.ui.closing import Closing
from deepdesk.ui.commands import Commands
from deepdesk.ui.dropping import NETWORK_SUFFIXES, are_for_predict, local_paths
from deepdesk.ui.header import Header
from deepdesk.ui.notice_strip import DISMISS, NoticeStrip
from deepdesk.ui.places import Places
from deepdesk.ui.rail import Rail
from deepdesk.ui.status_line import StatusLine

if TYPE_CHECKING:
    from deepdesk.ui.command_palette import CommandPalette

_WIDTH, _HEIGHT = 1440, 900
_SMALLEST = (960, 600)
_FRAME = 40  # what the system's title bar takes


class MainWindow(QMainWindow):
    """The one window. ``painted`` after it was painted for the first time, ``closed`` when it has gone."""

    painted = Signal()
    closed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._was_painted = False
        self._palette: CommandPalette | None = None
        self.actions_ = Actions(self)
        self.actions_.fill(self.menuBar())
        self.commands = Commands(session, self.actions_, self)
        self.closing = Closing(session.runs, self)
        self.header = Header(self.actions_["find_command"].shortcut())
        self.rail = Rail()
        self.notices = NoticeStrip()
        self.places = Places(session)
        self.status = StatusLine()
        self._set_up()
        self._lay_out()
        self._connect()
        self.show_place("data")
        # Otherwise the first button in the order of Tab would look as if it were wanted.
        self.places.setFocus()

    def _set_up(self) -> None:
        self.setObjectName("main_window")
        self.setWindowTitle(say("window.program"))
        self.setAcceptDrops(True)
        self.setMinimumSize(*_SMALLEST)
        geometry = self._session.settings.value.geometry
        if not geometry or not self.restoreGeometry(QByteArray.fromBase64(geometry.encode())):
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(min(_WIDTH, screen.width()), min(_HEIGHT, screen.height() - _FRAME))

    def _lay_out(self) -> None:
        centre = QWidget()
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(self.notices)
        main.addWidget(self.places, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(main, 1)
        outer = QVBoxLayout(centre)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addLayout(middle, 1)
        outer.addWidget(self.status)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        session, commands = self._session, self.commands
        self.rail.place_chosen.connect(self.show_place)
        commands.place_wanted.connect(self.show_place)
        commands.find_wanted.connect(self.find_command)
        commands.log_wanted.connect(self.show_log)
        commands.close_wanted.connect(self.close)
        commands.model_command.connect(self.do_in_model)
        commands.network_file.connect(lambda path: self.do_in_model("open_path", path))
        self.header.find_requested.connect(self.find_command)
        self.header.command_requested.connect(self.actions_["copy_command"].trigger)
        self.actions_["copy_command"].triggered.connect(lambda: commands.copy_command(self.places.command_place))
        self.status.log_requested.connect(self.show_log)
        self.closing.ready.connect(self.close)
        self.places.made.connect(self._connect_tab)
        self.notices.action_chosen.connect(self._on_notice_action)
        session.notices.changed.connect(self.notices.tell)
        session.place_wanted.connect(self.show_place)
        session.activity_changed.connect(self.status.tell)
        session.project.changed.connect(self._on_project_changed)
        session.project.saved_changed.connect(self.header.tell_saved)
        self.status.tell(session.activity)
        self.notices.tell(session.notices.notices)

    # Places

    def show_place(self, place: str) -> None:
        """Shows ``data``, ``model``, ``train`` or ``predict``."""
        self.places.show_place(place)
        self.rail.show_place(place)
        self._session.undoing.show_place(place)

    def show_log(self) -> None:
        """Shows the log of the run."""
        self.show_place("train")
        show = getattr(self.places.tab("train"), "show_log", None)
        if show is not None:
            show()

    def do_in_model(self, name: str, *given: object) -> None:
        """Shows the Model tab and lets it carry out one of its commands."""
        self.show_place("model")
        do = getattr(self.places.tab("model"), "do", None)
        if do is not None:
            do(name, *given)

    def find_command(self) -> None:
        """Opens the search over all commands."""
        from deepdesk.ui.command_palette import CommandPalette

        if self._palette is None:
            self._palette = CommandPalette(self.actions_, self)
        self._palette.open_over(self)

    def _connect_tab(self, place: str, tab: QWidget) -> None:
        """Joins a tab's wishes with the commands; a tab has those of these signals that it needs."""
        wishes: dict[str, Callable[..., object]] = {
            "place_requested": self.show_place,
            "open_folder_requested": self.commands.open_folder,
            "open_file_requested": self.commands.open_file,
            "open_requested": self._session.open_data,
            "start_requested": self.commands.start,
            "report_requested": self.commands.copy_report,
            "drop_received": self.take_drop,
            "collection_requested": self._session.new_collection,
        }
        for name, act in wishes.items():
            signal = getattr(tab, name, None)
            if signal is not None:
                signal.connect(act)

    # The session's news

    def _on_project_changed(self, project: Project) -> None:
        folder = self._session.project.folder
        self.header.tell_project(project.name, folder)
        self.setWindowTitle(say("window.title", project=project.name) if project.name else say("window.program"))

    def _on_notice_action(self, key: str, chosen: str) -> None:
        notices = {notice.key: notice for notice in self._session.notices.notices}
        if chosen == "save_project":
            if self._session.project.save_now():
                self._session.notices.dismiss(key)
        elif chosen == "copy_report":
            QGuiApplication.clipboard().setText(str(notices[key].params.get("report", "")))
        elif chosen != DISMISS:
            self.actions_[chosen].trigger()
        if chosen in {DISMISS, "new_project"}:
            self._session.notices.dismiss(key)

    # Dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_drop(event.mimeData())

    def take_drop(self, mime: QMimeData) -> None:
        """Images and trained models go to Predict wherever they were dropped, all else is opened outside Predict."""
        paths = local_paths(mime)
        if self.places.current == "predict" or are_for_predict(paths):
            self.show_place("predict")
            take_in = getattr(self.places.tab("predict"), "take_in", None)
            if take_in is not None:
                take_in(mime)
            return
        if not paths:
            self._session.notices.show(Notice(key="drop", code="window.notice.nothing_dropped"))
            return
        self._session.notices.dismiss("drop")
        if len(paths) > 1:
            count = {"count": len(paths)}
            self._session.notices.show(Notice(key="drop", code="window.notice.not_one", params=count))
        self.open_dropped(paths[0])

    def open_dropped(self, path: Path) -> None:
        """Opens a dropped project or model description as such, anything else as data."""
        if (path / "project.json").is_file():
            self.commands.open_project(path)
        elif path.name.endswith(".model.json") or path.suffix.lower() in NETWORK_SUFFIXES:
            self.commands.open_model_file(path)
        else:
            self.commands.open_data(path)

    # The window's own life

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.closing.may_close():
            event.ignore()
            return
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self._session.settings.change(geometry=geometry)
        event.accept()
        self.closed.emit()
