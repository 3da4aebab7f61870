"""Convolutions, pooling and resizing of maps and sequences."""

from __future__ import annotations

from typing import Any

from deepdesk.model.description import Shape
from tests.parity.case import Case, layer
from tests.parity.cases_sequences import TOKENS, Masked

BEFORE = layer("before", "Conv2D", filters=4, kernel_size=[1, 1])
BEFORE_STEPS = layer("before", "Conv1D", filters=4, kernel_size=1)
SIZES = ((8, 8), (7, 9))
PADDINGS = ("valid", "same")


def _case(kind: str, shape: Shape, **params: Any) -> Case:
    """One layer with weights over an input of that shape, named by all that was chosen."""
    said = "-".join(f"{name}:{value}" for name, value in params.items())
    return Case(f"{kind}-{shape}-{said}".replace(" ", ""), shape, (layer("conv", kind, **params),))


def _conv2d() -> list[Case]:
    found = []
    for size in SIZES:
        for padding in PADDINGS:
            for strides in ((1, 1), (2, 2), (3, 2)):
                for kernel in ((3, 3), (2, 2), (4, 3), (1, 1)):
                    name = f"conv-{size}-{padding}-{strides}-{kernel}".replace(" ", "")
                    params = {"filters": 4, "kernel_size": list(kernel), "strides": list(strides), "padding": padding}
                    found.append(Case(name, (*size, 2), (layer("conv", "Conv2D", **params),)))
            for kernel in ((3, 3), (2, 3)):
                name = f"conv-dilated-{size}-{padding}-{kernel}".replace(" ", "")
                params = {"filters": 3, "kernel_size": list(kernel), "dilation_rate": [2, 3], "padding": padding}
                found.append(Case(name, (*size, 2), (layer("conv", "Conv2D", **params),)))
    found.append(Case("conv-no-bias", (6, 6, 3), (layer("conv", "Conv2D", filters=2, use_bias=False),)))
    found.append(_case("Conv2D", (6, 6, 3), filters=2, trainable=False))
    # One channel and a result of one column: PyTorch's own kernel fails there.
    for padding in PADDINGS:
        found.append(_case("Conv2D", (6, 3, 1), filters=2, strides=[1, 3], padding=padding))
        found.append(_case("Conv2D", (6, 9, 1), filters=2, strides=[1, 3], padding=padding))
    return found


def _grouped() -> list[Case]:
    found = []
    for groups, filters in ((2, 6), (4, 4), (4, 8)):
        for padding in PADDINGS:
            shared = {"filters": filters, "groups": groups, "padding": padding}
            found.append(_case("Conv2D", (7, 8, 4), **shared))
            found.append(_case("Conv2D", (7, 8, 4), **shared, strides=[2, 3], kernel_size=[2, 3]))
            found.append(_case("Conv2D", (7, 8, 4), **shared, dilation_rate=[1, 2], use_bias=False))
            found.append(_case("Conv1D", (9, 4), **shared))
            found.append(_case("Conv1D", (8, 4), **shared, strides=2, kernel_size=4))
            found.append(_case("Conv1D", (9, 4), **shared, dilation_rate=2, use_bias=False))
        found.append(_case("Conv1D", (9, 4), filters=filters, groups=groups, padding="causal", activation="relu"))
    return found


def _conv1d() -> list[Case]:
    found = []
    for steps in (8, 9):
        for padding in (*PADDINGS, "causal"):
            for strides in (1, 2, 3):
                for kernel in (1, 2, 3):
                    params = {"kernel_size": kernel, "strides": strides, "padding": padding}
                    found.append(_case("Conv1D", (steps, 3), filters=4, **params))
            for kernel in (2, 3):
                params = {"kernel_size": kernel, "dilation_rate": 3, "padding": padding}
                found.append(_case("Conv1D", (steps, 3), filters=4, **params))
    found.append(_case("Conv1D", (6, 3), filters=5, use_bias=False, activation="softmax"))
    found.append(_case("Conv1D", (6, 3), filters=5, trainable=False, activation="gelu"))
    return found


