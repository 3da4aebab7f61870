"""Images with masks in the Data tab: a grid with overlays, the chosen pair large, folders and classes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.details import SegmentationDetails
from deepdesk.data.preprocessing import SegmentationPreprocessing
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.mask_grid import MaskGrid
from deepdesk.ui.dataset_tab.mask_panel import MaskPanel
from deepdesk.ui.dataset_tab.pictures import to_image
from deepdesk.ui.dataset_tab.summary import class_number, size_text
from deepdesk.ui.figures import percent
from deepdesk.ui.widgets import make_label
from deepdesk.ui.widgets.legend import Legend
from deepdesk.ui.widgets.mask_picture import Colours, MaskPicture, coloured

_LEAST: Final = MappingProxyType({"overlay": 120, "image": 60, "mask": 60})
"""Pixels of height below which a picture says nothing."""


class MaskView(QWidget):
    """The legend, the grid, and image, mask and overlay of the chosen pair."""

    sample_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._colours: Colours = ()
        self.legend = Legend("data_mask", say("segmentation.ui.opacity"))
        self.grid = MaskGrid()
        self.selection_changed = self.grid.selection_changed
        self.pictures = {name: MaskPicture(least) for name, least in _LEAST.items()}
        self._lay_out()
        self.legend.changed.connect(self._paint)
        self.grid.sample_chosen.connect(self._on_chosen)
        self.setFocusProxy(self.grid)

    @property
    def chosen(self) -> int:
        """The number of the sample that is chosen, -1 for none."""
        return self.grid.chosen

    @property
    def selected(self) -> list[int]:
        """The numbers of the samples that are selected."""
        return self.grid.selected

    @property
    def order(self) -> npt.NDArray[np.int64]:
        """The numbers of the samples, as they are shown."""
        return self.grid.order

    def show_samples(self, opened: OpenedData, numbers: npt.NDArray[np.int64], chosen: int) -> None:
        """See :class:`deepdesk.ui.dataset_tab.kinds.SampleView`."""
        self._opened = opened
        preprocessing, details = opened.reply.preprocessing, opened.reply.report.details
        self._colours = preprocessing.colours if isinstance(preprocessing, SegmentationPreprocessing) else ()
        shares = details.shares if isinstance(details, SegmentationDetails) else {}
        entries = zip(opened.classes, self._colours, strict=False)
        self.legend.set_items([(f"{name}  {percent(shares.get(name, 0.0), 1)}", colour) for name, colour in entries])
        self.grid.show_samples(opened, numbers, chosen)
        self._paint()

    def _lay_out(self) -> None:
        large = QWidget()
        column = QGridLayout(large)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        # The overlay above the two that it is made of.
        places = {"overlay": (0, 0, 2), "image": (2, 0, 1), "mask": (2, 1, 1)}
        for name, (row, place, width) in places.items():
            caption: QLabel = make_label(say(f"segmentation.ui.{name}"), "dim")
            picture = self.pictures[name]
            picture.setObjectName(f"data_mask_{name}")
            picture.setAccessibleName(caption.text())
            column.addWidget(caption, row, place, 1, width)
            column.addWidget(picture, row + 1, place, 1, width)
        column.setRowStretch(1, 2)
        column.setRowStretch(3, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setObjectName("data_mask_split")
        split.setChildrenCollapsible(False)
        split.addWidget(self.grid)
        split.addWidget(large)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addWidget(self.legend)
        layout.addWidget(split, 1)

    def _on_chosen(self, number: int) -> None:
        self._paint_large()
        self.sample_chosen.emit(number)

    def _paint(self) -> None:
        self.grid.show_masks(self._colours, self.legend.opacity, self.legend.hidden)
        self._paint_large()

    def _paint_large(self) -> None:
        number = self.grid.chosen
        if self._opened is None or not 0 <= number < self._opened.samples:
            return
        image, mask = to_image(self._opened.images[number]), self._opened.array("masks")[number]
        hidden = self.legend.hidden
        self.pictures["image"].show_layers(image)
        self.pictures["mask"].show_layers(coloured(mask, self._colours, 1.0, hidden))
        self.pictures["overlay"].show_layers(image, coloured(mask, self._colours, self.legend.opacity, hidden))


def make_view() -> MaskView:
    """The grid with overlays."""
    return MaskView()


def make_panel() -> MaskPanel:
    """The chosen pair, and what the masks say."""
    return MaskPanel()


def figures(opened: OpenedData) -> tuple[str, str]:
    """Images with masks, how many classes, their sizes."""
    report = opened.reply.report
    classes = class_number(len(report.classes))
    return say("segmentation.ui.pairs"), f"{classes} · {size_text(report.sizes)}"
