"""Recurrent layers, attention, embeddings, masks, and layers that only arrange steps."""

from __future__ import annotations

from typing import Any

from deepdesk.model.description import LayerDescription
from tests.parity.case import Case, layer

CELLS = ("SimpleRNN", "LSTM", "GRU")
MERGES = ("sum", "mul", "ave")
"""Beside ``concat``, which is the default."""

TOKENS = 9


def _recurrent() -> list[Case]:
    found = []
    for kind in CELLS:
        for every in (False, True):
            for bias in (True, False):
                params = {"units": 6, "return_sequences": every, "use_bias": bias}
                found.append(Case(f"{kind}-every:{every}-bias:{bias}", (7, 5), (layer("cell", kind, **params),)))
                two_ways = layer("cell", kind, bidirectional=True, **params)
                found.append(Case(f"{kind}-both-every:{every}-bias:{bias}", (7, 5), (two_ways,)))
            for merge in MERGES:
                params = {"units": 4, "return_sequences": every, "bidirectional": True, "merge_mode": merge}
                found.append(Case(f"{kind}-{merge}-every:{every}", (6, 3), (layer("cell", kind, **params),)))
            dropped = layer("cell", kind, units=4, dropout=0.4, return_sequences=every)
            found.append(Case(f"{kind}-dropout-every:{every}", (6, 3), (dropped,), random_in_training=True))
        two = (layer("one", kind, units=6, return_sequences=True), layer("two", kind, units=4))
        found.append(Case(f"{kind}-two", (6, 3), two))
        found.append(Case(f"{kind}-one-step", (1, 3), (layer("cell", kind, units=4),)))
        found.append(Case(f"{kind}-free-length", (None, 3), (layer("cell", kind, units=4),)))
        free = layer("cell", kind, units=4, bidirectional=True)
        found.append(Case(f"{kind}-both-free-length", (None, 3), (free,)))
    for every in (False, True):
        relu = layer("cell", "SimpleRNN", units=5, activation="relu", return_sequences=every)
        found.append(Case(f"SimpleRNN-relu-every:{every}", (6, 3), (relu,)))
    return found


class Masked(Case):
    """Sequences, or tokens, of which some steps are filled up: at the right, the left, in holes, and all of a row."""

    def inputs(self) -> Any:
        """As :meth:`Case.inputs`, with steps of zeros; a single axis holds token numbers below ``TOKENS``."""
        values = super().inputs()
        if len(self.shape) == 1:
            values = abs(values * 5).astype(int).clip(0, TOKENS - 1).astype(values.dtype)
            values[values == 0] = 1
        values[0, 4:] = 0
        values[1, :3] = 0
        values[2, [0, 2, 4]] = 0
        values[3] = 0
        values[4, 1:] = 0
        return values


def _masked() -> list[Case]:
    found: list[Case] = []
    masking = layer("mask", "Masking")
    tokens = layer("embed", "Embedding", input_dim=TOKENS, output_dim=4, mask_zero=True)
    for start, shape in (((masking,), (7, 4)), ((tokens,), (7,)), ((masking,), (None, 4)), ((tokens,), (None,))):
        name = f"{start[0].kind}-{'free' if shape[0] is None else 'fixed'}"
        for kind in CELLS:
            for every in (False, True):
                for both in (False, True):
                    if shape[0] is None and every:
                        continue
                    cell = layer("cell", kind, units=5, return_sequences=every, bidirectional=both)
                    found.append(Masked(f"{name}-{kind}-every:{every}-both:{both}", shape, (*start, cell)))
    found += [
        Masked(f"masked-stack-{kind}-both:{both}", (7, 4), (masking, *_stack(kind, both=both)))
        for kind in CELLS
        for both in (False, True)
    ]
    return [*found, *_masks_elsewhere()]


def _stack(kind: str, *, both: bool) -> tuple[LayerDescription, ...]:
    return (
        layer("one", kind, units=4, return_sequences=True, bidirectional=both, merge_mode="ave"),
        layer("between", "Dense", units=3, activation="tanh"),
        layer("two", kind, units=5, return_sequences=True),
        layer("three", kind, units=2, bidirectional=both),
    )


def _masks_elsewhere() -> list[Case]:
    masking = layer("mask", "Masking", mask_value=0.0)
    plain = layer("embed", "Embedding", input_dim=TOKENS, output_dim=4)
    cell = layer("cell", "LSTM", units=3)
    skip = LayerDescription(id="sum", kind="Add", inputs=("mask", "cell"))
    return [
        Masked("mask-alone", (7, 4), (masking,)),
        Masked("embedding-alone", (7,), (plain,)),
        Masked("embedding-without-mask", (7,), (plain, cell)),
        Masked(
            "embedding-mask-unused", (7,), (layer("e", "Embedding", input_dim=TOKENS, mask_zero=True, output_dim=3),)
        ),
        Masked("mask-dropped", (6, 4), (masking, layer("shape", "Reshape", target_shape=[4, 6]), cell)),
        Masked("mask-other-value", (7, 4), (layer("mask", "Masking", mask_value=1.0), cell)),
        Masked(
            "masked-dropout", (7, 4), (masking, layer("cell", "GRU", units=3, dropout=0.3)), random_in_training=True
        ),
        Masked(
            "mask-through-a-sum",
            (7, 4),
            (masking, layer("cell", "GRU", units=4, return_sequences=True), skip, layer("last", "GRU", units=3)),
        ),
    ]


