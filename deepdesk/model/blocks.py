"""Named blocks: pieces of networks that a person keeps, one versioned JSON file each."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

import msgspec

from deepdesk.core import documents
from deepdesk.core.errors import FormatError, ModelError
from deepdesk.model.fragments import Fragment

FORMAT: Final = "deepdesk.block"
VERSION: Final = 1
SUFFIX: Final = ".block.json"
NAME_LIMIT: Final = 60
FILE_LIMIT: Final = 1_000_000
COUNT_LIMIT: Final = 500


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a network under a name (1 to 60 characters)."""

    name: str
    fragment: Fragment


class BrokenBlock(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is no block: its name, and code and figures of why."""

    file: str
    code: str
    params: dict[str, str]


class Blocks(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder holds: blocks by name, and the files that cannot be used."""

    blocks: tuple[Block, ...] = ()
    broken: tuple[BrokenBlock, ...] = ()

    def named(self, name: str) -> Block | None:
        """The block of that name."""
        return next((block for block in self.blocks if block.name == name), None)


def load_blocks(folder: Path) -> Blocks:
    """The blocks in a folder, by name; a file that cannot be read is told and does no harm."""
    blocks: dict[str, Block] = {}
    broken: list[BrokenBlock] = []
    for path in sorted(folder.glob(f"*{SUFFIX}"))[:COUNT_LIMIT]:
        try:
            if path.stat().st_size > FILE_LIMIT:
                raise FormatError("builder.block.too_large", path=path.name, limit=FILE_LIMIT // 1_000_000)
            block = documents.load(path, Block, format=FORMAT, version=VERSION)
            blocks[_checked(block.name)] = block
            if not block.fragment.layers:
                raise FormatError("builder.block.empty", path=path.name)
        except (FormatError, ModelError) as error:
            params = {name: str(value) for name, value in error.params.items()}
            broken.append(BrokenBlock(file=path.name, code=error.code, params=params))
        except OSError as error:
            told = {"reason": str(error.strerror or error)}
            broken.append(BrokenBlock(file=path.name, code="builder.block.unreadable", params=told))
    return Blocks(blocks=tuple(sorted(blocks.values(), key=lambda block: block.name.lower())), broken=tuple(broken))


def save_block(folder: Path, block: Block) -> None:
    """Writes a block; one of the same name is replaced (raises ModelError for a bad name, OSError)."""
    _checked(block.name)
    folder.mkdir(parents=True, exist_ok=True)
    documents.save(folder / file_name(block.name), block, format=FORMAT, version=VERSION)


def delete_block(folder: Path, name: str) -> None:
    """Deletes every file that holds the block of that name (raises OSError)."""
    for path in folder.glob(f"*{SUFFIX}"):
        try:
            held = documents.load(path, Block, format=FORMAT, version=VERSION).name
        except FormatError:
            continue
        if held == name:
            path.unlink()


def rename_block(folder: Path, block: Block, name: str) -> None:
    """Keeps a block under another name (raises ModelError, OSError)."""
    if name == block.name:
        return
    # The new file is there before the old one goes.
    save_block(folder, msgspec.structs.replace(block, name=name))
    delete_block(folder, block.name)


def file_name(name: str) -> str:
    """The file of a block: its name in letters that every system takes, and a mark that keeps two names apart."""
    readable = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "block"
    return f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:8]}{SUFFIX}"


def _checked(name: str) -> str:
    """The name, where it can be one (raises ModelError)."""
    if not name.strip() or name != name.strip() or len(name) > NAME_LIMIT or not name.isprintable():
        raise ModelError("builder.block.bad_name", limit=NAME_LIMIT)
    return name
