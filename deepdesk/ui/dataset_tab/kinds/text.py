"""Texts in the Data tab: the list, the chosen text with its tokens, and how texts become token numbers."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.details import TextDetails
from deepdesk.data.settings import TableSettings, TextSettings
from deepdesk.process.replies import ClipPreviewed, ImagePreviewed
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.fields import choice_field, number_field, section_label, value_label
from deepdesk.ui.dataset_tab.summary import class_number
from deepdesk.ui.dataset_tab.text_list import row_name, texts_of
from deepdesk.ui.dataset_tab.text_view import TextView
from deepdesk.ui.widgets import Choice, ElidedLabel, Form, Switch, make_button, make_label

_TOKENIZERS: Final = ("auto", "words", "characters", "wordpiece")
_ENCODINGS: Final = ("utf-8", "gb18030", "cp1252", "latin-1", "utf-16", "big5", "shift_jis")
_DELIMITERS: Final = (",", ";", "\t", "|")


class TextPanel(QWidget):
    """The chosen text in figures; columns, tokenizer, vocabulary and length of all texts; how the table was read."""

    settings_changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._text = TextSettings()
        self._table = TableSettings()
        self._filling = False
        self._make_widgets()
        self._lay_out()
        self._connect()

    def show_data(self, opened: OpenedData) -> None:
        """Shows the settings of a data set, with what was found filled in."""
        self._opened = opened
        self._text, self._table = opened.description.text, opened.description.table
        found = opened.reply.report.details
        if not isinstance(found, TextDetails):
            return
        self._filling = True
        self._fill_columns(found)
        kind = say(f"data.text.tokenizer.{found.tokenizer}")
        self._tokenizer.setItemText(0, say("dataset_tab.from_data", value=kind))
        self._tokenizer.setCurrentIndex(_TOKENIZERS.index(self._text.tokenizer))
        self._vocabulary.setValue(self._text.vocabulary)
        self._length.setValue(found.length)
        self._lowercase.setChecked(self._text.lowercase)
        self._length_reset.setVisible(self._text.length is not None)
        self._figures.setText(
            say(
                "data.text.figures",
                tokens=found.vocabulary,
                unknown=f"{found.unknown * 100:.1f} %",
                cut=f"{found.cut * 100:.1f} %",
            )
        )
        self._filling = False

    def _fill_columns(self, found: TextDetails) -> None:
        for field, chosen in ((self._text_column, found.text_column), (self._label_column, found.label_column)):
            field.clear()
            field.addItems(list(found.columns))
            field.setCurrentIndex(max(0, field.findText(chosen)))
            self._reading.set_row_visible(field, bool(found.columns))
        counted = [f"{name} {count:,}" for name, count in found.encodings.items()]
        several = next(iter(found.encodings)) if len(counted) == 1 else ", ".join(counted)
        _fill(self._encoding, _ENCODINGS, self._table.encoding, several)
        delimiter = found.table.delimiter if found.table is not None else None
        names = [say(f"data.text.delimiter.{place}") for place in range(len(_DELIMITERS))]
        told = names[_DELIMITERS.index(delimiter)] if delimiter in _DELIMITERS else delimiter or "–"
        asked = self._table.delimiter
        wanted = names[_DELIMITERS.index(asked)] if asked in _DELIMITERS else None
        _fill(self._delimiter, names, wanted, told)
        header = found.table.header if found.table is not None else None
        self._header.setChecked(bool(header))
        for widget, shown in (
            (self._delimiter, bool(found.table is not None and found.table.delimiter)),
            (self._header, header is not None),
            (self._encoding, bool(found.encodings)),
        ):
            self._reading.set_row_visible(widget, shown)

    def show_sample(self, number: int) -> None:
        """Speaks of a text."""
        opened = self._opened
        if opened is None or number >= opened.samples:
            return
        text = texts_of(opened)[number]
        self._title.setText(row_name(opened, number))
        self._label.setText(opened.label_of(number) or "–")
        self._part.setText(say(f"dataset_tab.part.{opened.part_of(number)}"))
        self._size.setText(say("data.text.letters", count=len(text)))

    def show_preview(self, _number: int, _reply: ImagePreviewed | ClipPreviewed) -> None:
        """There is no picture."""

    def _make_widgets(self) -> None:
        self._title = ElidedLabel("", "title")
        self._title.setObjectName("data_sample_name")
        self._label, self._part, self._size = (value_label(name) for name in ("label", "part", "size"))
        self._text_column = choice_field("data_text_column", [])
        self._label_column = choice_field("data_label_column", [])
        self._encoding = choice_field("data_encoding", [])
        self._delimiter = choice_field("data_delimiter", [])
        self._header = Switch()
        self._header.setObjectName("data_header")
        self._tokenizer = choice_field("data_tokenizer", [say(f"data.text.tokenizer.{name}") for name in _TOKENIZERS])
        self._vocabulary = number_field("data_vocabulary", 10, 100_000)
        self._vocabulary.setSingleStep(1_000)
        self._vocabulary.setGroupSeparatorShown(True)
        self._length = number_field("data_length", 1, 10_000)
        self._length_reset = make_button(Choice("length_reset", say("dataset_tab.size_reset"), "link"), self, "data")
        self._lowercase = Switch()
        self._lowercase.setObjectName("data_lowercase")
        self._figures = make_label("", "small", wrap=True)

    def _lay_out(self) -> None:
        sample, tokens, self._reading = Form(), Form(), Form()
        sample.add_row(say("dataset_tab.label"), self._label)
        sample.add_row(say("dataset_tab.part"), self._part)
        sample.add_row(say("data.text.length_of"), self._size)
        tokens.add_row(say("data.text.tokenizer"), self._tokenizer, help=say("data.text.tokenizer_help"))
        tokens.add_row(say("data.text.vocabulary"), self._vocabulary, help=say("data.text.vocabulary_help"))
        tokens.add_row(say("data.text.length"), self._length, help=say("data.text.length_help"))
        tokens.add_wide(self._length_reset)
        tokens.add_row(say("data.text.lowercase"), self._lowercase, help=say("data.text.lowercase_help"))
        tokens.add_wide(self._figures)
        self._reading.add_row(say("data.text.text_column"), self._text_column)
        self._reading.add_row(say("data.text.label_column"), self._label_column)
        self._reading.add_row(say("data.text.encoding"), self._encoding, help=say("data.text.encoding_help"))
        self._reading.add_row(say("data.text.delimiter"), self._delimiter)
        self._reading.add_row(say("data.text.header"), self._header)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        parts = (
            self._title,
            sample,
            section_label("tokens"),
            tokens,
            section_label("reading"),
            self._reading,
        )
        for widget in parts:
            layout.addWidget(widget)

    def _connect(self) -> None:
        self._tokenizer.currentIndexChanged.connect(lambda place: self._edit(tokenizer=_TOKENIZERS[place]))
        self._vocabulary.valueChanged.connect(lambda value: self._edit(vocabulary=value))
        self._length.valueChanged.connect(lambda value: self._edit(length=value))
        self._length_reset.clicked.connect(lambda: self._edit(length=None))
        self._lowercase.toggled.connect(lambda on: self._edit(lowercase=on))
        self._text_column.currentTextChanged.connect(lambda name: self._edit(text=name))
        self._label_column.currentTextChanged.connect(lambda name: self._edit(label=name))
        self._encoding.currentIndexChanged.connect(
            lambda place: self._read(encoding=None if place <= 0 else _ENCODINGS[place - 1])
        )
        self._delimiter.currentIndexChanged.connect(
            lambda place: self._read(delimiter=None if place <= 0 else _DELIMITERS[place - 1])
        )
        self._header.toggled.connect(lambda on: self._read(header=on))

    def _edit(self, **fields: Any) -> None:
        if self._filling or self._opened is None:
            return
        self._text = msgspec.structs.replace(self._text, **fields)
        self.settings_changed.emit({"text": self._text})

    def _read(self, **fields: Any) -> None:
        if self._filling or self._opened is None:
            return
        self._table = msgspec.structs.replace(self._table, **fields)
        # Other reading may name the columns otherwise.
        self._text = msgspec.structs.replace(self._text, text=None, label=None)
        self.settings_changed.emit({"table": self._table, "text": self._text})


def _fill(field: QComboBox, names: Any, asked: str | None, found: str) -> None:
    """``auto (found)`` first, then the choices."""
    field.clear()
    field.addItem(say("dataset_tab.from_data", value=found))
    field.addItems(list(names))
    field.setCurrentIndex(0 if asked is None else max(0, field.findText(asked)))


def make_view() -> TextView:
    """The list of texts."""
    return TextView()


def make_panel() -> TextPanel:
    """The chosen text and the settings."""
    return TextPanel()


def figures(opened: OpenedData) -> tuple[str, str]:
    """Texts, how many classes, how long."""
    found = opened.reply.report.details
    classes = class_number(len(opened.reply.report.classes))
    if not isinstance(found, TextDetails):
        return say("data.text.texts"), classes
    return say("data.text.texts"), f"{classes} · {say('data.text.median', count=round(found.lengths.median))}"
