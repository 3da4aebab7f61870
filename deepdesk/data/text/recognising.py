"""Whether a source holds texts, by names and a first look at what stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from deepdesk.core.errors import DataError
from deepdesk.data.glance import Glance
from deepdesk.data.settings import TableSettings
from deepdesk.data.tables import json_lines
from deepdesk.data.tables.reading import SUFFIXES as TABLE_SUFFIXES
from deepdesk.data.tables.text_lines import inner_suffix
from deepdesk.data.text.columns import looks_like_texts
from deepdesk.data.text.files import decoded
from deepdesk.data.text.folders import SUFFIXES
from deepdesk.data.text.tables import any_table

_ROWS: Final = 200
_FILES: Final = 3
_LETTERS: Final = 0.5
"""Share of the characters that are letters: measurements have fewer."""
_LARGE: Final = 64_000_000
_PATHS: Final = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".gif", ".wav", ".flac", ".ogg", ".mp3")


def recognised(found: Glance) -> float:
    """Sure where a table has long varied texts beside few classes, or where most files are texts in class folders."""
    if found.is_folder:
        return _folder(found)
    if inner_suffix(found.path) not in ("", ".txt", ".json", *TABLE_SUFFIXES, *json_lines.SUFFIXES):
        return 0.0
    if found.path.stat().st_size > _LARGE and found.head[:4] in (b"PK\x03\x04", b"PAR1"):
        # Workbooks are unpacked as a whole: too slow for a first look.
        return 0.0
    try:
        table = any_table(found.path, TableSettings(), rows=_ROWS)
    except (DataError, OSError, ValueError):
        return 0.0
    cells = {name: table.texts(name) for name in table.columns[:100]}
    if any(_are_paths(column) for column in cells.values()):
        return 0.0
    return looks_like_texts(tuple(cells), cells.__getitem__)


def _are_paths(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(cell.lower().endswith(_PATHS) for cell in filled) > len(filled) / 2


def _folder(found: Glance) -> float:
    names = [name for name in found.names if name.lower().endswith(SUFFIXES) and "/" in name]
    share = found.share(*SUFFIXES)
    if share <= 0.5 or not names:
        return 0.0
    looked = [found.path / name for name in names[:: max(1, len(names) // _FILES)][:_FILES]]
    return share if sum(map(_is_prose, looked)) * 2 >= len(looked) else 0.0


def _is_prose(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            text, _ = decoded(stream.read(4096), str(path))
    except (DataError, OSError, LookupError):
        return False
    written = [letter for letter in text if not letter.isspace()]
    return bool(written) and sum(map(str.isalpha, written)) >= _LETTERS * len(written)
