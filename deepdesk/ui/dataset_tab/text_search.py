"""Which texts hold what was typed: looked through a piece at a time, so that the window stays fluid."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui.dataset_tab.sample_model import Numbers

_PIECE: Final = 4_000_000
"""Bytes that are looked through at a time."""
_DELAY_MS: Final = 150


class TextSearch(QObject):
    """Looks for a text in all texts, case of Latin letters aside. ``found`` carries the numbers that hold it, in
    ascending order; ``None`` where nothing is looked for."""

    found = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._pattern: re.Pattern[bytes] | None = None
        self._at = 0
        self._places: list[int] = []
        self._wanted = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    @property
    def wanted(self) -> str:
        """What is looked for, empty for nothing."""
        return self._wanted

    def show_data(self, opened: OpenedData) -> None:
        """Looks in these from now on."""
        self._opened = opened
        self.look_for(self._wanted)

    def look_for(self, text: str) -> None:
        """Begins anew."""
        self._wanted = text.strip()
        self._at, self._places = 0, []
        self._pattern = re.compile(re.escape(self._wanted.encode("utf-8", "replace")), re.IGNORECASE)
        self._timer.start(_DELAY_MS)

    def _look(self) -> None:
        if not self._wanted or self._opened is None or self._pattern is None:
            self.found.emit(None)
            return
        texts = self._opened.array("texts")
        overlap = len(self._pattern.pattern)
        piece = texts[self._at : self._at + _PIECE + overlap].tobytes()
        self._places += [self._at + match.start() for match in self._pattern.finditer(piece)]
        self._at += _PIECE
        if self._at < len(texts):
            self._timer.start(0)
            return
        self.found.emit(self._numbers())

    def _numbers(self) -> Numbers:
        """The texts in which the places lie; a match from one text into the next is none."""
        if self._opened is None or self._pattern is None or not self._places:
            return np.zeros(0, dtype=np.int64)
        bounds = self._opened.array("bounds")
        places = np.array(self._places, dtype=np.int64)
        numbers = np.searchsorted(bounds[:, 0], places, side="right") - 1
        whole = places + len(self._wanted.encode("utf-8", "replace")) <= bounds[numbers, 1]
        return np.unique(numbers[whole]).astype(np.int64)
