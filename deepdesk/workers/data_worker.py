"""The worker that opens a data set in the data child and maps what the window paints, on its own thread."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepdesk.core.errors import ProcessError
from deepdesk.data.dataset import PART_NAMES
from deepdesk.data.description import DatasetDescription
from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.replies import DataOpened
from deepdesk.process.requests import OpenData, Role
from deepdesk.workers.request_worker import RequestSignals, RequestWorker

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from deepdesk.data.rows import RowReader


@dataclass(frozen=True, eq=False)
class OpenedData:
    """An open data set as the window sees it; the arrays are memory-mapped and read-only.

    Attributes:
        description: what was asked for, its kind as the person left it.
        reply: what was found.
        classes: class names, numbers of ``labels``; empty for a forecast.
        labels: int64 ``(samples,)``, -1 where there is none.
        parts: uint8 ``(samples,)``: 0 train, 1 validation, 2 test, 3 left out.
        names: paths below the source's folder, empty where samples are only numbers.
    """

    description: DatasetDescription
    reply: DataOpened
    classes: tuple[str, ...]
    labels: npt.NDArray[np.int64]
    parts: npt.NDArray[np.uint8]
    names: tuple[str, ...] = ()
    _numbers: dict[str, int] = field(default_factory=dict, repr=False)
    _arrays: dict[str, npt.NDArray[Any]] = field(default_factory=dict, repr=False)
    _rows: dict[str, RowReader] = field(default_factory=dict, repr=False)

    @property
    def kind(self) -> str:
        """``images``, ``forecasting``, ``sequences``, ``text``, ``audio`` or ``segmentation``."""
        return self.reply.report.kind

    def array(self, name: str) -> npt.NDArray[Any]:
        """An array of the view, or else of the content, memory-mapped (raises OSError where this kind has none)."""
        if name not in self._arrays:
            import numpy as np

            self._arrays[name] = np.load(self._place(name), mmap_mode="r")
        return self._arrays[name]

    def rows(self, name: str) -> RowReader:
        """An array of bytes, row by row: what was looked at does not stay in memory (raises OSError, ValueError)."""
        if name not in self._rows:
            # Not needed before the first paint, and numpy is not light.
            from deepdesk.data.rows import RowReader

            self._rows[name] = RowReader(self._place(name))
        return self._rows[name]

    def _place(self, name: str) -> Path:
        places = (Path(self.reply.view) / f"{name}.npy", Path(self.reply.folder) / f"{name}.npy")
        return next((at for at in places if at.exists()), places[-1])

    @property
    def thumbnails(self) -> RowReader:
        """Of images: uint8 ``(samples, height, width, 1 | 3)``."""
        return self.rows("thumbnails")

    def shown_size(self, index: int) -> tuple[int, int]:
        """Of images: height and width in whose ratio a thumbnail is shown, which may be stretched to a square."""
        if "proportions" not in self._arrays:
            import numpy as np

            try:
                self.array("proportions")
            except OSError:
                # Only where files were read; elsewhere the thumbnails are as they are.
                self._arrays["proportions"] = np.broadcast_to(self.thumbnails.shape[1:3], (self.samples, 2))
        height, width = self._arrays["proportions"][index].tolist()
        return max(1, height), max(1, width)

    @property
    def images(self) -> RowReader:
        """Of images: uint8 ``(samples, height, width, 1 | 3)`` at the network's size."""
        return self.rows("images")

    @property
    def samples(self) -> int:
        """How many there are."""
        return len(self.labels)

    def name_of(self, index: int) -> str:
        """The file name of a sample, or its number."""
        return self.names[index].rpartition("/")[2] if self.names else f"{index:,}"

    def number_of(self, name: str) -> int:
        """The sample that findings and edits call ``name``: its path, or its number in figures; -1 where none is."""
        if self.names:
            return self._numbers.get(name, -1)
        return int(name) if name.isdigit() else -1

    def path_of(self, index: int) -> Path | None:
        """The file of a sample; ``None`` where samples are only numbers."""
        return Path(self.reply.root) / self.names[index] if self.names else None

    def label_of(self, index: int) -> str:
        """The class name of a sample; empty where it has none."""
        label = int(self.labels[index])
        return self.classes[label] if label >= 0 else ""

    def part_of(self, index: int) -> str:
        """``train``, ``validation``, ``test`` or ``left_out``."""
        return (*PART_NAMES, "left_out")[int(self.parts[index])]


def opened_data(description: DatasetDescription, reply: DataOpened) -> OpenedData:
    """Maps what a reply tells of (raises OSError, ValueError when the cache was damaged since)."""
    # Not needed before the first paint, and not light.
    import numpy as np

    path, view = Path(reply.folder) / "names.json", Path(reply.view)
    names = tuple(json.loads(path.read_bytes())) if path.exists() else ()

    return OpenedData(
        description=description,
        reply=reply,
        classes=reply.classes,
        labels=np.load(view / "labels.npy", mmap_mode="r"),
        parts=np.load(view / "parts.npy", mmap_mode="r"),
        names=names,
        _numbers={name: place for place, name in enumerate(names)},
    )


class OpenDataWorker(RequestWorker):
    """Opens a data set; ``answered`` carries :class:`OpenedData`."""

    def __init__(self, children: Children, description: DatasetDescription, signals: RequestSignals) -> None:
        super().__init__(children, Role.DATA, OpenData(description=description), signals)
        self._description = description

    def work(self) -> None:
        """Asks, relays, and maps the answer."""
        reply = ask(self._children, self._role, self._request, on_reply=self._replied, stop=self._stop)
        if not isinstance(reply, DataOpened):
            raise ProcessError("process.broken_message", reason=type(reply).__name__)
        self._answered(opened_data(self._description, reply))
