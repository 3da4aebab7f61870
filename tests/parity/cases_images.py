"""Convolutions, pooling and resizing of maps."""

from __future__ import annotations

from typing import Any

from deepdesk.model.description import LayerDescription
from tests.parity.case import Case, layer


def _convolutions() -> list[Case]:
    found = []
    for size in ((8, 8), (7, 9)):
        for padding in ("valid", "same"):
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
    found.append(Case("conv-free-size", (None, None, 1), _free_size()))
    return found


def _free_size() -> tuple[LayerDescription, ...]:
    return layer("conv", "Conv2D", filters=3, padding="same", strides=[2, 2]), layer("mean", "GlobalAveragePooling2D")


def _pooling() -> list[Case]:
    found = []
    before = layer("before", "Conv2D", filters=3, kernel_size=[1, 1])
    for kind in ("MaxPooling2D", "AveragePooling2D"):
        for size in ((8, 8), (7, 9)):
            for padding in ("valid", "same"):
                for pool, strides in (((2, 2), None), ((3, 3), (2, 2)), ((3, 2), (1, 1)), ((2, 3), (3, 3))):
                    name = f"{kind}-{size}-{padding}-{pool}-{strides}".replace(" ", "")
                    params: dict[str, Any] = {"pool_size": list(pool), "padding": padding}
                    if strides is not None:
                        params["strides"] = list(strides)
                    found.append(Case(name, (*size, 2), (before, layer("pool", kind, **params))))
    found.append(Case("global-average", (5, 7, 2), (before, layer("mean", "GlobalAveragePooling2D"))))
    return found


def cases() -> list[Case]:
    """The part of the table."""
    return [*_convolutions(), *_pooling()]
