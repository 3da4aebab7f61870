"""Sentences about model files, answers and evaluation."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "inference.not_a_model": "{path} is not a DeepDesk model: it is no zip archive. Choose a .ddm file that DeepDesk wrote.",
        "inference.empty_file": "{path} is empty. Copy the model again from where it came.",
        "inference.cut_off": "{path} is damaged: it begins like a model, but its end is missing or unreadable ({size} bytes). Copy it again from where it came.",
        "inference.foreign_zip": "{path} is a zip archive, but not a DeepDesk model: it holds no {missing}. Choose a .ddm file that DeepDesk wrote.",
        "inference.bad_member_name": "{path} is not safe to open: it holds an entry named {name}. A DeepDesk model has plain names only.",
        "inference.twice": "{path} is not a sound model: {name} is in it twice. Copy it again from where it came.",
        "inference.too_many_members": "{path} holds {found} entries; a DeepDesk model has at most {limit}.",
        "inference.member_too_large": "{path}: {name} says that it holds {size} bytes; at most {limit} are allowed there.",
        "inference.member_packed": "{path}: {name} is packed in a way that DeepDesk never uses. Choose a .ddm file that DeepDesk wrote.",
        "inference.bad_checksums": "{path}: its list of checksums cannot be read. Copy the model again from where it came.",
        "inference.no_checksum": "{path}: {name} has no checksum. Copy the model again from where it came.",
        "inference.wrong_checksum": "{path} is damaged: the checksum of {name} does not fit. Copy the model again from where it came.",
        "inference.bad_weights": "{path}: the weights cannot be read ({reason}). Copy the model again from where it came.",
        "inference.weight_missing": "{path}: the weight {name} of the model is missing.",
        "inference.weight_unknown": "{path}: the weight {name} belongs to no layer of the model.",
        "inference.wrong_weight": "{path}: the weight {name} is {found}, but its layer needs {expected}.",
        "inference.model_does_not_build": "{path}: the network in this model does not fit together (layer {layer}).",
        "inference.class_count": "{path}: the model names {classes} classes but its last layer gives {units} scores.",
        "inference.input_mismatch": "{path}: images are prepared as {found}, but the network takes {expected}.",
        "inference.bad_preprocessing": "{path}: the preparation of images in this model is out of range ({field} is {found}).",
        "inference.bad_classes": "{path}: its class names are not usable (empty, repeated or too long).",
    }
)
