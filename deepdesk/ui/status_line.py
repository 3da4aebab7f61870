"""The status line: the current job, how far, how long; the log; where the data stay."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.activity import Activity
from deepdesk.ui import theme
from deepdesk.ui.figures import time_left
from deepdesk.ui.widgets import Choice, ElidedLabel, make_button, make_label

_STEPS = 1000


class StatusLine(QFrame):
    """``log_requested`` when the log is wanted."""

    log_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "status")
        self.setObjectName("status_line")
        self.setFixedHeight(theme.STATUS_HEIGHT)
        self._text = ElidedLabel("", "small", Qt.TextElideMode.ElideRight)
        self._text.setObjectName("status_text")
        self._text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar()
        self._bar.setObjectName("status_progress")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._left = make_label("", "small")
        self._log = make_button(Choice("log", say("window.log"), "link"), self, "status")
        self._log.setAccessibleName(say("window.log.name"))
        self._log.clicked.connect(lambda _checked=False: self.log_requested.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_4, 1, theme.SPACE_4, 0)
        layout.setSpacing(theme.SPACE_2)
        layout.addWidget(self._text)
        for widget in (self._bar, self._left, self._log):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(make_label(say("window.private"), "small"))

    def tell(self, activity: Activity) -> None:
        """Shows what goes on."""
        text = say(activity.code, **activity.params)
        if text != self._text.text():
            self._text.setText(text)
        self._bar.setVisible(activity.busy)
        self._bar.setAccessibleName(text)
        self._bar.setRange(0, 0 if activity.fraction is None else _STEPS)
        if activity.fraction is not None:
            self._bar.setValue(round(_STEPS * activity.fraction))
        self._left.setText(time_left(activity.seconds_left))
        self._left.setVisible(bool(self._left.text()))
