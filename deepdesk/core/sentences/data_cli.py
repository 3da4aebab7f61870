"""Sentences of ``deepdesk data``."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data.cli.about": "Reads a data set and reports on it: classes, sizes, split, and files that cannot be read.",
        "data.cli.source": "a folder with one sub-folder of images per class, a folder of MNIST-style IDX files, an .npz file, a *.data.json, sample:digits or sample:mnist",
        "data.cli.kind": "what the data are (default: found out by looking)",
        "data.cli.set": "how the network sees the images and how they are split; keys: {keys}; such as size=32, size=24x32, channels=1, validation=0.2",
        "data.cli.save": "writes the data set's description to this file, which can be given as SOURCE later",
        "data.cli.unknown_key": "'{text}' is no setting. Write KEY=VALUE with one of these keys: {keys}.",
        "data.cli.bad_value": "{key} cannot be '{value}'. Sizes and channels are whole numbers, resize is stretch, fit or fill, parts are fractions from 0 to 1.",
        "data.cli.shape": "{height} × {width}, {colour}",
        "data.cli.found": "{name}: {samples:,} images in {classes:,} classes; the network sees {size}.",
        "data.cli.split": "Split: train {train:,}, validation {validation:,}, test {test:,}.",
        "data.cli.column.class": "class",
        "data.cli.column.samples": "images",
        "data.cli.duplicates": "{groups:,} groups of identical files.",
        "data.cli.bad": "{count:,} left out:",
        "data.cli.more": "  and {count:,} more (--json lists up to 1,000)",
        "data.channels.1": "grey",
        "data.channels.3": "colour",
    }
)
