"""One line above few photos: a network that knows photos already, and where its weights come from."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from deepdesk.core.catalogue import say
from deepdesk.inference.proposal import Proposal, proposal
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui.widgets import Banner, Choice


class ProposalBanner(Banner):
    """Hidden where nothing is proposed, or it was put off for these data. ``taken`` carries the id of the preset."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("data_proposal")
        self._proposal: Proposal | None = None
        self._put_off: set[str] = set()
        self._source = ""
        self.triggered.connect(self._on_triggered)
        self.hide()

    def show_data(self, opened: OpenedData) -> None:
        """Proposes what fits the data."""
        self._source = opened.description.source
        self._proposal = proposal(opened.reply.report, opened.reply.preprocessing)
        self.setVisible(self._proposal is not None and self._source not in self._put_off)
        if self._proposal is None:
            return
        params = msgspec.structs.asdict(self._proposal)
        choices = (
            Choice("use", say("data_proposal.use")),
            Choice("later", say("data_proposal.later"), "link"),
        )
        title = say("data_proposal.pretrained", **params)
        self.tell("suggestion", title, say("data_proposal.pretrained.text", **params), choices)
        self.setToolTip(say("data_proposal.pretrained.weights", **params))

    def _on_triggered(self, name: str) -> None:
        self._put_off.add(self._source)
        self.hide()
        if name == "use" and self._proposal is not None:
            self.taken.emit(self._proposal.preset)
