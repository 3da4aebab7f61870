"""What a child prints never reaches the messages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from deepdesk.process.output import output_to

CODE = """
import os, sys
from deepdesk.process.output import keep_pipes, output_to
from pathlib import Path
incoming, outgoing = keep_pipes()
print("from Python", flush=True)
os.write(1, b"from native code\\n")
with output_to(Path(sys.argv[1])):
    print("of the run")
    os.system("echo from a grandchild")
print("after", sys.stdin.read(), flush=True)
outgoing.write(b"<" + incoming.read() + b">")
outgoing.flush()
"""


def test_the_pipes_are_kept_for_messages(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    done = subprocess.run([sys.executable, "-c", CODE, str(log)], input=b"message", capture_output=True, check=True)
    assert done.stdout == b"<message>"
    assert done.stderr.split() == b"from Python from native code after".split()
    assert sorted(log.read_text(encoding="utf-8").splitlines()) == ["from a grandchild", "of the run"]


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    before = os.dup(1)
    os.close(before)
    for _ in range(3):
        with output_to(tmp_path / "log"):
            os.write(1, b"x")
    after = os.dup(1)
    os.close(after)
    assert after == before
    assert (tmp_path / "log").read_bytes() == b"xxx"
