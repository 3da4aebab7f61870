"""The line above the list that says what a run starts from, where that is not the seed or need not be."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from deepdesk.core.catalogue import say
from deepdesk.model.presets import PRESETS
from deepdesk.state.model_edits import ModelState
from deepdesk.ui.widgets.banner import Banner
from deepdesk.ui.widgets.buttons import Choice

_NAME_SHOWN: Final = 32


class WeightsStrip(Banner):
    """Hidden where there is nothing to say. ``load_requested`` and ``drop_requested`` carry nothing,
    ``download_requested`` the name of a published file."""

    load_requested = Signal()
    download_requested = Signal(str)
    drop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("weights_strip")
        self._file = ""
        self.triggered.connect(self._on_triggered)
        self.hide()

    def show_state(self, state: ModelState) -> None:
        """Says what the network of ``state`` starts from, or could."""
        start = state.start_weights
        about = PRESETS.get(state.preset or "")
        if start is not None:
            text = say("builder.strip.starts.text", count=len(start.shapes))
            drop = [Choice("drop", say("builder.strip.drop"))]
            name = start.source if len(start.source) < _NAME_SHOWN else f"{start.source[: _NAME_SHOWN - 1]}…"
            self.tell("good", say("builder.strip.starts", source=name), text, drop)
            self.setToolTip(start.source)
        elif about is not None and about.pretrained:
            self._offer(about.id)
        self.setVisible(start is not None or bool(about and about.pretrained))

    def _offer(self, preset_id: str) -> None:
        # It brings numpy, which need not be there before.
        from deepdesk.inference.pretrained import FILES, network_of

        network = network_of(preset_id)
        files = [FILES[(network, published)] for published in PRESETS[preset_id].pretrained if network]
        top = not preset_id.endswith("-features")
        usual = [names[0] if top else names[-1] for names in files]
        self._file = usual[0] if usual else ""
        choices = [
            Choice("load", say("builder.strip.load")),
            Choice("download", say("builder.strip.download")),
        ]
        self.tell("suggestion", say("builder.strip.offer"), say("builder.strip.offer.text"), choices)
        # File names have no place to break; beside buttons they would widen the tab.
        self.setToolTip(say("builder.strip.offer.help", files="\n".join(usual)))

    def _on_triggered(self, name: str) -> None:
        if name == "load":
            self.load_requested.emit()
        elif name == "download":
            self.download_requested.emit(self._file)
        else:
            self.drop_requested.emit()
