"""What SOURCE and MODEL mean on the command line."""

from __future__ import annotations

from pathlib import Path

from deepdesk.core.errors import UsageError
from deepdesk.data.description import DatasetDescription, load_description
from deepdesk.model.description import ModelDescription, Shape, load_model
from deepdesk.model.presets import PRESETS, preset
from deepdesk.model.presets.recipe import Published


def dataset_of(source: str) -> DatasetDescription:
    """The description that SOURCE stands for: a ``*.data.json``, a path or ``sample:NAME``.

    Raises:
        UsageError: there is nothing at that path.
        FormatError: the ``*.data.json`` cannot be read.
    """
    if source.startswith("sample:"):
        return DatasetDescription(source=source)
    path = Path(source)
    if not source or not path.exists():
        raise UsageError("cli.source_missing", source=source or "''")
    if path.is_file() and path.name.endswith(".data.json"):
        return load_description(path)
    return DatasetDescription(source=str(path.resolve()))


def model_of(
    model: str, input_shape: Shape | None, classes: int, published: Published | None = None
) -> ModelDescription:
    """The model that MODEL stands for: a file, else a preset made for that input shape and class count.

    Where no shape is known, a preset takes its usual one; ``published`` is whose trained weights it is to take.

    Raises:
        UsageError: neither a file nor a preset.
        FormatError, OSError: the file cannot be read.
    """
    path = Path(model)
    if model in PRESETS and not path.is_file():
        return preset(model, input_shape, classes, published)
    if not path.is_file():
        raise UsageError("cli.unknown_model", model=model, presets=", ".join(PRESETS))
    return load_model(path)
