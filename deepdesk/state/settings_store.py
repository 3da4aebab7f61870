"""Settings of this person, kept over restarts."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from deepdesk.core import documents
from deepdesk.core.errors import FormatError
from deepdesk.core.places import settings_folder
from deepdesk.training.configuration import TrainingConfiguration

FORMAT: Final = "deepdesk.settings"
VERSION: Final = 1
RECENT_LIMIT: Final = 8
_SAVE_AFTER_MS: Final = 400

_log = logging.getLogger(__name__)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered.

    Attributes:
        theme: the appearance.
        mnist_address: where ``sample:mnist`` is fetched from; empty takes the address that the program knows.
        weights_addresses: where published weights are fetched from, by the name of the file as
            :data:`deepdesk.inference.pretrained.FILES` has it; empty until the person gives one, with ``#sha256=…``
            behind it where it is to be checked.
        geometry: the window's place as base64 of Qt's own form.
        last_project: folder of the project that was open last.
        recent: folders of projects, the newest first.
        data_folder: where the last data were chosen.
        model_folder: where the last model was opened or saved.
        predict_folder: where the last images to predict were chosen.
        configuration: what a new project starts from.
    """

    theme: Literal["system", "light", "dark"] = "system"
    mnist_address: str = ""
    weights_addresses: dict[str, str] = {}
    geometry: str = ""
    last_project: str | None = None
    recent: tuple[str, ...] = ()
    data_folder: str = ""
    model_folder: str = ""
    predict_folder: str = ""
    configuration: TrainingConfiguration = TrainingConfiguration()


class SettingsStore(QObject):
    """Reads the settings at once, saves them shortly after a change. ``changed`` carries the new :class:`Settings`.

    Settings that cannot be read are put aside (``settings.json.unreadable``) and the defaults taken; settings that
    cannot be saved only reach the log: nothing of the person's work is in them.
    """

    changed = Signal(object)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = (folder or settings_folder()) / "settings.json"
        self._value = self._read()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save_now)

    @property
    def value(self) -> Settings:
        """The settings now."""
        return self._value

    def change(self, **fields: Any) -> None:
        """Replaces some fields (raises TypeError for one that does not exist)."""
        value = msgspec.structs.replace(self._value, **fields)
        if value != self._value:
            self._value = value
            self._timer.start()
            self.changed.emit(value)

    def remember_project(self, folder: Path) -> None:
        """Puts a project first among the recent ones."""
        name = str(folder)
        others = [other for other in self._value.recent if other != name]
        self.change(last_project=name, recent=tuple([name, *others][:RECENT_LIMIT]))

    def save_now(self) -> None:
        """Writes what was changed."""
        self._timer.stop()
        try:
            documents.save(self._path, self._value, format=FORMAT, version=VERSION)
        except OSError:
            _log.exception("The settings could not be saved")

    def _read(self) -> Settings:
        try:
            return documents.load(self._path, Settings, format=FORMAT, version=VERSION)
        except FileNotFoundError:
            return Settings()
        except (FormatError, OSError):
            _log.exception("The settings could not be read")
            self._put_aside()
            return Settings()

    def _put_aside(self) -> None:
        try:
            self._path.rename(self._path.with_suffix(".json.unreadable"))
        except OSError:
            _log.exception("The unreadable settings could not be put aside")
