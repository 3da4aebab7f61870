"""How the table behind a data set was read: what was found, to be corrected."""

from __future__ import annotations

from typing import Final

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.settings import TableSettings
from deepdesk.ui.dataset_tab.fields import choice_field
from deepdesk.ui.widgets import Form

_ENCODINGS: Final = ("utf-8", "gb18030", "utf-16", "cp1252", "latin-1", "shift_jis", "cp1251")
_DELIMITERS: Final = (",", ";", "\t", "|", " ")
_DECIMALS: Final = (".", ",")


class TableForm(QWidget):
    """``table_changed`` carries the :class:`TableSettings` that are asked for; what is left to be found is ``None``."""

    table_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = TableSettings()
        self._filling = False
        marks = [say(f"sequences.ui.delimiter.{place}") for place in range(len(_DELIMITERS))]
        self._encoding = choice_field("data_table_encoding", ["", *_ENCODINGS])
        self._delimiter = choice_field("data_table_delimiter", ["", *marks])
        self._decimal = choice_field("data_table_decimal", ["", *[say(f"sequences.ui.decimal.{n}") for n in range(2)]])
        self._header = choice_field("data_table_header", ["", say("sequences.ui.yes"), say("sequences.ui.no")])
        form = Form()
        form.add_row(say("sequences.ui.encoding"), self._encoding)
        form.add_row(say("sequences.ui.delimiter"), self._delimiter)
        form.add_row(say("sequences.ui.decimal"), self._decimal, help=say("sequences.ui.decimal_help"))
        form.add_row(say("sequences.ui.header"), self._header)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(form)
        for field in (self._encoding, self._delimiter, self._decimal, self._header):
            field.currentIndexChanged.connect(lambda _index: self._edit())

    def show_table(self, asked: TableSettings, found: TableSettings | None) -> None:
        """Shows what was asked for and, where that is open, what was found; hidden where there is no table."""
        self.setVisible(found is not None)
        if found is None:
            return
        self._filling = True
        self._asked = asked
        _fill(self._encoding, found.encoding or "", asked.encoding, _ENCODINGS)
        shown = {mark: self._delimiter.itemText(place + 1) for place, mark in enumerate(_DELIMITERS)}
        _fill(self._delimiter, shown.get(found.delimiter or "", say("sequences.ui.none")), asked.delimiter, _DELIMITERS)
        words = {mark: self._decimal.itemText(place + 1) for place, mark in enumerate(_DECIMALS)}
        _fill(self._decimal, words.get(found.decimal or ".", ""), asked.decimal, _DECIMALS)
        header = say("sequences.ui.yes") if found.header else say("sequences.ui.no")
        _fill(self._header, header, asked.header, (True, False))
        self._filling = False

    def _edit(self) -> None:
        if self._filling:
            return
        self.table_changed.emit(
            msgspec.structs.replace(
                self._asked,
                encoding=_chosen(self._encoding, _ENCODINGS),
                delimiter=_chosen(self._delimiter, _DELIMITERS),
                decimal=_chosen(self._decimal, _DECIMALS),
                header=_chosen(self._header, (True, False)),
            )
        )


def _fill(field: QComboBox, found: str, asked: object, known: tuple[object, ...]) -> None:
    field.setItemText(0, say("dataset_tab.from_data", value=found))
    field.setCurrentIndex(known.index(asked) + 1 if asked in known else 0)


def _chosen(field: QComboBox, known: tuple[object, ...]) -> object:
    index = field.currentIndex()
    return known[index - 1] if index > 0 else None
