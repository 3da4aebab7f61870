"""Settings are kept over restarts, and unreadable ones do not stop the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepdesk.state.settings_store import RECENT_LIMIT, SettingsStore

pytestmark = pytest.mark.usefixtures("qapp")


def test_what_is_changed_is_there_after_a_restart(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path)
    store.change(theme="dark", mnist_address="http://localhost/mnist/")
    store.save_now()
    again = SettingsStore(tmp_path).value
    assert again.theme == "dark" and again.mnist_address == "http://localhost/mnist/"


def test_a_change_is_told_once(tmp_path: Path, qtbot) -> None:
    store = SettingsStore(tmp_path)
    told = []
    store.changed.connect(told.append)
    store.change(theme="dark")
    store.change(theme="dark")
    assert [settings.theme for settings in told] == ["dark"]


def test_unreadable_settings_are_put_aside(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{", encoding="utf-8")
    assert SettingsStore(tmp_path).value.theme == "system"
    assert (tmp_path / "settings.json.unreadable").exists()


def test_recent_projects_are_few_and_the_newest_first(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path)
    for number in range(RECENT_LIMIT + 3):
        store.remember_project(tmp_path / f"{number}")
    store.remember_project(tmp_path / "5")
    assert store.value.recent[0] == str(tmp_path / "5") == store.value.last_project
    assert len(store.value.recent) == RECENT_LIMIT == len(set(store.value.recent))


def test_settings_that_cannot_be_saved_do_no_harm(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "file" / "below")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    store.change(theme="light")
    store.save_now()
    assert store.value.theme == "light"
