"""Texts in the main area: a field to search them, the list, and the chosen one whole with its tokens."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.preprocessing import TextPreprocessing
from deepdesk.data.text.tokenizing import TextTokenizer
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.sample_model import Numbers
from deepdesk.ui.dataset_tab.text_list import TextList, row_name, texts_of
from deepdesk.ui.dataset_tab.text_search import TextSearch
from deepdesk.ui.widgets import ElidedLabel, TokenChips, TokenState, make_label

SHOWN_BEYOND = 100
"""Tokens behind the end that are shown greyed."""


class TextView(QWidget):
    """See :class:`deepdesk.ui.dataset_tab.kinds.SampleView`."""

    sample_chosen = Signal(int)
    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._numbers: Numbers = np.zeros(0, dtype=np.int64)
        self._found: Numbers | None = None
        self._tokenizer: TextTokenizer | None = None
        self._tokenizer_of = ""
        self._make_widgets()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.list)

    @property
    def chosen(self) -> int:
        """The number of the text that is chosen, -1 for none."""
        return self.list.chosen

    @property
    def selected(self) -> list[int]:
        """The numbers of the texts that are selected."""
        return self.list.selected

    @property
    def order(self) -> Numbers:
        """The numbers of the texts, as they are shown."""
        return self.list.model_of_texts.numbers

    def show_samples(self, opened: OpenedData, numbers: Numbers, chosen: int) -> None:
        """Shows these texts, of them those that the search field asks for."""
        before, self._opened = self._opened, opened
        self._numbers = numbers
        if before is None or before.reply.folder != opened.reply.folder:
            self._found = None
            self._search.clear()
            self._finder.show_data(opened)
        self._show(chosen)

    def sizeHint(self) -> QSize:
        # What is around scrolls as soon as the parts do not get what they hint at.
        return QSize(600, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 300)

    def _make_widgets(self) -> None:
        self._search = QLineEdit()
        self._search.setObjectName("data_text_search")
        self._search.setAccessibleName(say("data.text.search"))
        self._search.setPlaceholderText(say("data.text.search"))
        self._search.setClearButtonEnabled(True)
        self._count = make_label("", "dim")
        self._finder = TextSearch(self)
        self.list = TextList()
        self._title = ElidedLabel("", "strong")
        self._text = QPlainTextEdit()
        self._text.setObjectName("data_text")
        self._text.setAccessibleName(say("data.text.chosen"))
        self._text.setReadOnly(True)
        self._text.setFont(theme.font(theme.TITLE))
        self._text.setMinimumHeight(44)
        self._tokens_title = make_label("", "small")
        self.chips = TokenChips()
        self.chips.setObjectName("data_text_tokens")
        self.chips.setAccessibleName(say("data.text.tokens"))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_2)
        top.addWidget(self._search, 1)
        top.addWidget(self._count)
        lower = QWidget()
        below = QVBoxLayout(lower)
        below.setContentsMargins(0, theme.SPACE_2, 0, 0)
        below.setSpacing(theme.SPACE_1)
        below.addWidget(self._title)
        below.addWidget(self._text, 1)
        below.addWidget(self._tokens_title)
        below.addWidget(self.chips, 1)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setObjectName("data_text_split")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(lower)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addLayout(top)
        layout.addWidget(self._split, 1)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._finder.look_for)
        self._finder.found.connect(self._on_found)
        self.list.sample_chosen.connect(self._on_chosen)
        self.list.selection_changed.connect(self.selection_changed)

    def _on_found(self, numbers: Numbers | None) -> None:
        if numbers is None and self._found is None:
            return
        self._found = numbers
        self._show(self.list.chosen)

    def _show(self, chosen: int) -> None:
        opened = self._opened
        if opened is None:
            return
        numbers = self._numbers
        if self._found is not None:
            numbers = numbers[np.isin(numbers, self._found)]
        self.list.show_texts(opened, numbers, chosen)
        self._count.setText(say("data.text.shown", count=len(numbers)) if self._found is not None else "")
        if not len(numbers):
            self._title.setText(
                say("data.text.nothing_found", text=self._search.text()) if self._found is not None else ""
            )
            self._text.clear()
            self._tokens_title.clear()
            self.chips.show_tokens(())

    def _on_chosen(self, number: int) -> None:
        opened = self._opened
        if opened is None:
            return
        text = texts_of(opened)[number]
        self._title.setText(row_name(opened, number))
        self._text.setPlainText(text)
        self._show_tokens(text)
        self.sample_chosen.emit(number)

    def _show_tokens(self, text: str) -> None:
        opened = self._opened
        settings = opened.reply.preprocessing if opened is not None else None
        if not isinstance(settings, TextPreprocessing):
            return
        if self._tokenizer is None or self._tokenizer_of != settings.tokenizer:
            self._tokenizer, self._tokenizer_of = TextTokenizer(settings.tokenizer), settings.tokenizer
        pieces = self._tokenizer.pieces(text, settings.length + SHOWN_BEYOND)
        unknown = sum(piece.token is None for piece in pieces[: settings.length])
        figures = {"count": min(len(pieces), settings.length), "length": settings.length, "unknown": unknown}
        self._tokens_title.setText(say("data.text.token_figures", **figures))
        self.chips.show_tokens(
            [(piece.written, _state(place, piece.token, settings.length)) for place, piece in enumerate(pieces)]
        )


def _state(place: int, token: str | None, length: int) -> TokenState:
    if place >= length:
        return "cut"
    return "known" if token is not None else "unknown"
