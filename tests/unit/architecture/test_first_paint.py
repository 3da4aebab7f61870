"""What the window's first paint must not wait for."""

from __future__ import annotations

import subprocess
import sys

FIRST = "import deepdesk.app, deepdesk.state.session, deepdesk.ui.main_window, deepdesk.ui.dataset_tab.tab"
HEAVY = ("numpy", "pyqtgraph", "psutil", "PIL")


def test_no_heavy_library_is_loaded_before_the_first_paint() -> None:
    script = f"import sys\n{FIRST}\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
