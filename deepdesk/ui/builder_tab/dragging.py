"""What can be dragged to the list of layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QWidget

KIND_MIME: Final = "application/x-deepdesk-kind"
LAYER_MIME: Final = "application/x-deepdesk-layer"
"""The ids of layers of this network, one a line."""
MODEL_SUFFIXES: Final = (".json", ".py", ".ipynb", ".keras", ".h5", ".hdf5", ".md", ".txt")


def model_file(data: QMimeData) -> str:
    """The one local file that is dragged, if it can hold a network: a description, a script or a file of Keras."""
    paths = [url.toLocalFile() for url in data.urls()]
    return paths[0] if len(paths) == 1 and paths[0].lower().endswith(MODEL_SUFFIXES) else ""


def is_known(data: QMimeData) -> bool:
    """Whether the list takes this."""
    return data.hasFormat(KIND_MIME) or data.hasFormat(LAYER_MIME) or bool(model_file(data))


def start_drag(source: QWidget, row: QWidget, ids: Sequence[str]) -> None:
    """Drags layers with the row of one as the picture, until they are dropped."""
    data = QMimeData()
    data.setData(LAYER_MIME, "\n".join(ids).encode())
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(row.grab())
    drag.setHotSpot(QPoint(16, row.height() // 2))
    drag.exec(Qt.DropAction.MoveAction)
