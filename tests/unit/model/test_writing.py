"""Scripts in PyTorch and Keras: every kind can be written, and the text is what a formatter would leave."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from deepdesk.core.catalogue import codes
from deepdesk.core.errors import ModelError
from deepdesk.model.code.writing import (
    data,
    frame,
    keras_helpers,
    keras_script,
    torch_general,
    torch_helpers,
    torch_images,
    torch_script,
    torch_sequences,
)
from deepdesk.model.code.writing.layer import ImageSettings, ScriptSettings
from deepdesk.model.code.writing.text import docstring, quoted
from deepdesk.model.code.writing.torch_writers import WRITERS
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.kinds import KINDS
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.shapes import infer
from tests.parity.cases import cases

WRITE = {"torch": torch_script.torch_script, "keras": keras_script.keras_script}
RULES = "E,F,I,W,B,UP,SIM,C4,PIE,RET"
MODULES = (
    data,
    frame,
    keras_helpers,
    keras_script,
    torch_general,
    torch_helpers,
    torch_images,
    torch_script,
    torch_sequences,
)


def small(
    *layers: LayerDescription, shape: tuple[int | None, ...] = (8, 8, 1), name: str = "small"
) -> ModelDescription:
    return ModelDescription(name=name, input=InputDescription(shape=shape), layers=layers)


def layer(name: str, kind: str, **params: object) -> LayerDescription:
    return LayerDescription(id=name, kind=kind, params=params)


def head(classes: int = 3) -> tuple[LayerDescription, ...]:
    return layer("flat", "Flatten"), layer("out", "Dense", units=classes)


def test_every_kind_can_be_written_in_pytorch() -> None:
    assert set(KINDS) == set(WRITERS)


def tidy(folder: Path) -> None:
    """Fails with what ruff says of the scripts in ``folder``."""
    for command in (["check", "--select", RULES, "--ignore", "B905"], ["format", "--check", "--diff"]):
        ruff = [sys.executable, "-m", "ruff", command[0], "--isolated", "--no-cache", "--line-length", "100"]
        found = subprocess.run([*ruff, *command[1:], str(folder)], capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stdout[:4000] + found.stderr[:1000]


@pytest.mark.parametrize("framework", WRITE)
def test_scripts_of_all_presets_are_tidy(framework: str, tmp_path: Path) -> None:
    for name in PRESETS:
        model = preset(name)
        if not infer(model).builds:
            continue
        for stock in (False, True):
            text = WRITE[framework](model, ScriptSettings(stock=stock), "script.py")
            (tmp_path / f"{name}-{stock}.py").write_text(text, encoding="utf-8")
    tidy(tmp_path)


@pytest.mark.parametrize("framework", WRITE)
def test_scripts_of_all_cases_are_tidy(framework: str, tmp_path: Path) -> None:
    for number, case in enumerate(cases()):
        if number % 3 == 0:
            text = WRITE[framework](case.model, ScriptSettings(), "script.py")
            (tmp_path / f"case{number}.py").write_text(text, encoding="utf-8")
    tidy(tmp_path)


@pytest.mark.parametrize("framework", WRITE)
def test_a_layer_without_use_leaves_no_name_behind(framework: str, tmp_path: Path) -> None:
    idle = LayerDescription(id="idle", kind="BatchNormalization", inputs=("input",))
    end = LayerDescription(id="out", kind="Dense", params={"units": 3}, inputs=("flat",))
    model = small(layer("flat", "Flatten"), idle, end)
    (tmp_path / "idle.py").write_text(WRITE[framework](model, ScriptSettings(), "script.py"), encoding="utf-8")
    tidy(tmp_path)


SETTINGS = [
    ScriptSettings(source="folder", optimizer="sgd", classes=("cat", "dog", "été"), weights="w.pt"),
    ScriptSettings(source="idx", optimizer="rmsprop", image=ImageSettings(resize="fit", white_ground=True)),
    ScriptSettings(source="npz", image=ImageSettings(resize="fill", scale=1.0, mean=(1.0,), deviation=(2.0,))),
    ScriptSettings(loss="mean_squared_error"),
    ScriptSettings(classes=tuple(f"a rather long name of a class, number {number}" for number in range(3))),
]


@pytest.mark.parametrize("framework", WRITE)
def test_scripts_with_all_settings_are_tidy(framework: str, tmp_path: Path) -> None:
    for number, settings in enumerate(SETTINGS):
        text = WRITE[framework](small(*head()), settings, "script.py")
        (tmp_path / f"settings{number}.py").write_text(text, encoding="utf-8")
    tidy(tmp_path)


@pytest.mark.parametrize("framework", WRITE)
def test_only_needed_helpers_are_written(framework: str) -> None:
    plain = WRITE[framework](small(*head()), ScriptSettings(optimizer="sgd"), "script.py")
    recurrent = (
        layer("rows", "Reshape", target_shape=[8, 8]),
        layer("g", "GRU", units=4),
        layer("out", "Dense", units=3),
    )
    with_gru = WRITE[framework](small(*recurrent), ScriptSettings(), "script.py")
    helper = {"torch": "def one_bias(", "keras": "class OneBiasGRUCell("}[framework]
    assert helper not in plain
    assert helper in with_gru
    assert helper not in WRITE[framework](small(*recurrent), ScriptSettings(stock=True), "script.py")


@pytest.mark.parametrize("framework", WRITE)
def test_nothing_of_deepdesk_is_imported(framework: str) -> None:
    tree = ast.parse(WRITE[framework](preset("small-cnn"), ScriptSettings(), "script.py"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    allowed = {"argparse", "gzip", "pathlib", "numpy", "PIL", "torch", "torch.nn", "keras"}
    assert names <= allowed


@pytest.mark.parametrize("framework", WRITE)
@pytest.mark.parametrize(
    "name",
    [
        '"""\nimport os\n"""',
        "\\",
        'a"b',
        "a\nimport os",
        "\x00",
        "{x}",
        "$name",
        "\u202ea",
        "ü 图",
        "\ud800",
        "-",
        "a'b",
    ],
)
def test_names_of_strangers_stay_text(framework: str, name: str) -> None:
    settings = ScriptSettings(classes=(name, f"{name}2", f"{name}3"), weights="w.pt")
    plain = WRITE[framework](small(*head()), ScriptSettings(classes=("a", "b", "c"), weights="w.pt"), "script.py")
    text = WRITE[framework](small(*head(), name=name), settings, "script.py")
    text.encode()

    def parts(source: str) -> list[str]:
        return [type(node).__name__ for node in ast.walk(ast.parse(source)) if not isinstance(node, ast.Constant)]

    assert parts(text) == parts(plain)
    values = {ast.unparse(node.targets[0]): node.value for node in ast.parse(text).body if isinstance(node, ast.Assign)}
    assert ast.literal_eval(values["CLASSES"]) == list(settings.classes)


@pytest.mark.parametrize("framework", WRITE)
def test_ids_that_python_or_pytorch_have_taken_are_renamed(framework: str) -> None:
    ids = ("if", "train", "self", "x", "torch", "layers", "type", "forward", "sum", "mask")
    layers = [layer(name, "Dense", units=4, activation="relu") for name in ids]
    skip = LayerDescription(id="sum2", kind="Add", inputs=("if", "self", "sum", "torch"))
    model = small(*layers, skip, layer("out", "Dense", units=3), shape=(4,))
    assert ast.parse(WRITE[framework](model, ScriptSettings(), "script.py"))


@pytest.mark.parametrize("framework", WRITE)
def test_a_network_that_does_not_build_is_refused_with_its_fault(framework: str) -> None:
    with pytest.raises(ModelError) as caught:
        WRITE[framework](preset("article-cnn"), ScriptSettings(), "script.py")
    assert caught.value.code == "model.fault.window_too_large"


def test_every_sentence_in_the_templates_exists() -> None:
    wanted = re.compile(r'(?:#@ |"@ |"""@ )([a-z_.0-9]+)')
    for module in MODULES:
        assert module.__file__ is not None
        source = Path(module.__file__).read_text(encoding="utf-8")
        missing = {code for code in wanted.findall(source) if code.endswith(".") is False and code not in codes()}
        noted = set(re.findall(r'"(script\.[a-z_.]+)"', source)) - codes()
        assert not missing | noted, module.__name__


