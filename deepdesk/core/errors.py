"""The one tree of exceptions: an error carries a code and its figures, never a sentence."""

from __future__ import annotations

import errno
from typing import Any


class DeepDeskError(Exception):
    """Something that a person can be told about: a catalogue ``code`` and the ``params`` that fill its sentence.

    ``str(error)`` is for logs; the edge (window, command line) makes the sentence with
    :func:`deepdesk.core.catalogue.describe`.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        figures = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({figures})"


class DataError(DeepDeskError):
    """A source of data cannot be used."""


class ModelError(DeepDeskError):
    """A model description cannot be read, edited or built."""


class TrainingError(DeepDeskError):
    """A run cannot be started or went wrong."""


class FormatError(DeepDeskError):
    """A file is not in the format, or the version, that was expected."""


class ProcessError(DeepDeskError):
    """A child process could not be started or broke the protocol."""


class StorageError(DeepDeskError):
    """The disk refused: full, no permission, gone."""


class UsageError(DeepDeskError):
    """The command line was given something it cannot use."""


def code_of(error: BaseException) -> tuple[str, dict[str, Any]]:
    """The catalogue code and the figures of an error of any kind; foreign ones go by the core's sentences."""
    if isinstance(error, DeepDeskError):
        return error.code, error.params
    if isinstance(error, MemoryError):
        return "core.out_of_memory", {}
    if isinstance(error, PermissionError):
        return "core.no_permission", {"path": _named(error)}
    if isinstance(error, FileNotFoundError):
        return "core.no_such_file", {"path": _named(error)}
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "core.disk_full", {"path": _named(error)}
    if isinstance(error, OSError) and error.strerror and _named(error):
        return "core.refused", {"path": _named(error), "reason": error.strerror}
    return "core.unexpected", {"kind": type(error).__name__, "text": str(error) or "-"}


def _named(error: OSError) -> str:
    # After a failed renaming, the first name is that of the temporary file.
    name = error.filename2 or error.filename or ""
    return name.decode(errors="replace") if isinstance(name, bytes) else str(name)
