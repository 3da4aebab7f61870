"""The inspector: the selected image, how the network sees it, and how the data are split."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.description import SplitSettings
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.process.replies import ImagePreviewed
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.grid import shown_name
from deepdesk.ui.dataset_tab.pictures import PictureView, to_image
from deepdesk.ui.widgets import Choice, ElidedLabel, Form, make_button, make_label

_APPLY_AFTER_MS: Final = 600
_SIDE_LIMIT: Final = 1024
_CHANNELS: Final = (None, 1, 3)
_RESIZES: Final = ("stretch", "fit", "fill")


class Inspector(QWidget):
    """Speaks of one sample and of the settings that all samples share.

    ``settings_changed`` carries the fields of the description that the person changed, shortly after the last edit.
    """

    settings_changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._number = -1
        self._filling = False
        self._edited: dict[str, Any] = {}
        self._make_widgets()
        self._lay_out()
        self._connect()

    def show_data(self, opened: OpenedData) -> None:
        """Shows the settings of a data set; edits that were not applied yet are dropped."""
        self._opened = opened
        self._timer.stop()
        self._edited = {}
        self._filling = True
        preprocessing, description = opened.reply.preprocessing, opened.description
        if isinstance(preprocessing, ImagePreprocessing):
            self._height.setValue(preprocessing.height)
            self._width.setValue(preprocessing.width)
            found = say(f"data.channels.{preprocessing.channels}")
            self._channels.setItemText(0, say("dataset_tab.from_data", value=found))
        self._channels.setCurrentIndex(_CHANNELS.index(description.channels))
        self._resize.setCurrentIndex(_RESIZES.index(description.resize))
        self._fill_split(opened)
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
        self._picture.show_picture(to_image(opened.thumbnails[number]))
        self._seen.show_picture(to_image(opened.images[number]))
        self._label.setText(opened.label_of(number))
        self._part.setText(say(f"dataset_tab.part.{opened.part_of(number)}"))
        height, width = opened.thumbnails.shape[1:3]
        self._size.setText(say("dataset_tab.one_size", height=height, width=width) if not opened.names else "–")

    def show_preview(self, number: int, reply: ImagePreviewed) -> None:
        """Replaces the thumbnail by the picture itself, when its sample is still the one that is shown."""
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
        self._label, self._part, self._size = (_value_label(name) for name in ("label", "part", "size"))
        self._height, self._width = (_number(f"data_{name}", 1, _SIDE_LIMIT, "px") for name in ("height", "width"))
        self._channels = _choice(
            "data_channels", [say("data.channels.1")] + [say(f"data.channels.{n}") for n in (1, 3)]
        )
        self._resize = _choice("data_resize", [say(f"dataset_tab.resize.{name}") for name in _RESIZES])
        self._size_note = make_label(say("dataset_tab.size_from_data"), "small", wrap=True)
        self._size_reset = make_button(Choice("size_reset", say("dataset_tab.size_reset"), "link"), self, "data")
        self._train = _value_label("train")
        self._validation, self._test = (_number(f"data_{name}", 0, 90, "%") for name in ("validation", "test"))
        self._seed = _number("data_seed", 0, 999_999, "")
        self._test_note = make_label(say("dataset_tab.test_given"), "small", wrap=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_APPLY_AFTER_MS)

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
        seen.add_row(say("dataset_tab.values"), make_label(say("dataset_tab.values_0_1")))
        self._split_form = Form()
        self._split_form.add_row(say("dataset_tab.train"), self._train)
        self._split_form.add_row(say("dataset_tab.validation"), self._validation)
        self._split_form.add_row(say("dataset_tab.test"), self._test)
        self._split_form.add_wide(self._test_note)
        self._split_form.add_row(say("dataset_tab.seed"), self._seed, help=say("dataset_tab.seed_help"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        for widget in (self._title, self._picture, sample, _section("seen"), self._seen, seen):
            layout.addWidget(widget)
        layout.addWidget(_section("split"))
        layout.addWidget(self._split_form)
        layout.addStretch(1)

    def _connect(self) -> None:
        self._height.valueChanged.connect(lambda value: self._edit(height=value, width=self._width.value()))
        self._width.valueChanged.connect(lambda value: self._edit(width=value, height=self._height.value()))
        self._channels.currentIndexChanged.connect(lambda index: self._edit(channels=_CHANNELS[index]))
        self._resize.currentIndexChanged.connect(lambda index: self._edit(resize=_RESIZES[index]))
        self._size_reset.clicked.connect(lambda: self._edit(height=None, width=None))
        for field in (self._validation, self._test, self._seed):
            field.valueChanged.connect(lambda _: self._edit_split())
        self._timer.timeout.connect(self._apply)

    def _fill_split(self, opened: OpenedData) -> None:
        given = opened.reply.report.parts
        used = opened.description.split
        if used is None:
            used = SplitSettings(train=0.9, validation=0.1, test=0.0) if given.get("test") else SplitSettings()
        rest = used.train + used.validation
        validation = used.validation / rest if given.get("test") else used.validation
        self._validation.setValue(round(100 * validation))
        self._test.setValue(0 if given.get("test") else round(100 * used.test))
        self._seed.setValue(used.seed)
        self._split_form.set_row_visible(self._test, not given.get("test"))
        self._test_note.setVisible(bool(given.get("test")))
        for field in (self._validation, self._test, self._seed):
            field.setEnabled(not given.get("validation"))
        self._test_note.setText(say("dataset_tab.parts_given" if given.get("validation") else "dataset_tab.test_given"))
        self._test_note.setVisible(bool(given))
        self._train.setText(f"{100 - self._validation.value() - self._test.value()} %")

    def _edit(self, **fields: Any) -> None:
        if not self._filling and self._opened is not None:
            self._edited |= fields
            self._timer.start()

    def _edit_split(self) -> None:
        if self._filling or self._opened is None:
            return
        validation, test = self._validation.value(), self._test.value()
        if validation + test > 95:
            # Training keeps at least a twentieth; the field that was not touched gives way.
            other = self._test if self.focusWidget() is self._validation else self._validation
            self._filling = True
            other.setValue(max(0, 95 - (validation if other is self._test else test)))
            self._filling = False
            validation, test = self._validation.value(), self._test.value()
        self._train.setText(f"{100 - validation - test} %")
        split = SplitSettings(
            train=(100 - validation - test) / 100,
            validation=validation / 100,
            test=test / 100,
            seed=self._seed.value(),
        )
        self._edit(split=split)

    def _apply(self) -> None:
        edited, self._edited = self._edited, {}
        if self._opened is None or not edited:
            return
        current = msgspec.structs.asdict(self._opened.description)
        preprocessing = self._opened.reply.preprocessing
        current_size = tuple(preprocessing.shape[:2])
        if (edited.get("height"), edited.get("width")) == current_size and current["height"] is None:
            edited = {key: value for key, value in edited.items() if key not in {"height", "width"}}
        if any(current[key] != value for key, value in edited.items()):
            self.settings_changed.emit(edited)


def _section(name: str) -> QLabel:
    return make_label(say(f"dataset_tab.section.{name}"), "section")


def _value_label(name: str) -> ElidedLabel:
    label = ElidedLabel()
    label.setObjectName(f"data_sample_{name}")
    return label


def _number(name: str, least: int, most: int, unit: str) -> QSpinBox:
    field = QSpinBox()
    field.setObjectName(name)
    field.setRange(least, most)
    field.setKeyboardTracking(False)
    if unit:
        field.setSuffix(f" {unit}")
    return field


def _choice(name: str, texts: list[str]) -> QComboBox:
    field = QComboBox()
    field.setObjectName(name)
    field.addItems(texts)
    return field
