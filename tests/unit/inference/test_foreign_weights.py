"""Files of weights from elsewhere: read whole, never run, never trusted."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from safetensors.numpy import save_file

from deepdesk.core import catalogue
from deepdesk.core.errors import FormatError
from deepdesk.inference.foreign_weights import format_of, layout_of, read_weights

KERNEL = np.arange(12, dtype=np.float32).reshape(3, 4)


def code_of(path: Path) -> str:
    with pytest.raises(FormatError) as caught:
        read_weights(path)
    assert catalogue.describe(caught.value)
    return caught.value.code


def with_header(path: Path, header: Any, data: bytes = b"", length: int | None = None) -> Path:
    packed = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(packed) if length is None else length) + packed + data)
    return path


def test_safetensors_in_natural_order(tmp_path: Path) -> None:
    path = tmp_path / "权重 é.safetensors"
    arrays = {f"features.{number}.weight": np.full((2, 2), number, np.float32) for number in (10, 2, 1)}
    save_file({**arrays, "features.1.num_batches_tracked": np.array(3)}, path)
    found = read_weights(path)
    assert list(found.arrays) == ["features.1.weight", "features.2.weight", "features.10.weight"]
    assert found.layout == "torch"
    assert found.left_out == ("features.1.num_batches_tracked",)
    assert found.names.shapes["features.2.weight"] == (2, 2)


@pytest.mark.parametrize(("dtype", "code"), [("<f2", "F16"), ("<f8", "F64"), ("<f4", "F32")])
def test_other_widths_become_float32(tmp_path: Path, dtype: str, code: str) -> None:
    data = KERNEL.astype(dtype).tobytes()
    path = with_header(
        tmp_path / "w.safetensors", {"a.weight": {"dtype": code, "shape": [3, 4], "data_offsets": [0, len(data)]}}, data
    )
    found = read_weights(path).arrays["a.weight"]
    assert found.dtype == np.float32
    assert np.array_equal(found, KERNEL)


def test_bfloat16_and_numbers_that_are_none(tmp_path: Path) -> None:
    values = np.array([1.5, -2.0, np.nan, np.inf], np.float32)
    data = (values.view("<u4") >> 16).astype("<u2").tobytes()
    header = {"a.weight": {"dtype": "BF16", "shape": [4], "data_offsets": [0, 8]}}
    found = read_weights(with_header(tmp_path / "w.safetensors", header, data))
    assert np.array_equal(found.arrays["a.weight"], values, equal_nan=True)
    assert found.not_finite == ("a.weight",)


@pytest.mark.parametrize(
    ("entry", "data"),
    [
        ({"dtype": "F32", "shape": [3, 4], "data_offsets": [0, 44]}, bytes(48)),
        ({"dtype": "F32", "shape": [3, 4], "data_offsets": [0, 48]}, bytes(40)),
        ({"dtype": "F32", "shape": [-3, 4], "data_offsets": [0, 48]}, bytes(48)),
        ({"dtype": "F32", "shape": [3, 4], "data_offsets": [48, 0]}, bytes(48)),
        ({"dtype": "os.system", "shape": [3, 4], "data_offsets": [0, 48]}, bytes(48)),
        ({"dtype": "F32", "shape": [1] * 40, "data_offsets": [0, 4]}, bytes(4)),
        ("a", b""),
    ],
)
def test_safetensors_with_impossible_places(tmp_path: Path, entry: object, data: bytes) -> None:
    assert code_of(with_header(tmp_path / "w.safetensors", {"a.weight": entry}, data)) == "weights.damaged"


def test_safetensors_that_promise_too_much(tmp_path: Path) -> None:
    huge = {"a.weight": {"dtype": "F32", "shape": [2**20, 2**20], "data_offsets": [0, 2**42]}}
    assert code_of(with_header(tmp_path / "w.safetensors", huge)) == "weights.too_large"
    many = {f"{i}.w": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for i in range(20_001)}
    assert code_of(with_header(tmp_path / "m.safetensors", many)) == "weights.too_many"
    assert code_of(with_header(tmp_path / "l.safetensors", {}, length=2**60)) == "weights.damaged"
    assert code_of(with_header(tmp_path / "d.safetensors", b"{" + b"[" * 100_000)) == "weights.damaged"
    assert code_of(with_header(tmp_path / "e.safetensors", {"__metadata__": {}})) == "weights.none_found"


def test_npz_without_pickles(tmp_path: Path) -> None:
    path = tmp_path / "w.npz"
    np.savez_compressed(path, **{"conv1/kernel": KERNEL, "conv1/bias": KERNEL[0].astype("f8"), "count": np.array([1])})
    found = read_weights(path)
    assert found.layout == "neutral"
    assert np.array_equal(found.arrays["conv1/kernel"], KERNEL)
    assert found.left_out == ("count",)
    np.savez(tmp_path / "f.npz", **{"a.weight": np.asfortranarray(KERNEL)})
    assert np.array_equal(read_weights(tmp_path / "f.npz").arrays["a.weight"], KERNEL)
    np.savez(tmp_path / "o.npz", a=np.array([print], dtype=object))
    assert code_of(tmp_path / "o.npz") == "weights.none_found"


def test_npz_that_lies(tmp_path: Path) -> None:
    path = tmp_path / "w.npz"
    header = repr({"descr": "<f4", "fortran_order": False, "shape": (10**6, 10**6)}).encode().ljust(118) + b"\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(100))
    assert code_of(path) == "weights.too_large"
    path.write_bytes(path.read_bytes()[:60])
    assert code_of(path) == "weights.damaged"


def keras_2(path: Path, root: str = "") -> None:
    with h5py.File(path, "w") as file:
        top = file.create_group(root) if root else file
        top.attrs["layer_names"] = [b"zuerst", b"dann"]
        for name in ("dann", "zuerst"):
            group = top.create_group(name)
            group.attrs["weight_names"] = [f"{name}/kernel:0".encode()]
            group.create_dataset(f"{name}/kernel:0", data=KERNEL)


@pytest.mark.parametrize("root", ["", "model_weights"])
def test_keras_2_in_the_order_of_its_layers(tmp_path: Path, root: str) -> None:
    keras_2(tmp_path / "w.h5", root)
    found = read_weights(tmp_path / "w.h5")
    assert list(found.arrays) == ["zuerst/zuerst/kernel:0", "dann/dann/kernel:0"]
    assert found.layout == "keras"


def keras_3(target: Path) -> None:
    with h5py.File(target, "w") as file:
        for number in (10, 2):
            group = file.create_group(f"layers/dense_{number}/vars")
            group.attrs["name"] = f"mine_{number}"
            group.create_dataset("0", data=KERNEL, compression="gzip")
        file.create_dataset("layers/dropout/seed_generator/vars/0", data=np.array([1, 2], np.uint32))
        file.create_dataset("optimizer/vars/0", data=np.zeros(3, np.float32))


def test_keras_3_with_the_names_that_it_keeps_apart(tmp_path: Path) -> None:
    keras_3(tmp_path / "w.weights.h5")
    found = read_weights(tmp_path / "w.weights.h5")
    assert list(found.arrays) == ["layers/dense_2/vars/0", "layers/dense_10/vars/0"]
    assert found.titles["layers/dense_10"] == "mine_10"
    assert found.left_out == ("layers/dropout/seed_generator/vars/0",)
    with zipfile.ZipFile(tmp_path / "w.keras", "w") as archive:
        archive.write(tmp_path / "w.weights.h5", "model.weights.h5")
    assert list(read_weights(tmp_path / "w.keras").arrays) == list(found.arrays)


def test_hdf5_that_leads_elsewhere(tmp_path: Path) -> None:
    keras_2(tmp_path / "other.h5")
    with h5py.File(tmp_path / "soft.h5", "w") as file:
        file["a"] = h5py.SoftLink("/b")
    with h5py.File(tmp_path / "external.h5", "w") as file:
        file["a"] = h5py.ExternalLink("other.h5", "/dann")
    with h5py.File(tmp_path / "root.h5", "w") as file:
        file["model_weights"] = h5py.ExternalLink("other.h5", "/")
    for name in ("soft", "external", "root"):
        assert code_of(tmp_path / f"{name}.h5") == "weights.hdf5_link"
    (tmp_path / "secret.bin").write_bytes(bytes(48))
    with h5py.File(tmp_path / "outside.h5", "w") as file:
        file.create_dataset("a", (3, 4), "f4", external=[(str(tmp_path / "secret.bin"), 0, 48)])
    layout = h5py.VirtualLayout((2, 2), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "dann", shape=(2, 2))
    with h5py.File(tmp_path / "virtual.h5", "w") as file:
        file.create_virtual_dataset("a", layout)
    for name in ("outside", "virtual"):
        assert code_of(tmp_path / f"{name}.h5") == "weights.hdf5_outside"


def test_hdf5_in_circles_too_large_or_with_foreign_filters(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "circle.h5", "w") as file:
        file["a/b"] = file
    assert code_of(tmp_path / "circle.h5") == "weights.damaged"
    with h5py.File(tmp_path / "large.h5", "w") as file:
        file.create_dataset("a", (2**20, 2**20), "f4", chunks=(1024, 1024))
    assert code_of(tmp_path / "large.h5") == "weights.too_large"
    with h5py.File(tmp_path / "filter.h5", "w") as file:
        file.create_dataset("a", data=KERNEL, compression="lzf")
    assert code_of(tmp_path / "filter.h5") == "weights.hdf5_filter"
    keras_2(tmp_path / "cut.h5")
    (tmp_path / "cut.h5").write_bytes((tmp_path / "cut.h5").read_bytes()[:900])
    assert code_of(tmp_path / "cut.h5") == "weights.damaged"


def test_what_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "a.pth").write_bytes(b"PK\x03\x04" + bytes(30))
    (tmp_path / "old.bin").write_bytes(b"\x80\x02}q\x00.")
    for name in ("a.pth", "old.bin"):
        assert format_of(tmp_path / name) == "torch"
        assert code_of(tmp_path / name) == "weights.needs_torch"
    (tmp_path / "text.h5").write_text("I am no file of weights")
    (tmp_path / "empty.h5").write_bytes(b"")
    for name in ("text.h5", "empty.h5"):
        assert code_of(tmp_path / name) == "weights.unknown_file"
    assert layout_of({"conv1/kernel": 0}) == "neutral"
    assert layout_of({"a/a/kernel:0": 0}) == layout_of({"layers/a/vars/0": 0}) == "keras"
    assert layout_of({"0.weight": 0}) == "torch"
