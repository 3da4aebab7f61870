"""What the settings of the training make of a network: learning rate, batch size, memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from deepdesk.model.doctor.case import Patient, make_fix, warning
from deepdesk.model.findings import Finding, Fix, SetSetting
from deepdesk.model.memory import training_memory

MEMORY_SHARE: Final = 0.9
"""The rest of the device is left to the framework and to whatever else runs there."""
USUAL_BATCH: Final = 32


class Rates(NamedTuple):
    """Learning rates of an optimizer: below ``low`` hardly anything moves, above ``high`` steps overshoot."""

    low: float
    usual: float
    high: float


RATES: Final[Mapping[str, Rates]] = MappingProxyType(
    {
        "adam": Rates(1e-6, 1e-3, 0.03),
        "rmsprop": Rates(1e-6, 1e-3, 0.03),
        "sgd": Rates(1e-5, 0.05, 1.0),
    }
)
"""Adam's and RMSprop's steps are about as long as the rate itself, whatever the gradient; SGD's are as much shorter as
the gradient is."""


def settings_findings(patient: Patient) -> Iterator[Finding]:
    """Learning rate, single samples, and more memory than there is."""
    yield from _rate_findings(patient)
    norm = next((layer.id for layer in patient.model.layers if layer.kind == "BatchNormalization"), None)
    if patient.context.batch_size == 1 and norm is not None:
        fix = make_fix("model.fix.set_batch", SetSetting(name="batch_size", value=USUAL_BATCH), size=USUAL_BATCH)
        yield warning(norm, "model.finding.single_batch", fix)
    yield from _memory_findings(patient)


def _rate_findings(patient: Patient) -> Iterator[Finding]:
    rate = patient.context.learning_rate
    optimizer = patient.context.optimizer or ""
    # With the optimizer unknown, what is too high for any is judged.
    rates = RATES.get(optimizer, Rates(0.0, 1e-3, 1.0))
    if rate is None or rates.low <= rate <= rates.high:
        return
    last = patient.model.layers[-1].id
    fix = make_fix("model.fix.set_rate", SetSetting(name="learning_rate", value=rates.usual), rate=f"{rates.usual:g}")
    shown = {"rate": f"{rate:g}", "usual": f"{rates.usual:g}"}
    if rate > rates.high:
        yield warning(last, "model.finding.learning_rate", fix, limit=f"{rates.high:g}", **shown)
    else:
        yield warning(last, "model.finding.low_learning_rate", fix, limit=f"{rates.low:g}", **shown)


def _memory_findings(patient: Patient) -> Iterator[Finding]:
    """On the layer that takes the most."""
    context, report = patient.context, patient.report
    if context.device_memory is None or context.batch_size is None or not report.builds:
        return
    needed = training_memory(report, context.batch_size, context.optimizer or "adam")
    limit = int(MEMORY_SHARE * context.device_memory)
    if needed.total <= limit:
        return
    heaviest = max(needed.layers, key=lambda layer: layer.total)
    size = needed.fitting_batch(limit)
    fixes: tuple[Fix, ...] = ()
    if size is not None:
        fixes = (make_fix("model.fix.set_batch", SetSetting(name="batch_size", value=size), size=size),)
    yield warning(
        heaviest.id,
        "model.finding.memory",
        *fixes,
        needed=gigabytes(needed.total),
        there=gigabytes(context.device_memory),
        batch=context.batch_size,
        own=gigabytes(heaviest.total),
    )


def gigabytes(count: int) -> str:
    """Bytes as people compare them: ``0.35 GB``, ``12 GB``."""
    size = count / 2**30
    return f"{size:,.0f} GB" if size >= 10 else f"{size:.2g} GB"
