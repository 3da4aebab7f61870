"""How far the two engines are apart: for each kind of layer its cases, and the worst differences."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deepdesk.model.kinds import KINDS
from tests.benchmarks.table import Figure, Section

GOAL = 1e-4


@dataclass
class Worst:
    """The largest absolute differences of one kind's cases."""

    cases: int = 0
    inference: float = 0.0
    training: float = 0.0
    gradients: float = 0.0

    def note(self, what: str, apart: float) -> None:
        """Takes one compared array in."""
        if what == "scores":
            self.inference = max(self.inference, apart)
        elif what.startswith("gradient/"):
            self.gradients = max(self.gradients, apart)
        else:
            self.training = max(self.training, apart)


def differences(torch: Mapping[str, Any], keras: Mapping[str, Any]) -> dict[str, Worst]:
    """For each kind the worst of the cases that it is in; arrays are named ``<case>|<what>``."""
    import numpy as np

    from tests.parity.cases import cases

    found: dict[str, Worst] = defaultdict(Worst)
    kinds = {case.name: {layer.kind for layer in case.layers} for case in cases()}
    for names in kinds.values():
        for kind in names:
            found[kind].cases += 1
    for key, array in torch.items():
        name, _, what = key.partition("|")
        for kind in kinds.get(name, ()):
            found[kind].note(what, float(np.abs(array - keras[key]).max(initial=0)))
    return found


def measure() -> Section:
    """The whole table of cases in both engines."""
    from tests.parity.conftest import computed

    with tempfile.TemporaryDirectory() as folder:
        arrays = computed(Path(folder)).arrays
    found = differences(arrays["torch"], arrays["tensorflow"])
    figures = []
    for kind in KINDS:
        worst = found[kind]
        value = f"{worst.inference:.0e} / {worst.training:.0e} / {worst.gradients:.0e}"
        reached = max(worst.inference, worst.training, worst.gradients) <= GOAL
        figures.append(Figure(f"{kind}, {worst.cases} cases", value, f"≤ {GOAL:.0e}", reached))
    method = (
        "The same description and weights in PyTorch and in Keras, float32 on the CPU: largest absolute difference, in "
        "all cases that the kind is in, of the outputs in inference mode / of outputs, losses and running statistics "
        "in training mode / of the gradients."
    )
    return Section("Parity of the engines", method, tuple(figures))
