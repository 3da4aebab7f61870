"""The kinds of data, by name."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data_kind.read_as": "Read as",
        "data_kind.read_as_kind": "Read as {kind}",
        "data_kind.read_it_as": "Read it as:",
        "data_kind.images": "Images",
        "data_kind.forecasting": "Time series",
        "data_kind.sequences": "Sequences",
        "data_kind.text": "Texts",
        "data_kind.audio": "Recordings",
        "data_kind.segmentation": "Images with masks",
        "data.unrecognised_folder": "Nothing in {path} tells what it is about. It holds: {holds}. Choose one of its files, or say what it is to be read as: text (.txt files in a folder for each class) or sequences (a table for each).",
        "data.unrecognised": "{path} is a table, but nothing in it tells what it is about. Its columns are: {known}. Say what it is to be read as: images (a column of paths), forecasting (a time series), sequences or text.",
    }
)
