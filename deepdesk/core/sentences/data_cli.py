"""Sentences of ``deepdesk data``."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data.cli.about": "Reads a data set and reports on it: classes, sizes, split, and files that cannot be read.",
        "data.cli.source": "a folder with one sub-folder per class (images, recordings, texts or tables), a table (CSV, Excel, Parquet), folders of images and masks, an .npz or .ts file, MNIST-style IDX files, a zip of these, a *.data.json, or a sample such as sample:digits",
        "data.cli.kind": "what the data are (default: found out by looking)",
        "data.cli.set": "how the data are read, prepared and split; keys: {keys}; such as size=32, channels=1, validation=0.2, group_by=speaker, forecasting.horizon=24",
        "data.cli.save": "writes the data set's description to this file, which can be given as SOURCE later",
        "data.cli.unknown_key": "'{text}' is no setting. Write KEY=VALUE with one of these keys: {keys}.",
        "data.cli.bad_value": "{key} cannot be '{value}'. Sizes and counts are whole numbers, parts are fractions from 0 to 1, lists are written as JSON; docs/guide/command_line.md lists what each key takes.",
        "data.cli.shape": "{height} × {width}, {colour}",
        "data.cli.found.images": "{name}: {samples:,} images in {classes:,} classes; the network sees {shape}.",
        "data.cli.found.segmentation": "{name}: {samples:,} images with masks of {classes:,} classes; the network sees {shape}.",
        "data.cli.found.sequences": "{name}: {samples:,} sequences in {classes:,} classes; the network sees {shape} (steps × features).",
        "data.cli.found.text": "{name}: {samples:,} texts in {classes:,} classes; the network sees {shape} tokens.",
        "data.cli.found.audio": "{name}: {samples:,} recordings in {classes:,} classes; the network sees {shape}.",
        "data.cli.found.forecasting": "{name}: {rows:,} rows; {target} is forecast {horizon} steps of {step} ahead from {window} steps, in {samples:,} windows.",
        "data.cli.found.forecasting.numbered": "{name}: {rows:,} rows; {target} is forecast {horizon} steps ahead from {window} steps, in {samples:,} windows.",
        "data.cli.split": "Split: train {train:,}, validation {validation:,}, test {test:,}.",
        "data.cli.column.class": "class",
        "data.cli.column.classification": "samples",
        "data.cli.column.segmentation": "pixels",
        "data.cli.duplicates": "Groups of identical samples: {groups:,}.",
        "data.cli.bad": "{count:,} left out:",
        "data.cli.more": "  and {count:,} more (--json lists up to 1,000)",
        "data.channels.1": "grey",
        "data.channels.3": "colour",
    }
)