def _by_channel() -> list[Case]:
    """Depthwise and separable convolutions."""
    found = []
    for kind in ("DepthwiseConv2D", "SeparableConv2D"):
        more: dict[str, Any] = {"filters": 5} if kind == "SeparableConv2D" else {}
        for size in SIZES:
            for padding in PADDINGS:
                for each in (1, 2):
                    shared = {"padding": padding, "depth_multiplier": each, **more}
                    found.append(_case(kind, (*size, 3), **shared))
                    found.append(_case(kind, (*size, 3), **shared, strides=[2, 2], kernel_size=[2, 3]))
                    found.append(_case(kind, (*size, 3), **shared, strides=[3, 2]))
                found.append(_case(kind, (*size, 3), padding=padding, strides=[2, 4], kernel_size=[4, 1], **more))
                found.append(_case(kind, (*size, 3), padding=padding, dilation_rate=[2, 3], **more))
        found.append(_case(kind, (6, 6, 1), use_bias=False, activation="relu", depth_multiplier=3, **more))
        found.append(_case(kind, (6, 6, 2), trainable=False, activation="softmax", **more))
    return found


def _transposed() -> list[Case]:
    found = []
    for padding in PADDINGS:
        for strides in ((1, 1), (2, 2), (3, 2)):
            for kernel in ((3, 3), (2, 2), (4, 5), (1, 1)):
                params = {"kernel_size": list(kernel), "strides": list(strides), "padding": padding}
                found.append(_case("Conv2DTranspose", (4, 5, 3), filters=2, **params))
        for kernel in ((3, 3), (2, 3)):
            params = {"kernel_size": list(kernel), "dilation_rate": [2, 3], "padding": padding}
            found.append(_case("Conv2DTranspose", (4, 5, 3), filters=2, **params))
    found.append(_case("Conv2DTranspose", (3, 3, 2), filters=3, use_bias=False, activation="relu", strides=2))
    found.append(_case("Conv2DTranspose", (3, 3, 2), filters=3, trainable=False, padding="same"))
    return found


def _pooling() -> list[Case]:
    found = []
    for kind in ("MaxPooling2D", "AveragePooling2D"):
        for size in SIZES:
            for padding in PADDINGS:
                for pool, strides in (((2, 2), None), ((3, 3), (2, 2)), ((3, 2), (1, 1)), ((2, 3), (3, 3))):
                    name = f"{kind}-{size}-{padding}-{pool}-{strides}".replace(" ", "")
                    params: dict[str, Any] = {"pool_size": list(pool), "padding": padding}
                    if strides is not None:
                        params["strides"] = list(strides)
                    found.append(Case(name, (*size, 2), (BEFORE, layer("pool", kind, **params))))
    for kind in ("MaxPooling1D", "AveragePooling1D"):
        for steps in (8, 9):
            for padding in PADDINGS:
                for window, stride in ((2, None), (3, 2), (3, 1), (2, 3)):
                    pool_layer = layer("pool", kind, pool_size=window, strides=stride, padding=padding)
                    name = f"{kind}-{steps}-{padding}-{window}-{stride}"
                    found.append(Case(name, (steps, 2), (BEFORE_STEPS, pool_layer)))
    # Behind relu many values are equal: their share of the gradient must be too.
    relu = layer("before", "Conv2D", filters=4, kernel_size=[1, 1], activation="relu")
    for kind in ("GlobalAveragePooling2D", "GlobalMaxPooling2D"):
        found.append(Case(kind, (5, 7, 2), (relu, layer("all", kind))))
    for kind in ("GlobalAveragePooling1D", "GlobalMaxPooling1D"):
        found.append(Case(kind, (7, 2), (BEFORE_STEPS, layer("all", kind))))
    return found


def _masked_pooling() -> list[Case]:
    """Pooling over the real steps: what lies at the others must not matter, and a row may have none at all."""
    masking = layer("mask", "Masking")
    tokens = layer("embed", "Embedding", input_dim=TOKENS, output_dim=3, mask_zero=True)
    # Its bias makes masked steps other than zero.
    dense = layer("dense", "Dense", units=3)
    found: list[Case] = []
    for kind in ("GlobalAveragePooling1D", "GlobalMaxPooling1D"):
        pool = layer("all", kind)
        found.append(Masked(f"{kind}-masked", (7, 4), (masking, pool)))
        found.append(Masked(f"{kind}-masked-dense", (7, 4), (masking, dense, pool)))
        found.append(Masked(f"{kind}-tokens", (7,), (tokens, pool)))
        found.append(Masked(f"{kind}-tokens-free", (None,), (tokens, dense, pool)))
        # A convolution drops the mask.
        found.append(Masked(f"{kind}-dropped", (7, 4), (masking, layer("conv", "Conv1D", filters=3), pool)))
    return found


