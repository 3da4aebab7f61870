"""What can be dragged to the list of layers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData

KIND_MIME: Final = "application/x-deepdesk-kind"
LAYER_MIME: Final = "application/x-deepdesk-layer"


def model_file(data: QMimeData) -> str:
    """The one local ``.json`` file that is dragged, if it is that."""
    paths = [url.toLocalFile() for url in data.urls()]
    return paths[0] if len(paths) == 1 and paths[0].endswith(".json") else ""


def is_known(data: QMimeData) -> bool:
    """Whether the list takes this."""
    return data.hasFormat(KIND_MIME) or data.hasFormat(LAYER_MIME) or bool(model_file(data))
