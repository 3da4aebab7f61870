"""Every draw of ours is a function of (seed, purpose, indices), never of a running state."""

from __future__ import annotations

import hashlib

import numpy as np


def generator(seed: int, purpose: str, *indices: int | str) -> np.random.Generator:
    """A fresh generator for one draw: equal arguments give equal numbers on every machine and in either framework.

    Args:
        seed: the seed of the run, 0 to 2**63 - 1.
        purpose: what is drawn, such as ``"weights"``, ``"order"``, ``"split"``.
        indices: what the draw belongs to, such as the epoch or the name of a weight.
    """
    text = "\x1f".join([str(seed), purpose, *map(str, indices)])
    digest = hashlib.sha256(text.encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))
