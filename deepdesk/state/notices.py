"""Notices: what the program says in place, as values."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from PySide6.QtCore import QObject, Signal

from deepdesk.core.catalogue import describe
from deepdesk.core.errors import code_of

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


def notice_of(key: str, error: BaseException) -> Notice:
    """A notice that tells an error; foreign errors go by the core's sentences."""
    code, params = code_of(error)
    return Notice(key=key, code=code, params=params, severity="error")


def consequence_of(key: str, code: str, error: BaseException, *actions: NoticeAction) -> Notice:
    """A notice of what an error leads to: ``code``, whose ``code.why`` has the error's sentence as ``reason``."""
    return Notice(key=key, code=code, params={"reason": describe(error)}, severity="error", actions=actions)


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
