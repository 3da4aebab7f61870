"""Which framework answers for a model: the one that trained it, else the other; either can load any model file."""

from __future__ import annotations

from deepdesk.backends.installed import installed
from deepdesk.core.errors import ProcessError
from deepdesk.process.requests import Role
from deepdesk.training.configuration import FRAMEWORKS


def installed_engines() -> tuple[Role, ...]:
    """The roles whose frameworks are there, without importing them."""
    return tuple(Role(name) for name in FRAMEWORKS if installed(name))


def engines_for(trained_with: str) -> tuple[Role, ...]:
    """The installed roles in the order of trying for a model trained with ``torch`` or ``tensorflow``.

    Raises:
        ProcessError: neither is installed.
    """
    found = installed_engines()
    if not found:
        raise ProcessError("inference.no_framework")
    return tuple(sorted(found, key=lambda role: role.value != trained_with))
