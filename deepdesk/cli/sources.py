"""What SOURCE and MODEL mean on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from deepdesk.core.catalogue import say
from deepdesk.core.errors import UsageError
from deepdesk.data.description import KINDS, DatasetDescription, load_description
from deepdesk.data.setting_texts import keys, with_settings
from deepdesk.model.description import ModelDescription, Shape, load_model
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.presets.masking import masked
from deepdesk.model.presets.recipe import Published


def dataset_of(source: str) -> DatasetDescription:
    """The description that SOURCE stands for: a ``*.data.json``, a path or ``sample:NAME``.

    Raises:
        UsageError: there is nothing at that path.
        FormatError: the ``*.data.json`` cannot be read.
    """
    if source.startswith("sample:") or source == "collection:":
        return DatasetDescription(source=source)
    path = Path(source)
    if not source or not path.exists():
        raise UsageError("cli.source_missing", source=source or "''")
    if path.is_file() and path.name.endswith(".data.json"):
        return load_description(path)
    return DatasetDescription(source=str(path.resolve()))


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Adds ``--kind`` and ``--set``."""
    parser.add_argument("--kind", choices=KINDS, help=say("data.cli.kind"))
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=say("data.cli.set", keys=", ".join(keys())),
    )


def described(arguments: argparse.Namespace, source: str) -> DatasetDescription:
    """What SOURCE stands for, with ``--kind`` and ``--set`` (raises UsageError, FormatError)."""
    description = with_settings(dataset_of(source), arguments.settings)
    return msgspec.structs.replace(description, kind=arguments.kind) if arguments.kind else description


def model_of(
    model: str,
    input_shape: Shape | None,
    outputs: int,
    published: Published | None = None,
    vocabulary: int | None = None,
    *,
    padded: bool = False,
) -> ModelDescription:
    """The model that MODEL stands for: a file, else a preset made for that input shape and number of outputs.

    Where no shape is known, a preset takes its usual one; ``published`` is whose trained weights it is to take;
    ``padded``: whether sequences are filled up with zeros, which a recurrent preset then skips.

    Raises:
        UsageError: neither a file nor a preset.
        FormatError, OSError: the file cannot be read.
    """
    path = Path(model)
    if model in PRESETS and not path.is_file():
        made = preset(model, input_shape, outputs, published, vocabulary)
        return masked(made) if padded else made
    if not path.is_file():
        raise UsageError("cli.unknown_model", model=model, presets=", ".join(PRESETS))
    return load_model(path)
