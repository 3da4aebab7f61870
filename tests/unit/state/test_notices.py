"""Notices are values: the newest of a matter stands, until it is dealt with."""

from __future__ import annotations

import pytest

from deepdesk.core.catalogue import codes, describe, say
from deepdesk.core.errors import DataError, code_of
from deepdesk.state.notices import Notice, NoticeStore, consequence_of, notice_of

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_newer_notice_takes_the_place_of_the_old() -> None:
    store = NoticeStore()
    told = []
    store.changed.connect(told.append)
    store.show(Notice(key="drop", code="window.notice.nothing_dropped"))
    store.show(Notice(key="drop", code="window.notice.not_one", params={"count": 3}))
    assert [notice.code for notice in store.notices] == ["window.notice.not_one"]
    store.dismiss("drop")
    store.dismiss("drop")
    assert store.notices == () and len(told) == 3


@pytest.mark.parametrize(
    "error",
    [
        DataError("data.unknown_sample", name="x", known="digits"),
        PermissionError(13, "no", "/a"),
        FileNotFoundError(2, "no", "/a"),
        OSError(28, "full", b"/a"),
        IsADirectoryError(21, "Is a directory", "/.a.part", None, "/a"),
        MemoryError(),
        ValueError("odd"),
    ],
)
def test_every_error_becomes_a_sentence(error: BaseException) -> None:
    code, params = code_of(error)
    assert code in codes()
    assert say(code, **params) == describe(error)
    assert notice_of("k", error).severity == "error"
    notice = consequence_of("save", "window.notice.save_failed", error)
    why = say(f"{notice.code}.why", **notice.params)
    assert why.startswith(describe(error)) and "{" not in why
