"""Which framework answers for a model: the one that trained it, else the other; either can load any model file."""

from __future__ import annotations

from importlib.util import find_spec

from deepdesk.core.errors import ProcessError
from deepdesk.process.messages import Role


def installed_engines() -> tuple[Role, ...]:
    """The roles whose frameworks are there, without importing them."""
    found = []
    if find_spec("torch") is not None:
        found.append(Role.TORCH)
    if find_spec("tensorflow") is not None and find_spec("keras") is not None:
        found.append(Role.TENSORFLOW)
    return tuple(found)


def engines_for(trained_with: str) -> tuple[Role, ...]:
    """The installed roles in the order of trying for a model trained with ``torch`` or ``tensorflow``.

    Raises:
        ProcessError: neither is installed.
    """
    found = installed_engines()
    if not found:
        raise ProcessError("inference.no_framework")
    return tuple(sorted(found, key=lambda role: role.value != trained_with))