def _resizing() -> list[Case]:
    def after(name: str, kind: str, **params: Any) -> Case:
        return Case(name, (5, 4, 2), (BEFORE, layer("sized", kind, **params)))

    found = [
        after(f"upsampling-{way}-{size}".replace(" ", ""), "UpSampling2D", size=list(size), interpolation=way)
        for way in ("nearest", "bilinear")
        for size in ((2, 2), (3, 1), (2, 5), (1, 1))
    ]
    return [
        *found,
        after("zero-padding", "ZeroPadding2D"),
        after("zero-padding-sides", "ZeroPadding2D", padding=[[0, 1], [3, 2]]),
        after("cropping-nothing", "Cropping2D"),
        after("cropping-sides", "Cropping2D", cropping=[[0, 2], [1, 0]]),
        after("cropping-one-left", "Cropping2D", cropping=[[2, 2], [1, 2]]),
    ]


def _resizing_steps() -> list[Case]:
    def after(name: str, kind: str, **params: Any) -> Case:
        return Case(f"{kind}-{name}", (6, 3), (BEFORE_STEPS, layer("sized", kind, **params)))

    return [
        *(after(str(size), "UpSampling1D", size=size) for size in (1, 2, 3)),
        after("usual", "ZeroPadding1D"),
        after("number", "ZeroPadding1D", padding=2),
        after("sides", "ZeroPadding1D", padding=[0, 3]),
        after("usual", "Cropping1D"),
        after("nothing", "Cropping1D", cropping=0),
        after("start", "Cropping1D", cropping=[2, 0]),
        after("one-left", "Cropping1D", cropping=[2, 3]),
    ]


def _free_sizes() -> list[Case]:
    """Sizes that are known only when data come, with all that must then be worked out anew."""
    mean, mean_steps = layer("mean", "GlobalAveragePooling2D"), layer("mean", "GlobalAveragePooling1D")
    on_maps = {
        "conv": layer("conv", "Conv2D", filters=3, padding="same", strides=[2, 2]),
        "grouped": layer("conv", "Conv2D", filters=2, padding="same", groups=2, strides=[2, 1]),
        "depthwise": layer("conv", "DepthwiseConv2D", padding="same", strides=[2, 3]),
        "separable": layer("conv", "SeparableConv2D", filters=3, padding="same", strides=[2, 2]),
        "transposed": layer("conv", "Conv2DTranspose", filters=3, padding="same", strides=[2, 2]),
        "transposed-valid": layer("conv", "Conv2DTranspose", filters=3, strides=[3, 2]),
        "max": layer("pool", "MaxPooling2D", padding="same"),
        "average": layer("pool", "AveragePooling2D", padding="same"),
        "nearest": layer("up", "UpSampling2D"),
        "bilinear": layer("up", "UpSampling2D", interpolation="bilinear"),
        "padding": layer("pad", "ZeroPadding2D"),
        "cropping": layer("crop", "Cropping2D", cropping=[[1, 0], [1, 1]]),
    }
    over_steps = {
        "steps": layer("conv", "Conv1D", filters=3, padding="same", strides=2),
        "causal": layer("conv", "Conv1D", filters=2, padding="causal", groups=2),
        "max-steps": layer("pool", "MaxPooling1D", padding="same"),
        "repeated-steps": layer("up", "UpSampling1D"),
        "padding-steps": layer("pad", "ZeroPadding1D", padding=[2, 0]),
        "cropping-steps": layer("crop", "Cropping1D"),
        "average-steps": layer("pool", "AveragePooling1D", padding="same"),
    }
    found = [Case(f"free-{name}", (None, None, 2), (chosen, mean)) for name, chosen in on_maps.items()]
    found += [Case(f"free-{name}", (None, 2), (chosen, mean_steps)) for name, chosen in over_steps.items()]
    found.append(Case("free-max-of-all", (None, None, 2), (BEFORE, layer("max", "GlobalMaxPooling2D"))))
    found.append(Case("free-max-of-all-steps", (None, 2), (BEFORE_STEPS, layer("max", "GlobalMaxPooling1D"))))
    return found


def cases() -> list[Case]:
    """The part of the table."""
    return [
        *_conv2d(),
        *_grouped(),
        *_conv1d(),
        *_by_channel(),
        *_transposed(),
        *_pooling(),
        *_masked_pooling(),
        *_resizing(),
        *_resizing_steps(),
        *_free_sizes(),
    ]
