"""Judges the doctor by the corpus: is the fault found at its layer, and do the first offers repair it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from deepdesk.model.description import ModelDescription
from deepdesk.model.doctor import examine, repair
from deepdesk.model.findings import CheckContext, Finding
from deepdesk.model.shapes import infer
from tests.unit.model.corpus import images, joins, parameters, resizing, sequences, tasks
from tests.unit.model.corpus.case import Broken

CORPUS: tuple[Broken, ...] = (
    *images.CASES,
    *sequences.CASES,
    *joins.CASES,
    *parameters.CASES,
    *resizing.CASES,
    *tasks.CASES,
)
OFFERS_LIMIT = 12


@dataclass(frozen=True)
class Verdict:
    """Whether a fault was located, and the network and context after the first offers (``None``: not repaired)."""

    case: Broken
    located: bool
    repaired: ModelDescription | None
    context: CheckContext


def _is_meant(case: Broken, finding: Finding) -> bool:
    return finding.code == f"model.{case.code}" and finding.layer == case.layer


def judge(case: Broken) -> Verdict:
    """Takes the first offer of every error, and of the fault that is meant, until there is none."""
    model, context = case.model, case.context
    located = any(_is_meant(case, finding) for finding in examine(model, context))
    for _ in range(OFFERS_LIMIT):
        open_faults = [
            finding
            for finding in examine(model, context)
            if finding.severity == "error" or finding.code == f"model.{case.code}"
        ]
        if not open_faults and infer(model).builds:
            return Verdict(case, located, model, context)
        offered = [finding for finding in open_faults if finding.fixes]
        if not offered:
            break
        fix = offered[0].fixes[0]
        model, context = repair(model, offered[0], fix), msgspec.structs.replace(context, **fix.settings)
    return Verdict(case, located, None, context)
