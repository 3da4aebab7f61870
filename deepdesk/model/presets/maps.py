"""Networks whose output is a map as large as their input: segmentation and reconstruction."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.description import LayerDescription, Shape
from deepdesk.model.presets.recipe import Layers, Preset, Recipe, conv, joined, layer

_UNET_FILTERS: Final = (16, 32, 64)
_UNET_BOTTOM: Final = 128


def _margins(shape: Shape, factor: int) -> list[list[int]]:
    """What brings both sides of an image to a multiple of ``factor``, split between the ends."""
    missing = [-(side or 0) % factor for side in (*shape, 1, 1)[:2]]
    return [[lack // 2, lack - lack // 2] for lack in missing]


def _framed(shape: Shape, factor: int, body: Layers, output: LayerDescription) -> Layers:
    """``body`` and ``output`` on a padded image whose margins are cut off again at the end, where it needs any."""
    margins = _margins(shape, factor)
    if not any(side for pair in margins for side in pair):
        return (*body, output)
    before = layer("pad", "ZeroPadding2D", padding=margins)
    return (before, *body, output, layer("crop", "Cropping2D", cropping=margins))


def _two(name: str, filters: int) -> Layers:
    """Two convolutions, each normalized: without that, a few dozen images teach little but the largest class."""
    return tuple(
        part
        for number in (1, 2)
        for part in (
            conv(f"{name}_conv{number}", filters, padding="same"),
            # A few dozen images make few steps: slower averages would lag behind what the layers have become.
            layer(f"{name}_norm{number}", "BatchNormalization", momentum=0.9),
        )
    )


def _u_net(shape: Shape, classes: int) -> Layers:
    body: list[LayerDescription] = []
    for number, filters in enumerate(_UNET_FILTERS, start=1):
        body += _two(f"down{number}", filters)
        body.append(layer(f"pool{number}", "MaxPooling2D", pool_size=[2, 2]))
    body += _two("bottom", _UNET_BOTTOM)
    for number in range(len(_UNET_FILTERS), 0, -1):
        filters = _UNET_FILTERS[number - 1]
        up = {"filters": filters, "kernel_size": [2, 2], "strides": [2, 2]}
        body.append(layer(f"up{number}", "Conv2DTranspose", **up))
        body.append(joined(f"skip{number}", "Concatenate", f"down{number}_norm2", f"up{number}"))
        body += _two(f"up{number}", filters)
    out = layer("out", "Conv2D", filters=classes, kernel_size=[1, 1])
    return _framed(shape, 2 ** len(_UNET_FILTERS), tuple(body), out)


def _autoencoder(shape: Shape, classes: int) -> Layers:
    channels = shape[2] if len(shape) == 3 and shape[2] else 1
    body = (
        conv("conv1", 32, padding="same"),
        layer("pool1", "MaxPooling2D", pool_size=[2, 2]),
        conv("conv2", 16, padding="same"),
        layer("pool2", "MaxPooling2D", pool_size=[2, 2]),
        conv("code", 8, padding="same"),
        layer("up1", "UpSampling2D", size=[2, 2]),
        conv("conv3", 16, padding="same"),
        layer("up2", "UpSampling2D", size=[2, 2]),
        conv("conv4", 32, padding="same"),
    )
    out = conv("out", channels, padding="same", activation="sigmoid")
    return _framed(shape, 4, body, out)


RECIPES: Final[Mapping[str, tuple[Preset, Recipe]]] = MappingProxyType(
    {
        "u-net": (Preset(id="u-net", family="task", task="segmentation", usual_shape=(128, 128, 3)), _u_net),
        "autoencoder": (Preset(id="autoencoder", family="task", task="reconstruction"), _autoencoder),
    }
)
