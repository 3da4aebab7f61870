#!/bin/sh
# Makes .venv from pyproject.toml and constraints.txt, or finds it up to date in a fraction of a second.
#
# Checks first that Python, venv and Qt's system libraries are there: as root on Debian or Ubuntu it installs what is
# missing, otherwise it prints the command that does and ends with an error. A stamp is written last, so that an
# environment whose making was interrupted is never believed. Settings from outside:
#   PYTHON                   the interpreter to use instead of the first fitting one
#   DEEPDESK_EXTRAS          the extras to install (all,dev)
#   DEEPDESK_TORCH_INDEX     an index that holds a CPU-only build of torch, where the default one brings CUDA along
set -eu
cd "$(dirname "$0")/.."

extras=${DEEPDESK_EXTRAS:-all,dev}
stamp=.venv/.stamp
torch_pin=$(sed -n 's/^torch==/torch==/p' constraints.txt)

say() { printf '%s\n' "$*" >&2; }
die() { say "setup: $*"; exit 1; }

digest() {
    if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi
}

wanted="$({ cat pyproject.toml constraints.txt packaging/setup.sh; printf '%s\n' "$extras"; } | digest | cut -d' ' -f1) $(pwd)"

up_to_date() {
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        # A name on the path is not enough: version managers put up names that lead nowhere.
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

is_debian() { command -v apt-get >/dev/null 2>&1 && command -v dpkg >/dev/null 2>&1; }

# Debian package names of what is missing, one per line.
missing_packages() {
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    fi
    [ "$(uname -s)" = Linux ] || return 0
    "$python" - <<'PYTHON'
import ctypes

LIBRARIES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
}
for package, library in LIBRARIES.items():
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
PYTHON
}

install_system() {
    missing=$(missing_packages | tr '\n' ' ' | sed 's/ *$//')
    [ -n "$missing" ] || return 0
    if ! is_debian; then
        say "setup: missing on this system (by their Debian names): $missing"
        die "install what corresponds to them, then run make again."
    fi
    if [ "$(id -u)" -ne 0 ]; then
        say "setup: system packages are missing. Install them, then run make again:"
        say "    sudo apt-get install --no-install-recommends $missing"
        exit 1
    fi
    say "setup: installing $missing"
    # The lock's descriptor is closed for apt, which may leave a process behind.
    DEBIAN_FRONTEND=noninteractive apt-get update -qq 9>&- || say "setup: the package lists could not be refreshed."
    # shellcheck disable=SC2086 # a list of words
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2 9>&- ||
        die "apt-get could not install: $missing"
    missing=$(missing_packages | tr '\n' ' ')
    [ -z "$missing" ] || die "still missing after the installation: $missing"
}

install_python() {
    # Refreshed in place only where it was complete and stands where it was made: its programs name their path.
    here=no
    if [ -f "$stamp" ] && [ "$(cut -d' ' -f2- "$stamp")" = "$(pwd)" ]; then here=yes; fi
    rm -f "$stamp"
    if [ "$here" = no ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        rm -rf .venv
        say "setup: making .venv with $("$python" --version) (some minutes the first time)"
        "$python" -m venv .venv
    fi
    pip=".venv/bin/python -m pip --disable-pip-version-check"
    case ",$extras," in
    *,all,* | *,torch,*)
        # Alone and pinned, so that a CPU build at hand is taken.
        $pip install -q ${DEEPDESK_TORCH_INDEX:+--extra-index-url "$DEEPDESK_TORCH_INDEX"} -c constraints.txt "$torch_pin"
        ;;
    esac
    $pip install -q -c constraints.txt hatchling editables
    $pip install -q -c constraints.txt --no-build-isolation -e ".[$extras]"
    printf '%s\n' "$wanted" >"$stamp.new"
    mv "$stamp.new" "$stamp"
    say "setup: .venv is ready"
}

up_to_date && exit 0
python=$(find_python) || die "Python 3.11, 3.12 or 3.13 is needed and was not found (as ${PYTHON:-python3.13, python3.12, python3.11 or python3})."

# One setup at a time. The lock belongs to the open file: it outlives the Python that takes it and ends with this shell.
exec 9>.venv.lock
"$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
up_to_date && exit 0
install_system
install_python
