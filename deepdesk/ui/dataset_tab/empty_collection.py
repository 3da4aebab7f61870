"""What stands where the images will be, while there are none: how to bring them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui.widgets import Choice, EmptyState


class EmptyCollection(EmptyState):
    """Says the next step; ``triggered`` carries ``add_class``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        add = Choice("add_class", say("data_edits.add_class_button"), "primary")
        super().__init__(say("data_edits.empty"), say("data_edits.empty.text"), (add,), parent)
        self.setObjectName("data_nothing")

    def stands_for(self, opened: OpenedData) -> bool:
        """Whether the data are images and there is none; says the next step then."""
        if opened.kind != "images" or opened.samples:
            return False
        title = "data_edits.empty.classes" if opened.classes else "data_edits.empty"
        text = "data_edits.empty.classes_text" if opened.classes else "data_edits.empty.text"
        self.tell(say(title), say(text))
        return True
