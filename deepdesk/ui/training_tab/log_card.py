"""The log of a run: epochs and messages; the whole log of the process is one click away."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.run_values import ShownRun
from deepdesk.training.run_folder import LOG
from deepdesk.ui import theme
from deepdesk.ui.training_tab.run_words import log_line
from deepdesk.ui.widgets import Card, Choice, make_button

_LINES = 2000


class LogCard(Card):
    """Lines of one run, the newest last; only what is new is added."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(say("train.log"), parent)
        self.setObjectName("log_card")
        self._run: ShownRun | None = None
        self._shown: list[str] = []
        self._news: tuple[object, ...] = ()
        self._text = QPlainTextEdit()
        self._text.setObjectName("log_text")
        self._text.setAccessibleName(say("train.log"))
        self._text.setReadOnly(True)
        self._text.setMaximumBlockCount(_LINES)
        self._text.setMinimumHeight(150)
        self._text.setPlaceholderText(say("train.log.empty"))
        theme.set_role(self._text, "mono")
        open_file = make_button(Choice("open_log", say("train.log.open"), "link"), self, "train")
        open_file.clicked.connect(lambda _checked=False: self._open())
        self.add_to_header(open_file)
        self.body.addWidget(self._text)

    def tell(self, run: ShownRun | None) -> None:
        """Shows the log of a run."""
        news = _news(run)
        if news == self._news:
            return
        self._news = news
        other = run is None or self._run is None or run.folder != self._run.folder
        self._run = run
        lines = _lines(run) if run is not None else []
        if other or lines[: len(self._shown)] != self._shown:
            self._text.setPlainText("\n".join(lines))
        else:
            for line in lines[len(self._shown) :]:
                self._text.appendPlainText(line)
        self._shown = lines

    def _open(self) -> None:
        if self._run is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._run.folder / LOG)))


def _news(run: ShownRun | None) -> tuple[object, ...]:
    """What the lines depend on; most frames bring nothing new to the log."""
    if run is None:
        return (None,)
    history = run.history
    last = history.logs[-1] if history.logs else None
    return run.folder, history.started is None, len(history.logs), last, len(history.epochs), history.ended


def _lines(run: ShownRun) -> list[str]:
    history = run.history
    lines = []
    started = history.started
    if started is not None:
        figures = {"parameters": started.parameters, "threads": started.threads, "device": started.device_name}
        framework = f"{started.framework} {started.framework_version}"
        lines.append(say("train.log.started", framework=framework, **figures))
    samples = started.samples if started is not None else {}
    lines += [log_line(event, samples) for event in history.logs]
    lines += [log_line(event, samples) for event in history.epochs]
    if history.ended is not None:
        lines.append(say(history.ended.code, **history.ended.params))
    return lines
