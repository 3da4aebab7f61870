"""Exported scripts and images of strangers: the answers are ours on every kind of file; wrong data get a sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deepdesk.backends.installed import installed
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.model_file import Meta, ModelFile, write_model_file
from deepdesk.model.description import LayerDescription, ModelDescription
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import preset

ROOT = Path(__file__).resolve().parents[2]
FORMATS = {"torch": "code-torch", "tensorflow": "code-keras"}
CLASSES = ("blue", "green", "red")
SIZE = {"height": 18, "width": 24}
WAYS: dict[str, dict[str, Any]] = {
    "grey": {"channels": 1, "resize": "fit", "polarity": "dark_on_light"},
    "colour": {"channels": 3, "resize": "fill"},
    "caffe": {"channels": 3, "scale": 1.0, "mean": (103.939, 116.779, 123.68), "order": "bgr"},
    "torchvision": {"channels": 3, "mean": (0.485, 0.456, 0.406), "deviation": (0.229, 0.224, 0.225)},
}
# Gives what a script's own `predict` prints for each file, in one process.
ASK = """
import contextlib, importlib.util, io, json, re, sys
spec = importlib.util.spec_from_file_location("script", sys.argv[1])
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)
if hasattr(script, "Net"):
    import torch
    net = script.Net()
    net.load_state_dict(torch.load(script.WEIGHTS, weights_only=True))
else:
    net = script.build_model()
    net.load_weights(script.WEIGHTS)
for path in sys.argv[2:]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        script.predict(net, path)
    print(json.dumps({name: float(share) / 100 for share, name in re.findall("([0-9.]+)%  (.+)", said.getvalue())}))
