"""Keras' own VGG16 and MobileNetV2 with drawn weights: saved by Keras, read by DeepDesk, compared."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from deepdesk import backends
from deepdesk.data.description import Normalization
from deepdesk.data.images.normalization import normalized
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.foreign_weights import read_weights
from deepdesk.inference.pretrained import NORMALIZATIONS
from tests.parity.published import answered, check_different, distance, pictures, random_statistics

BACKEND = backends.load("tensorflow")

import keras  # noqa: E402 - its folder is set when the engine is imported
from keras.src.legacy.saving import legacy_h5_format  # noqa: E402

FILES = {
    ("VGG16", True): "vgg16_weights_tf_dim_ordering_tf_kernels.h5",
    ("VGG16", False): "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
    ("MobileNetV2", True): "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5",
    ("MobileNetV2", False): "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
}
GAINS = {"VGG16": 1.4, "MobileNetV2": 1.0}
MODULES = {"VGG16": keras.applications.vgg16, "MobileNetV2": keras.applications.mobilenet_v2}


def drawn(name: str, *, top: bool, side: int) -> Any:
    options = {"classifier_activation": None} if top else {"pooling": "avg"}
    model = getattr(MODULES[name], name)(weights=None, include_top=top, input_shape=(side, side, 3), **options)
    draws = np.random.default_rng(7)
    for variable in model.variables:
        variable.assign(random_statistics(variable.name, tuple(variable.shape), draws, GAINS[name]))
    return model


def compared(name: str, *, top: bool, side: int, folder: Path) -> dict[str, Any]:
    """Keras' answer, and ours from both layouts that Keras writes."""
    model = drawn(name, top=top, side=side)
    theirs = np.asarray(model(MODULES[name].preprocess_input(pictures(side).astype(np.float32)), training=False))
    check_different(theirs)
    old = folder / FILES[(name, top)]
    with h5py.File(old, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)
    found = {}
    for kind, path in (("keras 2", old), ("keras 3", folder / f"{name}-{top}.weights.h5")):
        if kind == "keras 3":
            model.save_weights(path)
        pretrained, ours = answered(BACKEND, read_weights(path), side)
        found[kind] = {"network": pretrained.network, "top": pretrained.with_top, "distance": distance(ours, theirs)}
    np.save(folder / f"{old.stem}.npy", theirs)
    (folder / f"{name}-{top}.weights.h5").unlink()
    return {"parameters": model.count_params(), **found}


def preprocessing(network: str, name: str) -> float:
    wanted: Normalization = NORMALIZATIONS[(network, "keras")]
    fields = {field: getattr(wanted, field) for field in wanted.__struct_fields__}
    ours = normalized(pictures(32), ImagePreprocessing(height=32, width=32, channels=3, **fields))
    return float(np.abs(ours - MODULES[name].preprocess_input(pictures(32).astype(np.float32))).max())


def main(folder: Path, *, whole: bool) -> None:
    BACKEND.prepare(device="cpu", threads=1, seed=0)
    told = {
        "mobilenet": compared("MobileNetV2", top=True, side=224 if whole else 64, folder=folder),
        "mobilenet no top": compared("MobileNetV2", top=False, side=96, folder=folder),
        "vgg no top": compared("VGG16", top=False, side=32, folder=folder),
        "preprocessing": {
            "vgg": preprocessing("vgg16", "VGG16"),
            "mobilenet": preprocessing("mobilenet-v2", "MobileNetV2"),
        },
    }
    if whole:
        told["vgg"] = compared("VGG16", top=True, side=224, folder=folder)
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), whole=sys.argv[2] == "whole")
