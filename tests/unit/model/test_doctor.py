"""The doctor on broken networks: the words, the place, and fixes that really help."""

from __future__ import annotations

from typing import Any

import pytest

from deepdesk.core import catalogue
from deepdesk.core.errors import ModelError
from deepdesk.model import edit, words
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, Shape
from deepdesk.model.doctor import examine, repair
from deepdesk.model.findings import CheckContext, Finding
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.shapes import infer

MNIST = CheckContext(input_shape=(28, 28, 1), classes=10)


def network(*layers: tuple[str, str, dict[str, Any]], shape: Shape = (28, 28, 1)) -> ModelDescription:
    described = tuple(LayerDescription(id=name, kind=kind, params=params) for name, kind, params in layers)
    return ModelDescription(name="n", input=InputDescription(shape=shape), layers=described)


def only(model: ModelDescription, context: CheckContext | None = None) -> Finding:
    findings = examine(model, context)
    assert len(findings) == 1, [words.message(finding) for finding in findings]
    return findings[0]


def cured(model: ModelDescription, context: CheckContext | None = None) -> ModelDescription:
    """The network after the best fixes, one after the other."""
    for _ in range(20):
        findings = [finding for finding in examine(model, context) if finding.fixes]
        if not findings:
            break
        model = repair(model, findings[0], findings[0].fixes[0])
    return model


def test_the_article_s_error_and_its_repair() -> None:
    model = preset("article-cnn")
    finding = only(model, MNIST)
    assert finding.layer == "conv4"
    assert words.headline(finding) == "conv4 needs at least 3×3, gets 1×1"
    assert [words.title(fix) for fix in finding.fixes] == [
        "Set padding to same on conv1–conv4",
        "Remove conv4, pool4",
    ]
    repaired = repair(model, finding, finding.fixes[0])
    assert infer(repaired).builds
    assert infer(repaired).parameters == 97_482
    assert examine(repaired, MNIST) == ()
    assert infer(repair(model, finding, finding.fixes[1])).parameters == 60_554
    assert only(model, MNIST) == finding  # the given one is not changed


def test_padding_on_the_last_convolution_alone_would_not_build() -> None:
    model = edit.set_param(preset("article-cnn"), "conv4", "padding", "same")
    assert only(model).layer == "pool4"


BROKEN: list[tuple[str, ModelDescription, str, str, str]] = [
    # what, network, layer, part of the message, best fix
    (
        "image into LSTM",
        network(("lstm1", "LSTM", {}), ("out", "Dense", {"units": 10})),
        "lstm1",
        "needs a sequence, gets 28×28×1",
        "Insert Reshape to 28×28 before lstm1",
    ),
    (
        "flat numbers into LSTM",
        network(("flat", "Flatten", {}), ("lstm1", "LSTM", {}), ("out", "Dense", {"units": 10})),
        "lstm1",
        "needs a sequence, gets 784",
        "Replace flat by Reshape to 28×28",
    ),
    (
        "LSTM without its sequence",
        network(("a", "LSTM", {}), ("b", "Dropout", {}), ("c", "GRU", {}), ("o", "Dense", {"units": 10}), shape=(9, 4)),
        "c",
        "needs a sequence, gets 128",
        "Let a return its whole sequence",
    ),
    (
        "flattened images (the article's data)",
        network(("conv1", "Conv2D", {}), ("flat", "Flatten", {}), ("out", "Dense", {"units": 10}), shape=(784,)),
        "conv1",
        "needs an image, gets 784",
        "Insert Reshape to 28×28×1 before conv1",
    ),
    (
        "flatten too early",
        network(("flat", "Flatten", {}), ("gap", "GlobalAveragePooling2D", {}), ("out", "Dense", {"units": 10})),
        "gap",
        "needs an image, gets 784",
        "Remove flat",
    ),
    (
        "no flatten",
        network(("conv1", "Conv2D", {}), ("out", "Dense", {"units": 10})),
        "out",
        "gives 26×26×10, one score per class is needed",
        "Insert GlobalAveragePooling2D before out",
    ),
    (
        "sequence at the end",
        network(("a", "LSTM", {"return_sequences": True}), ("out", "Dense", {"units": 10}), shape=(9, 4)),
        "out",
        "gives 9×10",
        "Let a return only its last step",
    ),
    (
        "classes",
        network(("flat", "Flatten", {}), ("out", "Dense", {"units": 3})),
        "out",
        "out gives 3, a score for each of 10 classes is needed",
        "Set units to 10",
    ),
    (
        "no output layer",
        network(("flat", "Flatten", {}), ("drop", "Dropout", {})),
        "drop",
        "drop gives 784, a score for each of 10 classes is needed",
        "Add a Dense layer with 10 units at the end",
    ),
    (
        "softmax",
        network(("flat", "Flatten", {}), ("out", "Dense", {"units": 10, "activation": "softmax"})),
        "out",
        "ends with softmax",
        "Set activation to linear",
    ),
    (
        "misspelt parameter",
        network(("flat", "Flatten", {}), ("out", "Dense", {"unit": 10})),
        "out",
        "does not know: 'unit'",
        "Call it units",
    ),
    (
        "misspelt kind",
        network(("flat", "Flaten", {}), ("out", "Dense", {"units": 10})),
        "flat",
        "unknown kind, 'Flaten'",
        "Change its kind to Flatten",
    ),
    (
        "choice",
        network(("flat", "Flatten", {}), ("out", "Dense", {"units": 10, "activation": "ReLU"})),
        "out",
        "cannot be 'ReLU'",
        "Set activation to relu",
    ),
    (
        "range",
        network(("drop", "Dropout", {"rate": 1.5}), ("flat", "Flatten", {}), ("out", "Dense", {"units": 10})),
        "drop",
        "rate of drop is 1.5, possible is 0 to 0.99",
        "Set rate to 0.99",
    ),
    (
        "target shape",
        network(("r", "Reshape", {"target_shape": [20, -1]}), ("l", "LSTM", {}), ("out", "Dense", {"units": 10})),
        "r",
        "cannot divide 784 numbers into 20×-1",
        "Set its target shape to 28×28",
    ),
    (
        "strides and dilation",
        network(
            ("c", "Conv2D", {"strides": 2, "dilation_rate": 2}), ("f", "Flatten", {}), ("out", "Dense", {"units": 10})
        ),
        "c",
        "strides and dilation",
        "Set strides to 1×1",
    ),
]


