"""Dense layers, activations, normalization, dropout, joining and arranging."""

from __future__ import annotations

from deepdesk.model.kinds.activations import ACTIVATIONS
from tests.parity.case import Case, layer


def _activations() -> list[Case]:
    found = []
    for name in ACTIVATIONS:
        found.append(Case(f"conv-{name}", (5, 5, 2), (layer("conv", "Conv2D", filters=3, activation=name),)))
        found.append(Case(f"dense-{name}", (7,), (layer("dense", "Dense", units=6, activation=name),)))
    return found


def _normalization() -> list[Case]:
    found = []
    for momentum, epsilon in ((0.99, 1e-3), (0.5, 1e-5), (0.9, 0.1)):
        norm = layer("norm", "BatchNormalization", momentum=momentum, epsilon=epsilon)
        found.append(Case(f"norm-map-{momentum}", (5, 4, 3), (layer("before", "Conv2D", filters=4), norm)))
        found.append(Case(f"norm-row-{momentum}", (6,), (layer("before", "Dense", units=5), norm)))
        found.append(Case(f"norm-steps-{momentum}", (4, 3), (norm,)))
        # The last batch of an epoch may be a single sample.
        found.append(Case(f"norm-single-{momentum}", (6,), (layer("before", "Dense", units=5), norm), batch=1))
    return found


def _shaping() -> list[Case]:
    before = layer("before", "Conv2D", filters=3, kernel_size=[2, 2])
    return [
        Case("dense-map", (4, 3, 2), (layer("dense", "Dense", units=5, activation="softmax"),)),
        Case("dense-steps", (4, 3), (layer("dense", "Dense", units=5, use_bias=False),)),
        Case("flatten-map", (5, 4, 2), (before, layer("flat", "Flatten"))),
        Case("flatten-row", (5,), (layer("flat", "Flatten"),)),
        Case("reshape-map-to-steps", (5, 4, 2), (before, layer("shape", "Reshape", target_shape=[4, -1]))),
        Case("reshape-map-to-map", (5, 4, 2), (before, layer("shape", "Reshape", target_shape=[2, 3, 6]))),
        Case("reshape-row-to-map", (24,), (layer("shape", "Reshape", target_shape=[3, 4, 2]), before)),
        Case("reshape-rows", (6, 6, 1), (layer("shape", "Reshape", target_shape=[6, 6]), layer("c", "LSTM", units=3))),
        Case("dropout", (9,), (layer("drop", "Dropout", rate=0.4),), random_in_training=True),
        Case("dropout-nothing", (9,), (layer("drop", "Dropout", rate=0.0),)),
        Case("dropout-map", (4, 4, 2), (before, layer("drop", "Dropout", rate=0.4)), random_in_training=True),
    ]


def cases() -> list[Case]:
    """The part of the table."""
    return [*_activations(), *_normalization(), *_shaping()]
