"""Files of weights in real children: PyTorch's own, refusals, what is written; published ones on the command line."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from deepdesk.cli import main
from deepdesk.core.errors import DeepDeskError
from deepdesk.data.description import DatasetDescription, save_description
from deepdesk.inference.foreign_arrays import read_safetensors
from deepdesk.inference.model_file import read_model_file
from deepdesk.model.initial import weight_specs
from deepdesk.model.presets import preset
from deepdesk.process.children import Children
from deepdesk.process.weights import map_weights

SCRIPT = """
import sys, torch
from torch import nn
folder = sys.argv[1]
model = nn.Sequential(nn.Conv2d(1, 6, 5), nn.Tanh(), nn.Conv2d(6, 16, 5), nn.Flatten(),
                      nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 7))
state = model.state_dict()
torch.save(state, folder + "/plain.pth")
torch.save({"epoch": 3, "state_dict": {"module." + k: v.half() for k, v in state.items()}}, folder + "/checkpoint.pt")
torch.save(model, folder + "/whole.pt")
torch.save({"0.weight": torch.zeros(1).expand(2**20, 2**20)}, folder + "/view.pth")
torch.save({"0.weight": torch.arange(4)}, folder + "/whole_numbers.pth")
"""


class Evil:
    """Would make a file if it were unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (self.path,))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("权重")
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(folder)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (folder / "evil.pth").write_bytes(pickle.dumps({"a": Evil(str(folder / "made"))}, protocol=2))
    (folder / "cut.pth").write_bytes((folder / "plain.pth").read_bytes()[:3000])
    return folder


def test_a_state_dict_is_matched_and_written(children: Children, files: Path, tmp_path: Path) -> None:
    model = preset("lenet-5", (28, 28, 1), 10)
    for name in ("plain.pth", "checkpoint.pt"):
        out = tmp_path / f"{name}.safetensors"
        found = map_weights(children, files / name, model, out=out)
        assert found.mapping is not None
        drawn = [row.target for row in found.mapping.rows if row.source is None]
        assert drawn == ["out/kernel", "out/bias"]
        assert found.mapping.used == 8
        written = read_safetensors(out)[0]
        assert set(written) == {row.target for row in found.mapping.rows} - set(drawn)
        assert written["conv2/kernel"].shape == (5, 5, 6, 16)
    assert found.names.layout == "torch"
    assert found.pretrained is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("evil.pth", "weights.wants_code"),
        ("whole.pt", "weights.wants_code"),
        ("cut.pth", "weights.damaged"),
        ("view.pth", "weights.too_large"),
        ("whole_numbers.pth", "weights.none_found"),
    ],
)
def test_pytorch_s_files_run_nothing(children: Children, files: Path, name: str, code: str) -> None:
    with pytest.raises(DeepDeskError) as caught:
        map_weights(children, files / name)
    assert caught.value.code == code
    assert not (files / "made").exists()


def published(folder: Path) -> Path:
    """MobileNetV2's weights in torchvision's names and layout, without its classifier's numbers being of any use."""
    model = preset("mobilenet-v2", (224, 224, 3), 1000, "torchvision")
    draws = np.random.default_rng(3)
    roles = {"gamma": "weight", "beta": "bias", "moving_mean": "running_mean", "moving_variance": "running_var"}
    arrays = {}
    places = {layer.id: number for number, layer in enumerate(model.layers)}
    for name, spec in weight_specs(model).items():
        layer, _, role = name.rpartition("/")
        kind = model.layer(layer).kind
        array = draws.uniform(0.5, 1.0, spec.shape).astype(np.float32)
        if role == "kernel":
            array = array - 0.75
            array = array.T if kind == "Dense" else array.transpose(3, 2, 0, 1)
            array = array.reshape(-1, 1, *array.shape[2:]) if kind == "DepthwiseConv2D" else array
        arrays[f"features.{places[layer]}.{layer}.{roles.get(role, role).replace('kernel', 'weight')}"] = array
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / "m.safetensors")
    return folder / "m.safetensors"


def run(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, list[Any], str]:
    code = main([*arguments, "--json"])
    captured = capfdbinary.readouterr()
    return code, [json.loads(line) for line in captured.out.decode().splitlines()], captured.err.decode()


def test_a_fixed_base_under_one_s_own_classes(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    weights = published(tmp_path)
    images = np.random.default_rng(0).integers(0, 256, (24, 16, 16), dtype=np.uint8)
    np.savez(tmp_path / "d.npz", x_train=images, y_train=np.arange(24) % 3)
    data = tmp_path / "d.data.json"
    save_description(data, DatasetDescription(source=str(tmp_path / "d.npz"), height=32, width=32))
    arguments = ("--data", str(data), "--weights", str(weights))
    code, lines, _ = run(capfdbinary, "check", "mobilenet-v2-features", *arguments)
    assert code == 0
    told = lines[0]["weights"]
    assert told["pretrained"] == {"network": "mobilenet-v2", "published": "torchvision", "with_top": True}
    assert [row["target"] for row in told["rows"] if row["source"] is None] == ["out/kernel", "out/bias"]
    out = tmp_path / "run"
    more = ("--model", "mobilenet-v2-features", "--epochs", "1", "--batch-size", "8", "--out", str(out))
    code, lines, err = run(capfdbinary, "train", *arguments, *more)
    assert code == 0, err
    found = read_model_file(out / "model.ddm")
    assert found.preprocessing.mean == (0.485, 0.456, 0.406)
    assert found.preprocessing.shape == (32, 32, 3)
    assert found.model.layer("bn_conv1").params["epsilon"] == 1e-5
    start = read_safetensors(out / "start.safetensors")[0]
    assert np.array_equal(found.weights["conv1/kernel"], start["conv1/kernel"])
    assert np.array_equal(found.weights["bn_conv1/moving_mean"], start["bn_conv1/moving_mean"])


def test_the_wrong_network_and_a_file_that_is_not_there(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    weights = published(tmp_path)
    code, _, err = run(capfdbinary, "check", "vgg16", "--weights", str(weights))
    assert (code, "trained weights of mobilenet-v2" in err) == (2, True)
    code, _, err = run(capfdbinary, "check", "lenet-5", "--weights", str(weights))
    assert (code, "Nothing in" in err) == (2, True)
    code, _, err = run(capfdbinary, "check", "lenet-5", "--weights", str(tmp_path / "none.pth"))
    assert (code, "There is no file" in err) == (2, True)