@pytest.mark.parametrize(("model", "layer", "part", "best"), [case[1:] for case in BROKEN], ids=[c[0] for c in BROKEN])
def test_broken_networks(model: ModelDescription, layer: str, part: str, best: str) -> None:
    findings = examine(model, CheckContext(classes=10))
    finding = next((item for item in findings if item.severity == "error"), findings[0])
    assert finding.layer == layer
    assert part in words.message(finding)
    assert words.title(finding.fixes[0]) == best
    repaired = cured(model, CheckContext(classes=10))
    assert infer(repaired).builds
    assert not [item for item in examine(repaired, CheckContext(classes=10)) if item.severity == "error"]


def test_every_cause_is_told_once_in_the_order_of_the_layers() -> None:
    model = network(
        ("conv1", "Conv2D", {"filters": 0, "padding": "Same"}),
        ("lstm1", "LSTM", {}),
        ("out", "Dense", {"units": 3}),
    )
    found = [(finding.layer, finding.code.rsplit(".", 1)[-1]) for finding in examine(model, MNIST)]
    assert found == [("conv1", "range"), ("conv1", "choice"), ("out", "classes")]


def test_another_input_shape_than_the_data() -> None:
    finding = only(preset("lenet-5"), CheckContext(input_shape=(32, 32, 3), classes=10))
    assert (finding.layer, finding.code) == ("input", "model.finding.input_shape")
    assert "28×28×1" in words.message(finding) and "32×32×3" in words.message(finding)
    assert repair(preset("lenet-5"), finding, finding.fixes[0]).input.shape == (32, 32, 3)


def test_a_free_length_fits_any_data() -> None:
    model = network(("gap", "GlobalAveragePooling2D", {}), ("out", "Dense", {"units": 10}), shape=(None, None, 1))
    assert examine(model, MNIST) == ()


def test_an_empty_network() -> None:
    assert only(network()).code == "model.finding.no_layers"


def test_a_layer_that_leads_nowhere() -> None:
    layers = (
        LayerDescription(id="a", kind="Dense"),
        LayerDescription(id="flat", kind="Flatten", inputs=("input",)),
        LayerDescription(id="out", kind="Dense", params={"units": 10}),
    )
    model = ModelDescription(name="n", input=InputDescription(shape=(28, 28, 1)), layers=layers)
    finding = only(model)
    assert (finding.layer, finding.severity) == ("a", "warning")
    assert [fix.id for fix in finding.fixes] == ["take_unused", "remove_layer"]
    assert examine(repair(model, finding, finding.fixes[1])) == ()


def test_a_heavy_dense_layer_is_pointed_out() -> None:
    model = network(
        ("conv1", "Conv2D", {"filters": 64, "activation": "relu"}),
        ("flat", "Flatten", {}),
        ("dense1", "Dense", {"units": 64, "activation": "relu"}),
        ("out", "Dense", {"units": 10}),
    )
    finding = only(model)
    assert (finding.layer, finding.severity) == ("dense1", "warning")
    assert words.headline(finding) == "99 % of all parameters, 2,768,960, are in dense1"
    assert infer(repair(model, finding, finding.fixes[0])).parameters < 10_000


def test_more_parameters_than_any_machine_holds() -> None:
    model = network(("flat", "Flatten", {}), ("a", "Dense", {"units": 10**6}), ("b", "Dense", {"units": 10**6}))
    assert any(finding.code == "model.finding.too_large" for finding in examine(model))


def test_a_stale_fix_is_refused() -> None:
    model = preset("article-cnn")
    finding = only(model)
    with pytest.raises(ModelError) as caught:
        repair(edit.remove(model, "conv1"), finding, finding.fixes[0])
    assert caught.value.code == "model.fix_is_stale"


@pytest.mark.parametrize("preset_id", PRESETS)
@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 3, 1), (8, 8, 1), (28, 28, 1), (37, 20, 3), (12, 5), (784,)])
def test_presets_on_any_data_can_be_cured(preset_id: str, shape: Shape) -> None:
    context = CheckContext(input_shape=shape, classes=4)
    repaired = cured(preset(preset_id, shape, 4), context)
    assert infer(repaired).builds
    assert not examine(repaired, context)


def test_what_a_fix_changes_in_words() -> None:
    model = preset("article-cnn")
    finding = only(model)
    lines = words.changes(model, repair(model, finding, finding.fixes[0]))
    assert lines[0] == "conv1: padding valid → same"
    assert len(lines) == 4


def test_all_words_are_in_the_catalogue() -> None:
    known = catalogue.english()
    for _, model, *_ in BROKEN:
        for finding in examine(model, MNIST):
            assert {finding.code, f"{finding.code}.why"} <= set(known)
            assert {fix.code for fix in finding.fixes} <= set(known)
            assert "{" not in words.message(finding)
            assert not any("{" in words.title(fix) for fix in finding.fixes)
