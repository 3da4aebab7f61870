"""Fetching weights: broken connections, wrong checksums, servers without ranges; against a server on this computer."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.download_weights import fetch_weights

CONTENT = np.random.default_rng(1).integers(0, 256, 300_000, dtype=np.uint8).tobytes()
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves CONTENT under every name; ``cut`` ends an answer after so many bytes, ``ranges`` may be ignored."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str | None] = []
        self.cut: int | None = None
        self.ranges = True
        self.says_length = True
        self.status: int | None = None
        self.body = CONTENT
        self.tag = '"one"'

    def address(self, name: str = "weights.h5") -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/some/{name}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append(wanted)
        if self.server.status:
            self.send_error(self.server.status)
            return
        body = self.server.body
        same = self.headers.get("If-Range", self.server.tag) == self.server.tag
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.server.ranges and same else 0
        if start >= len(body):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("ETag", self.server.tag)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        if self.server.says_length:
            self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        self.wfile.write(body[start:][: self.server.cut])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    found = Server()
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


def fetch(
    address: str,
    folder: Path,
    progress: Callable[[str, int, int], None] = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Path, bool]:
    return fetch_weights(address, folder, progress, stop)


def code_of(address: str, folder: Path, stop: Callable[[], bool] = lambda: False) -> str:
    with pytest.raises(DataError) as caught:
        fetch(address, folder, stop=stop)
    return caught.value.code


def test_the_whole_file_with_its_progress(server: Server, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    address = f"{server.address()}#sha256={DIGEST.upper()}"
    path, checked = fetch(address, tmp_path, lambda _, done, total: told.append((done, total)))
    assert path.read_bytes() == CONTENT
    assert checked
    assert path.name == "weights.h5"
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [item.name for item in path.parent.iterdir()] == ["weights.h5"]
    fetch(address, tmp_path)
    assert len(server.asked) == 1


def test_a_broken_connection_is_taken_up_again(server: Server, tmp_path: Path) -> None:
    server.cut = 130_000
    path, checked = fetch(server.address(), tmp_path)
    assert path.read_bytes() == CONTENT
    assert not checked
    assert server.asked == [None, "bytes=130000-", "bytes=260000-"]


def test_a_server_without_ranges_starts_anew(server: Server, tmp_path: Path) -> None:
    server.cut = 130_000
    server.ranges = False
    assert code_of(server.address(), tmp_path) == "data.download.interrupted"
    server.cut = None
    assert fetch(server.address(), tmp_path)[0].read_bytes() == CONTENT
    assert server.asked[-1] == "bytes=130000-"


def test_a_server_that_does_not_say_how_long(server: Server, tmp_path: Path) -> None:
    server.says_length = False
    assert fetch(f"{server.address()}#sha256={DIGEST}", tmp_path)[0].read_bytes() == CONTENT


def test_cancelled_and_gone_on(server: Server, tmp_path: Path) -> None:
    calls = iter([False, False, False, True])
    assert code_of(server.address(), tmp_path, stop=lambda: next(calls)) == "data.cancelled"
    assert fetch(server.address(), tmp_path)[0].read_bytes() == CONTENT
    wanted = server.asked[-1]
    assert wanted is not None and int(wanted.removeprefix("bytes=").rstrip("-")) > 0


def test_a_file_that_changed_on_the_way_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    calls = iter([False, False, False, True])
    assert code_of(server.address(), tmp_path, stop=lambda: next(calls)) == "data.cancelled"
    server.body, server.tag = CONTENT[::-1], '"two"'
    assert fetch(server.address(), tmp_path)[0].read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("name", [f"weights.h5#sha256={'0' * 64}", "vgg16-00000000.pth"])
def test_another_content_is_not_kept(server: Server, tmp_path: Path, name: str) -> None:
    assert code_of(server.address(name), tmp_path) == "data.download.wrong_content"
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_digits_in_the_names_of_pytorch(server: Server, tmp_path: Path) -> None:
    assert fetch(server.address(f"vgg16-{DIGEST[:8]}.pth"), tmp_path)[1]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("ftp://127.0.0.1/w.h5", "data.download.bad_address"),
        ("file:///etc/passwd", "data.download.bad_address"),
        ("w.h5", "data.download.bad_address"),
        ("http://127.0.0.1/w.h5#sha256=12", "weights.bad_checksum"),
    ],
)
def test_addresses_that_cannot_be(address: str, code: str, tmp_path: Path) -> None:
    assert code_of(address, tmp_path) == code


def test_a_refusal_and_no_answer(server: Server, tmp_path: Path) -> None:
    server.status = 404
    assert code_of(server.address(), tmp_path) == "data.download.refused"
    port = server.server_address[1]
    server.shutdown()
    server.server_close()
    assert code_of(f"http://127.0.0.1:{port}/w.h5", tmp_path) == "data.download.no_answer"


def test_a_name_cannot_leave_the_folder(server: Server, tmp_path: Path) -> None:
    path, _ = fetch(server.address("..%2f..%2f.evil name.h5"), tmp_path)
    assert path.parent.parent == tmp_path
    assert path.name == "evil_name.h5"
