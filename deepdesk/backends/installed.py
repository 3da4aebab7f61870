"""Which frameworks are installed, found without importing them: the window may ask."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_NEEDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"torch": ("torch",), "tensorflow": ("tensorflow", "keras")}
)


def installed(framework: str) -> bool:
    """Whether ``torch`` or ``tensorflow`` can be found (not whether it loads); raises KeyError for another name."""
    return all(importlib.util.find_spec(name) is not None for name in _NEEDS[framework])


def how_to_install(framework: str) -> str:
    """The catalogue code of the sentence with the command that installs a framework."""
    return f"backends.install.{framework}"
