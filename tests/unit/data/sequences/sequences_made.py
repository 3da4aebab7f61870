"""Small sets of sequences for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from deepdesk.data.dataset import Dataset
from deepdesk.data.description import DatasetDescription
from deepdesk.data.opening import open_dataset
from deepdesk.data.preprocessing import Preprocessing

HEADER = "@problemName Made\n@univariate {univariate}\n@classLabel true a b\n@data\n"


def ts_text(cases: Sequence[tuple[Sequence[Sequence[float | str]], str]]) -> str:
    """A ``.ts`` file: of each case the dimensions and the label."""
    lines = [":".join(",".join(map(str, one)) for one in dimensions) + f":{label}" for dimensions, label in cases]
    return HEADER.format(univariate="false") + "\n".join(lines) + "\n"


def simple_cases(count: int, steps: int = 12) -> list[tuple[list[list[float | str]], str]]:
    """Rising ones of class a, falling ones of class b, with two dimensions."""
    cases: list[tuple[list[list[float | str]], str]] = []
    for number in range(count):
        up = number % 2 == 0
        first: list[float | str] = [round(0.1 * number + (step if up else -step), 3) for step in range(steps)]
        cases.append(([first, [float(number + step % 3) for step in range(steps)]], "a" if up else "b"))
    return cases


def opened(source: Path, home: Path, preprocessing: Preprocessing | None = None, **fields: object) -> Dataset:
    """The data set of a path."""
    description = DatasetDescription(source=str(source), **{"kind": "sequences", **fields})  # type: ignore[arg-type]
    return open_dataset(
        description,
        cache=home / "cache",
        progress=lambda code, done, total: None,
        stop_asked=lambda: False,
        preprocessing=preprocessing,
    )


def long_table(sequences: Sequence[tuple[str, str, np.ndarray]], columns: str = "id,time,x,y,label") -> str:
    """``(identity, label, values)`` of each as a table with a step in each row."""
    lines = [columns]
    for identity, label, values in sequences:
        for step, row in enumerate(values):
            lines.append(",".join([identity, str(step), *(f"{value}" for value in row), label]))
    return "\n".join(lines) + "\n"