@pytest.mark.parametrize("text", ["plain", 'with "quotes"', "back\\slash", "line\nend", "\u202e", "é", "\ud800", "'"])
def test_quoted_texts_are_read_back(text: str) -> None:
    assert ast.literal_eval(quoted(text)) == text


def test_docstrings_stay_docstrings() -> None:
    tree = ast.parse("\n".join(docstring('one """ two\\ "')))
    assert ast.get_docstring(tree) == "one ''' two/ '"


def test_frozen_and_penalized_layers_say_so() -> None:
    body = (
        layer("conv", "Conv2D", filters=2, l2=0.01),
        layer("norm", "BatchNormalization", trainable=False),
        layer("conv2", "Conv2D", filters=2, trainable=False, l2=0.5),
    )
    text = torch_script.torch_script(small(*body, *head()), ScriptSettings(), "script.py")
    assert "self.norm.eval()" in text
    assert "self.conv2.requires_grad_(False)" in text
    assert "0.01 * self.conv.weight.square().sum()" in text
    assert "0.5 *" not in text
    assert "(loss + net.penalty()).backward()" in text
    text = keras_script.keras_script(small(*body, *head()), ScriptSettings(), "script.py")
    assert "kernel_regularizer=regularizers.L1L2(l2=0.01)" in text
    assert text.count("trainable=False") == 2


