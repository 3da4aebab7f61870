"""Blocks of one's own: kept, found again, renamed, deleted; a broken file does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepdesk.core.errors import ModelError
from deepdesk.model.blocks import Block, delete_block, file_name, load_blocks, rename_block, save_block
from deepdesk.model.fragments import fragment_of
from deepdesk.model.presets import preset

MODEL = preset("lenet-5")
BLOCK = Block(name="Conv and pool · 卷积", fragment=fragment_of(MODEL, {"conv1", "pool1"}))


def test_round_trip(tmp_path: Path) -> None:
    folder = tmp_path / "blocks"
    save_block(folder, BLOCK)
    save_block(folder, BLOCK)
    assert load_blocks(folder).blocks == (BLOCK,)
    rename_block(folder, BLOCK, "Other")
    found = load_blocks(folder)
    assert [block.name for block in found.blocks] == ["Other"]
    assert found.named("Other") is not None
    assert found.named("Conv") is None
    delete_block(folder, "Other")
    assert load_blocks(folder).blocks == ()


def test_names_that_look_alike_have_files_of_their_own() -> None:
    assert file_name("A b") != file_name("a-b")
    assert file_name("卷积").startswith("block-")


@pytest.mark.parametrize("name", ["", "  ", " a", "a\n", "x" * 61])
def test_bad_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError):
        save_block(tmp_path, Block(name=name, fragment=BLOCK.fragment))


def test_broken_files_are_told(tmp_path: Path) -> None:
    save_block(tmp_path, BLOCK)
    (tmp_path / "a.block.json").write_text("{", encoding="utf-8")
    (tmp_path / "b.block.json").write_text('{"format": "deepdesk.block", "version": 9}', encoding="utf-8")
    (tmp_path / "c.block.json").mkdir()
    found = load_blocks(tmp_path)
    assert found.blocks == (BLOCK,)
    assert [item.file for item in found.broken] == ["a.block.json", "b.block.json", "c.block.json"]


def test_no_folder_is_no_block(tmp_path: Path) -> None:
    assert load_blocks(tmp_path / "none").blocks == ()
