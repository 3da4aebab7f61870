"""Images in the Data tab: the grid, the chosen image, and how the network sees it."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.process.replies import ClipPreviewed, ImagePreviewed
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.fields import choice_field, number_field, section_label, value_label
from deepdesk.ui.dataset_tab.grid import SampleGrid, shown_name
from deepdesk.ui.dataset_tab.pictures import PictureView, to_image
from deepdesk.ui.dataset_tab.summary import class_number, size_text
from deepdesk.ui.dataset_tab.values_field import ValuesField
from deepdesk.ui.widgets import Choice, ElidedLabel, Form, make_button, make_label

_SIDE_LIMIT: Final = 1024
_CHANNELS: Final = (None, 1, 3)
_RESIZES: Final = ("stretch", "fit", "fill")


class ImagesPanel(QWidget):
    """Speaks of one image and of the size, colours and fit that all images get."""

    settings_changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._number = -1
        self._filling = False
        self._make_widgets()
        self._lay_out()
        self._connect()

    def show_data(self, opened: OpenedData) -> None:
        """Shows the settings of a data set."""
        self._opened = opened
        self._filling = True
        preprocessing, description = opened.reply.preprocessing, opened.description
        if isinstance(preprocessing, ImagePreprocessing):
            self._height.setValue(preprocessing.height)
            self._width.setValue(preprocessing.width)
            found = say(f"data.channels.{preprocessing.channels}")
            self._channels.setItemText(0, say("dataset_tab.from_data", value=found))
        self._channels.setCurrentIndex(_CHANNELS.index(description.channels))
        self._resize.setCurrentIndex(_RESIZES.index(description.resize))
        self._values.show_description(description)
        self._filling = False
        pinned = description.height is not None or description.width is not None
        self._size_reset.setVisible(pinned)
        self._size_note.setVisible(not pinned)

    def show_sample(self, number: int) -> None:
        """Shows a sample by its thumbnail; :meth:`show_preview` may follow."""
        if self._opened is None:
            return
        self._number = number
        opened = self._opened
        self._title.setText(shown_name(opened, number))
        self._show_pictures(opened, number)
        self._label.setText(opened.label_of(number) or "–")
        self._part.setText(say(f"dataset_tab.part.{opened.part_of(number)}"))
        height, width = self._picture.image.height(), self._picture.image.width()
        self._size.setText(say("dataset_tab.one_size", height=height, width=width) if not opened.names else "–")

    def _show_pictures(self, opened: OpenedData, number: int) -> None:
        try:
            picture, shape = to_image(opened.thumbnails[number]), opened.shown_size(number)
            seen = to_image(opened.images[number])
        except (OSError, EOFError, ValueError):  # the cache was taken away
            picture, shape, seen = QImage(), None, QImage()
        self._picture.show_picture(picture, shape)
        self._seen.show_picture(seen)

    def show_preview(self, number: int, reply: ImagePreviewed | ClipPreviewed) -> None:
        """Replaces the thumbnail by the picture itself, when its sample is still the one that is shown."""
        if not isinstance(reply, ImagePreviewed):
            return
        image = QImage.fromData(reply.content)
        if number == self._number and not image.isNull():
            self._picture.show_picture(image)
            self._size.setText(say("dataset_tab.one_size", height=reply.height, width=reply.width))

    def _make_widgets(self) -> None:
        self._title = ElidedLabel("", "title")
        self._title.setObjectName("data_sample_name")
        self._picture = PictureView(200)
        self._picture.setAccessibleName(say("dataset_tab.picture"))
        self._seen = PictureView(120)
        self._seen.setAccessibleName(say("dataset_tab.seen"))
        self._seen.setObjectName("data_seen")
        self._label, self._part, self._size = (value_label(name) for name in ("label", "part", "size"))
        self._height, self._width = (number_field(f"data_{name}", 1, _SIDE_LIMIT, "px") for name in ("height", "width"))
        channels = [say("data.channels.1")] + [say(f"data.channels.{number}") for number in (1, 3)]
        self._channels = choice_field("data_channels", channels)
        self._resize = choice_field("data_resize", [say(f"dataset_tab.resize.{name}") for name in _RESIZES])
        self._values = ValuesField()
        self._size_note = make_label(say("dataset_tab.size_from_data"), "small", wrap=True)
        self._size_reset = make_button(Choice("size_reset", say("dataset_tab.size_reset"), "link"), self, "data")

    def _lay_out(self) -> None:
        sample, seen = Form(), Form()
        sample.add_row(say("dataset_tab.label"), self._label)
        sample.add_row(say("dataset_tab.part"), self._part)
        sample.add_row(say("dataset_tab.size"), self._size)
        seen.add_row(say("dataset_tab.height"), self._height)
        seen.add_row(say("dataset_tab.width"), self._width)
        seen.add_wide(self._size_note)
        seen.add_wide(self._size_reset)
        seen.add_row(say("dataset_tab.colours"), self._channels)
        seen.add_row(say("dataset_tab.fit"), self._resize, help=say("dataset_tab.fit_help"))
        seen.add_row(say("dataset_tab.values"), self._values, help=say("dataset_tab.values_help"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        for widget in (self._title, self._picture, sample, section_label("seen"), self._seen, seen):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self._height.valueChanged.connect(lambda value: self._edit(height=value, width=self._width.value()))
        self._width.valueChanged.connect(lambda value: self._edit(width=value, height=self._height.value()))
        self._channels.currentIndexChanged.connect(lambda index: self._edit(channels=_CHANNELS[index]))
        self._resize.currentIndexChanged.connect(lambda index: self._edit(resize=_RESIZES[index]))
        self._values.normalization_chosen.connect(lambda wanted: self._edit(normalization=wanted))
        self._size_reset.clicked.connect(lambda: self._edit(height=None, width=None))

    def _edit(self, **fields: Any) -> None:
        opened = self._opened
        if self._filling or opened is None:
            return
        size = (fields.get("height"), fields.get("width"))
        if size == tuple(opened.reply.preprocessing.shape[:2]) and opened.description.height is None:
            return
        self.settings_changed.emit(fields)


def make_view() -> SampleGrid:
    """The grid of thumbnails."""
    return SampleGrid()


def make_panel() -> ImagesPanel:
    """The chosen image and the size."""
    return ImagesPanel()


def figures(opened: OpenedData) -> tuple[str, str]:
    """Images, how many classes, their sizes."""
    report = opened.reply.report
    classes = class_number(len(report.classes))
    sizes = f" · {size_text(report.sizes)}" if report.sizes else ""
    return say("dataset_tab.images"), f"{classes}{sizes}"
