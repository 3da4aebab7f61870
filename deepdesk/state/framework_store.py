"""The frameworks: which are installed, and what they can compute on."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import QObject, Signal

from deepdesk.backends.base import Device
from deepdesk.backends.installed import how_to_install, installed
from deepdesk.core.errors import code_of
from deepdesk.process.children import Children
from deepdesk.process.replies import DevicesFound
from deepdesk.process.requests import FindDevices, Role
from deepdesk.training.configuration import FRAMEWORKS, Framework
from deepdesk.workers.base import JobWorker
from deepdesk.workers.pools import Pools
from deepdesk.workers.request_worker import RequestSignals, RequestWorker


class FrameworkState(msgspec.Struct, frozen=True, kw_only=True):
    """One framework.

    Attributes:
        installed: whether it can be found.
        install: catalogue code of the command that installs it.
        devices: what is really there, best first; ``None`` before it was looked for.
        looking: whether it is being looked for now.
        fault: code and figures of what went wrong when looking, if anything.
    """

    id: Framework
    installed: bool
    install: str
    devices: tuple[Device, ...] | None = None
    looking: bool = False
    fault: tuple[str, dict[str, object]] | None = None


class FrameworkStore(QObject):
    """What can be trained with. ``changed`` carries all :class:`FrameworkState` by id."""

    changed = Signal(object)

    def __init__(self, pools: Pools, children: Children, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = pools
        self._children = children
        self._signals: dict[Framework, RequestSignals] = {}
        self._states: dict[Framework, FrameworkState] = {
            name: FrameworkState(id=name, installed=installed(name), install=how_to_install(name))
            for name in FRAMEWORKS
        }

    @property
    def states(self) -> Mapping[Framework, FrameworkState]:
        """All frameworks by id."""
        return dict(self._states)

    def usual(self, wanted: Framework) -> Framework:
        """``wanted`` where it is installed, else the first that is, else ``wanted``."""
        if self._states[wanted].installed:
            return wanted
        return next((name for name, state in self._states.items() if state.installed), wanted)

    def look_again(self) -> None:
        """Looks anew which frameworks are installed, after something was."""
        for name, state in self._states.items():
            if not state.installed and installed(name):
                self._change(name, installed=True, fault=None)

    def prepare(self, name: Framework) -> None:
        """Finds the devices of a framework, whose child stays as a warm spare; does nothing for a missing one."""
        state = self._states[name]
        if not state.installed or state.looking:
            return
        if state.devices is not None:
            self._pools.start_job(JobWorker(lambda: self._children.warm(Role(name))))
            return
        self._change(name, looking=True, fault=None)
        signals = RequestSignals(self)
        signals.answered.connect(lambda reply: self._on_found(name, reply))
        signals.failed.connect(lambda error: self._on_failed(name, error))
        self._signals[name] = signals
        self._pools.start_run(RequestWorker(self._children, Role(name), FindDevices(), signals))

    def _on_found(self, name: Framework, reply: object) -> None:
        if isinstance(reply, DevicesFound):
            self._change(name, devices=reply.devices, looking=False)

    def _on_failed(self, name: Framework, error: BaseException) -> None:
        self._change(name, looking=False, fault=code_of(error))

    def _change(self, name: Framework, **fields: object) -> None:
        self._states[name] = msgspec.structs.replace(self._states[name], **fields)
        self.changed.emit(self.states)
