"""Every kind of layer has all of its sides: catalogue, both engines, parity cases, sentences, an id stem."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from deepdesk.core import catalogue
from deepdesk.model.description import InputDescription, ModelDescription
from deepdesk.model.edit import new_id
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.base import LayerKind
from deepdesk.model.shapes import infer
from tests.parity.cases import cases
from tests.unit.architecture.sources import PACKAGE

CASES = cases()
ENGINES = ("torch", "keras")
FAMILIES = (
    "convolution", "pooling", "resizing", "recurrent", "attention", "embedding", "dense", "activation",
    "normalization", "regularization", "reshaping", "merging",
)  # fmt: skip


def built_in(path: str) -> set[str]:
    """Names of the kinds in the table ``LAYERS`` of a file, which imports a framework and so is only read."""
    tree = ast.parse((PACKAGE / path).read_text(encoding="utf-8"))
    tables = [
        node.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "LAYERS"
    ]
    assert len(tables) == 1, path
    return {
        key.value
        for table in ast.walk(tables[0])
        if isinstance(table, ast.Dict)
        for key in table.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def sentences_of(kind: LayerKind) -> Iterator[tuple[str, ...]]:
    """For each thing that must be said, the codes that may say it."""
    for what in ("about", "use", "formula"):
        yield (f"kind.{what}.{kind.name}",)
    for parameter in kind.parameters:
        yield (f"kind.parameter.{parameter.name}",)
        yield f"kind.help.{parameter.name}", f"kind.help.{kind.name}.{parameter.name}"
        if parameter.default is None:
            yield (f"kind.default.{parameter.name}",)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_explained(kind: LayerKind) -> None:
    known = catalogue.codes()
    assert [codes for codes in sentences_of(kind) if not known.intersection(codes)] == []
    assert kind.torch_name


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_has_an_id_stem(kind: LayerKind) -> None:
    empty = ModelDescription(name="n", input=InputDescription(shape=(1,)), layers=())
    assert not new_id(empty, kind.name).startswith("layer")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("family", FAMILIES)
def test_both_engines_build_a_family(engine: str, family: str) -> None:
    expected = {kind.name for kind in KINDS.values() if kind.family == family}
    assert expected
    assert built_in(f"backends/{engine}/{family}.py") == expected


def test_every_kind_is_of_a_known_family() -> None:
    assert {kind.family for kind in KINDS.values()} == set(FAMILIES)


def test_every_kind_has_parity_cases() -> None:
    compared = {layer.kind for case in CASES for layer in case.layers}
    assert set(KINDS) - compared == set()


def test_every_kind_has_cases_in_training_mode() -> None:
    compared = {layer.kind for case in CASES if not case.random_in_training for layer in case.layers}
    assert set(KINDS) - compared == set()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_learns_can_be_frozen_and_penalized(kind: LayerKind) -> None:
    names = [parameter.name for parameter in kind.parameters]
    weighted = names[-3:] == ["trainable", "l1", "l2"]
    assert weighted or not {"trainable", "l1", "l2"}.intersection(names)
    assert weighted == (kind.name in learners())


@cache
def learners() -> frozenset[str]:
    """The kinds that have trained weights in a parity case."""
    found = set()
    for case in CASES:
        for layer, report in zip(case.layers, infer(case.model).layers, strict=True):
            weights = KINDS[layer.kind].weights(KINDS[layer.kind].filled(layer.params), report.input_shapes)
            found.update({layer.kind} if any(weight.trained for weight in weights) else ())
    return frozenset(found)
