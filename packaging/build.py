"""Builds dist/deepdesk/, the one-folder program, unless it is there and its sources have not changed."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
PROGRAM = DIST / "deepdesk"
STAMP = DIST / "deepdesk.stamp"
SPEC = ROOT / "packaging" / "deepdesk.spec"
# Their symbol tables, which nothing reads at run time, take a quarter of a gigabyte. Only these two: smaller libraries
# gain little, and some of those in wheels do not survive it.
STRIPPED = ("tensorflow/libtensorflow_cc.so.2", "torch/lib/libtorch_cpu.so")


def fingerprint() -> str:
    """A digest of everything that the program is made of: sources, resources, recipe and installed packages."""
    digest = hashlib.sha256()
    rooms = (path for room in ("deepdesk", "resources") for path in (ROOT / room).rglob("*") if path.is_file())
    files = [SPEC, Path(__file__).resolve(), *rooms]
    for path in sorted(path for path in files if "__pycache__" not in path.parts):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    packages = sorted(f"{item.metadata['Name']}=={item.version}" for item in importlib.metadata.distributions())
    digest.update("\n".join([*packages, sys.version]).encode())
    return digest.hexdigest()


def missing_packages() -> list[str]:
    """Debian names of what PyInstaller needs from the system and does not find."""
    if sys.platform != "linux":
        return []
    missing = [] if shutil.which("objdump") else ["binutils"]
    library = sysconfig.get_config_var("INSTSONAME") or ""
    if ".so" in library and not (Path(sysconfig.get_config_var("LIBDIR") or "") / library).is_file():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append("libpython{}.{}".format(*sys.version_info[:2]))
    return missing


def provide(packages: list[str]) -> bool:
    """Installs system packages where that is allowed, else prints the command that does; whether they are there now."""
    if not packages:
        return True
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"])
        return subprocess.run(command).returncode == 0
    print("System packages are missing. Install them: sudo " + " ".join(command), file=sys.stderr)
    return False


def strip_libraries() -> None:
    """Takes the symbol tables out of the two largest libraries, on Linux."""
    libraries = [str(path) for name in STRIPPED if (path := PROGRAM / "_internal" / name).is_file()]
    if sys.platform == "linux" and libraries:
        subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)


def main() -> int:
    """Builds when needed; returns the exit code."""
    wanted = fingerprint()
    if PROGRAM.is_dir() and STAMP.is_file() and STAMP.read_text() == wanted:
        print(f"{PROGRAM.relative_to(ROOT)} is up to date")
        return 0
    if not provide(missing_packages()):
        return 1
    STAMP.unlink(missing_ok=True)
    command = [sys.executable, "-m", "PyInstaller", str(SPEC), "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(DIST), "--workpath", str(ROOT / "build" / "pyinstaller")]
    code = subprocess.run(command, cwd=ROOT).returncode
    if code == 0:
        strip_libraries()
        STAMP.write_text(wanted)
        print(f"{PROGRAM.relative_to(ROOT)} is ready")
    return code


if __name__ == "__main__":
    sys.exit(main())
