"""A window of its own for every test, with its session; both are gone at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from deepdesk.app import open_window
from deepdesk.state.session import Session
from deepdesk.ui.main_window import MainWindow


class OpenWindow:
    """The window and its session."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        self.session = session
        self.window = window

    def open(self, source: str, qtbot: object) -> None:
        """Opens data and waits until they are there."""
        with qtbot.waitSignal(self.session.dataset.changed, timeout=60_000):  # type: ignore[attr-defined]
            self.session.open_data(source)


@pytest.fixture
def open_main_window(qapp: QApplication, qtbot, monkeypatch) -> Iterator[Callable[..., OpenWindow]]:
    """Opens the window as the program does; no warm children, which most tests do not need."""
    opened: list[OpenWindow] = []
    monkeypatch.setattr(Session, "prepare", lambda self: None)

    def make(project: str | None = None, source: str | None = None) -> OpenWindow:
        session, window = open_window(project, source)
        opened.append(OpenWindow(session, window))
        with qtbot.waitSignal(window.painted, timeout=20_000):
            window.repaint()
        return opened[-1]

    yield make
    for each in opened:
        each.window.closing.is_waiting = True
        if each.session.runs.running is not None:
            each.session.runs.stop_now()
            qtbot.waitUntil(lambda each=each: each.session.runs.running is None, timeout=30_000)
        each.window.hide()
        each.window.deleteLater()
        assert each.session.close()


@pytest.fixture
def main(open_main_window: Callable[..., OpenWindow]) -> OpenWindow:
    """The window without data."""
    return open_main_window()
