"""What the rows of the list say, made from the state."""

from __future__ import annotations

from collections.abc import Mapping

from deepdesk.core.catalogue import say
from deepdesk.model import words
from deepdesk.model.findings import Finding
from deepdesk.model.following import takes_scores
from deepdesk.model.joins import skips
from deepdesk.model.validation import INPUT
from deepdesk.state.model_edits import ModelState
from deepdesk.ui.builder_tab.cost_bars import Measure, shares
from deepdesk.ui.builder_tab.figures import worst_severities
from deepdesk.ui.builder_tab.layer_row import RowContent


def _count(number: int) -> str:
    return words.magnitude(number) if number >= 10_000_000 else f"{number:,}" if number else ""


def row_contents(state: ModelState, measure: Measure = "parameters") -> tuple[RowContent, ...]:
    """The input's row and one for each layer; the bars compare the layers by ``measure``."""
    worst = worst_severities(state)
    bars = shares(state, measure)
    follows = state.follows_input and state.context.input_shape is not None
    units_follow = state.follows_units and state.context.classes is not None and takes_scores(state.model)
    taken, given = _joins(state)
    rows = [
        RowContent(
            layer_id=INPUT,
            kind=say("builder.input"),
            output=words.shape_text(state.model.input.shape),
            parameters="",
            multiply_adds="",
            share=0.0,
            severity=worst.get(INPUT, ""),
            tag=say("builder.from_data") if follows else "",
            movable=False,
            joins=_joins_text((), given.get(INPUT, ())),
        )
    ]
    for number, layer in enumerate(state.report.layers, start=1):
        is_last = number == len(state.report.layers)
        rows.append(
            RowContent(
                layer_id=layer.id,
                kind=layer.kind,
                output=words.shape_text(layer.output_shape),
                parameters=_count(layer.parameters),
                multiply_adds=words.magnitude(layer.multiply_adds) if layer.multiply_adds else "",
                share=bars[number - 1],
                severity=worst.get(layer.id, ""),
                tag=_tag(is_last and units_follow, taken.get(layer.id, ())),
                joins=_joins_text(taken.get(layer.id, ()), given.get(layer.id, ())),
            )
        )
    return tuple(rows)


def _joins(state: ModelState) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """For each end of a skip what it comes from, and for each source where it goes."""
    taken: dict[str, tuple[str, ...]] = {}
    given: dict[str, tuple[str, ...]] = {}
    for skip in skips(state.model):
        taken[skip.target] = (*taken.get(skip.target, ()), skip.source)
        given[skip.source] = (*given.get(skip.source, ()), skip.target)
    return taken, given


def _tag(follows: bool, taken: tuple[str, ...]) -> str:
    if follows:
        return say("builder.from_data")
    return say("builder.row.takes", names=", ".join(taken)) if taken else ""


def _joins_text(taken: tuple[str, ...], given: tuple[str, ...]) -> str:
    parts = [say("builder.row.takes", names=", ".join(taken))] if taken else []
    parts += [say("builder.row.gives", names=", ".join(given))] if given else []
    return ", ".join(parts)


def finding_keys(findings: tuple[Finding, ...]) -> Mapping[str, Finding]:
    """Findings by a name that stays the same while the matter stays the same."""
    keys: dict[str, Finding] = {}
    for finding in findings:
        if finding.layer is None:
            continue
        key = f"{finding.layer}_{finding.code.rsplit('.', 1)[-1]}_{finding.params.get('name', '')}".rstrip("_")
        while key in keys:
            key += "_"
        keys[key] = finding
    return keys
