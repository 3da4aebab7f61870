"""What the corpus does not show: no false alarms, trials that agree with shapes, fields, memory, and few inferences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from deepdesk.model import words
from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription
from deepdesk.model.doctor.case import Patient
from deepdesk.model.doctor.examination import examine, examined
from deepdesk.model.doctor.trial import Trials
from deepdesk.model.findings import CheckContext, SetSetting
from deepdesk.model.memory import FLOAT, training_memory
from deepdesk.model.receptive_field import receptive_fields
from deepdesk.model.shapes import infer
from tests.unit.model.corpus.case import network
from tests.unit.model.corpus.judging import CORPUS
from tests.unit.model.test_doctor_survives import MODELS


@settings(max_examples=200, deadline=None)
@given(MODELS)
def test_trials_find_the_faults_that_shapes_find(model: ModelDescription) -> None:
    report = infer(model)
    faults = [(item.id, item.fault.code) for item in report.layers if item.fault]
    tried = Trials().outcome(model)
    assert list(tried.faults[1:] if report.input_fault else tried.faults) == faults
    assert tried.builds == report.builds


def test_few_repairs_are_tried_in_a_deep_network() -> None:
    layers = [LayerDescription(id=f"c{n}", kind="Conv2D", params={"padding": "same"}) for n in range(98)]
    layers[3] = LayerDescription(id="c3", kind="Conv2D", params={"kernel_size": [99, 99]})
    tail = (LayerDescription(id="gap", kind="GlobalAveragePooling2D"), LayerDescription(id="out", kind="Dense"))
    model = ModelDescription(name="n", input=InputDescription(shape=(28, 28, 1)), layers=(*layers, *tail))
    patient = Patient(model, infer(model), CheckContext())
    assert examined(patient)
    assert patient.trials.count <= 12


def test_the_receptive_field_counts_kernels_strides_and_pools() -> None:
    model = network("a Conv2D | p MaxPooling2D | b Conv2D dilation_rate=2 | f Flatten | d Dense", (28, 28, 1))
    fields = receptive_fields(model, infer(model))
    assert [fields[name].size[0] for name in ("a", "p", "b")] == [3, 4, 12]
    assert fields["p"].step == (2, 2)
    assert fields["d"].whole


def test_memory_of_training() -> None:
    report = infer(network("d Dense units=10", (20,)))
    found = training_memory(report, 8, "adam")
    assert (found.weights, found.gradients, found.optimizer) == (210 * FLOAT, 210 * FLOAT, 420 * FLOAT)
    assert found.activations == 8 * 10 * 2 * FLOAT
    assert found.total == found.input + sum(layer.total for layer in found.layers)
    assert training_memory(report, 8, "sgd").optimizer == 0
    assert found.fitting_batch(found.total - 1) == 4
    assert found.fitting_batch(10) is None


@pytest.mark.parametrize("case", CORPUS, ids=[case.name for case in CORPUS])
def test_every_finding_and_preview_has_words(case: object) -> None:
    broken = next(item for item in CORPUS if item is case)
    for finding in examine(broken.model, broken.context):
        assert "{" not in words.message(finding)
        for fix in finding.fixes:
            assert words.title(fix)
            assert words.preview(broken.model, fix) or any(isinstance(step, SetSetting) for step in fix.steps)