def test_settings_are_stated() -> None:
    settings = ScriptSettings(epochs=7, batch_size=12, seed=3, learning_rate=0.25, optimizer="rmsprop")
    for write in WRITE.values():
        text = write(small(*head()), settings, "script.py")
        for line in ("EPOCHS = 7", "BATCH_SIZE = 12", "SEED = 3", "LEARNING_RATE = 0.25"):
            assert f"\n{line}\n" in text
        assert "RMSprop" in text
    assert msgspec.structs.replace(settings, stock=True).stock


@pytest.mark.parametrize("framework", WRITE)
def test_calls_in_calls_are_broken_where_they_are_too_long(framework: str, tmp_path: Path) -> None:
    held = layer("held", "GRU", units=3, bidirectional=True, return_sequences=True, l1=0.01, l2=0.02, dropout=0.25)
    plain = layer("plain", "GRU", units=3, l1=0.01, l2=0.02)
    text = WRITE[framework](small(held, plain, shape=(4, 3)), ScriptSettings(), "script.py")
    (tmp_path / "held.py").write_text(text, encoding="utf-8")
    tidy(tmp_path)


@pytest.mark.parametrize("framework", WRITE)
def test_what_is_said_of_a_kind_is_said_once(framework: str) -> None:
    frozen = [layer(f"conv{number}", "Conv2D", filters=2, trainable=False) for number in range(3)]
    text = WRITE[framework](small(*frozen, *head()), ScriptSettings(), "script.py")
    assert text.count("# Frozen: ") == 1
    rows = [layer(f"look{number}", "MultiHeadAttention", num_heads=2, key_dim=2) for number in range(3)]
    cells = [layer(f"lstm{number}", "LSTM", units=4, return_sequences=True) for number in range(3)]
    text = WRITE[framework](small(*rows, *cells, shape=(4, 3)), ScriptSettings(), "script.py")
    assert text.count("# Scaled dot-product") == 1
    assert text.count("# PyTorch adds two biases") == (framework == "torch")


