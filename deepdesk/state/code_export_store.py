"""The state of an export as code: one at a time, in a child where weights go with it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
from PySide6.QtCore import QObject, Signal

from deepdesk.inference.predictions import Note
from deepdesk.model.description import ModelDescription
from deepdesk.process.children import Children
from deepdesk.process.replies import CodeExported
from deepdesk.process.requests import ExportCode, Role
from deepdesk.state.answers import error_note
from deepdesk.training.configuration import Framework, TrainingConfiguration
from deepdesk.workers.base import JobWorker
from deepdesk.workers.pools import Pools
from deepdesk.workers.request_worker import RequestSignals, RequestWorker


class CodeExportState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a script is being written, and what was written last.

    Attributes:
        running: whether one is being written.
        script, weights: paths of the last export; ``weights`` is empty where the network is not trained.
        difference: how far the script's answers are from ours, ``None`` where there are no weights.
        error: why the last export did not succeed.
    """

    running: bool = False
    script: str = ""
    weights: str = ""
    difference: float | None = None
    error: Note | None = None


class CodeExportStore(QObject):
    """Writes networks as scripts. ``changed`` carries the whole :class:`CodeExportState`."""

    changed = Signal(object)
    _written = Signal(object)

    def __init__(self, pools: Pools, children: Children, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = pools
        self._children = children
        self._state = CodeExportState()
        self._signals = RequestSignals(self)
        self._signals.answered.connect(self._on_answered)
        self._signals.failed.connect(self._on_failed)
        self._written.connect(self._on_written)

    @property
    def state(self) -> CodeExportState:
        """The present state."""
        return self._state

    def export_code(
        self,
        framework: Framework,
        out: Path,
        model: ModelDescription | Path,
        configuration: TrainingConfiguration | None = None,
        *,
        stock: bool = False,
    ) -> bool:
        """Writes a script to ``out``, a folder or a ``.py`` file; False while another one is being written.

        Args:
            framework: of the script.
            out: where it goes; what is there is replaced.
            model: a description, or the path of a ``.ddm``, whose weights go with the script.
            configuration: the settings that the script states; ``None`` takes those of the model's run.
            stock: whether the framework's stock layers stand where ours differ.
        """
        if self._state.running:
            return False
        self._set(CodeExportState(running=True))
        if isinstance(model, Path):
            request = ExportCode(path=str(model), out=str(out), stock=stock, configuration=configuration)
            self._pools.start_run(RequestWorker(self._children, Role(framework), request, self._signals))
            return True

        def write() -> object:
            # Not before it is asked for: the writers, and numpy behind them, would hold up the first paint.
            from deepdesk.training.code_export import export_untrained

            code: Literal["torch", "keras"] = "torch" if framework == "torch" else "keras"
            return export_untrained(model, code, out, configuration, stock=stock).script

        job = JobWorker(write, done=self._written.emit, failed=self._signals.failed.emit)
        self._pools.start_job(job)
        return True

    def _on_answered(self, reply: object) -> None:
        if isinstance(reply, CodeExported):
            self._set(CodeExportState(script=reply.script, weights=reply.weights, difference=reply.difference))

    def _on_written(self, script: object) -> None:
        self._set(CodeExportState(script=str(script)))

    def _on_failed(self, error: BaseException) -> None:
        self._set(CodeExportState(error=error_note(error)))

    def _set(self, state: CodeExportState) -> None:
        self._state = state
        self.changed.emit(state)
