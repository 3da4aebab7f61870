"""The style sheet: how each role looks, written with the tokens of :mod:`deepdesk.ui.theme` only."""

from __future__ import annotations

from string import Template
from typing import Final

from deepdesk.core.places import resources
from deepdesk.ui import theme

_BASE: Final = """
QMainWindow, QDialog { background: $window; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QToolTip { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QLabel { background: transparent; color: $text; }
QMenuBar { background: $panel; color: $text; }
QMenuBar::item { padding: 4px 8px; background: transparent; border-radius: ${radius}px; }
QMenuBar::item:selected { background: $soft; color: $link; }
QMenu { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $soft; color: $link; }
QMenu::item:disabled { color: $dim; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QSplitter::handle { background: $line; }
#drawing_divider::handle { background: transparent; margin: 3px 120px; border-radius: 1px; }
#drawing_divider::handle:hover { background: $neutral; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; margin: 1px; }
QScrollBar:horizontal { height: 10px; margin: 1px; }
QScrollBar::handle { background: $scroll; border-radius: 4px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: $dim; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""

_LABELS: Final = """
QLabel[role="dim"] { color: $dim; }
QLabel[role="severity-error"] { background: $error_soft; color: $error; border-radius: 4px; padding: 1px 6px;
    font-size: ${small}px; }
QLabel[role="severity-warning"] { background: $warning_soft; color: $warning; border-radius: 4px; padding: 1px 6px;
    font-size: ${small}px; }
QLabel[role="severity-note"] { background: $soft; color: $link; border-radius: 4px; padding: 1px 6px;
    font-size: ${small}px; }
