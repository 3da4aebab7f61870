"""What ended a run is told by a code of its own wherever a person can do something about it."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import cast

import pytest

from deepdesk.process.services.training import _cause
from deepdesk.training.job import TrainingJob


@pytest.mark.parametrize(
    "error", [NotADirectoryError(errno.ENOTDIR, "Not a directory"), OSError(errno.EROFS, "Read-only file system")]
)
def test_a_run_folder_that_has_gone_is_named(error: OSError, tmp_path: Path) -> None:
    job = cast("TrainingJob", None)  # no part of it matters here
    code, params = _cause(error, job, tmp_path)
    assert code == "training.folder_gone" and params == {"path": str(tmp_path)}


def test_a_run_folder_that_was_moved_away_is_named(tmp_path: Path) -> None:
    job = cast("TrainingJob", None)
    gone = tmp_path / "gone"
    code, params = _cause(FileNotFoundError(errno.ENOENT, "No such file", str(gone / "checkpoints")), job, gone)
    assert code == "training.folder_gone" and params == {"path": str(gone)}
