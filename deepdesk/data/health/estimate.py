"""A quick score without a network: each test sample gets the class of the training sample that is most like it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk.core.randomness import generator
from deepdesk.data import cache
from deepdesk.data.content import TEST, TRAIN, check_stop
from deepdesk.data.health.look import Look
from deepdesk.data.kinds import DataKind, Opened, Parts

LIMIT: Final = 5_000
"""Samples that are looked at; of more, so many are drawn."""
_FEATURES: Final = 512
_BLOCK: Final = 256

Floats = npt.NDArray[np.float32]


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """Share of test samples whose nearest training sample is of their class (0 to 1), and on how many."""

    naive: float
    honest: float
    naive_samples: int
    honest_samples: int


def estimated(look: Look, kind: DataKind, naive: Parts, honest: Parts) -> Estimate | None:
    """The score on two ways to divide the same samples; ``None`` where a part is empty.

    Args:
        look: the data set.
        kind: reads the network's inputs.
        naive, honest: uint8 ``(samples,)``.
    """
    places = _chosen(len(look.draft.labels))
    features = _features(look, kind, places)
    if features is None:
        return None
    labels = look.draft.labels[places]
    first, second = (_nearest(features, labels, parts[places]) for parts in (naive, honest))
    if first is None or second is None:
        return None
    return Estimate(naive=first[0], naive_samples=first[1], honest=second[0], honest_samples=second[1])


def _chosen(count: int) -> npt.NDArray[np.int64]:
    """The same samples whatever is left out or relabelled, so that their features need be worked out once."""
    if count <= LIMIT:
        return np.arange(count, dtype=np.int64)
    drawn: npt.NDArray[np.int64] = generator(0, "health", "estimate").permutation(count)[:LIMIT].astype(np.int64)
    return np.sort(drawn)


def _nearest(features: Floats, labels: npt.NDArray[np.int64], parts: Parts) -> tuple[float, int] | None:
    train, test = np.flatnonzero(parts == TRAIN), np.flatnonzero(parts == TEST)
    if not len(train) or not len(test):
        return None
    right = 0
    for start in range(0, len(test), _BLOCK):
        chosen = test[start : start + _BLOCK]
        best = train[(features[chosen] @ features[train].T).argmax(axis=1)]
        right += int((labels[best] == labels[chosen]).sum())
    return right / len(test), len(test)


def _features(look: Look, kind: DataKind, places: npt.NDArray[np.int64]) -> Floats | None:
    """float32 ``(places, features)`` of length 1; kept with the content."""
    preprocessing = msgspec.to_builtins(look.fitted.preprocessing)
    path = look.draft.content / f"features-{cache.key_of(preprocessing, len(places))[:16]}.npy"
    try:
        kept: Floats = np.load(path)
        if len(kept) == len(places):
            return kept
    except (OSError, ValueError):
        pass
    dataset = kind.load(_opened(look))
    blocks = []
    for start in range(0, len(places), _BLOCK):
        check_stop(look.draft.reading.stop_asked)
        look.draft.reading.progress("data.progress.estimating", start, len(places))
        batch = dataset.batch(places[start : start + _BLOCK])
        blocks.append(_reduced(batch, dataset.report.vocabulary))
    if not blocks:
        return None
    found: Floats = np.concatenate(blocks)
    found -= found.mean(axis=0)
    found /= np.linalg.norm(found, axis=1, keepdims=True) + 1e-6
    _keep(path, found)
    return found


def _keep(path: Path, found: Floats) -> None:
    temporary = path.with_name(f".{path.name}.tmp.npy")
    np.save(temporary, found)
    temporary.replace(path)


def _reduced(batch: Floats, vocabulary: int | None) -> Floats:
    """At most 512 numbers for each sample: how often each token occurs, or means over equal stretches."""
    flat = np.nan_to_num(batch.reshape(len(batch), -1))
    if vocabulary is not None:
        counts = np.zeros((len(batch), _FEATURES), dtype=np.float32)
        tokens = flat.astype(np.int64)
        rows = np.repeat(np.arange(len(batch)), tokens.shape[1]).reshape(tokens.shape)
        there = tokens > 0
        np.add.at(counts, (rows[there], tokens[there] % _FEATURES), 1)
        logarithms: Floats = np.log1p(counts)
        return logarithms
    if batch.ndim == 4:
        flat = _pooled(batch).reshape(len(batch), -1)
    if flat.shape[1] <= _FEATURES:
        return flat.astype(np.float32)
    edges = np.linspace(0, flat.shape[1], _FEATURES + 1).astype(np.int64)[:-1]
    means: Floats = (np.add.reduceat(flat, edges, axis=1) / (flat.shape[1] / _FEATURES)).astype(np.float32)
    return means


def _pooled(batch: Floats) -> Floats:
    """Images at 12×12 at most, by the mean of blocks."""
    height, width = (max(1, side // 12) for side in batch.shape[1:3])
    rows, columns = batch.shape[1] // height, batch.shape[2] // width
    cut = batch[:, : rows * height, : columns * width]
    pooled: Floats = cut.reshape(len(batch), rows, height, columns, width, -1).mean(axis=(2, 4))
    return pooled


def _opened(look: Look) -> Opened:
    draft = look.draft
    return Opened(
        description=draft.description,
        content=draft.content,
        view=draft.folder,
        index=draft.index,
        report=look.fitted.report,
        preprocessing=look.fitted.preprocessing,
        classes=draft.classes,
        fingerprint="",
        parts=draft.parts,
    )
