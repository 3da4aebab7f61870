"""A loaded model in a real child: it answers, survives bad inputs, and is replaced when it dies."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepdesk.core.errors import DeepDeskError, FormatError, ProcessError
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.model_file import Meta, ModelFile, write_model_file
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import preset
from deepdesk.process import engines, predictor
from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.predictor import Predictor
from deepdesk.process.replies import Evaluated, ImageFetched, Predicted, Progressed
from deepdesk.process.requests import Evaluate, FetchImage, PredictInput, Role
from deepdesk.process.services import fetching


def png(seed: int = 0, side: int = 8) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (side, side), np.uint8)).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def make_ddm(tmp_path: Path) -> Callable[[str], Path]:
    """Writes an untrained model for 8×8 digits that says it was trained with a framework."""

    def make(framework: str) -> Path:
        model = preset("small-cnn", (8, 8, 1), 10)
        preprocessing = ImagePreprocessing(height=8, width=8, channels=1, polarity="light_on_dark")
        meta = Meta(name="m", classes=tuple("0123456789"), framework=framework)
        path = tmp_path / f"测试 {framework}.ddm"
        write_model_file(path, ModelFile(model, preprocessing, meta, initial_weights(model, 0)))
        return path

    return make


@pytest.fixture
def loaded(children: Children, make_ddm: Callable[[str], Path]) -> Iterator[Predictor]:
    """A model answering in PyTorch."""
    made = Predictor(children, make_ddm("torch"))
    made.load()
    yield made
    made.close()


def answers(made: Predictor, inputs: list[PredictInput], **options: bool) -> list[Predicted]:
    found: list[Predicted] = []
    made.predict(inputs, found.append, **options)
    return found


def contents(count: int) -> list[PredictInput]:
    return [PredictInput(name=str(number), content=png(number)) for number in range(count)]


def test_answers_come_in_order_and_errors_stand_in_their_place(loaded: Predictor, tmp_path: Path) -> None:
    bad = PredictInput(name="bad", path=str(tmp_path / "absent.png"))
    inputs = [*contents(40), bad, PredictInput(name="end", content=png(1, side=300))]
    found = answers(loaded, inputs)
    assert [answer.name for answer in found] == [one.name for one in inputs]
    assert found[40].error is not None and found[40].label is None
    assert all(len(answer.probabilities) == 10 for answer in found if answer.error is None)


def test_an_answer_does_not_depend_on_its_neighbours(loaded: Predictor) -> None:
    together = answers(loaded, contents(20))
    alone = answers(loaded, [contents(20)[7]])
    assert together[7].label == alone[0].label
    assert dict(together[7].probabilities) == pytest.approx(dict(alone[0].probabilities), abs=1e-5)


def test_pictures_only_when_asked(loaded: Predictor) -> None:
    with_pictures = answers(loaded, [PredictInput(name="", content=png(0, 400))], pictures=True)[0]
    assert Image.open(io.BytesIO(with_pictures.seen or b"")).size == (8, 8)
    assert Image.open(io.BytesIO(with_pictures.thumbnail or b"")).size == (160, 160)
    assert answers(loaded, contents(1))[0].seen is None


def test_a_killed_child_is_replaced(loaded: Predictor) -> None:
    assert loaded._child is not None
    first = answers(loaded, contents(3))
    loaded._child.kill()
    again = answers(loaded, contents(3))
    assert [answer.label for answer in again] == [answer.label for answer in first]


def test_the_child_that_dies_in_the_middle_loses_nothing(loaded: Predictor) -> None:
    found: list[Predicted] = []

    def kill_once(answer: Predicted) -> None:
        found.append(answer)
        if len(found) == 1 and loaded._child is not None:
            loaded._child.kill()

    loaded.predict(contents(80), kill_once)
    assert [answer.name for answer in found] == [str(number) for number in range(80)]
    assert all(answer.error is None for answer in found)


def test_both_frameworks_load_the_file_of_the_other(
    children: Children, make_ddm: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = []
    for role in (Role.TORCH, Role.TENSORFLOW):
        monkeypatch.setattr(predictor, "engines_for", lambda _trained, role=role: (role,))
        made = Predictor(children, make_ddm("torch"))
        try:
            assert made.load().trained_with == "torch"
            shares.append(np.array([dict(one.probabilities)["3"] for one in answers(made, contents(5))]))
        finally:
            made.close()
    assert np.abs(shares[0] - shares[1]).max() < 1e-4


def test_the_framework_of_training_is_tried_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engines.engines_for("tensorflow") == (Role.TENSORFLOW, Role.TORCH)
    assert engines.engines_for("torch")[0] is Role.TORCH
    monkeypatch.setattr(engines, "installed", lambda name: name != "tensorflow")
    assert engines.engines_for("tensorflow") == (Role.TORCH,)
    monkeypatch.setattr(engines, "installed", lambda _name: False)
    with pytest.raises(DeepDeskError, match="no_framework"):
        engines.engines_for("torch")


def test_a_bad_model_is_told_before_a_child_is_started(children: Children, tmp_path: Path) -> None:
    path = tmp_path / "x.ddm"
    path.write_bytes(b"no model")
    with pytest.raises(FormatError):
        Predictor(children, path).load()


def test_scoring_in_a_child(children: Children, make_ddm: Callable[[str], Path]) -> None:
    steps: list[object] = []
    request = Evaluate(
        path=str(make_ddm("torch")), description=DatasetDescription(source="sample:digits"), part="validation"
    )
    reply = ask(children, Role.TORCH, request, on_reply=steps.append)
    assert isinstance(reply, Evaluated)
    assert reply.evaluation.samples == 180
    assert any(isinstance(step, Progressed) and step.code == "inference.scoring" for step in steps)


def test_a_score_can_be_stopped(children: Children, make_ddm: Callable[[str], Path]) -> None:
    stop = threading.Event()
    stop.set()
    request = Evaluate(path=str(make_ddm("torch")), description=DatasetDescription(source="sample:digits"))
    with pytest.raises(DeepDeskError, match=r"stopped|cancelled"):
        ask(children, Role.TORCH, request, stop=stop)


class _Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"x" * 100 if self.path == "/image" else b"y" * 5000
        status = {"/missing": 404, "/away": 302}.get(self.path, 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "ftp://127.0.0.1/x")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """A server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class _Context:
    """As much of a child as fetching needs."""

    def beat(self) -> None:
        """Nothing to show."""

    def stop_asked(self) -> bool:
        """Never."""
        return False


