"""Does the network fit the data: its input, what the numbers of the input mean, and the loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import Shape
from deepdesk.model.doctor.axes import EMBEDDING_SIZE
from deepdesk.model.doctor.case import Patient, error, make_fix, warning
from deepdesk.model.findings import Finding, Fix, InsertLayer, RemoveLayer, SetInputShape, SetParam, SetSetting
from deepdesk.model.kinds.geometry import sizes_text
from deepdesk.model.validation import INPUT

SUITING_LOSSES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "classification": ("cross_entropy",),
        "segmentation": ("cross_entropy",),
        "regression": ("mean_squared_error", "mean_absolute_error"),
        "reconstruction": ("mean_squared_error", "mean_absolute_error"),
    }
)
"""The losses that suit a task, the usual one first."""

_PASSES_NUMBERS: Final = ("Flatten", "Reshape", "Permute")


def fits(shape: Shape | None, needed: Shape) -> bool:
    """Whether a shape is the one that is needed; a free length fits any."""
    return (
        shape is not None
        and len(shape) == len(needed)
        and all(a is None or b is None or a == b for a, b in zip(shape, needed, strict=True))
    )


def input_findings(patient: Patient) -> Iterator[Finding]:
    """The input's shape is not possible, or not that of the data."""
    report, needed = patient.report, patient.context.input_shape
    fixes: tuple[Fix, ...] = ()
    if needed:
        step = SetInputShape(shape=needed)
        fixes = (make_fix("model.fix.set_input", step, shape=sizes_text(needed)),)
    if report.input_fault is not None:
        fault = report.input_fault
        yield Finding(layer=INPUT, code=fault.code, params=fault.params, fixes=fixes)
    elif needed is not None and not fits(patient.model.input.shape, needed):
        received, wanted = sizes_text(patient.model.input.shape), sizes_text(needed)
        params = {"received": received, "needed": wanted}
        yield Finding(layer=INPUT, code="model.finding.input_shape", params=params, fixes=fixes)


def _readers(patient: Patient) -> Iterator[str]:
    """The layers that read the numbers of the input themselves, in whatever arrangement."""
    waiting = list(patient.users.get(INPUT, ()))
    while waiting:
        name = waiting.pop(0)
        if patient.kind(name) in _PASSES_NUMBERS:
            waiting += patient.users.get(name, ())
        else:
            yield name


def token_findings(patient: Patient) -> Iterator[Finding]:
    """Token numbers that are not looked up, numbers that are looked up but are no tokens, a table that is too short."""
    context = patient.context
    if context.input_shape is None:
        return
    for name in dict.fromkeys(_readers(patient)):
        if patient.report.layers[patient.places[name]].fault is not None:
            continue
        embeds = patient.kind(name) == "Embedding"
        if embeds and context.vocabulary is None:
            yield error(name, "model.finding.no_tokens", *patient.helpful(*_without_lookup(patient, name)))
        elif embeds and context.vocabulary is not None:
            yield from _table_finding(patient, name, context.vocabulary)
        elif context.vocabulary is not None and patient.kind(name) != "Masking":
            yield from _lookup_finding(patient, name, context.vocabulary)


def _without_lookup(patient: Patient, name: str) -> tuple[Fix, ...]:
    """The numbers as they come, or each as a step of one feature."""
    gone = RemoveLayer(layer=name)
    reshape = InsertLayer(kind="Reshape", params={"target_shape": [-1, 1]}, before=name)
    return (
        make_fix("model.fix.replace_by", reshape, gone, target=name, kind="Reshape"),
        make_fix("model.fix.remove_layer", gone, layer=name),
    )


def _table_finding(patient: Patient, name: str, vocabulary: int) -> Iterator[Finding]:
    size = patient.params(name).get("input_dim")
    if size is not None and size < vocabulary:
        step = SetParam(layer=name, name="input_dim", value=vocabulary)
        fix = make_fix("model.fix.set_param", step, name="input_dim", value=f"{vocabulary:,}")
        shown = {"size": f"{size:,}", "vocabulary": f"{vocabulary:,}"}
        yield error(name, "model.finding.vocabulary", fix, **shown)


def _lookup_finding(patient: Patient, name: str, vocabulary: int) -> Iterator[Finding]:
    given = {"input_dim": vocabulary, "output_dim": EMBEDDING_SIZE}
    embed = InsertLayer(kind="Embedding", params=given, before=name)
    pool = InsertLayer(kind="GlobalAveragePooling1D", before=name)
    alone = make_fix("model.fix.insert_before", embed, id="embed", kind="Embedding", layer=name)
    pooled = make_fix(
        "model.fix.insert_before", embed, pool, id="embed_pool", kind="Embedding, GlobalAveragePooling1D", layer=name
    )
    before = patient.report.output_shape
    fixes = [fix for fix in (alone, pooled) if _keeps_output(patient, fix, before)]
    yield warning(name, "model.finding.raw_tokens", *fixes, kind=patient.kind(name))


def _keeps_output(patient: Patient, fix: Fix, before: Shape | None) -> bool:
    after = patient.trials.after(patient.model, fix.steps)
    return after.builds and after.output is not None and len(after.output) == len(before or ())


def loss_findings(patient: Patient) -> Iterator[Finding]:
    """A loss that does not suit the task."""
    loss, task = patient.context.loss, patient.context.task
    if loss is None or task is None or loss in SUITING_LOSSES[task]:
        return
    suiting = SUITING_LOSSES[task]
    last = patient.model.layers[-1].id
    fix = make_fix("model.fix.set_loss", SetSetting(name="loss", value=suiting[0]), loss=suiting[0])
    code = f"model.finding.loss.{'classes' if suiting[0] == 'cross_entropy' else 'numbers'}"
    yield error(last, code, fix, loss=loss, suiting=suiting[0])
