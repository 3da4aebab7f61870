"""The choice of a network to compare with: a file, a preset, the network of a run, or what was saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from deepdesk.core.catalogue import say
from deepdesk.core.errors import ModelError
from deepdesk.model.description import ModelDescription, load_model
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.presets.masking import masked
from deepdesk.state.model_store import ModelStore
from deepdesk.state.network_sources import NetworkSources
from deepdesk.ui.builder_tab.network_menu import add_choices

SAVED: Final = "saved"


class ComparisonChoice(QObject):
    """``compared`` carries a network and its name; ``attempt`` does something and tells its error."""

    compared = Signal(object, str)

    def __init__(
        self,
        store: ModelStore,
        sources: NetworkSources | None,
        attempt: Callable[[Callable[[], object]], bool],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._store = store
        self._sources = sources
        self._attempt = attempt

    def add_to(self, menu: QMenu) -> None:
        """Puts the presets and the runs into a menu."""
        names = {item.id: say(item.code("name")) for item in PRESETS.values()}
        add_choices(menu, say("builder.do.compare_preset"), names, self.with_preset, "")
        runs = {run.id: run.name for run in self._sources.runs()} if self._sources else {}
        if self._store.state.path:
            runs = {SAVED: say("builder.compare.saved"), **runs}
        add_choices(menu, say("builder.do.compare_run"), runs, self.with_run, say("builder.compare.no_runs"))

    def with_file(self, path: Path) -> None:
        """Compares with a ``*.model.json`` (raises FormatError, OSError)."""
        self.compared.emit(load_model(path), path.name)

    def with_preset(self, preset_id: str) -> None:
        """Compares with a preset, made for the same input where it can be."""
        context, model = self._store.state.context, self._store.state.model
        usual = PRESETS[preset_id].usual_shape
        shape = model.input.shape if len(model.input.shape) == len(usual) else None
        made = preset(preset_id, shape, context.outputs, vocabulary=context.vocabulary)
        made = masked(made) if context.padded else made
        self.compared.emit(made, say(PRESETS[preset_id].code("name")))

    def with_run(self, run_id: str) -> None:
        """Compares with the network of a run, or with what was saved."""
        if run_id == SAVED and self._store.state.path:
            path = Path(self._store.state.path)
            self._attempt(lambda: self.with_file(path))
        elif self._sources is not None:
            sources = self._sources
            self._attempt(lambda: self._compare_with(sources.network_of_run(run_id), run_id))

    def _compare_with(self, model: ModelDescription | None, run_id: str) -> None:
        names = {run.id: run.name for run in self._sources.runs()} if self._sources else {}
        if model is None:
            raise ModelError("builder.compare.run_gone", name=names.get(run_id, run_id))
        self.compared.emit(model, names.get(run_id, run_id))
