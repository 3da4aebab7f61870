"""The session: makes every store once and wires data to model, model to run, run to prediction, and all to disk."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Signal

from deepdesk.core.catalogue import say
from deepdesk.core.errors import DeepDeskError, FormatError
from deepdesk.data.changing import changed
from deepdesk.data.description import COLLECTION, DatasetDescription
from deepdesk.data.findings import DataAction
from deepdesk.process.children import Children
from deepdesk.process.replies import Progressed
from deepdesk.state import activity, data_pin
from deepdesk.state.activity import Activity
from deepdesk.state.check_context import check_context
from deepdesk.state.data_edits import DataEditsStore
from deepdesk.state.dataset_store import DatasetStore, OpenedData
from deepdesk.state.framework_store import FrameworkStore
from deepdesk.state.model_store import ModelStore
from deepdesk.state.notices import NoticeAction, NoticeStore, consequence_of, notice_of
from deepdesk.state.project_store import ProjectStore, Saved
from deepdesk.state.readiness import READY, Readiness, readiness
from deepdesk.state.run_store import RunStore
from deepdesk.state.run_values import RunEnding, run_title
from deepdesk.state.settings_store import SettingsStore
from deepdesk.state.start_weights import dropped_notice, job_of
from deepdesk.state.suspects_store import SuspectsStore
from deepdesk.state.undoing import Undoing
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.training.run_folder import RunSummary
from deepdesk.workers.pools import Pools

if TYPE_CHECKING:
    from deepdesk.state.prediction_store import PredictionStore

_log = logging.getLogger(__name__)
WINDOW_CORES = 1


class Session(QObject):
    """All stores, and what passes between them.

    Signals: ``configuration_changed`` (the new TrainingConfiguration), ``readiness_changed`` (:class:`Readiness`),
    ``activity_changed`` (:class:`Activity`), ``place_wanted`` (``data``, ``model``, ``train`` or ``predict``).
    """

    configuration_changed = Signal(object)
    readiness_changed = Signal(object)
    activity_changed = Signal(object)
    place_wanted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pools = Pools()
        self.processes = Children(reserved_cores=WINDOW_CORES)
        self.settings = SettingsStore(parent=self)
        self.notices = NoticeStore(self)
        self.project = ProjectStore(self.pools, self)
        self.dataset = DatasetStore(self.pools, self.processes, self.settings, self, left=self.project.left)
        self.suspects = SuspectsStore(self.pools, self.processes, self)
        self.data_edits = DataEditsStore(self.dataset, lambda: self.project.folder, self)
        self.model = ModelStore(self)
        self.undoing = Undoing(self.model.undo_stack, self.data_edits.undo_stack, self)
        self.frameworks = FrameworkStore(self.pools, self.processes, self)
        self.runs = RunStore(self.pools, self.processes, self)
        self._predictions: PredictionStore | None = None
        self._configuration = self._usual(self.settings.value.configuration)
        self._readiness = READY
        self._activity = Activity(code="activity.nothing")
        self._progress: Progressed | None = None
        self._warm = False
        self._restoring = False
        self._connect()
        self._look()

    def _connect(self) -> None:
        self.project.opened.connect(self._on_project_opened)
        self.project.save_failed.connect(self._on_save_failed)
        self.project.saved_changed.connect(self._on_saved_changed)
        self.dataset.changed.connect(self._on_data_opened)
        self.dataset.progressed.connect(self._on_data_progressed)
        for signal in (self.dataset.opening_started, self.dataset.download_started, self.dataset.failed):
            signal.connect(lambda _value: self._on_data_progressed(None))
        self.dataset.cancelled.connect(lambda: self._on_data_progressed(None))
        self.model.changed.connect(self._on_model_changed)
        self.model.weights_dropped.connect(lambda name: self.notices.show(dropped_notice(name)))
        self.frameworks.changed.connect(lambda _states: self._tell_context())
        self.frameworks.changed.connect(lambda _states: self._look())
        self.model.settings_wished.connect(self._on_settings_wished)
        self.runs.run_started.connect(lambda _run: self._look())
        self.runs.run_changed.connect(lambda _run: self._look())
        self.runs.run_ended.connect(self._on_run_ended)
        self.runs.runs_changed.connect(self._on_runs_changed)

    # What the window reads

    @property
    def configuration(self) -> TrainingConfiguration:
        """The settings of the next run."""
        return self._configuration

    @property
    def readiness(self) -> Readiness:
        """Whether a run can be started."""
        return self._readiness

    @property
    def activity(self) -> Activity:
        """What goes on."""
        return self._activity

    @property
    def predictions(self) -> PredictionStore:
        """The model in use and its answers; made when first asked for, which need not be before the first paint."""
        if self._predictions is None:
            from deepdesk.state.prediction_store import PredictionStore

            self._predictions = PredictionStore(self.pools, self.processes, self)
        return self._predictions

    # What the window wishes

    def set_configuration(self, configuration: TrainingConfiguration) -> None:
        """Changes the settings of the next run and keeps them with the project."""
        if configuration == self._configuration:
            return
        other_framework = configuration.framework != self._configuration.framework
        self._configuration = configuration
        self.settings.change(configuration=configuration)
        self.project.change(configuration=configuration)
        self.configuration_changed.emit(configuration)
        self._tell_context()
        self._look()
        if other_framework and self._warm:
            self.frameworks.prepare(configuration.framework)

    def prepare(self) -> None:
        """Warms what will be needed next; to be called when the window has painted and is idle."""
        self._warm = True
        self.frameworks.prepare(self._configuration.framework)

    def find_suspects(self) -> None:
        """Looks for labels that the model in use doubts."""
        model, opened = self.predictions.model.path, self.dataset.opened
        if model is not None and opened is not None:
            self.suspects.ask(Path(model), opened.description)

    def start_on(self, action: DataAction) -> bool:
        """Trains on data changed as a finding offers (the naive split); those that are open stay as they are."""
        opened = self.dataset.opened
        return opened is not None and self.start(changed(opened.description, action.steps))

    def start(self, description: DatasetDescription | None = None) -> bool:
        """Starts to train what is there, on other data where ``description`` says so; whether it could (what is in the
        way is in ``readiness``)."""
        self._look()
        opened = self.dataset.opened
        if not self._readiness.is_ready or opened is None:
            return False
        state = self.model.state
        job = job_of(description or opened.description, state.model, self._configuration, state.start_weights)
        try:
            self.runs.start(job)
        except (DeepDeskError, OSError) as error:
            _log.exception("The run could not be started")
            self.notices.show(notice_of("start", error))
            return False
        self.notices.dismiss("start")
        return True

    def open_data(self, source: str | Path | DatasetDescription) -> None:
        """Opens data; the tab shows how it goes."""
        self.dataset.open(source)

    def new_collection(self) -> None:
        """Begins a data set without files, to which classes and images are added by hand, in a project of its own."""
        empty = DatasetDescription(source=COLLECTION, kind="images")
        try:
            self.project.make(say("data_edits.collection"), dataset=empty, configuration=self._configuration)
        except (DeepDeskError, OSError) as error:
            self.notices.show(notice_of("project", error))
            return
        self.data_edits.undo_stack.clear()
        self.dataset.open(empty)

    def open_project(self, folder: Path) -> bool:
        """Opens a project with its model, its settings, its runs and its data; whether that was possible."""
        try:
            project = self.project.open(folder)
        except (FormatError, OSError) as error:
            self.notices.show(notice_of("project", error))
            return False
        self.notices.dismiss("project")
        self.data_edits.undo_stack.clear()
        if project.dataset is not None:
            self.dataset.open(project.dataset)
        return True

    def new_project(self, name: str, parent: Path) -> bool:
        """Makes a project at a chosen place and goes on in it with what is open; whether that was possible."""
        opened = self.dataset.opened
        fields: dict[str, Any] = {"configuration": self._configuration, "model": self.model.to_builtins()}
        if opened is not None:
            fields |= {"dataset": opened.description, "fingerprint": opened.reply.fingerprint}
        try:
            self.project.make(name, parent=parent, automatic=False, **fields)
        except (DeepDeskError, OSError) as error:
            self.notices.show(notice_of("project", error))
            return False
        return True

    def close(self) -> bool:
        """Saves, ends all children and waits for the workers; whether all came to an end."""
        self._keep_model()
        self.project.save_now()
        self.settings.save_now()
        self.dataset.close()
        if self._predictions is not None:
            self._predictions.close()
        self.processes.close()
        return self.pools.close()

    # What happens

    def _on_data_opened(self, opened: OpenedData) -> None:
        self._progress = None
        report = opened.reply.report
        self.predictions.scores.set_data(opened.description, report.name, opened.reply.split)
        try:
            fresh = self._configuration
            self.project.adopt(opened.description, report.name, opened.reply.fingerprint, fresh)
            self.notices.dismiss("no_project")
            told = data_pin.notice(self.project.value.pin, data_pin.pin_of(opened))
            self.project.change(pin=data_pin.pin_of(opened))
            if told is not None:
                self.notices.show(told)
        except (DeepDeskError, OSError) as error:
            action = NoticeAction(id="new_project", code="window.notice.choose_place", primary=True)
            self.notices.show(consequence_of("no_project", "window.notice.no_project", error, action))
        self._tell_context()
        self._keep_model()
        self._look()

    def _on_project_opened(self, folder: Path) -> None:
        project = self.project.value
        self.notices.dismiss(data_pin.KEY)
        self._restoring = True
        try:
            if project.model is not None:
                self.model.load_state(project.model)
        except DeepDeskError as error:
            self.notices.show(notice_of("model", error))
        finally:
            self._restoring = False
        self._configuration = self._usual(project.configuration)
        self.configuration_changed.emit(self._configuration)
        self.settings.remember_project(folder)
        self.predictions.use_model(None)
        self.runs.set_folder(self.project.runs)
        self._look()

    def _on_model_changed(self, _state: object) -> None:
        if not self._restoring:
            self._keep_model()
        self._look()

    def _keep_model(self) -> None:
        if self.project.folder is not None:
            self.project.change(model=self.model.to_builtins())

    def _on_data_progressed(self, progress: object) -> None:
        self._progress = progress if isinstance(progress, Progressed) else None
        self._look()

    def _on_run_ended(self, ending: RunEnding) -> None:
        if ending.model is not None:
            self.predictions.use_model(ending.model)
        # The run may belong to a project that was left while it went on.
        if self.project.runs is not None and (self.project.runs / ending.id).is_dir():
            self.project.change(shown_run=ending.id)
        self._look()
        self.prepare()

    def _on_runs_changed(self, runs: tuple[RunSummary, ...]) -> None:
        with_model = [run for run in runs if run.model is not None and run.status != "running"]
        self.predictions.set_choices([(run_title(run), str(run.model)) for run in with_model])
        if self.runs.shown is None and runs:
            known = {run.id for run in runs}
            wanted = self.project.value.shown_run
            self.runs.show(wanted if wanted in known else runs[0].id)
        if self.predictions.model.path is None and with_model and self.runs.running is None:
            self.predictions.use_model(with_model[0].model)

    def _on_save_failed(self, error: BaseException) -> None:
        action = NoticeAction(id="save_project", code="window.notice.try_again")
        self.notices.show(consequence_of("save", "window.notice.save_failed", error, action))

    def _on_saved_changed(self, saved: Saved) -> None:
        if saved is Saved.SAVED:
            self.notices.dismiss("save")
        self._look()

    def _tell_context(self) -> None:
        opened = self.dataset.opened
        devices = self.frameworks.states[self._configuration.framework].devices
        report = None if opened is None else opened.reply.report
        self.model.set_context(check_context(report, self._configuration, devices))

    def _on_settings_wished(self, fields: dict[str, Any]) -> None:
        self.set_configuration(msgspec.structs.replace(self._configuration, **fields))

    def _usual(self, configuration: TrainingConfiguration) -> TrainingConfiguration:
        return msgspec.structs.replace(configuration, framework=self.frameworks.usual(configuration.framework))

    def _look(self) -> None:
        framework = self.frameworks.states[self._configuration.framework]
        running, wanted = self.runs.running, self.project.value.dataset
        ready = readiness(self.dataset, self.model, framework, running=running is not None, wanted=wanted)
        if ready != self._readiness:
            self._readiness = ready
            self.readiness_changed.emit(ready)
        now = activity.of_run(running) if running is not None else activity.of_data(self.dataset, self._progress)
        if now != self._activity:
            self._activity = now
            self.activity_changed.emit(now)
