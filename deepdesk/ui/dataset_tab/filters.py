"""The filters above the samples: which there are, and which samples each lets through."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from deepdesk.core.catalogue import say
from deepdesk.core.randomness import generator
from deepdesk.data.findings import DataFinding
from deepdesk.state.dataset_store import OpenedData

CHIPS_LIMIT: Final = 10
"""Up to this many classes have a chip each; more are chosen from a list."""

Numbers = npt.NDArray[np.int64]


def has_chip_per_class(opened: OpenedData) -> bool:
    """Whether every class has a chip; a pixel of a mask has a class, a sample there has none."""
    report = opened.reply.report
    return report.task == "classification" and len(report.classes) <= CHIPS_LIMIT


def filter_items(
    opened: OpenedData, findings: tuple[DataFinding, ...], finding: DataFinding | None
) -> list[tuple[str, str]]:
    """Id and text of every chip."""
    report = opened.reply.report
    items = [("all", say("dataset_tab.filter_all_samples", count=report.samples))]
    if has_chip_per_class(opened):
        items += [
            (f"class_{place}", say("dataset_tab.filter_one", name=name, count=count))
            for place, (name, count) in enumerate(report.classes.items())
        ]
    unlabelled = int(np.count_nonzero(opened.labels < 0)) if report.task == "classification" else 0
    duplicates = sum(len(group) for group in report.duplicates)
    counts = {
        "data_edits.filter_unlabelled": unlabelled,
        "data_edits.filter_left_out": len(_left_out(opened)),
        "dataset_tab.filter_duplicates": duplicates,
        "dataset_tab.filter_bad": report.bad_count,
        "data_health.filter": len(findings),
        "data_edits.filter_finding": sum(map(len, finding.samples)) if finding is not None else 0,
    }
    names = ("unlabelled", "left_out", "duplicates", "bad", "health", "finding")
    # The list of findings says in words that nothing was found, and offers to ask a model for wrong labels.
    named = zip(names, counts.items(), strict=True)
    items += [(name, say(code, count=count)) for name, (code, count) in named if count or name == "health"]
    return items


def samples_of(opened: OpenedData, chip: str, label: int, finding: DataFinding | None) -> Numbers:
    """The samples that a filter lets through; without one, classes in files are mixed so that all are seen.

    Args:
        opened: the data.
        chip: the id of the filter.
        label: the class that is chosen in the list, -1 for all.
        finding: the one whose samples ``finding`` shows.
    """
    if chip.startswith("class_"):
        label = int(chip.removeprefix("class_"))
    left_out = _left_out(opened)
    if label >= 0:
        return _without(np.flatnonzero(opened.labels == label), left_out)
    if chip == "unlabelled":
        return _without(np.flatnonzero(opened.labels < 0), left_out)
    if chip == "left_out":
        return np.array(sorted(left_out), dtype=np.int64)
    if chip == "duplicates":
        return _numbered(opened, opened.reply.report.duplicates)
    if chip == "finding" and finding is not None:
        return _numbered(opened, finding.samples)
    if opened.names and opened.kind != "forecasting":
        return _without(generator(0, "show").permutation(opened.samples), left_out)
    return _without(np.arange(opened.samples), left_out)


def _left_out(opened: OpenedData) -> set[int]:
    names = opened.description.edits.left_out
    return set(_numbered(opened, [names]).tolist()) if names else set()


def _without(numbers: npt.NDArray[np.integer], left_out: set[int]) -> Numbers:
    found = numbers.astype(np.int64)
    return found[~np.isin(found, list(left_out))] if left_out else found


def _numbered(opened: OpenedData, groups: tuple[tuple[str, ...], ...] | list[tuple[str, ...]]) -> Numbers:
    """Samples by name, in the order of the groups, so that what belongs together stands together."""
    found = np.array([opened.number_of(name) for group in groups for name in group], dtype=np.int64)
    return found[found >= 0]
