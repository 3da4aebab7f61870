"""What can be dragged to the list of layers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QWidget

KIND_MIME: Final = "application/x-deepdesk-kind"
LAYER_MIME: Final = "application/x-deepdesk-layer"


def model_file(data: QMimeData) -> str:
    """The one local ``.json`` file that is dragged, if it is that."""
    paths = [url.toLocalFile() for url in data.urls()]
    return paths[0] if len(paths) == 1 and paths[0].endswith(".json") else ""


def is_known(data: QMimeData) -> bool:
    """Whether the list takes this."""
    return data.hasFormat(KIND_MIME) or data.hasFormat(LAYER_MIME) or bool(model_file(data))


def start_drag(source: QWidget, row: QWidget, layer_id: str) -> None:
    """Drags a layer with its row as the picture, until it is dropped."""
    data = QMimeData()
    data.setData(LAYER_MIME, layer_id.encode())
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(row.grab())
    drag.setHotSpot(QPoint(16, row.height() // 2))
    drag.exec(Qt.DropAction.MoveAction)
