"""Takes the pictures of the documentation in the real window on a real X screen: ``make screenshots``.

Each scene is a process with the program in it. ``take.py SCENE…`` takes the pictures of some scenes only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screenshots"
# A scene that is empty needs a home of its own; `large` looks again at what `shapes` has left.
SCENES = {
    "empty": "empty",
    "article": "article",
    "shapes": "shapes",
    "large": "shapes",
    "drawing": "drawing",
    "kinds": "kinds",
    "data_views": "data_views",
    "network": "network",
    "model_views": "model_views",
    "builder_views": "builder_views",
}
WIDTH, HEIGHT = 2880, 1800


def main(wanted: list[str]) -> int:
    """Takes the pictures; gives 0, or 1 when a scene failed."""
    sys.path.insert(0, str(ROOT))
    from tests.screenshots.display import screen
    from tests.screenshots.listing import write_listing

    unknown = set(wanted) - set(SCENES)
    if unknown:
        print(f"There is no scene {', '.join(sorted(unknown))}; there are {', '.join(SCENES)}.", file=sys.stderr)
        return 1
    scenes = [scene for scene in SCENES if not wanted or scene in wanted]
    if "large" in scenes and "shapes" not in scenes:
        scenes.insert(0, "shapes")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="deepdesk-pictures-") as made, screen(WIDTH, HEIGHT) as display:
        failed = [scene for scene in scenes if play(scene, Path(made), display)]
    write_listing(FOLDER, ROOT / "docs" / "guide" / "pictures.md")
    for scene in failed:
        print(f"The scene {scene} failed.", file=sys.stderr)
    return 1 if failed else 0


def play(scene: str, made: Path, display: str) -> int:
    """Plays one scene in a process of its own; gives its exit code."""
    environment = os.environ | {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_SCALE_FACTOR": "2" if scene == "large" else "1",
        "DEEPDESK_HOME": str(made / SCENES[scene]),
        "DEEPDESK_LANGUAGE": "en",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("WAYLAND_DISPLAY", None)
    command = [sys.executable, str(Path(__file__).with_name("scenes.py")), scene, str(FOLDER), str(made)]
    return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
