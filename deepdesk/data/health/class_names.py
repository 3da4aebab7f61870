"""What is to be said of the classes themselves: too few of them, or two that are probably one."""

from __future__ import annotations

import unicodedata

import numpy as np

from deepdesk.data.dataset import UNLABELLED
from deepdesk.data.edits import MergeClasses
from deepdesk.data.findings import DataAction, DataFinding
from deepdesk.data.kinds import Draft


def class_findings(draft: Draft) -> tuple[DataFinding, ...]:
    """Findings about the classes of a draft, the gravest first."""
    return (*_too_few(draft), *_like_named(draft))


def _too_few(draft: Draft) -> tuple[DataFinding, ...]:
    counts = np.bincount(draft.labels[draft.labels >= 0], minlength=len(draft.classes))
    used = int((counts > 0).sum())
    if used >= 2:
        return ()
    left_out = set(draft.description.edits.left_out)
    bare = np.flatnonzero(draft.labels == UNLABELLED).tolist()
    unlabelled = sum(draft.names[place] not in left_out for place in bare)
    params = {"classes": used, "unlabelled": unlabelled}
    is_images = draft.index.report.kind == "images"  # to which classes and samples can be added by hand
    code = "data.health.too_few_classes" if is_images else "data.health.too_few_classes_left"
    return (DataFinding(code=code, severity="error", params=params),)


def _like_named(draft: Draft) -> tuple[DataFinding, ...]:
    groups: dict[str, list[str]] = {}
    for name in draft.classes:
        groups.setdefault(plain(name), []).append(name)
    counts = np.bincount(draft.labels[draft.labels >= 0], minlength=len(draft.classes))
    size = dict(zip(draft.classes, counts.tolist(), strict=True))
    return tuple(_finding(names, size) for names in groups.values() if len(names) > 1)


def plain(name: str) -> str:
    """A class name without what people do not see or mean: Unicode form, case, spaces and their like."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(folded.replace("_", " ").replace("-", " ").split())


def _finding(names: list[str], size: dict[str, int]) -> DataFinding:
    into = max(names, key=lambda name: (size[name], unicodedata.is_normalized("NFC", name)))
    return DataFinding(
        code="data.health.like_named_classes",
        params={"names": ", ".join(f"'{name}' ({size[name]:,})" for name in names)},
        actions=(
            DataAction(
                id="merge",
                code="data.health.merge_like_named",
                params={"into": into},
                steps=(MergeClasses(classes=tuple(names), into=into),),
            ),
        ),
    )
