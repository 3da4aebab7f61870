"""The one table of what both engines must agree on: every kind of layer × the parameters that matter."""

from __future__ import annotations

from tests.parity import cases_general, cases_images, cases_sequences
from tests.parity.case import CLASSES, Case, layer, weights_of

__all__ = ["CLASSES", "Case", "cases", "layer", "weights_of"]


def cases() -> list[Case]:
    """The table, of all families."""
    return [*cases_images.cases(), *cases_sequences.cases(), *cases_general.cases()]
