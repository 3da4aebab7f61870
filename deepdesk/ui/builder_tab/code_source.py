"""A script with line numbers, and what is to be said of a line right below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from deepdesk.core.catalogue import say
from deepdesk.ui import theme

LINES_SHOWN: Final = 3_000
_LINE_CHARACTERS: Final = 400
_TOKENS: Final = re.compile(
    r"(?P<comment>\#.*)|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|\b(?P<word>import|from|as|def|class|return|for|in|if|else|elif|with|while|not|and|or|None|True|False|lambda)\b"
)
_ROOM: Final = 10


class Remark(NamedTuple):
    """What is said of a line: ``severity`` is ``error``, ``warning`` or ``note``; an empty ``cure`` is left out."""

    line: int
    severity: str
    title: str
    reason: str
    cure: str


class CodeSource(QTextEdit):
    """Shows lines of code and, below the line that each speaks of, remarks on a ground of their own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setObjectName("code_source")
        self.setAccessibleName(say("builder.code.source"))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._remarks: list[int] = []
        self._first = True
        self._shown: tuple[tuple[str, ...], tuple[Remark, ...]] = ((), ())
        self._numbers = _Numbers(self)
        self.verticalScrollBar().valueChanged.connect(self._numbers.update)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._numbers.update())

    def show_code(self, lines: Sequence[str], remarks: Sequence[Remark]) -> None:
        """Shows a text; remarks of line 0 stand above it."""
        self._shown = (tuple(lines), tuple(remarks))
        self._remarks = []
        by_line: dict[int, list[Remark]] = {}
        for remark in remarks:
            by_line.setdefault(max(0, min(remark.line, len(lines))), []).append(remark)
        self.setViewportMargins(self._numbers.width_for(len(lines)), 0, 0, 0)
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        self._first = True
        for remark in by_line.get(0, []):
            self._add_remark(cursor, remark)
        for number, line in enumerate(lines, start=1):
            if number <= LINES_SHOWN or number in by_line:
                self._add_line(cursor, number, line)
            for remark in by_line.get(number, []):
                self._add_remark(cursor, remark)
        if len(lines) > LINES_SHOWN:
            note = say("builder.code.cut", count=f"{len(lines) - LINES_SHOWN:,}")
            self._add_remark(cursor, Remark(len(lines), "note", note, "", ""))
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def show_again(self) -> None:
        """Shows the same in the colours of now."""
        self.show_code(*self._shown)

    def go_to(self, step: int) -> None:
        """Scrolls to the next remark (1) or the one before (-1), round the ends."""
        if not self._remarks:
            return
        here = self.textCursor().blockNumber()
        later = [number for number in self._remarks if number > here]
        earlier = [number for number in self._remarks if number < here]
        wanted = (later or self._remarks)[0] if step > 0 else (earlier or self._remarks)[-1]
        self._reveal(self.document().findBlockByNumber(wanted))

    def go_to_line(self, line: int) -> None:
        """Scrolls to a line of the source."""
        block = self.document().begin()
        while block.isValid() and block.userState() != line:
            block = block.next()
        if block.isValid():
            self._reveal(block)

    def _reveal(self, block: QTextBlock) -> None:
        self.setTextCursor(QTextCursor(block))
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top) - self.viewport().height() // 3)

    def _block(self, cursor: QTextCursor, made: QTextBlockFormat, state: int) -> None:
        if self._first:
            cursor.setBlockFormat(made)
            self._first = False
        else:
            cursor.insertBlock(made)
        cursor.block().setUserState(state)

    def _add_line(self, cursor: QTextCursor, number: int, line: str) -> None:
        made = QTextBlockFormat()
        made.setLeftMargin(_ROOM)
        made.setLineHeight(118, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        self._block(cursor, made, number)
        for text, role in _parts(line[:_LINE_CHARACTERS].replace("\t", "    ")):
            cursor.insertText(text, _code_format(role))

    def _add_remark(self, cursor: QTextCursor, remark: Remark) -> None:
        palette = theme.colours()
        ground, ink = _COLOURS[remark.severity](palette)
        made = QTextBlockFormat()
        made.setBackground(QColor(ground))
        made.setLeftMargin(_ROOM)
        made.setRightMargin(_ROOM)
        made.setTopMargin(3)
        made.setBottomMargin(8)
        made.setLineHeight(112, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        made.setTextIndent(0)
        self._block(cursor, made, 0)
        self._remarks.append(cursor.blockNumber())
        cursor.insertText(remark.title, _words(ink, bold=True))
        if remark.reason:
            cursor.insertText(f". {remark.reason}", _words(ink))
        if remark.cure:
            cursor.insertText(f"\u2028→ {remark.cure}", _words(palette.text, bold=True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.contentsRect()
        self._numbers.setGeometry(area.left(), area.top(), self._numbers.width_for(len(self._shown[0])), area.height())


class _Numbers(QWidget):
    """The numbers beside the lines."""

    def __init__(self, source: CodeSource) -> None:
        super().__init__(source)
        self._source = source

    def width_for(self, lines: int) -> int:
        """The room for the largest number, in pixels."""
        digits = max(3, len(str(lines)))
        return 22 + round(digits * 7.5) if lines else 0

    def sizeHint(self) -> QSize:
        return QSize(self.width_for(0), 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(11, mono=True))
        painter.setPen(QColor(theme.colours().dim))
        source = self._source
        offset = source.verticalScrollBar().value()
        layout = source.document().documentLayout()
        block: QTextBlock = source.cursorForPosition(source.viewport().rect().topLeft()).block()
        while block.isValid():
            box = layout.blockBoundingRect(block)
            if box.top() - offset > self.height():
                return
            if block.userState() > 0:
                place = QRect(0, round(box.top() - offset) - 1, self.width() - 10, 16)
                painter.drawText(
                    place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(block.userState())
                )
            block = block.next()


_COLOURS: Final[Mapping[str, Callable[[theme.Palette], tuple[str, str]]]] = MappingProxyType(
    {
        "error": lambda palette: (palette.error_soft, palette.error),
        "warning": lambda palette: (palette.warning_soft, palette.warning),
        "note": lambda palette: (palette.soft, palette.link),
    }
)


def _parts(line: str) -> Iterator[tuple[str, str]]:
    """The line in pieces, each with what it is: ``comment``, ``text``, ``word`` or nothing."""
    at = 0
    for found in _TOKENS.finditer(line):
        if found.start() > at:
            yield line[at : found.start()], ""
        yield found[0], found.lastgroup or ""
        at = found.end()
    if at < len(line):
        yield line[at:], ""


def _code_format(role: str) -> QTextCharFormat:
    palette = theme.colours()
    inks: Mapping[str, str] = {"comment": palette.dim, "text": palette.good, "word": palette.link}
    made = QTextCharFormat()
    made.setFont(theme.font(12, mono=True))
    made.setForeground(QColor(inks.get(role, palette.text)))
    return made


def _words(ink: str, *, bold: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(theme.font(12))
    made.setFontWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setForeground(QColor(ink))
    return made
