"""The article's own script: it opens, its faults stand beside their lines, and it is repaired."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepdesk.core.catalogue import say
from deepdesk.model.code.reading import read_code
from deepdesk.model.code.values import CodeReading
from deepdesk.model.doctor import examine, repair
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import infer

ARTICLE = Path(__file__).resolve().parents[4] / "shared" / "article.txt"
pytestmark = pytest.mark.skipif(not ARTICLE.is_file(), reason="the article is not on this machine")


@pytest.fixture(scope="module")
def reading() -> CodeReading:
    return read_code(ARTICLE.read_text(encoding="utf-8"), name="article.txt")


def test_both_networks_arrive(reading: CodeReading) -> None:
    assert reading.framework == "keras"
    first, second = reading.models
    assert first.description.input.shape == (28, 28, 1)
    filters = [KINDS[x.kind].filled(x.params)["filters"] for x in first.description.layers if x.kind == "Conv2D"]
    assert filters == [32, 64, 64, 64]
    assert [layer.kind for layer in first.description.layers][-4:] == ["Flatten", "Dense", "Dropout", "Dense"]
    assert KINDS["Dense"].filled(first.description.layers[-1].params) | {} == KINDS["Dense"].filled({"units": 10})
    assert infer(second.description).parameters == 60_554
    assert (first.settings.optimizer, first.settings.loss) == ("adam", "categorical_crossentropy")
    assert (first.settings.epochs, first.settings.batch_size) == (5, 64)


@pytest.mark.parametrize(
    ("code", "part_of_the_line"),
    [
        ("model.fault.window_too_large", "Conv2D(64, (3, 3)"),
        ("code.finding.images_flattened", "x_train.reshape((60000, 28 * 28))"),
        ("code.finding.images_flattened", "x_test.reshape((10000, 28 * 28))"),
        ("code.finding.no_labels", "model.fit(x_train"),
        ("code.finding.no_labels", "model.evaluate(x_test)"),
        ("code.finding.whole_labels", "loss='categorical_crossentropy'"),
        ("code.finding.logits_as_probabilities", "loss='categorical_crossentropy'"),
        ("code.finding.not_in_dataset", "MNIST"),
        ("code.finding.preprocess_on_model", ".preprocess_input(image)"),
    ],
)
def test_each_fault_stands_beside_its_line_with_a_cure(reading: CodeReading, code: str, part_of_the_line: str) -> None:
    found = [item for item in reading.findings if item.code == code and part_of_the_line in item.source]
    assert found
    for item in found:
        assert item.severity == "error"
        assert item.line > 0
        assert item.cure or item.fixes
        assert "{" not in say(item.code, **item.params) + say(f"{item.code}.why", **item.params)
        assert item.cure is None or "{" not in say(item.cure, **item.params)


def test_the_fourth_convolution_is_the_one(reading: CodeReading) -> None:
    (found,) = [item for item in reading.findings if item.code == "model.fault.window_too_large"]
    assert (found.layer, found.model) == ("conv4", 0)
    assert reading.models[0].lines["conv4"] == found.line


def test_it_is_repaired_by_the_first_offers(reading: CodeReading) -> None:
    for found in reading.models:
        model = found.description
        for _ in range(10):
            findings = [item for item in examine(model) if item.severity == "error"]
            if not findings:
                break
            model = repair(model, findings[0], findings[0].fixes[0])
        assert infer(model).builds
    assert infer(reading.models[0].description).builds is False