"""


def ran(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    quiet = {"OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_NUM_INTRAOP_THREADS": "1"}
    variables = {**os.environ, **quiet, "PYTHONPATH": str(ROOT), "DEEPDESK_HOME": str(home), "KERAS_HOME": str(home)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=variables, cwd=home, check=False)


def lines(home: Path, *arguments: str) -> list[str]:
    """What a process that ends well prints."""
    answer = ran(home, *arguments)
    assert answer.returncode == 0, answer.stdout[-2000:] + answer.stderr[-4000:]
    return answer.stdout.splitlines()


def needs(framework: str) -> None:
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")


def network(channels: int) -> ModelDescription:
    return preset("small-cnn", (SIZE["height"], SIZE["width"], channels), len(CLASSES))


def saved(folder: Path, model: ModelDescription, preprocessing: ImagePreprocessing) -> Path:
    about = Meta(name="colours", classes=CLASSES, framework="torch")
    path = folder / "model.ddm"
    write_model_file(path, ModelFile(model, preprocessing, about, initial_weights(model, 3)))
    return path


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty images of each of three classes, of many sizes, and what lies about in folders besides."""
    folder = tmp_path_factory.mktemp("colours")
    draws = np.random.default_rng(0)
    for place, name in enumerate(CLASSES):
        (folder / name).mkdir()
        for number in range(20):
            sides = draws.integers(14, 40, 2)
            pixels = draws.integers(0, 90, (*sides, 3)).astype(np.uint8)
            pixels[..., 2 - place] += 120
            Image.fromarray(pixels).save(folder / name / f"{number}.{'png' if number % 2 else 'jpg'}")
        (folder / name / "notes.txt").write_text("none of the images")
    (folder / ".cache").mkdir()
    (folder / "red" / "broken.png").write_bytes((folder / "red" / "1.png").read_bytes()[:60])
    (folder / "red" / "empty.jpg").touch()
    return folder


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """Images of every mode that strangers have."""
    folder = tmp_path_factory.mktemp("odd")
    draws = np.random.default_rng(1)

    def noise(*shape: int) -> Any:
        return draws.integers(0, 256, (21, 32, *shape)).astype(np.uint8)

    Image.fromarray(draws.integers(0, 65536, (21, 32)).astype(np.uint16)).save(folder / "deep.png")
    Image.fromarray(noise(4)).save(folder / "alpha.png")
    Image.fromarray(noise(2)).save(folder / "grey_alpha.png")
    Image.fromarray(np.dstack([np.full((21, 32, 3), 255), noise() // 128 * 255]).astype(np.uint8)).save(
        folder / "white_ink.png"
    )
    Image.fromarray(noise(3)).quantize(16).save(folder / "palette.png")
    Image.fromarray(noise(3)).convert("CMYK").save(folder / "print.jpg")
    Image.fromarray(noise()).save(folder / "grey.bmp")
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.fromarray(noise(3)).save(folder / "turned.jpg", exif=turned)
    return tuple(str(path) for path in sorted(folder.iterdir()))


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", WAYS)
def test_a_script_answers_as_predict_does(way: str, images: Path, odd: tuple[str, ...], tmp_path: Path) -> None:
    preprocessing = ImagePreprocessing(**SIZE, **WAYS[way])
    model = str(saved(tmp_path, network(preprocessing.channels), preprocessing))
    paths = [*odd, *(str(images / name / number) for name in CLASSES for number in ("0.jpg", "1.png"))]
    told = [json.loads(line) for line in lines(tmp_path, "-m", "deepdesk", "predict", model, *paths, "--json")]
    expected = {line["input"]: line["probabilities"] for line in told if "probabilities" in line}
    assert sorted(expected) == sorted(paths)
    for framework in filter(installed, FORMATS):
        out = tmp_path / f"with_{framework}.py"
        lines(tmp_path, "-m", "deepdesk", "export", model, "--to", FORMATS[framework], "--out", str(out))
        found = lines(tmp_path, "-c", ASK, str(out), *paths)
        for path, line in zip(paths, map(json.loads, found), strict=True):
            ours = expected[path]
            assert max(line, key=line.__getitem__) == max(ours, key=ours.__getitem__), (framework, path)
            # The script prints hundredths of a percent.
            assert max(abs(line[name] - ours[name]) for name in CLASSES) <= 1e-4, (framework, path)


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("framework", FORMATS)
def test_a_script_learns_and_then_uses_what_it_learnt(framework: str, images: Path, tmp_path: Path) -> None:
    needs(framework)
    config = tmp_path / "two.train.json"
    config.write_text(json.dumps({"format": "deepdesk.train", "version": 1, "epochs": 2, "batch_size": 8}))
    base = network(3)
    # One frozen layer: its weights are those of the file, in training too.
    first, *rest = base.layers
    held = LayerDescription(id=first.id, kind=first.kind, params={**first.params, "trainable": False})
    model = ModelDescription(name="held", input=base.input, layers=(held, *rest))
    path = str(saved(tmp_path, model, ImagePreprocessing(**SIZE, channels=3)))
    for stock in ([], ["--stock"]):
        out = str(tmp_path / f"script{len(stock)}.py")
        options = ["--to", FORMATS[framework], "--out", out, "--config", str(config), *stock]
        lines(tmp_path, "-m", "deepdesk", "export", path, *options)
        said = "\n".join(lines(tmp_path, out, str(images)))
        assert said.count("Left out ") == 2 and "broken.png" in said and "empty.jpg" in said
        trained = next(tmp_path.glob("trained.*"))
        assert f"Weights written to {trained}" in said
        again = "\n".join(lines(tmp_path, out, str(images), "--test", "--weights", str(trained)))
        assert said.splitlines()[-1] == again.splitlines()[-1]
        assert said.splitlines()[-1].startswith("test: ")
        trained.unlink()


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("framework", FORMATS)
def test_wrong_data_get_one_sentence(framework: str, images: Path, tmp_path: Path) -> None:
    needs(framework)
    path = str(saved(tmp_path, network(3), ImagePreprocessing(**SIZE, channels=3)))
    out = tmp_path / "script.py"
    lines(tmp_path, "-m", "deepdesk", "export", path, "--to", FORMATS[framework], "--out", str(out))
    places = {name: tmp_path / name for name in ("one", "hollow", "nothing")}
    for place in places.values():
        place.mkdir()
    (places["one"] / "red").mkdir()
    for name in CLASSES:
        (places["hollow"] / name).mkdir()
    broken = images / "red" / "broken.png"
    wrong = {
        ("missing",): "There is no missing.",
        (str(places["one"]),): f"{places['one']} must hold the folders ['blue', 'green', 'red'] (see CLASSES)",
        (str(places["hollow"]),): f"There is no image to read in {places['hollow'] / 'blue'}.",
        (str(places["nothing"]),): f"{places['nothing']} must hold the folders",
        (str(out),): f"{out} is no folder of images.",
        ("--predict", str(broken)): f"{broken} is no image that can be read: ",
        ("--predict", str(images)): f"{images} is no image that can be read: ",
    }
    for arguments, sentence in wrong.items():
        answer = ran(tmp_path, str(out), *arguments)
        assert answer.returncode == 1, arguments
        assert answer.stderr.splitlines()[-1].startswith(sentence), (arguments, answer.stderr[-500:])
        assert "Traceback" not in answer.stderr
