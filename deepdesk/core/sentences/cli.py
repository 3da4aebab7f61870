"""Sentences of the command line; each command's own are beside them by prefix."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "cli.about": "Build, train and use neural networks, in a window or from the command line.",
        "cli.commands": "Without a window (each has --help):",
        "cli.about.data": "read and report on a data set",
        "cli.about.check": "check a model: shapes, sizes, findings, repairs",
        "cli.about.train": "train a model",
        "cli.about.evaluate": "score a model on labelled data",
        "cli.about.predict": "predict with a model",
        "cli.help.project": "the project folder to open in the window",
        "cli.help.open": "data to open in the window: a path, a *.data.json or sample:NAME",
        "cli.help.json": "write one JSON object per line and nothing else",
        "cli.bad_arguments": "The command cannot be run: {message}. See '{command} --help'.",
        "cli.source_missing": "{source} does not exist. Give a folder, a file, a *.data.json or sample:NAME.",
        "cli.unknown_model": "'{model}' is neither a preset nor a file. Presets are: {presets}.",
    }
)
