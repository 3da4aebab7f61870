"""Layers that are sound by themselves and stand where they do harm: at the output, in a wrong order, without effect."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import LayerDescription
from deepdesk.model.doctor.case import Patient, make_fix, warning
from deepdesk.model.doctor.output import scoring_layer
from deepdesk.model.findings import AnyStep, Finding, Fix, MoveLayer, RemoveLayer, SetInputs, SetParam
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import LayerReport

DROPOUTS: Final = ("Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianNoise")
NORMS: Final = ("BatchNormalization", "LayerNormalization", "GroupNormalization")
WEIGHTED_SUMS: Final = ("Dense", "Conv1D", "Conv2D", "SeparableConv2D", "DepthwiseConv2D", "Conv2DTranspose")
"""Kinds that are linear in what comes in, but for their activation."""

_LINEAR: Final = (
    "Flatten",
    "Reshape",
    "Permute",
    "Dropout",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "GaussianNoise",
    "BatchNormalization",
    "ZeroPadding2D",
    "Cropping2D",
    "UpSampling2D",
    "ZeroPadding1D",
    "Cropping1D",
    "UpSampling1D",
    "AveragePooling1D",
    "AveragePooling2D",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "RepeatVector",
)
"""Kinds behind which a linear map is still one (noise and statistics do not change that)."""

_SATURATING_FROM: Final = MappingProxyType({"sigmoid": 3, "tanh": 6})
"""So many layers in a row with such a function, without normalization, and the first hardly learn: the slope of a
sigmoid is at most 0.25, so three pass on at most 1/64 (Glorot and Bengio, 2010)."""


def _feeder(patient: Patient, name: str) -> str:
    """The only layer that feeds this one; empty for joins and for the input."""
    return patient.feeder(name) if len(patient.reports[name].inputs) == 1 else ""


def _activation(patient: Patient, name: str) -> str:
    found = patient.params(name).get("activation", "linear")
    return found if isinstance(found, str) else "linear"


def _without(layer: str, id: str = "remove_layer") -> Fix:
    return make_fix("model.fix.remove_layer", RemoveLayer(layer=layer), id=id, layer=layer)


# At the output


def end_findings(patient: Patient) -> Iterator[Finding]:
    """What stands behind the scores: activations, dropout and normalization."""
    yield from _activation_findings(patient)
    last = patient.model.layers[-1].id
    if patient.report.output_shape is None:
        return
    scoring = scoring_layer(patient)
    name = last
    while name != scoring and name:
        kind = patient.kind(name)
        if kind in DROPOUTS:
            fixes = patient.helpful(_without(name), _moved(patient, name, scoring))
            yield warning(name, "model.finding.dropout_output", *fixes, kind=kind, source=scoring)
        elif kind in NORMS:
            fixes = patient.helpful(_moved(patient, name, scoring), _without(name))
            yield warning(name, "model.finding.norm_output", *fixes, kind=kind, source=scoring)
        name = _feeder(patient, name)


def _moved(patient: Patient, name: str, before: str) -> Fix | None:
    if patient.report.layers[patient.places[before]].input_shapes == ():
        return None
    step = MoveLayer(layer=name, before=before)
    return make_fix("model.fix.move_before", step, id="move", layer=name, before=before)


def _activation_findings(patient: Patient) -> Iterator[Finding]:
    """A function behind the scores, as a parameter of the last layers or as a layer of its own."""
    name = patient.model.layers[-1].id
    scoring = scoring_layer(patient)
    while name:
        layer, function = patient.layers[name], _activation(patient, name)
        harmful = function != "linear" and (_are_scores(patient, function) or _is_constant(patient, name, function))
        if harmful and layer.kind in (*WEIGHTED_SUMS, "Activation"):
            yield _activation_finding(patient, layer, function)
        elif layer.kind == "LeakyReLU" and _are_scores(patient, "leaky_relu"):
            yield warning(name, "model.finding.final_activation", _without(name), activation="leaky_relu")
        name = "" if name == scoring else _feeder(patient, name)


def _are_scores(patient: Patient, function: str) -> bool:
    """Whether the loss will take what comes out for raw scores; without a known task a softmax alone says so."""
    task = patient.context.task
    return task in ("classification", "segmentation") or (task is None and function in ("softmax", "log_softmax"))


def _is_constant(patient: Patient, name: str, function: str) -> bool:
    """Softmax over one number is 1, whatever the number."""
    shape = patient.reports[name].output_shape
    return function == "softmax" and shape is not None and shape[-1] == 1


def _activation_finding(patient: Patient, layer: LayerDescription, function: str) -> Finding:
    if layer.kind == "Activation":
        fix = _without(layer.id)
    else:
        step = SetParam(layer=layer.id, name="activation", value="linear")
        fix = make_fix("model.fix.set_param", step, name="activation", value="linear")
    code = "model.finding.final_activation"
    if not _are_scores(patient, function):
        code = "model.finding.constant_softmax"
    return warning(layer.id, code, fix, activation=function)


# In a wrong order


def order_findings(patient: Patient) -> Iterator[Finding]:
    """Normalization behind Flatten or dropout, and dropout twice."""
    for layer in patient.model.layers:
        feeder = _feeder(patient, layer.id)
        before = patient.kind(feeder)
        if patient.reports[layer.id].output_shape is None or not feeder:
            continue
        if layer.kind == "BatchNormalization" and before == "Flatten":
            yield from _norm_after_flatten(patient, layer.id, feeder)
        elif layer.kind == "BatchNormalization" and before in DROPOUTS and before != "GaussianNoise":
            yield _norm_after_dropout(patient, layer.id, feeder)


def _norm_after_flatten(patient: Patient, name: str, flatten: str) -> Iterator[Finding]:
    """One mean for each place instead of one for each channel: known only where there were several places."""
    shape = patient.reports[flatten].input_shapes[0]
    total = patient.reports[name].input_shapes[0][-1] or 1
    channels = shape[-1] or 1
    if len(shape) < 2 or total < 2 * channels:
        return
    fixes = patient.helpful(
        make_fix("model.fix.move_before", MoveLayer(layer=name, before=flatten), layer=name, before=flatten)
    )
    shown = {"source": flatten, "places": f"{total:,}", "channels": f"{channels:,}"}
    yield warning(name, "model.finding.norm_after_flatten", *fixes, **shown)


def _norm_after_dropout(patient: Patient, name: str, dropout: str) -> Finding:
    """Li and others, "Understanding the disharmony between dropout and batch normalization", 2018."""
    fixes = patient.helpful(
        make_fix("model.fix.move_before", MoveLayer(layer=name, before=dropout), layer=name, before=dropout),
        _without(dropout, id="remove_dropout"),
    )
    return warning(name, "model.finding.norm_after_dropout", *fixes, source=dropout)


# Without effect


def linearity_findings(patient: Patient) -> Iterator[Finding]:
    """Two weighted sums with nothing bent between them, which could be one."""
    for layer in patient.model.layers:
        if layer.kind not in WEIGHTED_SUMS or not patient.reports[layer.id].input_shapes:
            continue
        before = _linear_feeder(patient, layer.id)
        if not before or _is_factorized(patient, before, layer.kind):
            continue
        step = SetParam(layer=before, name="activation", value="relu")
        bend = make_fix("model.fix.set_activation", step, layer=before, activation="relu")
        yield warning(before, "model.finding.no_nonlinearity", bend, next=layer.id)


def _linear_feeder(patient: Patient, name: str) -> str:
    """The weighted sum whose numbers arrive here without a bend; empty where there is none.

    Where its numbers are used elsewhere too, bending them would change that as well: such a layer is left alone.
    """
    feeder = _feeder(patient, name)
    while feeder and len(patient.users.get(feeder, ())) == 1:
        kind = patient.kind(feeder)
        if kind in WEIGHTED_SUMS:
            params = patient.params(feeder)
            return feeder if params and params["activation"] == "linear" else ""
        if kind not in _LINEAR and not (kind == "Activation" and _activation(patient, feeder) == "linear"):
            return ""
        feeder = _feeder(patient, feeder)
    return ""


def _is_factorized(patient: Patient, name: str, behind: str) -> bool:
    """Sums that are split in two on purpose: a depthwise convolution before a pointwise one, a narrow 1×1 between
    (linear bottlenecks, MobileNetV2), or a small code."""
    kind, report = patient.kind(name), patient.reports[name]
    if kind == "DepthwiseConv2D" or behind == "DepthwiseConv2D":
        return True
    window = patient.params(name).get("kernel_size")
    narrows = (report.output_shape or (0,))[-1] or 0
    return kind.startswith("Conv") and window in (1, (1, 1)) and narrows < (report.input_shapes[0][-1] or 0)


def saturation_findings(patient: Patient) -> Iterator[Finding]:
    """Many layers in a row whose function is flat at both ends."""
    for function, limit in _SATURATING_FROM.items():
        chain = _longest_chain(patient, function)
        if len(chain) >= limit:
            steps: list[AnyStep] = [SetParam(layer=name, name="activation", value="relu") for name in chain]
            fix = make_fix("model.fix.set_activations", *steps, first=chain[0], last=chain[-1], activation="relu")
            shown = {"count": len(chain), "function": function, "last": chain[-1]}
            yield warning(chain[0], "model.finding.saturating", fix, **shown)


def _longest_chain(patient: Patient, function: str) -> list[str]:
    """Layers that follow each other with this function and without a normalization; the output does not count."""
    longest: list[str] = []
    current: list[str] = []
    for layer in patient.model.layers[:-1]:
        bends = layer.kind in (*WEIGHTED_SUMS, "Activation")
        if layer.kind in NORMS or (bends and _activation(patient, layer.id) not in (function, "linear")):
            current = []
        elif bends and _activation(patient, layer.id) == function:
            current = [*current, layer.id]
            longest = max(longest, current, key=len)
    return longest


def unused_findings(patient: Patient) -> Iterator[Finding]:
    """Layers that lead nowhere: joined to the next one that could take them too, or removed."""
    for layer in patient.model.layers[:-1]:
        if layer.id not in patient.users and patient.layers[layer.id] is layer:
            gone = _without(layer.id)
            yield warning(layer.id, "model.finding.unused", *_joined(patient, layer.id), gone)


def _joined(patient: Patient, name: str) -> tuple[Fix, ...]:
    """The next layer that joins several takes it too, or the layer right behind it takes it instead of what it took,
    where that leaves no other layer without use."""
    behind = patient.report.layers[patient.places[name] + 1 :]
    joins = next((item for item in behind if KINDS[item.kind].inputs[1] is None), None) if _known(behind) else None
    if joins is not None:
        step = SetInputs(layer=joins.id, inputs=(*joins.inputs, name))
        fix = make_fix("model.fix.also_take", step, id="also_take", name=name, layer=joins.id)
    elif any(item in patient.layers and patient.users.get(item) == (behind[0].id,) for item in behind[0].inputs):
        return ()
    else:
        step = SetInputs(layer=behind[0].id)
        fix = make_fix("model.fix.take_unused", step, id="take_unused", name=name, layer=behind[0].id)
    return patient.helpful(fix)


def _known(reports: tuple[LayerReport, ...]) -> bool:
    return all(item.kind in KINDS for item in reports)
