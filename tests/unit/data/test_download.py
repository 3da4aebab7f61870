"""Fetching: whole, interrupted, resumed, refused, changed on the way; against a server on this computer."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.download import fetch_sample
from deepdesk.data.samples import MNIST, Sample, SampleFile

CONTENT = {
    name: np.random.default_rng(seed).integers(0, 256, size, dtype=np.uint8).tobytes()
    for seed, (name, size) in enumerate({"big.gz": 300_000, "small.gz": 500}.items())
}
SAMPLE = Sample(
    name="mnist",
    address="",
    files=tuple(
        SampleFile(name=name, size=len(body), sha256=hashlib.sha256(body).hexdigest()) for name, body in CONTENT.items()
    ),
)


class Server(ThreadingHTTPServer):
    """Serves CONTENT; ``cut`` ends each answer after so many bytes, ``status`` refuses, ``ranges`` may be ignored."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str | None]] = []
        self.cut: int | None = None
        self.status: int | None = None
        self.ranges = True
        self.changed = False
        self.kind = "application/octet-stream"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/mnist"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append((self.path, wanted))
        body = CONTENT.get(self.path.rpartition("/")[2])
        if self.server.status or body is None:
            self.send_error(self.server.status or 404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.server.ranges else 0
        body = bytes(len(body)) if self.server.changed else body
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", self.server.kind)
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


def fetch(address: str, folder: Path, progress: Callable[[str, int, int], None] = lambda *_: None) -> None:
    fetch_sample(SAMPLE, address, folder, progress, lambda: False)


def code_of(address: str, folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        fetch(address, folder)
    return caught.value.code


def assert_whole(folder: Path) -> None:
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == CONTENT


def test_files_are_fetched_and_the_progress_told(server: Server, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    fetch(server.address, tmp_path / "new", lambda _, done, total: told.append((done, total)))
    assert_whole(tmp_path / "new")
    assert told == sorted(told)
    assert told[-1] == (SAMPLE.size, SAMPLE.size)


def test_what_is_there_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    fetch(server.address, tmp_path)
    asked = len(server.asked)
    fetch(server.address + "/", tmp_path)
    assert len(server.asked) == asked


def test_an_interrupted_answer_is_resumed(server: Server, tmp_path: Path) -> None:
    server.cut = 100_000
    fetch(server.address, tmp_path)
    assert_whole(tmp_path)
    assert [wanted for path, wanted in server.asked if path.endswith("big.gz")] == [
        None,
        "bytes=100000-",
        "bytes=200000-",
    ]


def test_an_earlier_download_is_resumed(server: Server, tmp_path: Path) -> None:
    (tmp_path / "big.gz.part").write_bytes(CONTENT["big.gz"][:123_456])
    fetch(server.address, tmp_path)
    assert_whole(tmp_path)
    assert server.asked[0][1] == "bytes=123456-"


def test_a_server_without_ranges_starts_again(server: Server, tmp_path: Path) -> None:
    server.ranges = False
    (tmp_path / "big.gz.part").write_bytes(CONTENT["big.gz"][:123_456])
    fetch(server.address, tmp_path)
    assert_whole(tmp_path)


def test_a_server_that_gives_nothing_ends_the_attempts(server: Server, tmp_path: Path) -> None:
    server.cut = 0
    assert code_of(server.address, tmp_path) == "data.download.interrupted"
    assert len(server.asked) == 3


def test_cancelling_keeps_what_has_arrived(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"data\.cancelled"):
        fetch_sample(SAMPLE, server.address, tmp_path, lambda *_: None, iter([False, True]).__next__)
    assert 0 < (tmp_path / "big.gz.part").stat().st_size < len(CONTENT["big.gz"])
    fetch(server.address, tmp_path)
    assert_whole(tmp_path)


def test_another_content_is_not_kept(server: Server, tmp_path: Path) -> None:
    server.changed = True
    assert code_of(server.address, tmp_path) == "data.download.wrong_content"
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_beginning_is_not_kept(server: Server, tmp_path: Path) -> None:
    (tmp_path / "big.gz.part").write_bytes(bytes(1000))
    assert code_of(server.address, tmp_path) == "data.download.wrong_content"
    fetch(server.address, tmp_path)
    assert_whole(tmp_path)


def test_a_refusal_tells_its_number(server: Server, tmp_path: Path) -> None:
    server.status = 404
    with pytest.raises(DataError) as caught:
        fetch(server.address, tmp_path)
    assert caught.value.code == "data.download.refused"
    assert caught.value.params["status"] == 404


def test_a_web_page_is_no_file(server: Server, tmp_path: Path) -> None:
    server.kind = "text/html; charset=utf-8"
    assert code_of(server.address, tmp_path) == "data.download.web_page"


def test_nobody_there(server: Server, tmp_path: Path) -> None:
    address = server.address
    server.shutdown()
    server.server_close()
    assert code_of(address, tmp_path) == "data.download.no_answer"


@pytest.mark.parametrize("address", ["", "mnist", "file:///etc", "ftp://example.org/x", "https://"])
def test_other_addresses_are_refused(address: str, tmp_path: Path) -> None:
    assert code_of(address, tmp_path) == "data.download.bad_address"


def test_the_known_sums_are_those_of_mnist(shared_data: Path) -> None:
    folder = shared_data / "mnist"
    if not folder.is_dir():
        pytest.skip("no MNIST here")
    for file in MNIST.files:
        assert hashlib.sha256((folder / file.name).read_bytes()).hexdigest() == file.sha256
        assert (folder / file.name).stat().st_size == file.size
    assert f"{MNIST.size / 1e6:.1f}" == "11.6"
