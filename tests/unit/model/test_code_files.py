"""Keras' files and JSON, as data alone: what arrives, what is refused."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from deepdesk.core.errors import ModelError
from deepdesk.model.code.files import read_code_file
from deepdesk.model.code.keras_config import JSON_LIMIT
from deepdesk.model.code.reading import read_code
from deepdesk.model.description import ModelDescription


def layer(class_name: str, name: str, **config: Any) -> dict[str, Any]:
    return {"module": "keras.layers", "class_name": class_name, "config": {"name": name, **config}}


def sequential(*layers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"class_name": "Sequential", "config": {"name": "mine", "layers": list(layers)}, **more}


INPUT = layer("InputLayer", "input_1", batch_shape=[None, 28, 28, 1])
DENSE = layer("Dense", "scores", units=10, activation="softmax", use_bias=True)
SIMPLE = sequential(
    INPUT,
    layer("Rescaling", "rescaling", scale=0.0039),
    layer(
        "Conv2D",
        "conv2d",
        filters=8,
        kernel_size=[3, 3],
        strides=[1, 1],
        padding="valid",
        data_format="channels_last",
        activation="relu",
        kernel_initializer={"class_name": "GlorotUniform", "config": {"seed": None}},
        kernel_regularizer={"class_name": "L2", "config": {"l2": 0.001}},
    ),
    layer("MaxPooling2D", "pool", pool_size=[2, 2], strides=[2, 2], padding="valid"),
    layer("Flatten", "flatten", data_format="channels_last"),
    DENSE,
    compile_config={
        "optimizer": {"class_name": "Adam", "config": {"learning_rate": 0.01}},
        "loss": {"class_name": "SparseCategoricalCrossentropy", "config": {"from_logits": False}},
    },
)


def keras_history(name: str) -> dict[str, Any]:
    return {"class_name": "__keras_tensor__", "config": {"shape": [None, 8], "keras_history": [name, 0, 0]}}


def functional(dialect: int) -> dict[str, Any]:
    """``a`` and ``b`` on the input, joined, in the words of Keras 2 or 3."""

    def called(item: dict[str, Any], *feeders: str) -> dict[str, Any]:
        if dialect == 2:
            nodes: Any = [[[name, 0, 0, {}] for name in feeders]] if feeders else []
        else:
            tensors: Any = [keras_history(name) for name in feeders]
            nodes = [{"args": [tensors if len(tensors) > 1 else tensors[0]], "kwargs": {}}] if feeders else []
        return {**item, "name": item["config"]["name"], "inbound_nodes": nodes}

    shape = {"batch_input_shape" if dialect == 2 else "batch_shape": [None, 8]}
    layers = [
        called(layer("InputLayer", "in", **shape)),
        called(layer("Dense", "a", units=4), "in"),
        called(layer("Dense", "b", units=4, activation={"class_name": "relu", "config": "relu"}), "in"),
        called(layer("Add", "join"), "a", "b"),
        called(DENSE, "join"),
    ]
    ends = {"input_layers": [["in", 0, 0]], "output_layers": [["scores", 0, 0]] if dialect == 2 else ["scores", 0, 0]}
    return {"class_name": "Functional", "config": {"name": "graph", "layers": layers, **ends}}


def read(plain: Any) -> ModelDescription:
    model = read_code(json.dumps(plain), name="model.json").model
    assert model is not None
    return model


def archive(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def test_a_sequential_configuration() -> None:
    reading = read_code(json.dumps(SIMPLE, indent=1), name="model.json")
    model = reading.models[0]
    assert model.description.input.shape == (28, 28, 1)
    assert [(item.id, item.kind, item.params) for item in model.description.layers] == [
        ("conv2d", "Conv2D", {"filters": 8, "activation": "relu", "l2": 0.001}),
        ("pool", "MaxPooling2D", {}),
        ("flatten", "Flatten", {}),
        ("scores", "Dense", {"units": 10}),
    ]
    assert (model.settings.optimizer, model.settings.learning_rate) == ("adam", 0.01)
    assert model.settings.loss == "sparse_categorical_crossentropy"
    assert reading.preprocessing == ("Rescaling",)
    notes = {item.code.rpartition(".")[2] for item in reading.findings}
    assert notes == {"belongs_to_data", "softmax_left_out"}


@pytest.mark.parametrize("dialect", [2, 3])
def test_a_graph_in_both_dialects(dialect: int) -> None:
    model = read(functional(dialect))
    assert model.input.shape == (8,)
    assert [(item.id, item.kind, item.inputs) for item in model.layers] == [
        ("a", "Dense", None),
        ("b", "Dense", ("input",)),
        ("join", "Add", ("a", "b")),
        ("scores", "Dense", None),
    ]
    assert model.layer("b").params == {"units": 4, "activation": "relu"}


def test_old_and_nested_forms() -> None:
    old = {"class_name": "Sequential", "config": [layer("Dense", "d", units=3, batch_input_shape=[None, 5])]}
    assert read(old).input.shape == (5,)
    inner = sequential(layer("Dense", "inner", units=6))
    assert [item.id for item in read(sequential(INPUT, inner, DENSE)).layers] == ["inner", "scores"]
    assert read(json.dumps(SIMPLE)).layers == read(SIMPLE).layers


def test_wrappers() -> None:
    lstm = layer("LSTM", "l", units=4, return_sequences=True)
    plain = sequential(
        layer("InputLayer", "i", batch_shape=[None, 6, 2]),
        layer("Bidirectional", "both", layer=lstm, merge_mode="sum", backward_layer=lstm),
        layer("TimeDistributed", "each", layer=layer("Dense", "d", units=3)),
    )
    both, each = read(plain).layers
    assert (both.kind, both.params["bidirectional"], both.params["merge_mode"]) == ("LSTM", True, "sum")
    assert (each.kind, each.params) == ("Dense", {"units": 3})


def test_code_in_a_configuration_is_left_out_and_said() -> None:
    plain = sequential(INPUT, layer("Lambda", "evil", function={"class_name": "__lambda__", "config": {}}), DENSE)
    reading = read_code(json.dumps(plain), name="model.json")
    assert [item.kind for item in reading.models[0].description.layers] == ["Dense"]
    assert [item.params["kind"] for item in reading.findings if item.code == "code.finding.unknown_layer"] == ["Lambda"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"class_name": "Sequential"}', "code.not_a_model"),
        ('{"class_name": "Dense", "config": {}}', "code.not_a_model"),
        ('{"class_name": ', "code.bad_json"),
        ('{"class_name": ' + "[" * 100_000, "code.too_deep"),
    ],
)
def test_json_that_is_refused(text: str, code: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_code(text, name="model.json")
    assert caught.value.code == code


@pytest.mark.parametrize(
    "config",
    [
        None,
        {},
        {"layers": None},
        {"layers": [None, 3, "x", {"class_name": None}]},
        {"layers": [{"class_name": "Dense", "config": {"units": {"a": [1]}, "name": 7, "batch_input_shape": "x"}}]},
        {"layers": [{"class_name": "Dense", "inbound_nodes": [[["x"]]]}], "output_layers": {"a": 1}},
    ],
)
def test_odd_configurations_end_well(config: Any) -> None:
    for name in ("Sequential", "Functional"):
        read_code(json.dumps({"class_name": name, "config": config}), name="model.json")


def test_keras_files(tmp_path: Path) -> None:
    path = archive(tmp_path / "模型.keras", {"config.json": json.dumps(SIMPLE), "metadata.json": "{}"})
    reading = read_code_file(path)
    assert reading.name == "模型.keras"
    assert reading.models[0].description.layers == read(SIMPLE).layers


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"metadata.json": "{}"}, "code.archive_no_config"),
        ({"config.json": b" " * (JSON_LIMIT + 1)}, "code.too_large"),
        ({"net/data.pkl": b"x"}, "code.pickled"),
        ({"config.json": "[]"}, "code.not_a_model"),
    ],
)
def test_keras_files_that_are_refused(members: dict[str, bytes | str], code: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        read_code_file(archive(tmp_path / "a.keras", members))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.keras", b"PK\x03\x04 nothing more", "code.bad_archive"),
        ("a.pt", b"\x80\x02}q\x00.", "code.pickled"),
        ("a.py", b"\x80\x04\x95", "code.pickled"),
        ("a.pth", b"anything", "code.pickled"),
        ("a.h5", b"\x89HDF\r\n\x1a\n and nothing more", "code.bad_hdf5"),
        ("a.py", b"x\x00y", "code.not_text"),
    ],
)
def test_files_that_are_refused(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ModelError) as caught:
        read_code_file(path)
    assert caught.value.code == code


def test_a_whole_model_in_hdf5(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(SIMPLE)
        file.create_group("model_weights")["kernel"] = [1.0, 2.0]
    assert read_code_file(path).models[0].description.layers == read(SIMPLE).layers


@pytest.mark.parametrize("leads_out", ["soft", "external", "storage", "nothing"])
def test_hdf5_that_leads_out_of_itself(leads_out: str, tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        if leads_out != "nothing":
            file.attrs["model_config"] = json.dumps(SIMPLE)
        if leads_out == "soft":
            file["x"] = h5py.SoftLink("/nowhere")
        if leads_out == "external":
            file["x"] = h5py.ExternalLink("/etc/passwd", "/")
        if leads_out == "storage":
            file.create_dataset("x", (4,), "u1", external=[("/etc/passwd", 0, 4)])
    with pytest.raises(ModelError) as caught:
        read_code_file(path)
    assert caught.value.code == ("code.hdf5_no_config" if leads_out == "nothing" else "code.hdf5_links")
