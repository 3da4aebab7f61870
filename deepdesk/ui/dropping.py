"""What was dropped on the window, as paths of this computer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData


def local_paths(mime: QMimeData) -> list[Path]:
    """The files and folders in what was dropped, in its order."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
