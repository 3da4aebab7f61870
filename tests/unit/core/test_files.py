"""A file is the old one or the new one, whatever happens in between."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deepdesk.core.files import replacing, write_bytes

WRITER = """
import os, signal, sys
from pathlib import Path
from deepdesk.core.files import replacing
with replacing(Path(sys.argv[1])) as stream:
    stream.write(b"half")
    stream.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_replaces_whole(tmp_path: Path) -> None:
    path = tmp_path / "测试 é.bin"
    write_bytes(path, b"old")
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == [path.name]


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    write_bytes(path, b"old")
    with pytest.raises(ZeroDivisionError), replacing(path) as stream:
        stream.write(b"half")
        raise ZeroDivisionError
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file.bin"]


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_kill_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    write_bytes(path, b"old")
    ended = subprocess.run([sys.executable, "-c", WRITER, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"


def test_what_was_moved_away_is_not_made_anew(tmp_path: Path) -> None:
    run = tmp_path / "project" / "run"
    with pytest.raises(FileNotFoundError):
        write_bytes(run / "checkpoints" / "1.bin", b"1", within=run)
    assert not run.parent.exists()
    run.mkdir(parents=True)
    write_bytes(run / "checkpoints" / "1.bin", b"1", within=run)
    assert (run / "checkpoints" / "1.bin").read_bytes() == b"1"
