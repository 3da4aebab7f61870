"""Dense layers, activations, normalization, dropout, joining and arranging."""

from __future__ import annotations

from typing import Any

from deepdesk.model.description import LayerDescription, Shape
from deepdesk.model.kinds.activations import ACTIVATIONS
from deepdesk.training.configuration import Loss
from tests.parity.case import Case, layer


def _activations() -> list[Case]:
    found = []
    for name in ACTIVATIONS:
        found.append(Case(f"conv-{name}", (5, 5, 2), (layer("conv", "Conv2D", filters=3, activation=name),)))
        found.append(Case(f"dense-{name}", (7,), (layer("dense", "Dense", units=6, activation=name),)))
    return found


def _activation_layers() -> list[Case]:
    found = []
    before = layer("before", "Conv2D", filters=4)
    for name in ACTIVATIONS:
        act = layer("act", "Activation", activation=name)
        found.append(Case(f"act-map-{name}", (5, 4, 2), (before, act)))
        found.append(Case(f"act-row-{name}", (7,), (layer("before", "Dense", units=6), act)))
    for slope in (0.0, 0.3, 1.0):
        leaky = layer("act", "LeakyReLU", negative_slope=slope)
        found.append(Case(f"act-leaky-{slope}", (5, 4, 2), (before, leaky)))
    return found


def _batch_normalization() -> list[Case]:
    found = []
    map_before, row_before = layer("before", "Conv2D", filters=4), layer("before", "Dense", units=5)
    for momentum, epsilon in ((0.99, 1e-3), (0.5, 1e-5), (0.9, 0.1)):
        norm = layer("norm", "BatchNormalization", momentum=momentum, epsilon=epsilon)
        found += [
            Case(f"norm-map-{momentum}", (5, 4, 3), (map_before, norm), takes_step=True),
            Case(f"norm-row-{momentum}", (6,), (row_before, norm), takes_step=True),
            Case(f"norm-steps-{momentum}", (4, 3), (norm,), takes_step=True),
            # The last batch of an epoch may be a single sample.
            Case(f"norm-single-{momentum}", (6,), (row_before, norm), batch=1, takes_step=True),
        ]
    for center, scale in ((True, False), (False, True), (False, False)):
        norm = layer("norm", "BatchNormalization", center=center, scale=scale)
        found.append(Case(f"norm-map-{center}-{scale}", (5, 4, 3), (map_before, norm), takes_step=True))
        found.append(Case(f"norm-row-{center}-{scale}", (6,), (row_before, norm), takes_step=True))
    for frozen in ({"trainable": False}, {"trainable": False, "scale": False}):
        norm = layer("norm", "BatchNormalization", **frozen)
        found.append(Case(f"norm-map-{frozen}", (5, 4, 3), (map_before, norm), takes_step=True))
        found.append(Case(f"norm-row-{frozen}", (6,), (row_before, norm), takes_step=True))
    return found


def _other_normalization() -> list[Case]:
    found = []
    shapes: dict[str, Shape] = {"map": (5, 4, 6), "odd-map": (1, 7, 6), "steps": (5, 6), "row": (6,), "free": (None, 6)}
    settings: list[dict[str, Any]] = [{}, {"epsilon": 0.1}, {"center": False}, {"scale": False}]
    settings.append({"center": False, "scale": False})
    for where, shape in shapes.items():
        for params in settings:
            norm = layer("norm", "LayerNormalization", **params)
            if where != "free":
                found.append(Case(f"layernorm-{where}-{params}", shape, (norm,)))
            else:
                found.append(Case(f"layernorm-free-{params}", shape, (norm, layer("end_rnn", "LSTM", units=3))))
        for groups in (1, 2, 3, 6, -1):
            norm = layer("norm", "GroupNormalization", groups=groups)
            after = (layer("end_rnn", "LSTM", units=3),) if where == "free" else ()
            found.append(Case(f"groupnorm-{where}-{groups}", shape, (norm, *after)))
    for params in settings[1:]:
        norm = layer("norm", "GroupNormalization", groups=2, **params)
        found.append(Case(f"groupnorm-{params}", (5, 4, 6), (norm,)))
    found.append(
        Case(
            "groupnorm-behind",
            (5, 4, 3),
            (layer("before", "Conv2D", filters=4), layer("norm", "GroupNormalization", groups=2)),
        )
    )
    found.append(
        Case(
            "groupnorm-small",
            (3, 3, 3),
            (layer("before", "Conv2D", filters=4), layer("norm", "GroupNormalization", groups=2)),
        )
    )
    found.append(Case("groupnorm-single", (6,), (layer("norm", "GroupNormalization", groups=-1),), batch=1))
    return found


MERGES = ("Add", "Subtract", "Multiply", "Average", "Maximum")


