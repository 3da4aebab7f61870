"""The kinds of data, by name."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data_kind.read_as": "Read as",
        "data_kind.read_it_as": "Read it as:",
        "data_kind.images": "Images",
        "data_kind.forecasting": "Time series",
        "data_kind.sequences": "Sequences",
        "data_kind.text": "Texts",
        "data_kind.audio": "Recordings",
        "data_kind.segmentation": "Images with masks",
        "data.unrecognised": "{path} is a table, but nothing in it tells what it is about. Its columns are: {known}. Say what it is to be read as: images (a column of paths), forecasting (a time series), sequences or text.",
    }
)
