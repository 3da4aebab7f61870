"""A change of appearance outlives widgets that are garbage at that moment."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
import gc
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget
from deepdesk.app import make_application
from deepdesk.ui.theme import Theme

class Answering(QWidget):
    def changeEvent(self, event):
        super().changeEvent(event)
        gc.set_threshold(1, 1, 1)
        self.kept = [[] for _ in range(50)]

class Lost(QWidget):
    pass

application = make_application()
gc.collect()
answering = [Answering() for _ in range(20)]
for widget in answering:
    widget.show()
gc.set_threshold(10**6)
for _ in range(300):
    lost = Lost()
    lost.show()
    lost.itself = lost
del lost
look = Theme(application, "light")
gc.set_threshold(10**6)
look.set_mode("dark")
print("alive", gc.isenabled())
"""


def test_garbage_is_not_collected_while_qt_walks_through_all_widgets() -> None:
    variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run([sys.executable, "-c", SCRIPT], env=variables, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout.split()) == (0, ["alive", "True"]), ended.stderr
