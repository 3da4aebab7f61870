"""The four tabs: each is made when it is first needed, the rest one by one while the window is idle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from deepdesk.state.session import Session
from deepdesk.ui.rail import PLACES


def make_data_tab(session: Session) -> QWidget:
    """The Data tab."""
    from deepdesk.ui.dataset_tab.tab import DatasetTab

    tab = DatasetTab(session.dataset, session.settings, session.data_edits)
    tab.naive_run_requested.connect(session.start_on)
    tab.suspects_requested.connect(session.find_suspects)
    session.suspects.progressed.connect(tab.show_work)
    session.suspects.found.connect(tab.show_suspects)
    session.suspects.failed.connect(tab.show_failure)
    session.predictions.model_changed.connect(lambda model: tab.set_can_ask(model.path is not None))
    session.dataset.changed.connect(lambda _data: tab.set_can_ask(session.predictions.model.path is not None))

    def use_preset(preset_id: str) -> None:
        session.model.use_preset(preset_id)
        session.place_wanted.emit("model")

    tab.preset_requested.connect(use_preset)
    return tab


def make_model_tab(session: Session) -> QWidget:
    """The Model tab."""
    from deepdesk.state.network_sources import NetworkSources
    from deepdesk.ui.builder_tab.tab import BuilderTab

    tab = BuilderTab(session.model, NetworkSources(session))
    tab.folder = session.settings.value.model_folder
    tab.folder_used.connect(lambda folder: session.settings.change(model_folder=folder))
    return tab


def make_train_tab(session: Session) -> QWidget:
    """The Train tab."""
    from deepdesk.ui.training_tab.tab import TrainingTab

    return TrainingTab(session)


def make_predict_tab(session: Session) -> QWidget:
    """The Predict tab."""
    from deepdesk.ui.inference_tab.tab import InferenceTab

    return InferenceTab(session.predictions)


_MAKERS: Final[Mapping[str, Callable[[Session], QWidget]]] = MappingProxyType(
    {"data": make_data_tab, "model": make_model_tab, "train": make_train_tab, "predict": make_predict_tab}
)


class Places(QStackedWidget):
    """The stack of tabs. ``made`` carries a place and its tab, once."""

    made = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tabs: dict[str, QWidget] = {}
        self._current = PLACES[0]
        for _ in PLACES:
            holder = QWidget()
            QVBoxLayout(holder).setContentsMargins(0, 0, 0, 0)
            self.addWidget(holder)

    @property
    def current(self) -> str:
        """The place that is shown."""
        return self._current

    @property
    def command_place(self) -> str:
        """What a command can say of it: the place that is shown, or the view in it that has a command of its own."""
        return getattr(self._tabs.get(self._current), "command_place", self._current)

    def tab(self, place: str) -> QWidget:
        """The tab of a place, made now if it was not before."""
        if place not in self._tabs:
            made = _MAKERS[place](self._session)
            self._tabs[place] = made
            holder = self.widget(PLACES.index(place))
            layout = holder.layout() if holder is not None else None
            if layout is not None:
                layout.addWidget(made)
            self.made.emit(place, made)
        return self._tabs[place]

    def show_place(self, place: str) -> None:
        """Shows a place."""
        self.tab(place)
        self._current = place
        self.setCurrentIndex(PLACES.index(place))

    def make_the_rest(self) -> None:
        """Makes the tabs that are missing, one each time the window is idle."""
        missing = next((place for place in PLACES if place not in self._tabs), None)
        if missing is not None:
            self.tab(missing)
            QTimer.singleShot(0, self, self.make_the_rest)
