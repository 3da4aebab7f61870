"""Whether F5 can train now, and if not, why and where to go."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from deepdesk.data.description import DatasetDescription
from deepdesk.state.dataset_store import DatasetStore, Phase
from deepdesk.state.framework_store import FrameworkState
from deepdesk.state.model_store import ModelStore
from deepdesk.training.configuration import FRAMEWORK_NAMES


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """``code`` says why not (empty: ready); its ``code.link`` is the text of the link to ``place``."""

    code: str = ""
    params: dict[str, Any] = {}
    place: str = "train"

    @property
    def is_ready(self) -> bool:
        """Whether a run can be started."""
        return not self.code


READY: Final = Readiness()


def readiness(
    data: DatasetStore,
    model: ModelStore,
    framework: FrameworkState,
    *,
    running: bool,
    wanted: DatasetDescription | None = None,
) -> Readiness:
    """The first thing that stands in the way of a run, in the order of the work; ``wanted`` are the project's data."""
    if running:
        return Readiness(code="train.wait.running", place="train")
    if data.phase is not Phase.IDLE:
        return Readiness(code="train.wait.loading", place="data")
    if data.opened is None:
        return Readiness(code="train.wait.no_data", place="data")
    if wanted is not None and wanted.source != data.opened.description.source:
        # The project's own data could not be opened: those of the project before must not be trained on in this one.
        return Readiness(code="train.wait.other_data", params={"source": wanted.source}, place="data")
    if not data.opened.reply.report.can_be_learnt:
        return Readiness(code="train.wait.classes", place="data")
    if not model.state.model.layers:
        return Readiness(code="train.wait.no_model", place="model")
    fault = model.state.first_error
    if fault is not None:
        layer = fault.layer or model.state.name
        return Readiness(code="train.wait.model", params={"layer": layer}, place="model")
    if not framework.installed:
        return Readiness(code="train.wait.framework", params={"framework": FRAMEWORK_NAMES[framework.id]})
    return READY
