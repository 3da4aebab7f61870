"""Whatever can be read can be examined: no network, however broken, makes the doctor raise."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepdesk.model import words
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.doctor import examine, repair
from deepdesk.model.findings import CheckContext
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import infer

NAMES = sorted({parameter.name for kind in KINDS.values() for parameter in kind.parameters} | {"kernel", ""})
SIZES = st.integers(-2, 40) | st.sampled_from([2**31, 10**30])
VALUES: st.SearchStrategy[Any] = st.one_of(
    SIZES,
    st.floats(),
    st.booleans(),
    st.none(),
    st.text(max_size=8),
    st.sampled_from(["same", "valid", "relu", "RELU"]),
    st.lists(SIZES, max_size=4),
    st.lists(st.text(max_size=2), max_size=2),
    st.dictionaries(st.text(max_size=2), SIZES, max_size=2),
)
IDS = st.sampled_from(["a", "b", "c", "d", "input", "Bad id", "", "x{y}"])
LAYERS = st.builds(
    LayerDescription,
    id=IDS,
    kind=st.sampled_from([*KINDS, *KINDS, "Conv9D", "", "{kind}"]),
    params=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3),
    inputs=st.none() | st.none() | st.lists(IDS, max_size=2).map(tuple),
)
SHAPES = st.lists(st.none() | st.integers(-1, 40) | st.just(10**30), max_size=5).map(tuple)
MODELS = st.builds(
    ModelDescription,
    name=st.just("n"),
    input=st.builds(InputDescription, shape=SHAPES | st.just((28, 28, 1))),
    layers=st.lists(LAYERS, max_size=6).map(tuple),
)
CONTEXTS = st.builds(
    CheckContext,
    classes=st.none() | st.integers(1, 20),
    input_shape=st.none() | st.sampled_from([(28, 28, 1), (8, 8, 3), (20, 4)]),
)


def check_explained(model: ModelDescription, context: CheckContext) -> None:
    """Everything that is found has its words, and every repair can be tried."""
    report = infer(model)
    findings = examine(model, context, report)
    assert report.builds or findings
    for finding in findings:
        assert words.message(finding)
        assert len({fix.id for fix in finding.fixes}) == len(finding.fixes)
        for fix in finding.fixes:
            assert words.title(fix)
            repaired = repair(model, finding, fix)
            words.changes(model, repaired)
            infer(repaired)


@settings(max_examples=100, deadline=None)
@given(MODELS, CONTEXTS)
def test_broken_networks_are_explained(model: ModelDescription, context: CheckContext) -> None:
    check_explained(model, context)


@pytest.mark.long
@settings(max_examples=1_000, deadline=None)
@given(MODELS, CONTEXTS)
def test_many_broken_networks_are_explained(model: ModelDescription, context: CheckContext) -> None:
    check_explained(model, context)


@settings(max_examples=50, deadline=None)
@given(MODELS)
def test_findings_cross_borders(model: ModelDescription) -> None:
    for finding in examine(model):
        assert msgspec.convert(msgspec.to_builtins(finding), type(finding)) == finding


@pytest.mark.parametrize("inputs", [(), ("a",), ("input",)])
@pytest.mark.parametrize("kind", ["Conv1D", "Conv2D", "MaxPooling2D", "LSTM", "Add"])
def test_a_layer_by_the_name_of_the_input_leads_nobody_in_circles(kind: str, inputs: tuple[str, ...]) -> None:
    layers = (
        LayerDescription(id="a", kind=kind, params={}),
        LayerDescription(id="input", kind="Dense", params={}, inputs=inputs),
    )
    for shape in ((28, 28, 1), (28, 28), (5,)):
        model = ModelDescription(name="n", input=InputDescription(shape=shape), layers=layers)
        check_explained(model, CheckContext())
