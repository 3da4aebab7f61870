"""A pattern of file names, with what it makes of the names while it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from deepdesk.core.catalogue import describe, say
from deepdesk.core.errors import DataError
from deepdesk.data.audio.patterns import Matches, match_pattern
from deepdesk.ui import theme
from deepdesk.ui.widgets import make_label

_TRIED: Final = 5_000
"""Names that are tried while somebody writes: no more is read in the blink of an eye."""
_SHOWN: Final = 6


class PatternField(QWidget):
    """``pattern_given`` carries the pattern once it is settled (Enter, or leaving the field); empty: none."""

    pattern_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: Sequence[str] = ()
        self._given = ""
        self.edit = QLineEdit()
        self.edit.setObjectName("data_pattern")
        self.edit.setAccessibleName(say("audio_ui.pattern"))
        self.edit.setPlaceholderText(say("audio_ui.pattern_none"))
        self.edit.setToolTip(say("audio_ui.pattern_help"))
        self.told = make_label("", "small", wrap=True)
        self.told.setObjectName("data_pattern_matches")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        layout.addWidget(self.edit)
        layout.addWidget(self.told)
        self.edit.textChanged.connect(lambda _text: self._look())
        self.edit.editingFinished.connect(self._settle)

    def show_names(self, names: Sequence[str], pattern: str) -> None:
        """The names to try the pattern on, and the pattern that is used."""
        self._names = names
        self._given = pattern
        self.edit.blockSignals(True)
        self.edit.setText(pattern)
        self.edit.blockSignals(False)
        self._look()

    def _look(self) -> None:
        pattern = self.edit.text().strip()
        if not pattern:
            self.told.setText(say("audio_ui.folders_are_classes"))
            return
        try:
            found = match_pattern(pattern, self._names[:_TRIED])
        except DataError as error:
            self.told.setText(describe(error))
            return
        self.told.setText(told_matches(found, min(len(self._names), _TRIED)))

    def _settle(self) -> None:
        pattern = self.edit.text().strip()
        if pattern != self._given:
            self._given = pattern
            self.pattern_given.emit(pattern)


def told_matches(found: Matches, total: int) -> str:
    """How many names fit, the values of each field, and a name that does not fit."""
    fields = []
    for field in found.fields:
        values = found.of(field)
        shown = ", ".join(values[:_SHOWN])
        code = "audio_ui.values_more" if len(values) > _SHOWN else "audio_ui.values"
        fields.append(say(code, field=field, values=shown, count=len(values)))
    text = say("audio_ui.matched", matched=found.matched, total=total, fields="; ".join(fields))
    if found.unmatched:
        text += " " + say("audio_ui.unmatched", name=found.unmatched[0].rpartition("/")[2])
    return text
