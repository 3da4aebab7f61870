"""Recurrent layers, attention, embeddings and masks."""

from __future__ import annotations

from tests.parity.case import Case, layer


def _recurrent() -> list[Case]:
    found = []
    for kind in ("LSTM", "GRU"):
        for every in (False, True):
            for bias in (True, False):
                params = {"units": 6, "return_sequences": every, "use_bias": bias}
                found.append(Case(f"{kind}-every:{every}-bias:{bias}", (7, 5), (layer("cell", kind, **params),)))
        two = (layer("one", kind, units=6, return_sequences=True), layer("two", kind, units=4))
        found.append(Case(f"{kind}-two", (6, 3), two))
        found.append(Case(f"{kind}-one-step", (1, 3), (layer("cell", kind, units=4),)))
        found.append(Case(f"{kind}-free-length", (None, 3), (layer("cell", kind, units=4),)))
    return found


def cases() -> list[Case]:
    """The part of the table."""
    return [*_recurrent()]
