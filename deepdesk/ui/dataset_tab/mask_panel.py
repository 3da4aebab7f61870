"""Images with masks in the inspector: the chosen pair, the size, the folders, the classes, what is ignored."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.details import SegmentationDetails
from deepdesk.data.preprocessing import SegmentationPreprocessing
from deepdesk.data.settings import MaskClass, SegmentationSettings
from deepdesk.process.replies import ImagePreviewed
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.fields import choice_field, number_field, section_label, value_label
from deepdesk.ui.dataset_tab.grid import shown_name
from deepdesk.ui.dataset_tab.values_field import ValuesField
from deepdesk.ui.widgets import Choice, ElidedLabel, Form, make_button, make_label
from deepdesk.ui.widgets.legend import swatch

_SIDE_LIMIT: Final = 1024
_CHANNELS: Final = (None, 1, 3)
_RESIZES: Final = ("stretch", "fit", "fill")
_ROW: Final = 26
_ROWS: Final = 8


class MaskPanel(QWidget):
    """Speaks of one pair, and of what all images and masks are."""

    settings_changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._filling = False
        self._make_widgets()
        self._lay_out()
        self._connect()

    def show_data(self, opened: OpenedData) -> None:
        """Shows the settings of a data set."""
        self._opened = opened
        self._filling = True
        preprocessing, description = opened.reply.preprocessing, opened.description
        settings, details = description.segmentation, opened.reply.report.details
        if isinstance(preprocessing, SegmentationPreprocessing):
            self._height.setValue(preprocessing.image.height)
            self._width.setValue(preprocessing.image.width)
        self._channels.setCurrentIndex(_CHANNELS.index(description.channels))
        self._resize.setCurrentIndex(_RESIZES.index(description.resize))
        self._values.show_description(description)
        pinned = description.height is not None or description.width is not None
        self._size_reset.setVisible(pinned)
        if isinstance(details, SegmentationDetails):
            self._images.setPlaceholderText(details.images)
            self._masks.setPlaceholderText(details.masks)
            self._show_classes(details.classes)
        self._images.setText(settings.images or "")
        self._masks.setText(settings.masks or "")
        self._ignored.setText(", ".join(map(str, settings.ignored or ())))
        self._classes_reset.setVisible(settings.classes is not None)
        self._filling = False

    def show_sample(self, number: int) -> None:
        """Speaks of a pair."""
        if self._opened is not None and number < self._opened.samples:
            self._title.setText(shown_name(self._opened, number))
            self._part.setText(say(f"dataset_tab.part.{self._opened.part_of(number)}"))

    def show_preview(self, _number: int, reply: ImagePreviewed) -> None:
        """Tells the size of the file itself."""
        height, width = getattr(reply, "height", 0), getattr(reply, "width", 0)
        if height and width:
            self._size.setText(say("dataset_tab.one_size", height=height, width=width))

    def _make_widgets(self) -> None:
        self._title = ElidedLabel("", "title")
        self._title.setObjectName("data_sample_name")
        self._part, self._size = value_label("part"), value_label("size")
        self._height, self._width = (number_field(f"data_{name}", 1, _SIDE_LIMIT, "px") for name in ("height", "width"))
        channels = [say(f"data.channels.{number}") for number in (1, 3)]
        self._channels = choice_field("data_channels", [say("segmentation.ui.as_found"), *channels])
        self._resize = choice_field("data_resize", [say(f"dataset_tab.resize.{name}") for name in _RESIZES])
        self._values = ValuesField()
        self._size_reset = make_button(Choice("size_reset", say("dataset_tab.size_reset"), "link"), self, "data")
        self._images, self._masks, self._ignored = (QLineEdit() for _ in range(3))
        for name, field in (("images", self._images), ("masks", self._masks), ("ignored", self._ignored)):
            field.setObjectName(f"data_mask_{name}")
        self._ignored.setPlaceholderText(say("segmentation.ui.ignored_example"))
        self._classes = QTableWidget(0, 2)
        self._classes.setObjectName("data_mask_classes")
        self._classes.setAccessibleName(say("segmentation.ui.classes"))
        self._classes.setHorizontalHeaderLabels([say("segmentation.ui.value"), say("segmentation.ui.name")])
        self._classes.verticalHeader().hide()
        self._classes.verticalHeader().setDefaultSectionSize(_ROW)
        self._classes.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self._classes.setShowGrid(False)
        self._classes.setTabKeyNavigation(False)
        self._note = make_label(say("segmentation.ui.classes_note"), "small", wrap=True)
        self._classes_reset = make_button(
            Choice("classes_reset", say("segmentation.ui.classes_reset"), "link"), self, "data_mask"
        )

    def _lay_out(self) -> None:
        sample, seen, folders, ignored = Form(), Form(), Form(), Form()
        sample.add_row(say("dataset_tab.part"), self._part)
        sample.add_row(say("dataset_tab.size"), self._size)
        seen.add_row(say("dataset_tab.height"), self._height)
        seen.add_row(say("dataset_tab.width"), self._width)
        seen.add_wide(self._size_reset)
        seen.add_row(say("dataset_tab.colours"), self._channels)
        seen.add_row(say("dataset_tab.fit"), self._resize, help=say("segmentation.ui.fit_help"))
        seen.add_row(say("dataset_tab.values"), self._values, help=say("dataset_tab.values_help"))
        folders.add_row(say("segmentation.ui.images_folder"), self._images, help=say("segmentation.ui.folder_help"))
        folders.add_row(say("segmentation.ui.masks_folder"), self._masks, help=say("segmentation.ui.folder_help"))
        ignored.add_row(say("segmentation.ui.ignored"), self._ignored, help=say("segmentation.ui.ignored_help"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        parts: tuple[QWidget, ...] = (
            self._title,
            sample,
            make_label(say("segmentation.ui.classes"), "section"),
            self._classes,
            self._note,
            self._classes_reset,
            ignored,
            section_label("seen"),
            seen,
            make_label(say("segmentation.ui.folders"), "section"),
            folders,
        )
        for widget in parts:
            layout.addWidget(widget)

    def _connect(self) -> None:
        self._height.valueChanged.connect(lambda value: self._edit(height=value, width=self._width.value()))
        self._width.valueChanged.connect(lambda value: self._edit(width=value, height=self._height.value()))
        self._channels.currentIndexChanged.connect(lambda index: self._edit(channels=_CHANNELS[index]))
        self._resize.currentIndexChanged.connect(lambda index: self._edit(resize=_RESIZES[index]))
        self._values.normalization_chosen.connect(lambda wanted: self._edit(normalization=wanted))
        self._size_reset.clicked.connect(lambda: self._edit(height=None, width=None))
        self._images.editingFinished.connect(lambda: self._settle(images=self._images.text().strip() or None))
        self._masks.editingFinished.connect(lambda: self._settle(masks=self._masks.text().strip() or None))
        self._ignored.editingFinished.connect(lambda: self._settle(ignored=_ignored(self._ignored.text())))
        self._classes.itemChanged.connect(lambda _item: self._on_renamed())
        self._classes.cellDoubleClicked.connect(self._on_cell)
        self._classes_reset.clicked.connect(lambda: self._settle(classes=None))

    def _show_classes(self, classes: tuple[MaskClass, ...]) -> None:
        self._classes.setRowCount(len(classes))
        for row, one in enumerate(classes):
            colour = one.colour or (0, 0, 0)
            value = QTableWidgetItem(swatch(colour), str(one.value) if one.value is not None else "")
            value.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            value.setToolTip(say("segmentation.ui.colour_help"))
            self._classes.setItem(row, 0, value)
            self._classes.setItem(row, 1, QTableWidgetItem(one.name))
        self._classes.resizeColumnToContents(0)
        rows = min(len(classes), _ROWS)
        self._classes.setFixedHeight(rows * _ROW + self._classes.horizontalHeader().sizeHint().height() + 4)

    @property
    def _found(self) -> tuple[MaskClass, ...]:
        details = self._opened.reply.report.details if self._opened is not None else None
        return details.classes if isinstance(details, SegmentationDetails) else ()

    def _on_renamed(self) -> None:
        if self._filling:
            return
        names = [self._classes.item(row, 1) for row in range(self._classes.rowCount())]
        found = self._found
        classes = tuple(
            msgspec.structs.replace(one, name=(item.text().strip() if item is not None else "") or one.name)
            for one, item in zip(found, names, strict=False)
        )
        if classes != found:
            self._settle(classes=classes)

    def _on_cell(self, row: int, column: int) -> None:
        if column == 0 and row < len(self._found):
            one = self._found[row]
            dialog = QColorDialog(QColor(*(one.colour or (0, 0, 0))), self)
            dialog.colorSelected.connect(lambda colour: self._on_colour(row, colour))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _on_colour(self, row: int, colour: QColor) -> None:
        found = list(self._found)
        if row >= len(found) or found[row].value is None:
            return  # where masks are written in colours, the colour is what tells the class
        found[row] = msgspec.structs.replace(found[row], colour=(colour.red(), colour.green(), colour.blue()))
        self._settle(classes=tuple(found))

    def _settle(self, **fields: Any) -> None:
        if self._filling or self._opened is None:
            return
        before: SegmentationSettings = self._opened.description.segmentation
        after = msgspec.structs.replace(before, **fields)
        if after != before:
            self.settings_changed.emit({"segmentation": after})

    def _edit(self, **fields: Any) -> None:
        if self._filling or self._opened is None:
            return
        shape, pinned = self._opened.reply.preprocessing.shape, self._opened.description.height is not None
        if (fields.get("height"), fields.get("width")) == tuple(shape[:2]) and not pinned:
            return
        self.settings_changed.emit(fields)


def _ignored(text: str) -> tuple[int | str, ...] | None:
    """What was typed: indices as numbers, the rest as it stands; nothing: found out."""
    parts = [part for part in text.replace(";", ",").replace(",", " ").split() if part]
    return tuple(int(part) if part.isascii() and part.isdigit() else part for part in parts) or None
