"""A project is made without asking, saved as one goes, found again, and survives a disk that refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from deepdesk.core.errors import FormatError
from deepdesk.core.places import projects_folder
from deepdesk.data.description import DatasetDescription
from deepdesk.state import project as files
from deepdesk.state.project import FILE, Project, safe_name
from deepdesk.state.project_store import ProjectStore, Saved
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.workers.pools import Pools

DIGITS = DatasetDescription(source="sample:digits")
FRESH = TrainingConfiguration(epochs=7)


@pytest.fixture
def store(qapp: object) -> Iterator[ProjectStore]:
    pools = Pools()
    yield ProjectStore(pools)
    assert pools.close()


def on_disk(folder: Path) -> dict[str, object]:
    read: dict[str, object] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return read


def test_opening_data_makes_a_project(store: ProjectStore) -> None:
    assert not store.adopt(DIGITS, "digits", "abc", FRESH)
    assert store.folder == projects_folder() / "digits.deepdesk"
    found = on_disk(store.folder)
    assert found["format"] == "deepdesk.project" and found["version"] == 1
    assert found["dataset"] == {"source": "sample:digits", "kind": "auto"} | {
        key: value for key, value in found["dataset"].items() if key not in {"source", "kind"}
    }
    assert store.value.configuration.epochs == 7 and store.saved is Saved.SAVED


def test_changes_are_saved_beside_the_window(store: ProjectStore, qtbot) -> None:
    store.make("a")
    with qtbot.waitSignal(store.saved_changed, check_params_cb=lambda saved: saved is Saved.SAVED, timeout=10_000):
        store.change(shown_run="r1")
        assert store.saved is Saved.SAVING
    assert on_disk(store.folder)["shown_run"] == "r1"


def test_the_same_data_find_their_project_again(store: ProjectStore) -> None:
    store.adopt(DIGITS, "digits", "abc", FRESH)
    first = store.folder
    store.change(shown_run="r1")
    assert not store.adopt(DatasetDescription(source="sample:mnist"), "mnist", "def", FRESH)
    assert store.folder != first
    assert store.adopt(DIGITS, "digits", "abc", FRESH)
    assert store.folder == first and store.value.shown_run == "r1"


def test_a_project_of_ones_own_takes_other_data(store: ProjectStore, tmp_path: Path) -> None:
    folder = store.make("mine", parent=tmp_path, automatic=False, dataset=DIGITS)
    other = DatasetDescription(source=str(tmp_path / "images"))
    assert store.adopt(other, "images", "x", FRESH)
    assert store.folder == folder and store.value.dataset == other


def test_paths_are_kept_relative_so_that_a_project_can_move(tmp_path: Path) -> None:
    folder = tmp_path / "here" / "p.deepdesk"
    source = tmp_path / "here" / "données"
    folder.mkdir(parents=True)
    source.mkdir()
    files.save_project(folder, Project(name="p", dataset=DatasetDescription(source=str(source))))
    moved = tmp_path / "there"
    (tmp_path / "here").rename(moved)
    found = files.load_project(moved / "p.deepdesk").dataset
    assert found is not None and Path(found.source) == moved / "données"


def test_names_are_numbered_and_safe(tmp_path: Path) -> None:
    assert files.new_folder(tmp_path, "a/b").name == "a-b.deepdesk"
    assert files.new_folder(tmp_path, "a/b").name == "a-b 2.deepdesk"
    assert safe_name("...") == "data"


def test_a_newer_or_foreign_project_is_refused_and_the_open_one_stays(store: ProjectStore, tmp_path: Path) -> None:
    kept = store.make("a")
    (tmp_path / FILE).write_text('{"format": "deepdesk.project", "version": 99, "name": "x"}', encoding="utf-8")
    with pytest.raises(FormatError):
        store.open(tmp_path)
    for foreign in (tmp_path / "absent", tmp_path / FILE):
        with pytest.raises(FormatError, match="not_one"):
            store.open(foreign)
    assert store.folder == kept


def test_a_disk_that_refuses_is_told_and_nothing_is_lost(store: ProjectStore, tmp_path: Path) -> None:
    folder = store.make("a", parent=tmp_path)
    (folder / FILE).unlink()
    (folder / FILE).mkdir()
    errors = []
    store.save_failed.connect(errors.append)
    store.change(shown_run="r2")
    assert not store.save_now()
    assert store.saved is Saved.FAILED and len(errors) == 1
    (folder / FILE).rmdir()
    assert store.save_now()
    assert on_disk(folder)["shown_run"] == "r2" and store.saved is Saved.SAVED


def test_a_project_that_was_moved_away_is_not_made_anew(store: ProjectStore, tmp_path: Path) -> None:
    folder = store.make("a", parent=tmp_path)
    moved = folder.rename(tmp_path / "moved.deepdesk")
    errors = []
    store.save_failed.connect(errors.append)
    store.change(shown_run="r2")
    assert not store.save_now()
    assert isinstance(errors[0], FileNotFoundError) and not folder.exists()
    moved.rename(folder)
    assert store.save_now()
