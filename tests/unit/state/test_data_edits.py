"""Every wish about samples is one step that can be undone, and the files stay as they are."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from deepdesk.process.children import Children
from deepdesk.state.data_edits import DataEditsStore
from deepdesk.state.dataset_store import DatasetStore
from deepdesk.state.settings_store import SettingsStore
from deepdesk.workers.pools import Pools

PATIENCE = 20_000


@pytest.fixture
def dataset(qtbot: QtBot, deepdesk_home: Path) -> Iterator[DatasetStore]:
    children, pools = Children(), Pools()
    found = DatasetStore(pools, children, SettingsStore(deepdesk_home / "settings"))
    yield found
    found.close()
    children.close()
    assert pools.close()


@pytest.fixture
def edits(qtbot: QtBot, dataset: DatasetStore, tmp_path: Path) -> DataEditsStore:
    for label in ("cat", "dog"):
        (tmp_path / "pets" / label).mkdir(parents=True)
        for number in range(6):
            Image.new("RGB", (40, 30), (number * 40, 9, 9)).save(tmp_path / "pets" / label / f"{number}.png")
    store = DataEditsStore(dataset, lambda: tmp_path)
    with qtbot.waitSignal(dataset.changed, timeout=PATIENCE):
        dataset.open(tmp_path / "pets")
    return store


def counts(dataset: DatasetStore) -> dict[str, int]:
    assert dataset.opened is not None
    return dataset.opened.reply.report.classes


def test_relabelling_and_leaving_out_are_undone_one_by_one(
    qtbot: QtBot, dataset: DatasetStore, edits: DataEditsStore
) -> None:
    with qtbot.waitSignal(dataset.changed, timeout=PATIENCE):
        edits.relabel(["cat/0.png", "cat/1.png"], "dog")
    assert counts(dataset) == {"cat": 4, "dog": 8}
    with qtbot.waitSignal(dataset.changed, timeout=PATIENCE):
        edits.leave_out(["cat/2.png"])
    assert counts(dataset) == {"cat": 3, "dog": 8}
    with qtbot.waitSignal(dataset.changed, timeout=PATIENCE):
        edits.undo_stack.undo()
    assert counts(dataset) == {"cat": 4, "dog": 8}
    with qtbot.waitSignal(dataset.changed, timeout=PATIENCE):
        edits.undo_stack.undo()
    assert counts(dataset) == {"cat": 6, "dog": 6}
    assert not edits.undo_stack.canUndo()


def test_undo_leaves_other_settings_alone(qtbot: QtBot, dataset: DatasetStore, edits: DataEditsStore) -> None:
    with qtbot.waitSignal(dataset.changed, timeout=PATIENCE):
        edits.leave_out(["cat/2.png"])
    with qtbot.waitSignal(dataset.changed, timeout=PATIENCE):
        dataset.change(height=16, width=16)
    with qtbot.waitSignal(dataset.changed, timeout=PATIENCE):
        edits.undo_stack.undo()
    assert dataset.opened is not None
    assert dataset.opened.description.height == 16
    assert not dataset.opened.description.edits.left_out


def test_a_step_that_changes_nothing_is_none(dataset: DatasetStore, edits: DataEditsStore) -> None:
    edits.take_back(["cat/2.png"])
    assert not edits.undo_stack.count()


def test_a_new_class_is_there_without_samples(qtbot: QtBot, dataset: DatasetStore, edits: DataEditsStore) -> None:
    assert not edits.add_class("   ")
    with qtbot.waitSignal(dataset.changed, timeout=PATIENCE):
        assert edits.add_class("  grey  owl ")
    assert counts(dataset) == {"cat": 6, "dog": 6, "grey owl": 0}


def test_a_pasted_image_is_kept_in_the_project(
    qtbot: QtBot, dataset: DatasetStore, edits: DataEditsStore, tmp_path: Path
) -> None:
    content = (tmp_path / "pets" / "cat" / "0.png").read_bytes()
    path = edits.add_picture(content, "cat")
    assert path == tmp_path / "added" / "0001.png"
    assert path.read_bytes() == content
    description = edits.description
    assert description is not None
    assert [(Path(item.path), item.label) for item in description.edits.added] == [(path, "cat")]


def test_other_data_start_a_new_history(
    qtbot: QtBot, dataset: DatasetStore, edits: DataEditsStore, tmp_path: Path
) -> None:
    with qtbot.waitSignal(dataset.changed, timeout=PATIENCE):
        edits.leave_out(["cat/2.png"])
    shutil.copytree(tmp_path / "pets", tmp_path / "others")
    with qtbot.waitSignal(dataset.changed, timeout=PATIENCE):
        dataset.open(tmp_path / "others")
    assert not edits.undo_stack.canUndo()