def test_fetching(children: Children, address: str) -> None:
    reply = ask(children, Role.DATA, FetchImage(address=f"{address}/image"))
    assert isinstance(reply, ImageFetched)
    assert reply.content == b"x" * 100


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/missing", "inference.fetch.status"),
        ("/away", "inference.fetch.scheme"),
        ("/large", "inference.fetch.too_large"),
    ],
)
def test_fetching_has_limits(address: str, path: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LIMIT", 1000)
    with pytest.raises(DeepDeskError) as caught:
        fetching.fetched(address + path, _Context())  # type: ignore[arg-type]
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text", ["file:///etc/passwd", "ftp://x/y", "/etc/passwd", "http://127.0.0.1:1/x", "http://[x"]
)
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(DeepDeskError) as caught:
        fetching.fetched(text, _Context())  # type: ignore[arg-type]
    assert caught.value.code in {"inference.fetch.scheme", "inference.fetch.failed"}


def test_closing_while_the_model_is_loaded_is_no_failure(children: Children, make_ddm: Callable[[str], Path]) -> None:
    made = Predictor(children, make_ddm("torch"))
    errors: list[BaseException] = []

    def load() -> None:
        try:
            made.load()
        except ProcessError as error:
            errors.append(error)

    loading = threading.Thread(target=load)
    loading.start()
    while not made._busy and loading.is_alive():
        loading.join(0.001)
    made.close()
    loading.join(30)
    assert [getattr(error, "code", "") for error in errors] == ["process.closed"]
