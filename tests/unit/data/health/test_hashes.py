"""Perceptual hashes: what is alike is found, what is different is not, and every near pair comes up."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from deepdesk.data.health.hashes import DISTANCE, hashes_of, near_pairs


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 999), count=st.integers(2, 300))
def test_every_pair_within_the_distance_is_found(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    hashes = random.integers(0, 2**63, count, dtype=np.uint64)
    flips = random.integers(0, 12, count)
    for place in range(1, count):
        if random.random() < 0.5:
            bits = random.choice(64, flips[place], replace=False)
            hashes[place] = hashes[place - 1] ^ np.uint64(sum(1 << int(bit) for bit in bits))
    far = np.bitwise_count(hashes[:, np.newaxis] ^ hashes)
    expected = set(zip(*np.nonzero(np.triu(far <= DISTANCE, 1)), strict=True))
    found = {
        (min(pair), max(pair)) for pairs in near_pairs(hashes, lambda *_: None) for pair in map(tuple, pairs.tolist())
    }
    assert found == {(int(a), int(b)) for a, b in expected}


def test_a_brighter_image_in_another_size_has_nearly_the_same_hash() -> None:
    random = np.random.default_rng(3)
    coarse = random.random((40, 8, 8), dtype=np.float32) * 200
    fine = np.kron(coarse, np.ones((1, 12, 12), dtype=np.float32))
    small = np.kron(coarse, np.ones((1, 6, 6), dtype=np.float32)) * 1.2 + 10
    first, looks = hashes_of(fine)
    second, others = hashes_of(small)
    assert np.bitwise_count(first ^ second).max() <= DISTANCE
    assert (looks * others).sum(axis=1).min() > 0.99
    assert np.bitwise_count(first[:-1] ^ first[1:]).min() > DISTANCE
