"""The inspector: the chosen sample, the settings of its kind, and how the data are split."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deepdesk.process.replies import ClipPreviewed, ImagePreviewed
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.augmentation_panel import AugmentationPanel
from deepdesk.ui.dataset_tab.fields import section_label
from deepdesk.ui.dataset_tab.kinds import KindPanel, PlayingPanel, as_widget, kind_ui
from deepdesk.ui.dataset_tab.split_form import SplitForm

_APPLY_AFTER_MS: Final = 600
_LIVE: Final = ("augmentation", "balance")
"""Fields that may be edited again while the last edit of them is still being applied."""


class Inspector(QWidget):
    """Speaks of one sample and of the settings that all samples share.

    ``settings_changed`` carries the fields of the description that the person changed, shortly after the last edit.
    """

    settings_changed = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenedData | None = None
        self._edited: dict[str, Any] = {}
        self._panels: dict[str, KindPanel] = {}
        self._pages = QVBoxLayout()  # not a stack: it would be as high as its highest page that wraps text
        self._split = SplitForm()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_APPLY_AFTER_MS)
        self._timer.timeout.connect(self._apply)
        self._split.split_changed.connect(lambda split: self._edit({"split": split}))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.SPACE_2)
        self.augmentation = AugmentationPanel()
        self.augmentation.settings_changed.connect(self._edit)
        varied = (section_label("augmentation"), self.augmentation)
        self._layout.addLayout(self._pages)
        for widget in (section_label("split"), self._split, *varied):
            self._layout.addWidget(widget)
        self._layout.addStretch(1)

    def show_data(self, opened: OpenedData) -> None:
        """Shows the settings of a data set; edits that were not applied yet are dropped."""
        same = self._opened is not None and self._opened.reply.view == opened.reply.view
        self._opened = opened
        self._timer.stop()
        self._edited = {key: value for key, value in self._edited.items() if same and key in _LIVE}
        if self._edited:
            self._timer.start()
        else:
            self.augmentation.show_data(opened)
        panel = self._panel(opened.kind)
        panel.show_data(opened)
        self._show_page(as_widget(panel))
        self._split.show_data(opened)

    def show_sample(self, number: int) -> None:
        """Speaks of a sample."""
        if self._opened is not None:
            self._panel(self._opened.kind).show_sample(number)
            self.augmentation.show_sample(number)

    def show_preview(self, number: int, reply: ImagePreviewed | ClipPreviewed) -> None:
        """The file of a sample."""
        if self._opened is not None:
            self._panel(self._opened.kind).show_preview(number, reply)

    def play(self) -> None:
        """Plays the chosen sample, where it is a recording."""
        panel = self._panel(self._opened.kind) if self._opened is not None else None
        if isinstance(panel, PlayingPanel):
            panel.play()

    def _panel(self, kind: str) -> KindPanel:
        if kind not in self._panels:
            panel = kind_ui(kind).make_panel()
            panel.settings_changed.connect(self._edit)
            self._pages.addWidget(as_widget(panel))
            self._panels[kind] = panel
        return self._panels[kind]

    def _show_page(self, page: QWidget) -> None:
        for panel in self._panels.values():
            as_widget(panel).setVisible(as_widget(panel) is page)

    def _edit(self, fields: dict[str, Any]) -> None:
        if self._opened is not None:
            self._edited |= fields
            self._timer.start()

    def _apply(self) -> None:
        edited, self._edited = self._edited, {}
        if self._opened is None or not edited:
            return
        current = msgspec.structs.asdict(self._opened.description)
        if any(current[key] != value for key, value in edited.items()):
            self.settings_changed.emit(edited)
