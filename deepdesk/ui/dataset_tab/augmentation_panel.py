"""Augmentation in the Data tab: what is varied, and live previews of the chosen sample."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.augmentation.checks import variations
from deepdesk.data.augmentation.usual import FOR_PHOTOS, usual_augmentation
from deepdesk.data.settings import Augmentation
from deepdesk.process.replies import AugmentationPreviewed
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.augmentation_fields import AugmentationFields
from deepdesk.ui.dataset_tab.augmentation_tile import VariationTile, arrays_of
from deepdesk.ui.widgets import Choice, Form, Switch, make_button, make_label

COUNT: Final = 8
_COLUMNS: Final = 4
_DRAW_AFTER_MS: Final = 40
_USUAL: Final = {"audio": "audio", "sequences": "sequences"}


class AugmentationPanel(QWidget):
    """Switches, sliders and previews.

    ``settings_changed`` carries ``{"augmentation": …}`` or ``{"balance": …}`` at every edit; ``preview_wanted`` the
    description, the sample, how many variations and the seed.
    """

    settings_changed = Signal(dict)
    preview_wanted = Signal(object, int, int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._fields: AugmentationFields | None = None
        self._kind = ""
        self._sample, self._seed = 0, 0
        self._balanced = "none"
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DRAW_AFTER_MS)
        self._timer.timeout.connect(self._draw)
        self._tiles = [VariationTile() for _ in range(COUNT)]
        for number, tile in enumerate(self._tiles, start=1):
            tile.setObjectName(f"augmentation_tile_{number}")
            tile.setAccessibleName(say("augmentation.preview", number=number))
        self._note = make_label("", "small", wrap=True)
        self._usual = make_button(Choice("usual", say("augmentation.usual.photos")), self, "augmentation")
        self._again = make_button(Choice("draw", say("augmentation.draw"), "link"), self, "augmentation")
        self._reset = make_button(Choice("reset", say("augmentation.reset"), "link"), self, "augmentation")
        self._balance = Switch(say("augmentation.balance"))
        self._balance.setObjectName("augmentation_balance")
        self._lay_out()
        self._usual.clicked.connect(lambda: self._take(self._usual_value()))
        self._reset.clicked.connect(lambda: self._take(None))
        self._again.clicked.connect(self._draw_anew)
        self._balance.toggled.connect(self._on_balance)

    @property
    def value(self) -> Augmentation | None:
        """What the fields say."""
        return self._fields.value if self._fields is not None else None

    @property
    def tiles(self) -> list[VariationTile]:
        """The previews."""
        return self._tiles

    def show_data(self, opened: OpenedData) -> None:
        """Shows what is asked for; what the person does right now is not disturbed."""
        another = self._opened is None or opened.reply.view != self._opened.reply.view
        self._opened = opened
        self._make_fields(opened.kind)
        description = opened.description
        if self._fields is not None:
            self._fields.show_value(description.augmentation)
        self._balanced = description.balance
        self._balance.blockSignals(True)
        self._balance.setChecked(description.balance == "weights")
        self._balance.blockSignals(False)
        self._balance_form.setVisible(bool(opened.classes))
        if another:
            self._sample = 0
            for tile in self._tiles:
                tile.show_values(None)
        self._show_words()
        self._timer.start()

    def show_sample(self, number: int) -> None:
        """Draws the variations of another sample."""
        if number != self._sample or self._tiles[0].is_empty:
            self._sample = number
            self._timer.start()

    def show_variations(self, reply: AugmentationPreviewed) -> None:
        """Shows what the data child drew, when it is of the chosen sample."""
        if reply.sample != self._sample:
            return
        found = arrays_of(reply)
        span = _span(found)
        for number, tile in enumerate(self._tiles):
            tile.show_values(found[number] if number < len(found) else None, span)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._timer.start()

    def _lay_out(self) -> None:
        self._grid = QWidget()
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.SPACE_1)
        for number, tile in enumerate(self._tiles):
            grid.addWidget(tile, number // _COLUMNS, number % _COLUMNS)
        buttons = QWidget()
        # The inspector is narrow: beside each other all three would make it wider than it shows.
        lines = QGridLayout(buttons)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_1)
        lines.addWidget(self._usual, 0, 0, 1, 2)
        lines.addWidget(self._again, 1, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(self._reset, 1, 1, Qt.AlignmentFlag.AlignRight)
        self._buttons = buttons
        self._place = QVBoxLayout()
        self._balance_form = Form()
        self._balance_form.add_row(say("augmentation.balance"), self._balance, help=say("augmentation.balance.help"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        for widget in (self._note, self._grid, buttons):
            layout.addWidget(widget)
        layout.addLayout(self._place)
        layout.addWidget(self._balance_form)

    def _make_fields(self, kind: str) -> None:
        if kind == self._kind:
            return
        self._kind = kind
        if self._fields is not None:
            self._place.removeWidget(self._fields)
            self._fields.hide()
            self._fields.deleteLater()
        self._fields = AugmentationFields(kind) if variations(kind) else None
        for widget in (self._grid, self._buttons):
            widget.setVisible(self._fields is not None)
        if self._fields is not None:
            self._place.addWidget(self._fields)
            self._fields.changed.connect(self._on_fields)

    def _usual_value(self) -> Augmentation | None:
        if self._opened is None:
            return None
        return usual_augmentation(self._opened.reply.report, self._opened.reply.preprocessing)

    def _show_words(self) -> None:
        usual = self._usual_value()
        name = _USUAL.get(self._kind, "photos" if usual == FOR_PHOTOS else "signs")
        self._usual.setText(say(f"augmentation.usual.{name}"))
        self._usual.setAccessibleName(self._usual.text())
        self._usual.setVisible(usual is not None)
        if self._fields is None:
            self._note.setText(say("augmentation.none"))
            return
        varied = self.value is not None
        self._reset.setEnabled(varied)
        self._note.setText(say("augmentation.about" if varied else "augmentation.nothing"))

    def _on_fields(self) -> None:
        self._show_words()
        self._timer.start()
        self.settings_changed.emit({"augmentation": self.value})

    def _on_balance(self, balanced: bool) -> None:
        self._balanced = "weights" if balanced else "none"
        self.settings_changed.emit({"balance": self._balanced})

    def _take(self, value: Augmentation | None) -> None:
        if self._fields is not None:
            self._fields.show_value(value)
            self._on_fields()

    def _draw_anew(self) -> None:
        self._seed += 1
        self._timer.start()

    def _draw(self) -> None:
        opened = self._opened
        if opened is None or self._fields is None or not self.isVisible():
            return
        description = msgspec.structs.replace(opened.description, augmentation=self.value, balance="none")
        self.preview_wanted.emit(description, self._sample, COUNT, self._seed)


def _span(found: list[npt.NDArray[Any]]) -> tuple[float, float]:
    """The values between which signals are drawn, the same in every preview."""
    if not found or found[0].dtype == np.uint8:
        return 0.0, 1.0
    lowest, highest = np.quantile(np.stack(found), (0.002, 0.998))
    return float(lowest), float(highest)