QLabel[role="small"] { color: $dim; font-size: ${small}px; }
QLabel[role="section"] { color: $dim; font-size: ${section}px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="figure"] { font-size: ${figure}px; font-weight: 700; }
QLabel[role="mono"] { font-family: $mono; font-size: 12px; }
QLabel[role="error"] { color: $error; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="good"] { color: $good; }
"""

_FRAMES: Final = """
QFrame[role="card"] { background: $panel; border: 1px solid $line; border-radius: ${card}px; }
QFrame[role="panel"] { background: $panel; border: none; }
QFrame[role="inspector"] { background: $panel; border: none; border-left: 1px solid $line; }
QFrame[role="header"] { background: $panel; border: none; border-bottom: 1px solid $line; }
QFrame[role="status"] { background: $panel; border: none; border-top: 1px solid $line; }
QFrame[role="rail"] { background: $panel; border: none; border-right: 1px solid $line; }
QFrame[role="progress"] { background: $soft; border: none; border-radius: ${card}px; }
QFrame[role="finding-warning"] { background: $warning_soft; border: none; border-radius: ${card}px; }
QFrame[role="finding-warning"] QLabel { color: $warning; }
QFrame[role="finding-error"] { background: $error_soft; border: none; border-radius: ${card}px; }
QFrame[role="finding-error"] QLabel { color: $error; }
QFrame[role="finding-suggestion"] { background: $soft; border: none; border-radius: ${card}px; }
QFrame[role="finding-suggestion"] QLabel { color: $link; }
QFrame[role="finding-good"] { background: $good_soft; border: none; border-radius: ${card}px; }
QFrame[role="finding-good"] QLabel { color: $good; }
QFrame[role="dropzone"] { background: $soft; border: 2px dashed $accent; border-radius: ${card}px; }
QFrame[role="dropzone-active"] { background: $soft; border: 2px solid $accent; border-radius: ${card}px; }
QFrame[role="row"] { background: $panel; border: 1px solid $line; border-radius: ${card}px; }
QFrame[role="row-selected"] { background: $panel; border: 1px solid $accent; border-radius: ${card}px; }
QFrame[role="row-warning"] { background: $panel; border: 1px solid $warning; border-radius: ${card}px; }
QFrame[role="row-error"] { background: $panel; border: 1px solid $error; border-radius: ${card}px; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
"""

_BUTTONS: Final = """
QPushButton { background: $panel; color: $text; border: 1px solid $line; border-radius: ${radius}px;
  padding: 5px 12px; min-height: 16px; }
QPushButton:hover { border-color: $accent; }
QPushButton:pressed { background: $soft; }
QPushButton:disabled { color: $dim; border-color: $line; background: transparent; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 11px; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_hover; }
QPushButton[role="primary"]:pressed { background: $accent_hover; }
QPushButton[role="primary"]:disabled { background: $track; color: $dim; border-color: $track; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: $link; padding: 1px 3px;
  text-decoration: underline; text-align: left; }
QPushButton[role="link"]:focus { border: 1px solid $accent; padding: 1px 3px; }
QPushButton[role="chip"] { background: transparent; border: 1px solid transparent; border-radius: 12px;
  padding: 3px 10px; color: $dim; }
QPushButton[role="chip"]:hover { color: $link; }
QPushButton[role="chip"]:checked { background: $soft; color: $link; }
QPushButton[role="chip"]:focus { border: 1px solid $accent; padding: 3px 10px; }
QPushButton[role="command"] { color: $dim; text-align: left; }
QToolButton { background: transparent; color: $text; border: 1px solid transparent; border-radius: ${radius}px;
  padding: 3px; }
QToolButton:hover { background: $soft; color: $link; }
QToolButton:focus { border: 1px solid $accent; }
QToolButton:disabled { color: $dim; }
QToolButton[role="section"] { color: $dim; font-size: ${section}px; font-weight: 600; padding: 2px 4px 2px 0; }
QToolButton[role="column"] { color: $dim; font-size: 12px; border-radius: 4px; padding: 1px 5px; }
QToolButton[role="column"]:hover { background: $soft; color: $link; }
QToolButton[role="column"]:checked { color: $link; font-weight: 600; border-bottom: 2px solid $accent; }
QToolButton[role="place"] { border-radius: 0; border: none; border-left: 3px solid transparent; color: $dim;
  padding: 8px 0 6px 0; font-size: ${section}px; }
QToolButton[role="place"]:hover { background: $window; color: $text; }
QToolButton[role="place"]:focus { color: $link; border-left: 3px solid $accent; }
QToolButton[role="place"]:checked { background: $soft; color: $link; border-left: 3px solid $accent; font-weight: 600; }
"""

_FIELDS: Final = """
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit { background: $field; color: $text;
  border: 1px solid $line; border-radius: ${radius}px; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit, QComboBox, QAbstractSpinBox { padding: 3px 8px; min-height: 20px; }
QLineEdit { padding: 3px 6px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0 0 0 6px; min-height: 0;
  background: transparent; }
QAbstractSpinBox { padding: 2px 1px; }
QLineEdit:hover, QComboBox:hover, QAbstractSpinBox:hover { border-color: $neutral; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border: 2px solid $accent; }
QLineEdit:focus { padding: 2px 5px; }
QComboBox:focus { padding: 2px 7px; }
QAbstractSpinBox:focus { padding: 1px 0; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: $dim;
  background: $window; }
QLineEdit[role="error"], QAbstractSpinBox[role="error"] { border: 1px solid $error; }
QPlainTextEdit[role="mono"] { font-family: $mono; font-size: 12px; padding: 4px; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url("$icons/chevron-down.svg"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $panel; color: $text; border: 1px solid $line; padding: 2px;
  selection-background-color: $soft; selection-color: $link; outline: none; }
QAbstractSpinBox::up-button { subcontrol-position: top right; width: 20px; border: none; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; width: 20px; border: none; }
QAbstractSpinBox::up-arrow { image: url("$icons/chevron-up.svg"); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url("$icons/chevron-down.svg"); width: 10px; height: 10px; }
QCheckBox { color: $text; spacing: 8px; }
QCheckBox:focus { color: $link; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $neutral; border-radius: 4px; background: $panel; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/check.svg"); }
QSlider::groove:horizontal { background: $track; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal { background: $accent; width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; }
"""

_VIEWS: Final = """
QAbstractItemView { background: transparent; color: $text; border: none; outline: none; }
/* The lists that Qt itself opens, such as the completions in a file dialog: a window of its own has no ground below. */
.QListView { background: $panel; }
QListView#predict_answers { background: transparent; }
QAbstractItemView::item { padding: 2px 4px; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected { background: $soft; color: $link; }
QListView::item:hover, QTreeView::item:hover { background: $window; }
QListView:focus, QTreeView:focus, QTableView:focus { border: 1px solid $accent; border-radius: ${radius}px; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: $dim; border: none; border-bottom: 1px solid $line;
  padding: 4px; font-weight: 400; }
QTableView { gridline-color: $line; }
QProgressBar { background: $track; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QFrame[role="progress"] QProgressBar { background: $panel; }
"""

_TEMPLATE: Final = Template(_BASE + _LABELS + _FRAMES + _BUTTONS + _FIELDS + _VIEWS)


def build(palette: theme.Palette) -> str:
    """The whole style sheet in the colours of ``palette``."""
    tokens: dict[str, object] = {name: value for name, value in vars(palette).items() if isinstance(value, str)}
    tokens |= {
        "radius": theme.RADIUS_CONTROL,
        "card": theme.RADIUS_CARD,
        "small": round(theme.SMALL),
        "section": theme.SECTION,
        "title": theme.TITLE,
        "figure": theme.FIGURE,
        "mono": ", ".join(f'"{family}"' for family in theme.MONO),
        "scroll": palette.neutral if palette.is_dark else "#c3cad3",
        "accent_hover": "#8db6f8" if palette.is_dark else "#245bbd",
        "icons": (resources() / "icons").as_posix(),
    }
    return _TEMPLATE.substitute(tokens)
