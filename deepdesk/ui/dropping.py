"""What was dropped on the window: paths of this computer, and whether they are for Predict."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData

NETWORK_SUFFIXES: Final = (".py", ".ipynb", ".keras")
"""Files that hold a network or its code, and never data."""


def local_paths(mime: QMimeData) -> list[Path]:
    """The files and folders in what was dropped, in its order."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def are_for_predict(paths: Sequence[Path]) -> bool:
    """Whether all are image files, or it is one trained model, judged by name; a folder is data, whatever it holds."""
    # It loads the image library, which the first paint does not need.
    from deepdesk.data.images.decoding import SUFFIXES

    suffixes = {path.suffix.lower() for path in paths}
    is_model = len(paths) == 1 and suffixes == {".ddm"}
    are_images = bool(suffixes) and suffixes <= SUFFIXES
    return (is_model or are_images) and not any(path.is_dir() for path in paths)
