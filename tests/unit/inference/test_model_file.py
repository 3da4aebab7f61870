"""The model file: what is written is read, and nothing that a stranger made harms."""

from __future__ import annotations

import hashlib
import json
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from deepdesk.core.catalogue import describe
from deepdesk.core.errors import FormatError
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.model_file import ModelFile, read_meta, read_model_file, write_model_file

Members = dict[str, bytes]
NAMES = {"meta.json", "model.json", "preprocessing.json", "weights.safetensors", "SHA256SUMS"}


def members_of(path: Path) -> Members:
    with zipfile.ZipFile(path) as source:
        return {name: source.read(name) for name in source.namelist()}


def pack(path: Path, members: Members, *, sums: bool = True) -> Path:
    """Writes a zip with these members and, by default, fresh checksums."""
    parts = {name: body for name, body in members.items() if name != "SHA256SUMS" or not sums}
    if sums:
        lines = (f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in parts.items())
        parts["SHA256SUMS"] = "".join(lines).encode()
    with zipfile.ZipFile(path, "w") as target:
        for name, body in parts.items():
            stored = name == "weights.safetensors"
            target.writestr(name, body, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return path


def code_of(path: Path) -> str:
    with pytest.raises(FormatError) as caught:
        read_model_file(path)
    assert str(path) in describe(caught.value)
    return caught.value.code


def with_json(members: Members, name: str, **fields: object) -> Members:
    return {**members, name: json.dumps({**json.loads(members[name]), **fields}).encode()}


def safetensors(header: object, data: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def test_what_is_written_is_read(ddm: Path, model_file: ModelFile) -> None:
    found = read_model_file(ddm)
    assert found.model == model_file.model
    assert found.preprocessing == model_file.preprocessing
    assert found.meta == model_file.meta
    assert found.weights.keys() == model_file.weights.keys()
    assert all(np.array_equal(found.weights[name], model_file.weights[name]) for name in found.weights)
    assert read_meta(ddm) == model_file.meta


def test_it_holds_what_the_design_says(ddm: Path) -> None:
    members = members_of(ddm)
    assert set(members) == NAMES
    sums = dict(reversed(line.split("  ")) for line in members["SHA256SUMS"].decode().splitlines())
    assert sums == {name: hashlib.sha256(body).hexdigest() for name, body in members.items() if name != "SHA256SUMS"}
    assert json.loads(members["model.json"])["format"] == "deepdesk.model"
    assert json.loads(members["meta.json"])["format"] == "deepdesk.ddm"


def test_what_does_not_fit_is_not_written(tmp_path: Path, changed: Callable[..., ModelFile]) -> None:
    path = tmp_path / "model.ddm"
    with pytest.raises(FormatError, match="class_count"):
        write_model_file(path, changed(classes=("a", "b")))
    with pytest.raises(FormatError, match="input_mismatch"):
        write_model_file(path, changed(preprocessing=ImagePreprocessing(height=9, width=8, channels=1)))
    assert not path.exists()


def test_a_failed_writing_leaves_the_old_file(ddm: Path, changed: Callable[..., ModelFile]) -> None:
    before = ddm.read_bytes()
    with pytest.raises(FormatError):
        write_model_file(ddm, changed(classes=("a",)))
    assert ddm.read_bytes() == before


def test_other_files_are_named_for_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "x.ddm"
    path.write_bytes(b"")
    assert code_of(path) == "inference.empty_file"
    path.write_bytes(b"hello, this is a text")
    assert code_of(path) == "inference.not_a_model"
    pack(path, {"config.json": b"{}"})
    assert code_of(path) == "inference.foreign_zip"
    with pytest.raises(FileNotFoundError):
        read_model_file(tmp_path / "absent.ddm")


def test_cut_off_at_every_kilobyte(ddm: Path, tmp_path: Path) -> None:
    whole = ddm.read_bytes()
    path = tmp_path / "cut.ddm"
    for size in [*range(0, len(whole), 1024), len(whole) - 1]:
        path.write_bytes(whole[:size])
        assert code_of(path) in {"inference.empty_file", "inference.cut_off", "inference.not_a_model"}, size


def test_a_changed_byte_anywhere_is_noticed_or_harmless(ddm: Path, tmp_path: Path, model_file: ModelFile) -> None:
    whole = bytearray(ddm.read_bytes())
    path = tmp_path / "changed.ddm"
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        damaged = bytes(whole[:place]) + bytes([whole[place] ^ 0x55]) + bytes(whole[place + 1 :])
        path.write_bytes(damaged)
        try:
            found = read_model_file(path)
        except FormatError:
            continue
        # Bytes such as the time of a member change nothing that is read.
        assert all(np.array_equal(found.weights[name], model_file.weights[name]) for name in found.weights)


def test_a_damaged_table_of_contents_is_told(ddm: Path, tmp_path: Path) -> None:
    content = ddm.read_bytes()
    table = content.index(b"PK\x01\x02")
    for place in range(table, len(content)):
        for mask in (0x01, 0x80, 0xFF):
            damaged = bytearray(content)
            damaged[place] ^= mask
            path = tmp_path / "damaged.ddm"
            path.write_bytes(damaged)
            try:
                read_meta(path)
            except FormatError as error:
                assert str(path) in describe(error)


def test_checksums(ddm: Path, tmp_path: Path) -> None:
    members = members_of(ddm)
    path = tmp_path / "x.ddm"
    changed = {**members, "meta.json": members["meta.json"].replace(b"Small", b"Large")}
    assert code_of(pack(path, changed, sums=False)) == "inference.wrong_checksum"
    assert code_of(pack(path, {**members, "extra.txt": b"x"}, sums=False)) == "inference.no_checksum"
    assert code_of(pack(path, {**members, "SHA256SUMS": b"nonsense"}, sums=False)) == "inference.bad_checksums"


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/passwd", "a\\b", "a/../../b", "C:/x", ".hidden", "a//b", "é.txt"]
)
def test_names_that_lead_elsewhere_are_refused(ddm: Path, tmp_path: Path, name: str) -> None:
    assert code_of(pack(tmp_path / "x.ddm", {**members_of(ddm), name: b"x"})) == "inference.bad_member_name"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(ddm: Path) -> None:
    with zipfile.ZipFile(ddm, "a") as target:
        target.writestr("meta.json", b"{}")
    assert code_of(ddm) == "inference.twice"


def test_too_many_members(ddm: Path, tmp_path: Path) -> None:
    many = {f"m{number}": b"" for number in range(100)}
    assert code_of(pack(tmp_path / "x.ddm", {**members_of(ddm), **many})) == "inference.too_many_members"


def test_a_bomb_is_not_unpacked(ddm: Path, tmp_path: Path) -> None:
    bomb = {**members_of(ddm), "model.json": b" " * 200_000_000}
    path = pack(tmp_path / "x.ddm", bomb)
    tracemalloc.start()
    try:
        assert code_of(path) == "inference.member_too_large"
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_packed_weights_are_refused(ddm: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.ddm"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in members_of(ddm).items():
            target.writestr(name, body)
    assert code_of(path) == "inference.member_packed"


def test_a_size_that_lies_is_noticed(ddm: Path, tmp_path: Path) -> None:
    """The directory promises less than the member unpacks to."""
    whole = bytearray(ddm.read_bytes())
    entry = whole.rindex(b"meta.json") - 46
    assert whole[entry : entry + 4] == b"PK\x01\x02"
    struct.pack_into("<I", whole, entry + 24, 10)
    path = tmp_path / "x.ddm"
    path.write_bytes(bytes(whole))
    assert code_of(path) in {"inference.cut_off", "inference.wrong_checksum"}


@pytest.mark.parametrize(
    "weights",
    [
        b"",
        struct.pack("<Q", 2**63),
        struct.pack("<Q", 100) + b"{}",
        struct.pack("<Q", 4) + b"[1]]",
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 3) + b"{}x",
        safetensors({"a/b": {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]}}, b"\0" * 8),
        safetensors({"a/b": {"dtype": "F32", "shape": [2**60, 2**60], "data_offsets": [0, 4]}}, b"\0" * 4),
        safetensors({"a/b": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}, b"\0" * 4),
        safetensors({"a/b": {"dtype": "F32", "shape": [True], "data_offsets": [0, 4]}}, b"\0" * 4),
        safetensors({"a/b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}}, b"\0" * 4),
        safetensors({"a/b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}, b"\0" * 4),
        safetensors({"a/b": {"dtype": "F32", "shape": [1] * 40, "data_offsets": [0, 4]}}, b"\0" * 4),
        safetensors({"a/b": "F32"}),
        safetensors({}, b"left over"),
        struct.pack("<Q", 100_000) + b"[" * 100_000,
    ],
)
def test_weights_that_are_not_sound(ddm: Path, tmp_path: Path, weights: bytes) -> None:
    assert code_of(pack(tmp_path / "x.ddm", {**members_of(ddm), "weights.safetensors": weights})) in {
        "inference.bad_weights",
    }


def test_weights_that_do_not_fit_the_network(ddm: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load, save

    members = members_of(ddm)
    weights = load(members["weights.safetensors"])
    name = next(iter(weights))
    path = tmp_path / "x.ddm"

    def code(changed: dict[str, np.ndarray]) -> str:
        return code_of(pack(path, {**members, "weights.safetensors": save(changed)}))

    assert code({key: array for key, array in weights.items() if key != name}) == "inference.weight_missing"
    assert code({**weights, "other/kernel": np.zeros(3, np.float32)}) == "inference.weight_unknown"
    assert code({**weights, name: np.zeros(3, np.float32)}) == "inference.wrong_weight"


@pytest.mark.parametrize(
    ("member", "fields", "code"),
    [
        ("meta.json", {"version": 2}, "core.newer_version"),
        ("meta.json", {"format": "other"}, "core.wrong_format"),
        ("meta.json", {"classes": []}, "inference.bad_classes"),
        ("meta.json", {"classes": ["a"] * 10}, "inference.bad_classes"),
        ("meta.json", {"classes": ["a", "b"]}, "inference.class_count"),
        ("meta.json", {"classes": 3}, "core.wrong_type"),
        ("model.json", {"version": 99}, "core.newer_version"),
        ("model.json", {"layers": []}, "inference.model_does_not_build"),
        ("model.json", {"input": {"shape": [9, 9, 1]}}, "inference.input_mismatch"),
        ("preprocessing.json", {"height": 10**9}, "inference.bad_preprocessing"),
        ("preprocessing.json", {"channels": 2}, "inference.bad_preprocessing"),
        ("preprocessing.json", {"scale": 0}, "inference.bad_preprocessing"),
        ("preprocessing.json", {"mean": [0.5, 0.5]}, "inference.bad_preprocessing"),
        ("preprocessing.json", {"channels": 1, "order": "bgr"}, "inference.bad_preprocessing"),
        ("preprocessing.json", {"deviation": [0.0, 1.0, 1.0]}, "inference.bad_preprocessing"),
    ],
)
def test_documents_out_of_range(ddm: Path, tmp_path: Path, member: str, fields: dict[str, object], code: str) -> None:
    assert code_of(pack(tmp_path / "x.ddm", with_json(members_of(ddm), member, **fields))) == code


@pytest.mark.parametrize("value", ["many", -1, 10**30, [1, 2], None, {"a": 1}, 1.5])
def test_malformed_layer_parameters(ddm: Path, tmp_path: Path, value: object) -> None:
    members = members_of(ddm)
    layers = json.loads(members["model.json"])["layers"]
    layers[-1]["params"]["units"] = value
    changed = with_json(members, "model.json", layers=layers)
    assert code_of(pack(tmp_path / "x.ddm", changed)).startswith("inference.")


def test_an_unknown_layer_runs_nothing(ddm: Path, tmp_path: Path) -> None:
    members = members_of(ddm)
    layers = [*json.loads(members["model.json"])["layers"], {"id": "x", "kind": "Lambda", "params": {"f": "os.system"}}]
    path = pack(tmp_path / "x.ddm", with_json(members, "model.json", layers=layers))
    assert code_of(path) == "inference.model_does_not_build"


def test_json_of_any_depth(ddm: Path, tmp_path: Path) -> None:
    path = pack(tmp_path / "x.ddm", {**members_of(ddm), "meta.json": b"[" * 1_000_000})
    assert code_of(path) == "core.not_json"
