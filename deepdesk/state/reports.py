"""Reports of failures, to be copied: what happened, where, with which versions; no data of the person."""

from __future__ import annotations

import platform
import sys
import traceback
from pathlib import Path
from typing import Final

from PySide6.QtCore import qVersion

from deepdesk import __version__
from deepdesk.core.catalogue import say
from deepdesk.core.documents import to_json
from deepdesk.state.run_values import ShownRun
from deepdesk.training.run_folder import LOG

_LOG_LINES: Final = 60
_LOG_BYTES: Final = 64 * 1024


def report(text: str) -> str:
    """``text`` under the versions of everything that matters."""
    return say(
        "window.report",
        version=__version__,
        python=sys.version.split()[0],
        qt=qVersion(),
        system=platform.platform(),
        text=text,
    )


def report_of_error(error: BaseException) -> str:
    """A report of an exception with its trace."""
    return report("".join(traceback.format_exception(error)))


def report_of_run(run: ShownRun) -> str:
    """A report of a run: its ending, what was asked for, the end of its log."""
    ended = run.history.ended
    parts = [run.id]
    if ended is not None:
        parts += [say(ended.code, **ended.params), to_json(ended)]
    parts += [to_json(run.job, indent=True), tail(run.folder / LOG)]
    return report("\n\n".join(parts))


def tail(path: Path) -> str:
    """The last lines of a log; empty when it cannot be read."""
    try:
        with path.open("rb") as stream:
            stream.seek(max(0, path.stat().st_size - _LOG_BYTES))
            text = stream.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-_LOG_LINES:])
