"""Builds dist/deepdesk/, the one-folder program, unless it is there and its sources have not changed."""

from __future__ import annotations

import hashlib
import importlib.metadata
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
PROGRAM = DIST / "deepdesk"
STAMP = DIST / "deepdesk.stamp"
SPEC = ROOT / "packaging" / "deepdesk.spec"


def fingerprint() -> str:
    """A digest of everything that the program is made of: sources, resources, recipe and installed packages."""
    digest = hashlib.sha256()
    files = [SPEC, *(path for room in ("deepdesk", "resources") for path in (ROOT / room).rglob("*") if path.is_file())]
    for path in sorted(path for path in files if "__pycache__" not in path.parts):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    packages = sorted(f"{item.metadata['Name']}=={item.version}" for item in importlib.metadata.distributions())
    digest.update("\n".join([*packages, sys.version]).encode())
    return digest.hexdigest()


def missing_tool() -> str | None:
    """What PyInstaller needs from the system and does not find, as a sentence; ``None`` when all is there."""
    if sys.platform == "linux" and shutil.which("objdump") is None:
        return "objdump is missing. Install it: sudo apt-get install binutils"
    return None


def main() -> int:
    """Builds when needed; returns the exit code."""
    wanted = fingerprint()
    if PROGRAM.is_dir() and STAMP.is_file() and STAMP.read_text() == wanted:
        print(f"{PROGRAM.relative_to(ROOT)} is up to date")
        return 0
    if problem := missing_tool():
        print(problem, file=sys.stderr)
        return 1
    STAMP.unlink(missing_ok=True)
    command = [sys.executable, "-m", "PyInstaller", str(SPEC), "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(DIST), "--workpath", str(ROOT / "build" / "pyinstaller")]
    code = subprocess.run(command, cwd=ROOT).returncode
    if code == 0:
        STAMP.write_text(wanted)
        print(f"{PROGRAM.relative_to(ROOT)} is ready")
    return code


if __name__ == "__main__":
    sys.exit(main())
