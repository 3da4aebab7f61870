"""What is offered first is what was most likely meant, and large networks do not keep anybody waiting for it."""

from __future__ import annotations

import pytest

from deepdesk.model import words
from deepdesk.model.doctor import examine, repair
from deepdesk.model.doctor.case import Patient
from deepdesk.model.doctor.examination import examined
from deepdesk.model.findings import CheckContext
from deepdesk.model.shapes import infer
from deepdesk.model.validation import value_text
from tests.unit.model.corpus.case import network


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Linear", "Dense"),
        ("nn.Linear", "Dense"),
        ("Convolution2D", "Conv2D"),
        ("ConvTranspose2d", "Conv2DTranspose"),
        ("BatchNorm2d", "BatchNormalization"),
        ("AdaptiveAvgPool2d", "GlobalAveragePooling2D"),
        ("maxpooling2d", "MaxPooling2D"),
    ],
)
def test_other_programs_names_are_known(written: str, kind: str) -> None:
    finding = examine(network(f"a {written}", (8, 8, 1)))[0]
    assert words.title(finding.fixes[0]) == f"Change its kind to {kind}"


@pytest.mark.parametrize(
    ("network_text", "layer", "title"),
    [
        ("f Flatten | out Dense out_features=10", "out", "Call it units"),
        ("c Conv2D out_channels=10", "c", "Call it filters"),
        ("c Conv2D filters=10 bias=False", "c", "Call it use_bias"),
        ("u UpSampling1D size=3", "u", "Change u to UpSampling2D"),
        ("z ZeroPadding1D", "z", "Change z to ZeroPadding2D"),
        ("a Conv2D kernel_size=1 | b Conv2D <input | c Concatenate <a,b", "c", "Set padding to same on a–b"),
    ],
)
def test_what_was_meant_is_offered_first(network_text: str, layer: str, title: str) -> None:
    finding = next(item for item in examine(network(network_text, (8, 8, 1))) if item.layer == layer)
    assert words.title(finding.fixes[0]) == title


def test_margins_keep_their_sides_on_other_axes() -> None:
    model = network("z ZeroPadding2D padding=[[1,2],[3,4]]", (8, 3))
    finding = examine(model)[0]
    assert repair(model, finding, finding.fixes[0]).layer("z").params["padding"] in ([1, 2], (1, 2))


def test_a_function_as_a_kind_stays_that_function() -> None:
    model = network("f Flatten | d Dense units=8 | t Tanh | out Dense units=10", (8, 8, 1))
    finding = examine(model)[0]
    assert repair(model, finding, finding.fixes[0]).layer("t").params["activation"] == "tanh"


def test_no_offer_leaves_another_layer_without_use() -> None:
    model = network("f Flatten | d Dense units=8 activation=relu | e Dense <f | out Dense units=10 <d", (8, 8, 1))
    finding = next(item for item in examine(model) if item.code == "model.finding.unused")
    assert [words.title(fix) for fix in finding.fixes] == ["Remove e"]


def test_a_slip_of_zeros_gives_the_usual_number() -> None:
    finding = examine(network("c Conv2D filters=1000000000", (8, 8, 1)))[0]
    assert words.title(finding.fixes[0]) == "Set filters to 32"


@pytest.mark.parametrize(("value", "text"), [("", "''"), ([], "[]"), ((), "[]"), ({}, "{}"), (0, "0")])
def test_nothing_is_shown_too(value: object, text: str) -> None:
    assert value_text(value) == text


def test_one_repair_pads_a_thousand_convolutions() -> None:
    model = network(" | ".join(f"c{i} Conv2D filters=1" for i in range(1000)), (8, 8, 1))
    finding = next(item for item in examine(model) if item.severity == "error")
    assert words.title(finding.fixes[0]) == "Set padding to same on c0–c999"
    assert infer(repair(model, finding, finding.fixes[0])).builds


def test_a_join_of_many_tries_each_shape_once() -> None:
    branches = [f"c{i} Conv2D filters={2 + i % 2} padding=same <input" for i in range(200)]
    joined = "j Add <" + ",".join(f"c{i}" for i in range(200))
    model = network(" | ".join([*branches, joined]), (8, 8, 1))
    patient = Patient(model, infer(model), CheckContext())
    assert examined(patient)[0].fixes
    assert patient.trials.count < 20


def test_a_layer_that_takes_itself_behind_one_without_use() -> None:
    findings = examine(network("a Conv2D | b Conv2D <b", (8, 8, 1)))
    assert {item.code for item in findings} >= {"model.finding.unused", "model.fault.later_input"}