@pytest.mark.parametrize("framework", WRITE)
def test_files_of_weights_are_named_once(framework: str) -> None:
    assert "SAVED" not in WRITE[framework](small(*head()), ScriptSettings(), "script.py")
    trained = ScriptSettings(weights="mine.pt", classes=("a", "b", "c"))
    text = WRITE[framework](small(*head()), trained, "script.py")
    assert "default=WEIGHTS" in text and "default=SAVED" in text
    assert "if options.test or options.predict:" in text


@pytest.mark.parametrize("framework", WRITE)
def test_frozen_layers_are_not_trained_from_random_weights(framework: str) -> None:
    model = small(layer("conv", "Conv2D", filters=2, trainable=False), *head())
    load = {"torch": "net.load_state_dict(", "keras": "model.load_weights("}[framework]
    text = WRITE[framework](model, ScriptSettings(weights="mine.pt"), "script.py")
    assert f"\n    {load}" in text and "needed = [options.predict or options.data, options.weights]" in text
    text = WRITE[framework](model, ScriptSettings(), "script.py")
    assert "if options.test or options.predict or Path(options.weights).exists():" in text


def reader(framework: str, model: ModelDescription, loss: str) -> dict[str, object]:
    """The functions of a script that read arrays, run by themselves."""
    tree = ast.parse(WRITE[framework](model, ScriptSettings(loss=loss), "script.py"))
    wanted = [node for node in tree.body if getattr(node, "name", "") in ("read_source", "plain")]
    names: dict[str, object] = {"np": np, "INPUT_SHAPE": model.input.shape}
    exec(compile(ast.Module(wanted, []), "script", "exec"), names)
    return names


@pytest.mark.parametrize("framework", WRITE)
def test_answers_have_the_shape_of_the_output(framework: str) -> None:
    model = small(layer("out", "Dense", units=1), shape=(4,))
    plain: Any = reader(framework, model, "mean_squared_error")["plain"]
    _, targets = plain({"x": np.zeros((5, 4)), "y": np.arange(5)}, "x", "y")
    assert (targets.shape, targets.dtype) == ((5, 1), np.float32)


@pytest.mark.parametrize("framework", WRITE)
def test_a_classifier_does_not_take_its_inputs_for_labels(framework: str) -> None:
    plain: Any = reader(framework, small(layer("out", "Dense", units=3), shape=(4,)), "cross_entropy")["plain"]
    with pytest.raises(SystemExit):
        plain({"x": np.zeros((5, 4))}, "x", "y")
    assert plain({"x": np.zeros((5, 4)), "y": np.arange(5)}, "x", "y")[1].dtype == np.int64


@pytest.mark.parametrize("framework", WRITE)
def test_sequences_of_any_length_are_read(framework: str) -> None:
    model = small(layer("cell", "LSTM", units=4), layer("out", "Dense", units=3), shape=(None, 2))
    names = reader(framework, model, "cross_entropy")
    names["INPUT_SHAPE"] = (-1, 2)
    plain: Any = names["plain"]
    assert plain({"x": np.zeros((5, 14)), "y": np.arange(5)}, "x", "y")[0].shape == (5, 7, 2)


def test_long_calls_of_recurrent_layers_are_told_step_by_step(tmp_path: Path) -> None:
    words = layer("words", "Embedding", input_dim=9, output_dim=4, mask_zero=True)
    cell = layer("a_cell_with_a_name", "GRU", units=5, bidirectional=True, merge_mode="sum", dropout=0.2)
    text = torch_script.torch_script(small(words, cell, *head()[1:], shape=(6,)), ScriptSettings(), "script.py")
    (tmp_path / "steps.py").write_text(text, encoding="utf-8")
    tidy(tmp_path)
    assert "        steps = drop_features(x, 0.2, self.training)\n" in text
