"""Where things lie on disk: resources of the program, settings, cache, projects."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs


def resources() -> Path:
    """The folder of icons, samples, presets and translations: frozen, installed or in a checkout."""
    frozen = getattr(sys, "_MEIPASS", None)
    package = Path(__file__).resolve().parent.parent
    candidates = [Path(frozen) / "resources"] if frozen else []
    candidates += [package.parent / "resources", package / "_resources"]
    return next((place for place in candidates if place.is_dir()), candidates[-1])


def _home() -> Path | None:
    home = os.environ.get("DEEPDESK_HOME")
    return Path(home) if home else None


def settings_folder() -> Path:
    """Settings of this person; ``DEEPDESK_HOME`` moves all places below one folder (tests, portable use)."""
    home = _home()
    return home / "settings" if home else Path(platformdirs.user_config_dir("deepdesk", appauthor=False))


def cache_folder() -> Path:
    """What can be made again: prepared arrays, thumbnails, downloaded samples."""
    home = _home()
    return home / "cache" if home else Path(platformdirs.user_cache_dir("deepdesk", appauthor=False))


def log_folder() -> Path:
    """Logs of the program itself (each run has its own beside it)."""
    home = _home()
    return home / "logs" if home else Path(platformdirs.user_log_dir("deepdesk", appauthor=False))


def projects_folder() -> Path:
    """Where a project is made when the person has not chosen a place."""
    home = _home()
    return home / "projects" if home else Path(platformdirs.user_documents_dir()) / "DeepDesk"
