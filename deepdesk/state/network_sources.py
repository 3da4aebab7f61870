"""Where networks come from and go to besides the builder: code, weights, blocks and other networks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject

from deepdesk.core.catalogue import say
from deepdesk.core.places import cache_folder
from deepdesk.model.code.values import FoundModel
from deepdesk.model.description import ModelDescription
from deepdesk.state.blocks_store import BlocksStore
from deepdesk.state.code_export_store import CodeExportStore
from deepdesk.state.code_store import CodeStore
from deepdesk.state.session import Session
from deepdesk.state.setting_edits import SettingsCommand, change_of, settings_of_code
from deepdesk.state.start_weights import StartWeights
from deepdesk.state.weights_store import WeightsStore
from deepdesk.training.run_folder import RunFolder

if TYPE_CHECKING:
    from deepdesk.inference.pretrained import Pretrained


class NamedNetwork(msgspec.Struct, frozen=True, kw_only=True):
    """A network to compare with: ``id`` finds it again, ``name`` is for people."""

    id: str
    name: str


class NetworkSources(QObject):
    """The stores beside the model store that the Model tab needs, wired to the session."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent or session)
        self._session = session
        self.code = CodeStore(session.pools, session.processes, self)
        self.exports = CodeExportStore(session.pools, session.processes, self)
        self.weights = WeightsStore(session.pools, session.processes, self)
        self.blocks = BlocksStore(parent=self)
        self.weights.taken.connect(self._on_weights_taken)

    @property
    def input_shape(self) -> tuple[int | None, ...] | None:
        """That of the data, where they are open."""
        return self._session.model.state.context.input_shape

    def use_code(self, found: FoundModel, name: str, with_settings: bool) -> None:
        """Takes the network of a script that is called ``name``, with what it states of the training, as one step."""
        text = say("builder.undo.code", name=name)
        store = self._session.model
        wanted = settings_of_code(found.settings) if with_settings else {}
        before, after = change_of(self._session.configuration, wanted)
        if not after:
            store.take_network(text, found.description)
            return
        store.undo_stack.beginMacro(text)
        store.take_network(text, found.description)
        store.undo_stack.push(SettingsCommand(text, before, after, store.settings_wished.emit))
        store.undo_stack.endMacro()

    def open_weights(self, source: str) -> None:
        """Looks into a file of weights, or what is behind an address, for the network as it would be trained."""
        self.weights.open(source, self._session.model.state.model)

    def take_weights(self) -> None:
        """Lets the next run start from what was matched; the file of it lies with the project."""
        folder = self._session.project.folder
        self.weights.take((folder or cache_folder()) / "weights")

    def address_of(self, file: str) -> str:
        """Where a file of published weights is fetched from; empty until the person has said it."""
        return self._session.settings.value.weights_addresses.get(file, "")

    def set_address(self, file: str, address: str) -> None:
        """Remembers where a file of published weights is fetched from."""
        known = self._session.settings.value.weights_addresses
        self._session.settings.change(weights_addresses={**known, file: address})

    def export(self, framework: str, out: Path) -> None:
        """Writes the network as a script; with the weights of the run that is looked at where it is that network."""
        state = self._session.model.state
        shown = self._session.runs.shown
        trained = shown.model if shown is not None and shown.job.model == state.model else None
        source = state.model if trained is None else trained
        chosen = self._session.configuration
        self.exports.export_code("torch" if framework == "torch" else "tensorflow", out, source, chosen)

    def runs(self) -> tuple[NamedNetwork, ...]:
        """The runs of the project, the newest first."""
        found = self._session.runs.runs
        return tuple(
            NamedNetwork(id=run.id, name=f"{run.name} · {run.created[5:16].replace('T', ' ')}") for run in found
        )

    def network_of_run(self, run_id: str) -> ModelDescription | None:
        """The network of a run; ``None`` where its folder cannot be read."""
        return self._model_of(run_id)

    def _model_of(self, run_id: str) -> ModelDescription | None:
        folder = self._session.project.runs
        if folder is None or not (folder / run_id / "job.json").is_file():
            return None
        return RunFolder(folder / run_id).job().model

    def _start_from(self, start: StartWeights, pretrained: Pretrained | None) -> None:
        """Lets the network start from these weights; a preset becomes the form of whoever published them."""
        store = self._session.model
        preset = store.state.preset
        if pretrained is not None and preset is not None:
            from deepdesk.inference.pretrained import network_of

            if network_of(preset) == pretrained.network:
                store.undo_stack.beginMacro(say("weights.undo.use", name=start.source))
                store.use_preset(preset, pretrained.published)
                store.set_start_weights(start)
                store.undo_stack.endMacro()
                return
        store.set_start_weights(start)

    def _on_weights_taken(self, start: StartWeights) -> None:
        """Gives the weights to the network, and the data what published weights want."""
        found = self.weights.state.found
        opened = self._session.dataset.opened
        preset = self._session.model.state.preset
        self._start_from(start, None if found is None else found.pretrained)
        if found is None or found.pretrained is None or opened is None:
            return
        from deepdesk.inference.pretrained import fitted_data, network_of

        if preset is not None and network_of(preset) == found.pretrained.network:
            wanted = fitted_data(opened.description, found.pretrained, preset)
        else:
            normalization = opened.description.normalization or found.pretrained.normalization
            wanted = msgspec.structs.replace(opened.description, channels=3, normalization=normalization)
        if wanted != opened.description:
            self._session.open_data(wanted)
