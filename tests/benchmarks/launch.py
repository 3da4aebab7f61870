"""Time from the start of the process to a usable window, as a ratio to an empty Qt window in the same run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

from tests.benchmarks.table import Figure, Section

# Usable: the first paint is over and the event loop has answered a timer that was set behind all that the start queued.
PROBE = """
import sys, time
from PySide6 import QtCore, QtWidgets

class Probe(QtCore.QObject):
    painted = False
    def eventFilter(self, watched, event):
        if not self.painted and event.type() == QtCore.QEvent.Type.Paint:
            self.painted = True
            QtCore.QTimer.singleShot(0, self.answered)
        return False
    def answered(self):
        sys.stdout.write(repr(time.monotonic()) + chr(10))
        sys.stdout.flush()
        QtCore.QTimer.singleShot(0, QtWidgets.QApplication.instance().quit)

def watch(application):
    probe = Probe(application)
    application.installEventFilter(probe)
"""
EMPTY = (
    PROBE
    + """
application = QtWidgets.QApplication(sys.argv)
watch(application)
window = QtWidgets.QMainWindow()
window.resize(1200, 800)
window.show()
application.exec()
"""
)
DEEPDESK = (
    PROBE
    + """
original = QtWidgets.QApplication.exec
def execute(*arguments):
    watch(QtWidgets.QApplication.instance())
    return original()
QtWidgets.QApplication.exec = execute
from deepdesk import app
app.run()
"""
)


def seconds_to_window(script: str) -> float:
    """Seconds from starting the interpreter to a window that was painted and answers."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "DEEPDESK_HOME": home}
        began = time.monotonic()
        ended = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=True
        )
    return float(ended.stdout.split()[0]) - began


def measure(rounds: int = 7) -> Section:
    """Medians of alternating starts, the first of each left out (cold disk)."""
    for script in (EMPTY, DEEPDESK):
        seconds_to_window(script)
    pairs = [(seconds_to_window(EMPTY), seconds_to_window(DEEPDESK)) for _ in range(rounds)]
    empty, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = ours / empty
    return Section(
        "Launch",
        f"Process start to a painted window that answers; medians of {rounds} alternating starts, warm cache.",
        (
            Figure("empty Qt window", f"{empty:.2f} s"),
            Figure("DeepDesk", f"{ours:.2f} s"),
            Figure("ratio", f"{ratio:.1f}", "≤ 4", ratio <= 4),
        ),
    )
