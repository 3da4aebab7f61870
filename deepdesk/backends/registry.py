"""Finds an engine by name, so that nothing imports a framework before it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.backends.base import Backend, Exporter

MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {"torch": "deepdesk.backends.torch.backend", "tensorflow": "deepdesk.backends.keras.backend"}
)
"""Module of each engine; each has ``create() -> Backend``. A frozen program must be told to pack them."""

EXPORTERS: Final[Mapping[str, str]] = MappingProxyType(
    {"torch": "deepdesk.backends.torch.exporting", "tensorflow": "deepdesk.backends.keras.exporting"}
)
"""Module of each engine that makes the weights of an exported script; each has ``save_weights``."""


def load(framework: str) -> Backend:
    """The back end of ``torch`` or ``tensorflow``; imports the framework, so only in a child.

    Raises:
        KeyError: no such framework.
        ImportError: the framework is missing or cannot be loaded.
    """
    created: Backend = importlib.import_module(MODULES[framework]).create()
    return created


def exporter(framework: str) -> Exporter:
    """What saves the weights of a script of ``torch`` or ``tensorflow``; imports the framework, so only in a child."""
    saved: Exporter = importlib.import_module(EXPORTERS[framework]).save_weights
    return saved
