"""Where a script goes and what it says: from the model file, its run, and the person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deepdesk.cli import main
from deepdesk.core.errors import UsageError
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.model_file import Meta, ModelFile
from deepdesk.model.initial import initial_weights
from deepdesk.model.presets import preset
from deepdesk.training.code_export import place_of, trained_settings, untrained_settings
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.training.job import TrainingJob
from deepdesk.training.run_folder import write_job


@pytest.fixture
def file() -> ModelFile:
    model = preset("small-cnn", (8, 8, 3), 2)
    preprocessing = ImagePreprocessing(
        height=8, width=8, channels=3, resize="fit", polarity="dark_on_light", mean=(0.1, 0.2, 0.3)
    )
    return ModelFile(model, preprocessing, Meta(name="m", classes=("a", "b")), initial_weights(model, 0))


def test_a_folder_gets_files_named_for_the_network(tmp_path: Path) -> None:
    place = place_of(tmp_path / "new", "My net/ü 2", "torch")
    assert place.script == tmp_path / "new" / "my_net_2_torch.py"
    assert place.weights.name == "my_net_2_torch.pt"
    assert place_of(tmp_path, "图", "keras").weights.name == "model_keras.weights.h5"


def test_a_file_gets_its_weights_beside_it(tmp_path: Path) -> None:
    place = place_of(tmp_path / "net.py", "x", "keras")
    assert (place.script.name, place.weights.name) == ("net.py", "net.weights.h5")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError):
        place_of(tmp_path / "notes.txt", "x", "torch")


@pytest.mark.parametrize("name", ["torch", "keras", "numpy", "gzip", "tensorflow"])
def test_a_script_never_hides_what_it_imports(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        place_of(tmp_path / f"{name}.py", "x", "torch")
    assert caught.value.code == "export.taken_name"


def test_the_run_tells_how_it_was_trained(file: ModelFile, tmp_path: Path) -> None:
    (tmp_path / "images" / "a").mkdir(parents=True)
    configuration = TrainingConfiguration(epochs=9, optimizer="sgd", learning_rate=0.5)
    dataset = DatasetDescription(source=str(tmp_path / "images"))
    run = write_job(tmp_path / "run", TrainingJob(dataset=dataset, model=file.model, configuration=configuration))
    found = trained_settings(file, run.path / "model.ddm", None, "w.pt")
    assert (found.epochs, found.optimizer, found.learning_rate, found.source) == (9, "sgd", 0.5, "folder")
    assert found.classes == ("a", "b") and found.weights == "w.pt"
    assert (found.image.resize, found.image.white_ground, found.image.mean) == ("fit", True, (0.1, 0.2, 0.3))
    said = trained_settings(file, run.path / "model.ddm", TrainingConfiguration(epochs=2), "w.pt")
    assert said.epochs == 2


def test_a_model_alone_says_what_it_can(file: ModelFile, tmp_path: Path) -> None:
    found = trained_settings(file, tmp_path / "model.ddm", None, "w.pt")
    assert (found.epochs, found.source) == (TrainingConfiguration().epochs, "any")


def test_an_autoencoder_is_compared_with_its_input() -> None:
    assert untrained_settings(preset("autoencoder"), None).loss == "mean_squared_error"
    assert untrained_settings(preset("small-cnn"), None).loss == "cross_entropy"


def test_the_command_writes_a_preset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "lenet-5", "--to", "code-keras", "--out", str(tmp_path), "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line == {"script": str(tmp_path / "lenet_5_keras.py"), "weights": None, "difference": None}
    assert "def build_model():" in Path(line["script"]).read_text()


@pytest.mark.parametrize(
    ("model", "out"),
    [("nothing", "x"), ("nothing.ddm", "x"), ("article-cnn", "x"), ("lenet-5", "taken.txt"), (".", "x")],
)
def test_what_cannot_be_exported_gets_one_sentence(
    model: str, out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("taken.txt").write_text("mine")
    assert main(["export", model, "--to", "code-torch", "--out", out]) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1 and not Path("x").exists()