def _merging() -> list[Case]:
    found = []
    for kind in (*MERGES, "Concatenate"):
        for count in (2, 3) if kind != "Subtract" else (2,):
            names = ["one", "two", "three"][:count]
            convolutions = [layer(name, "Conv2D", inputs=["input"], filters=3) for name in names]
            found.append(Case(f"{kind}-map-{count}", (5, 4, 2), (*convolutions, layer("both", kind, inputs=names))))
            rows = [layer(name, "Dense", inputs=["input"], units=4, activation="relu") for name in names]
            found.append(Case(f"{kind}-row-{count}", (6,), (*rows, layer("both", kind, inputs=names))))
        # Equal values, of which a maximum must not choose one.
        found.append(Case(f"{kind}-itself", (6,), (rows[0], layer("both", kind, inputs=["one", "one"]))))
        found.append(
            Case(f"{kind}-input", (4, 6), (layer("t", "Dense", units=6), layer("both", kind, inputs=["input", "t"])))
        )
    for axis in (-1, -2, -3, 1, 2, 3):
        pair = [layer(name, "Conv2D", inputs=["input"], filters=3) for name in ("one", "two")]
        joined = layer("both", "Concatenate", inputs=["one", "two"], axis=axis)
        found.append(Case(f"Concatenate-map-axis:{axis}", (6, 5, 2), (*pair, joined)))
    different = (
        layer("tall", "Conv2D", inputs=["input"], filters=3, kernel_size=[1, 3]),
        layer("low", "Conv2D", inputs=["input"], filters=3, kernel_size=[4, 3]),
        layer("both", "Concatenate", inputs=["tall", "low"], axis=1),
    )
    found.append(Case("Concatenate-map-sizes", (6, 5, 2), different))
    steps = (layer("t", "Dense", units=6), layer("both", "Concatenate", inputs=["input", "t"], axis=1))
    found.append(Case("Concatenate-steps", (4, 6), steps))
    return [*found, *_skips()]


def _skips() -> list[Case]:
    same = {"filters": 4, "padding": "same"}
    residual = (
        layer("stem", "Conv2D", **same),
        layer("conv", "Conv2D", **same, use_bias=False),
        layer("norm", "BatchNormalization"),
        layer("act", "Activation"),
        layer("add", "Add", inputs=["stem", "act"]),
        layer("end_act", "Activation"),
    )
    gate = (
        layer("stem", "Conv2D", **same),
        layer("mean", "GlobalAveragePooling2D", inputs=["stem"]),
        layer("gate", "Dense", units=4, activation="sigmoid"),
        layer("rows", "Reshape", target_shape=[1, 1, 4]),
        layer("flat", "Flatten", inputs=["rows"]),
        layer("other", "GlobalAveragePooling2D", inputs=["input"]),
        layer("wide", "Dense", units=4),
        layer("weigh", "Multiply", inputs=["flat", "wide"]),
    )
    dead = (
        layer("conv", "Conv2D", **same),
        layer("norm", "BatchNormalization", inputs=["input"]),
        layer("act", "Activation", inputs=["conv"]),
    )
    odd_names = (
        layer("training", "Dense", units=4),
        layer("forward", "BatchNormalization"),
        layer("half", "Dense", units=3),
    )
    return [
        Case("skip-residual", (6, 5, 3), residual, takes_step=True),
        Case("skip-gate", (6, 5, 3), gate),
        Case("skip-dead-end", (6, 5, 3), dead, takes_step=True),
        Case("skip-names", (6,), odd_names, takes_step=True),
    ]


def _penalized() -> list[Case]:
    """Penalties and frozen layers: on dense, convolution, recurrent and normalization layers."""
    found = []
    for params in ({"l1": 0.01}, {"l2": 0.1}, {"l1": 0.02, "l2": 0.05}, {"trainable": False, "l1": 1.0, "l2": 1.0}):
        for name, shape, kind, own in (
            ("dense", (6,), "Dense", {"units": 4}),
            ("conv", (5, 4, 2), "Conv2D", {"filters": 3}),
            ("lstm", (4, 3), "LSTM", {"units": 3}),
            ("gru", (4, 3), "GRU", {"units": 3}),
            ("norm", (6,), "BatchNormalization", {}),
            ("layernorm", (4, 6), "LayerNormalization", {}),
        ):
            last = layer("held", kind, **own, **params)
            first = layer("before", "Activation", activation="tanh")
            found.append(Case(f"held-{name}-{params}", shape, (first, last), takes_step=True))
    return found


def _losses() -> list[Case]:
    """The losses over rows, sequences and maps, and cross entropy with a label for each pixel."""
    ends: dict[str, tuple[Shape, tuple[LayerDescription, ...]]] = {
        "row": ((6,), (layer("out", "Dense", units=3),)),
        "steps": ((4, 6), (layer("out", "Dense", units=3),)),
        "map": ((5, 4, 2), (layer("conv", "Conv2D", filters=4), layer("out", "Conv2D", filters=3, kernel_size=[1, 1]))),
    }
    losses: tuple[Loss, ...] = ("cross_entropy", "mean_squared_error", "mean_absolute_error")
    return [
        Case(f"{loss}-{name}", shape, layers, loss=loss, alone=True, takes_step=True)
        for loss in losses
        for name, (shape, layers) in ends.items()
    ]


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
        Case("spatial-steps", (6, 4), (layer("drop", "SpatialDropout1D", rate=0.4),), random_in_training=True),
        Case("spatial-map", (4, 4, 2), (before, layer("drop", "SpatialDropout2D", rate=0.4)), random_in_training=True),
        Case("noise", (9,), (layer("noise", "GaussianNoise", stddev=0.4),), random_in_training=True),
        Case("spatial-steps-nothing", (6, 4), (layer("drop", "SpatialDropout1D", rate=0.0),)),
        Case("spatial-map-nothing", (4, 4, 2), (before, layer("drop", "SpatialDropout2D", rate=0.0))),
        Case("noise-nothing", (9,), (layer("noise", "GaussianNoise", stddev=0.0),)),
        Case("dropout", (9,), (layer("drop", "Dropout", rate=0.4),), random_in_training=True),
        Case("dropout-nothing", (9,), (layer("drop", "Dropout", rate=0.0),)),
        Case("dropout-map", (4, 4, 2), (before, layer("drop", "Dropout", rate=0.4)), random_in_training=True),
    ]


def cases() -> list[Case]:
    """The part of the table."""
    return [
        *_activations(),
        *_activation_layers(),
        *_batch_normalization(),
        *_other_normalization(),
        *_merging(),
        *_penalized(),
        *_losses(),
        *_shaping(),
    ]
