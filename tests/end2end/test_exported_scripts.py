"""Exported scripts are run as a reader would: same parameters, same answers, and training on a folder of images."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepdesk.backends.installed import installed
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.model_file import Meta, ModelFile, write_model_file
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import preset
from deepdesk.model.shapes import infer

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORKS = ("torch", "tensorflow")
FORMATS = {"torch": "code-torch", "tensorflow": "code-keras"}
CLASSES = ("across", "down", "empty")


def environment(home: Path) -> dict[str, str]:
    quiet = {"OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_NUM_INTRAOP_THREADS": "1"}
    return {**os.environ, **quiet, "PYTHONPATH": str(ROOT), "DEEPDESK_HOME": str(home), "KERAS_HOME": str(home)}


def python(home: Path, *arguments: str, cwd: Path = ROOT) -> str:
    """Standard output of a Python process that ends well."""
    command = [sys.executable, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment(home), cwd=cwd, check=False)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-4000:]
    return ran.stdout


def needs(framework: str) -> None:
    if not installed(framework):
        pytest.skip(f"{framework} is not installed")


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize(("which", "one_in"), [("presets", 1), ("cases", 1)])
def test_scripts_have_our_parameters_and_our_answers(framework: str, which: str, one_in: int, tmp_path: Path) -> None:
    needs(framework)
    child = str(ROOT / "tests/end2end/exported_child.py")
    said = python(tmp_path, child, framework, str(tmp_path), which, str(one_in))
    answer = json.loads(said.splitlines()[-1])
    found = answer["networks"]
    assert len(found) >= 15
    assert not {name: row for name, row in found.items() if isinstance(row[0], str) or not row[0] <= 1e-5}
    # A Keras model has no layer that leads nowhere.
    counted = {name: row for name, row in found.items() if "dead-end" not in name}
    assert not {name: row for name, row in counted.items() if row[1] != row[2]}
    assert not answer["extra"]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model, and a folder of small images of three classes, 12 each."""
    folder = tmp_path_factory.mktemp("exported")
    model = preset("small-cnn", (12, 12, 1), len(CLASSES))
    about = Meta(name="lines", classes=CLASSES, framework="torch")
    weights = initial_weights(model, 3)
    file = ModelFile(model, ImagePreprocessing(height=12, width=12, channels=1), about, weights)
    write_model_file(folder / "model.ddm", file)
    draws = np.random.default_rng(0)
    for name in CLASSES:
        (folder / "images" / name).mkdir(parents=True)
        for number in range(12):
            pixels = draws.integers(0, 60, (16, 16)).astype(np.uint8)
            if name == "across":
                pixels[4 + number % 8] = 250
            elif name == "down":
                pixels[:, 4 + number % 8] = 250
            Image.fromarray(pixels).save(folder / "images" / name / f"{number}.png")
    return folder


@pytest.mark.long
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_script_trains_tests_and_predicts(framework: str, exported: Path, tmp_path: Path) -> None:
    needs(framework)
    config = tmp_path / "one.train.json"
    config.write_text(json.dumps({"format": "deepdesk.train", "version": 1, "epochs": 1, "batch_size": 8}))
    arguments = ["--to", FORMATS[framework], "--out", str(tmp_path / "out"), "--config", str(config), "--json"]
    said = python(tmp_path, "-m", "deepdesk", "export", str(exported / "model.ddm"), *arguments)
    line = json.loads(said.splitlines()[-1])
    assert line["difference"] <= 1e-5
    script, weights = Path(line["script"]), Path(line["weights"])
    assert script.parent == weights.parent == tmp_path / "out"
    trained = f"{infer(preset('small-cnn', (12, 12, 1), 3)).trained_parameters:,}"
    said = python(tmp_path, script.name, str(exported / "images"), cwd=script.parent)
    assert f"{trained} trained parameters" in said
    assert re.search(r"test: loss [\d.]+, accuracy [\d.]+|test: accuracy [\d.]+, loss [\d.]+", said)
    assert len(list(script.parent.glob("trained.*"))) == 1
    picture = str(exported / "images" / "down" / "3.png")
    shares = dict(
        re.findall(r"([\d.]+)%  (\w+)", python(tmp_path, script.name, "--predict", picture, cwd=script.parent))
    )
    assert set(shares.values()) == set(CLASSES)


@pytest.mark.long
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_path_that_is_not_there_is_said_in_a_sentence(framework: str, exported: Path, tmp_path: Path) -> None:
    needs(framework)
    out = tmp_path / "it.py"
    python(
        tmp_path, "-m", "deepdesk", "export", str(exported / "model.ddm"), "--to", FORMATS[framework], "--out", str(out)
    )
    for arguments in (["no-data"], ["--predict", "no.png"], ["--predict", str(out), "--weights", "no.weights"]):
        command = [sys.executable, str(out), *arguments]
        ran = subprocess.run(command, capture_output=True, text=True, env=environment(tmp_path), check=False)
        assert ran.returncode == 1
        assert ran.stderr.splitlines()[-1] == f"There is no {arguments[-1]}."
        assert "Traceback" not in ran.stderr


@pytest.mark.long
def test_both_scripts_give_one_picture_the_same_answer(exported: Path, tmp_path: Path) -> None:
    for framework in FRAMEWORKS:
        needs(framework)
    said = []
    for framework in FRAMEWORKS:
        out = ["--to", FORMATS[framework], "--out", str(tmp_path), "--json"]
        told = python(tmp_path, "-m", "deepdesk", "export", str(exported / "model.ddm"), *out)
        script = json.loads(told.splitlines()[-1])["script"]
        picture = str(exported / "images" / "across" / "2.png")
        said.append(re.findall(r"[\d.]+%  \w+", python(tmp_path, script, "--predict", picture)))
    assert said[0] == said[1]
    assert len(said[0]) == len(CLASSES)


@pytest.mark.long
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_scripts_train_as_the_engine_does(framework: str, tmp_path: Path) -> None:
    needs(framework)
    said = python(tmp_path, str(ROOT / "tests/end2end/exported_training.py"), framework)
    found = json.loads(said.splitlines()[-1])
    assert len(found) >= 7
    for name, (apart, moved) in found.items():
        assert moved > 1e-2, name
        assert apart <= 1e-4, name


@pytest.mark.long
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_stock_layers_answer_alike_where_only_training_differs(framework: str, tmp_path: Path) -> None:
    needs(framework)
    layers = (
        LayerDescription(id="rows", kind="Reshape", params={"target_shape": [6, 6]}),
        LayerDescription(id="gru", kind="GRU", params={"units": 5, "return_sequences": True}),
        LayerDescription(id="lstm", kind="LSTM", params={"units": 4, "bidirectional": True}),
        LayerDescription(id="out", kind="Dense", params={"units": 3}),
    )
    model = ModelDescription(name="stock", input=InputDescription(shape=(6, 6, 1)), layers=layers)
    preprocessing = ImagePreprocessing(height=6, width=6, channels=1)
    file = ModelFile(model, preprocessing, Meta(name="stock", classes=CLASSES), initial_weights(model, 1))
    write_model_file(tmp_path / "model.ddm", file)
    out = ["--to", FORMATS[framework], "--out", str(tmp_path / "stock.py"), "--stock", "--json"]
    said = python(tmp_path, "-m", "deepdesk", "export", str(tmp_path / "model.ddm"), *out)
    assert json.loads(said.splitlines()[-1])["difference"] <= 1e-5
    text = (tmp_path / "stock.py").read_text(encoding="utf-8")
    assert "one_bias" not in text and "OneBiasGRUCell" not in text
