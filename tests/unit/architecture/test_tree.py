"""Nothing in the tree depends on the machine that it was written on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.unit.architecture.sources import ROOT

TEXT = {
    "", ".cfg", ".css", ".csv", ".html", ".in", ".ini", ".json", ".md", ".po", ".pot", ".py", ".qss", ".rst", ".sh",
    ".spec", ".svg", ".toml", ".txt", ".yaml", ".yml",
}  # fmt: skip
# Put together here, so that this file does not find itself.
HOSTS = ["pypi" + ".org", "python" + "hosted", "download.py" + "torch.org", "conda" + ".anaconda"]
PLACES = re.compile(r"(?<![\w.~-])/(?:work|root|home/\w+|Users/\w+|opt/wheels|opt/pypi)" + r"/")


def tracked_files() -> list[Path]:
    """The text files that git tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("this is not a git checkout")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.suffix in TEXT and path.is_file()]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8", errors="replace")
        for path in tracked_files()
    }


def test_no_package_host_is_named(texts: dict[str, str]) -> None:
    wrong = [f"{name}: {host}" for name, text in texts.items() for host in HOSTS if host in text]
    assert not wrong


def test_no_path_of_a_machine_is_named(texts: dict[str, str]) -> None:
    wrong = [f"{name}: {found.group()}" for name, text in texts.items() if (found := PLACES.search(text))]
    assert not wrong


def test_every_python_file_says_what_it_is() -> None:
    def is_described(path: Path) -> bool:
        return path.read_text(encoding="utf-8").lstrip().startswith(('"""', 'r"""', "#"))

    assert [str(path) for path in tracked_files() if path.suffix == ".py" and not is_described(path)] == []
