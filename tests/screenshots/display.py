"""A screen to draw on: the one that is there, or an Xvfb of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_MISSING = """The screenshots need an X screen, and there is neither DISPLAY nor Xvfb.
On Debian and Ubuntu:  apt-get install xvfb    (Fedora: dnf install xorg-x11-server-Xvfb)"""


@contextmanager
def screen(width: int, height: int) -> Iterator[str]:
    """Gives the name of an X display; ends its Xvfb if it had to start one. Exits with 1 where there is none.

    A screen of the person's own is used only when ``DEEPDESK_SCREENSHOTS_HERE`` is set or no Xvfb is installed:
    windows that lie over ours, and its size and scale, would show in the pictures.
    """
    program = shutil.which("Xvfb")
    own = os.environ.get("DISPLAY", "")
    if own and (program is None or os.environ.get("DEEPDESK_SCREENSHOTS_HERE")):
        yield own
        return
    if program is None:
        print(_MISSING, file=sys.stderr)
        raise SystemExit(1)
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            print("Xvfb did not start; run it by hand to see why.", file=sys.stderr)
            raise SystemExit(1)
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
