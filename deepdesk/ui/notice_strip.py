"""The strip under the header in which notices stand until they are dealt with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deepdesk.core.catalogue import codes, say
from deepdesk.state.notices import Notice
from deepdesk.ui import theme
from deepdesk.ui.widgets import Banner, Choice

DISMISS = "dismiss"


class NoticeStrip(QWidget):
    """``action_chosen`` carries the key of the notice and the id of what was chosen."""

    action_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notices")
        self._banners: dict[str, Banner] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, 0)
        self._layout.setSpacing(theme.SPACE_2)
        self.hide()

    def tell(self, notices: tuple[Notice, ...]) -> None:
        """Shows these notices and no others."""
        keys = {notice.key for notice in notices}
        for key in [key for key in self._banners if key not in keys]:
            banner = self._banners.pop(key)
            self._layout.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        for notice in notices:
            if notice.key not in self._banners:
                self._banners[notice.key] = self._new(notice.key)
            self._tell(self._banners[notice.key], notice)
        self.setVisible(bool(notices))

    def _new(self, key: str) -> Banner:
        banner = Banner()
        banner.setObjectName(f"notice_{key}")
        banner.triggered.connect(lambda chosen: self.action_chosen.emit(key, chosen))
        self._layout.addWidget(banner)
        return banner

    def _tell(self, banner: Banner, notice: Notice) -> None:
        why = f"{notice.code}.why"
        choices = [
            Choice(action.id, say(action.code), "primary" if action.primary else "plain") for action in notice.actions
        ]
        choices.append(Choice(DISMISS, say("window.notice.dismiss"), "link"))
        text = say(why, **notice.params) if why in codes() else ""
        banner.tell(notice.severity, say(notice.code, **notice.params), text, choices)
