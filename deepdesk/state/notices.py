"""Notices: what the program says in place, as values."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from PySide6.QtCore import QObject, Signal

from deepdesk.core.errors import DeepDeskError

Severity = Literal["error", "warning", "suggestion", "good"]


class NoticeAction(msgspec.Struct, frozen=True, kw_only=True):
    """A cure: ``id`` is the name of an action of the window, the button's text is the sentence of ``code``."""

    id: str
    code: str
    primary: bool = False


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What is the matter (``code``), why (``code.why`` where that exists), and what can be done.

    ``key`` says which matter this is: a newer notice of the same key takes its place.
    """

    key: str
    code: str
    severity: Severity = "warning"
    params: dict[str, Any] = {}
    actions: tuple[NoticeAction, ...] = ()


def notice_of(key: str, error: BaseException, *actions: NoticeAction) -> Notice:
    """A notice that tells an error; foreign errors go by the core's sentences."""
    code, params = code_of(error)
    return Notice(key=key, code=code, params=params, severity="error", actions=actions)


def code_of(error: BaseException) -> tuple[str, dict[str, Any]]:
    """The catalogue code of an error and its figures."""
    if isinstance(error, DeepDeskError):
        return error.code, error.params
    if isinstance(error, PermissionError):
        return "core.no_permission", {"path": error.filename or ""}
    if isinstance(error, FileNotFoundError):
        return "core.no_such_file", {"path": error.filename or ""}
    if isinstance(error, OSError) and error.errno == 28:
        return "core.disk_full", {"path": error.filename or ""}
    return "core.unexpected", {"kind": type(error).__name__, "text": str(error) or "-"}


class NoticeStore(QObject):
    """The notices that stand. ``changed`` carries them all, the newest last."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices: tuple[Notice, ...] = ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What stands now."""
        return self._notices

    def show(self, notice: Notice) -> None:
        """Adds a notice, or replaces the one of the same key."""
        others = tuple(other for other in self._notices if other.key != notice.key)
        if (*others, notice) != self._notices:
            self._notices = (*others, notice)
            self.changed.emit(self._notices)

    def dismiss(self, key: str) -> None:
        """Takes the notice of ``key`` away, if it stands."""
        kept = tuple(notice for notice in self._notices if notice.key != key)
        if kept != self._notices:
            self._notices = kept
            self.changed.emit(kept)