def _masks_between() -> list[Case]:
    """Masks that pass joins and normalization before something uses them."""
    masking = layer("mask", "Masking")
    read = layer("read", "GRU", units=4, return_sequences=True)
    last = layer("last", "LSTM", units=3)
    found: list[Case] = [
        Masked(f"mask-through-{kind}", (7, 4), (masking, read, layer("join", kind, inputs=["mask", "read"]), last))
        for kind in ("Concatenate", "Subtract", "Maximum")
    ]
    longer = layer("join", "Concatenate", inputs=["mask", "read"], axis=1)
    one_way = layer("join", "Multiply", inputs=["input", "read"])
    between = layer("norm", "GroupNormalization", groups=2)
    both: dict[str, Any] = {"bidirectional": True, "merge_mode": "mul", "return_sequences": True}
    found += [
        Masked("mask-through-longer-steps", (7, 4), (masking, read, longer, last)),
        Masked("mask-of-one-branch", (7, 4), (masking, read, one_way, last)),
        Masked("mask-through-groups", (7, 4), (masking, between, last)),
        Masked("mask-to-a-mean", (7, 4), (masking, layer("mean", "GlobalAveragePooling1D"))),
        Masked(
            "masked-dropout-both",
            (7, 4),
            (masking, replace_params(layer("cell", "LSTM", units=3, dropout=0.4), **both)),
            random_in_training=True,
        ),
        Case("attention-key-of-one", (7, 4), (layer("look", "MultiHeadAttention", num_heads=3, key_dim=1),)),
        Case("groupnorm-steps", (7, 4), (between,)),
    ]
    return found


def _attention() -> list[Case]:
    found: list[Case] = []
    masking = layer("mask", "Masking")
    for heads, size in ((1, 4), (3, 5), (2, 2)):
        for causal in (False, True):
            for bias in (True, False):
                params = {"num_heads": heads, "key_dim": size, "causal": causal, "use_bias": bias}
                look = layer("look", "MultiHeadAttention", **params)
                name = f"attention-{heads}x{size}-causal:{causal}-bias:{bias}"
                found.append(Case(name, (7, 4), (look,)))
                found.append(Masked(f"{name}-masked", (7, 4), (masking, look)))
    look = layer("look", "MultiHeadAttention", num_heads=2, key_dim=3)
    dropped = replace_params(look, dropout=0.3)
    last = layer("cell", "LSTM", units=3)
    found += [
        Case("attention-free-length", (None, 4), (look, last)),
        Masked("attention-free-length-masked", (None, 4), (masking, look, last)),
        Case("attention-dropout", (7, 4), (dropped,), random_in_training=True),
        Masked("attention-then-recurrent", (7, 4), (masking, look, last)),
    ]
    return [*found, *_two_inputs()]


def replace_params(described: LayerDescription, **params: Any) -> LayerDescription:
    """A layer with some parameters changed."""
    return LayerDescription(id=described.id, kind=described.kind, params={**described.params, **params})


def _two_inputs() -> list[Case]:
    found: list[Case] = []
    query = LayerDescription(id="query", kind="Reshape", params={"target_shape": [4, 7]}, inputs=("input",))
    for causal in (False, True):
        for masked in (False, True):
            shown = "mask" if masked else "input"
            start = (layer("mask", "Masking"),) if masked else ()
            params = {"num_heads": 2, "key_dim": 3, "causal": causal}
            look = LayerDescription(id="look", kind="MultiHeadAttention", params=params, inputs=("query", shown))
            name = f"attention-two-inputs-causal:{causal}-masked:{masked}"
            found.append(Masked(name, (7, 4), (*start, query, look)))
    return found


def _arranging() -> list[Case]:
    conv = layer("conv", "Conv2D", filters=3, kernel_size=[2, 2])
    cell = layer("cell", "LSTM", units=3)
    return [
        Case("permute-steps", (6, 4), (layer("permute", "Permute", dims=[2, 1]), cell)),
        Case("permute-map", (5, 4, 2), (conv, layer("permute", "Permute", dims=[3, 1, 2]))),
        Case("permute-map-to-conv", (5, 4, 2), (layer("permute", "Permute", dims=[2, 1, 3]), conv)),
        Case("repeat-vector", (5,), (layer("repeat", "RepeatVector", n=4), cell)),
        Case(
            "encoder-decoder",
            (6, 3),
            (cell, layer("repeat", "RepeatVector", n=4), layer("back", "LSTM", units=3, return_sequences=True)),
        ),
    ]


def _frozen() -> list[Case]:
    found = [
        Case(f"frozen-{kind}", (6, 3), (layer("cell", kind, units=4, bidirectional=True, trainable=False),))
        for kind in CELLS
    ]
    look = layer("look", "MultiHeadAttention", num_heads=2, key_dim=3, trainable=False)
    tokens = layer("embed", "Embedding", input_dim=TOKENS, output_dim=4, trainable=False)
    return [*found, Case("frozen-attention", (6, 3), (look,)), Masked("frozen-embedding", (7,), (tokens,))]


def cases() -> list[Case]:
    """The part of the table."""
    return [*_recurrent(), *_masked(), *_masks_between(), *_attention(), *_arranging(), *_frozen()]
