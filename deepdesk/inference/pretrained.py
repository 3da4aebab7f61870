"""Trained weights that others published: recognised by what is in them, each with its own preprocessing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from deepdesk.data.description import DatasetDescription, Normalization
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.presets.recipe import Published
from deepdesk.model.weight_names import WeightNames

PretrainedNetwork = Literal["vgg16", "mobilenet-v2"]
SIDE: Final = 224
SMALLEST_SIDE: Final = 32
"""Of a network without its own classifier: below, the last map has no pixel left."""
CLASSES: Final = 1000
_SHAPE: Final = (SIDE, SIDE, 3)

_TORCHVISION: Final = Normalization(mean=(0.485, 0.456, 0.406), deviation=(0.229, 0.224, 0.225))
NORMALIZATIONS: Final[Mapping[tuple[str, Published], Normalization]] = MappingProxyType(
    {
        ("vgg16", "keras"): Normalization(scale=1.0, mean=(103.939, 116.779, 123.68), order="bgr"),
        ("mobilenet-v2", "keras"): Normalization(scale=1 / 127.5, mean=(1.0, 1.0, 1.0)),
        ("vgg16", "torchvision"): _TORCHVISION,
        ("mobilenet-v2", "torchvision"): _TORCHVISION,
    }
)
"""What each was trained with: ``keras.applications.*.preprocess_input``, and torchvision's ``IMAGENET1K_V1``."""

FILES: Final[Mapping[tuple[str, Published], tuple[str, ...]]] = MappingProxyType(
    {
        ("vgg16", "keras"): (
            "vgg16_weights_tf_dim_ordering_tf_kernels.h5",
            "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
        ),
        ("vgg16", "torchvision"): ("vgg16-397923af.pth",),
        ("mobilenet-v2", "keras"): (
            "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5",
            "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
        ),
        ("mobilenet-v2", "torchvision"): ("mobilenet_v2-b0353104.pth",),
    }
)
"""How the files are called by those who publish them; a file with another name is recognised too."""

NETWORKS: Final[tuple[PretrainedNetwork, ...]] = ("vgg16", "mobilenet-v2")
_PUBLISHERS: Final[Mapping[str, Published]] = MappingProxyType({"torch": "torchvision", "keras": "keras"})


class Pretrained(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of published weights is.

    Attributes:
        network: which one.
        published: whose names, layouts and preprocessing it has.
        with_top: whether its own classifier of 1,000 classes is in it.
    """

    network: PretrainedNetwork
    published: Published
    with_top: bool

    @property
    def normalization(self) -> Normalization:
        """What its colours must be."""
        return NORMALIZATIONS[(self.network, self.published)]


def recognised(names: WeightNames) -> Pretrained | None:
    """Which published network these weights are: every array has its place in it; ``None``: none of them."""
    # The window reads this page for its messages; numpy must not hold up its first paint.
    from deepdesk.model.weight_mapping import map_weights

    published = _PUBLISHERS.get(names.layout)
    if published is None:
        return None
    for network in NETWORKS:
        for with_top in (True, False):
            model = preset(network if with_top else f"{network}-features", _SHAPE, CLASSES, published)
            mapping = map_weights(model, names) if _may_be(network, with_top, names) else None
            # Without a top, kernel and bias of our own last layer are drawn.
            drawn = 0 if with_top else 2
            if mapping is not None and not mapping.unused and len(mapping.rows) - mapping.used == drawn:
                return Pretrained(network=network, published=published, with_top=with_top)
    return None


def _may_be(network: PretrainedNetwork, with_top: bool, names: WeightNames) -> bool:
    """Whether the number of arrays is right, which says no to nearly everything at once."""
    whole, base = {"vgg16": (32, 26), "mobilenet-v2": (262, 260)}[network]
    return len(names.shapes) == (whole if with_top else base)


def network_of(preset_id: str) -> PretrainedNetwork | None:
    """The published network that a preset is, or is made of; ``None`` for presets that are trained from the start."""
    about = PRESETS.get(preset_id)
    if about is None or not about.pretrained:
        return None
    return next((network for network in NETWORKS if preset_id in (network, f"{network}-features")), None)


def fitted_data(description: DatasetDescription, pretrained: Pretrained, preset_id: str) -> DatasetDescription:
    """The data as the weights want them: colours, normalization and size.

    The size is 224×224; where only the convolutions are used, one that the person has chosen stays, from 32 pixels on.
    """
    height, width = description.height, description.width
    own = height is not None and width is not None and min(height, width) >= SMALLEST_SIDE
    if not own or not preset_id.endswith("-features"):
        height, width = SIDE, SIDE
    return msgspec.structs.replace(
        description, height=height, width=width, channels=3, normalization=pretrained.normalization
    )
