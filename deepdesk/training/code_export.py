"""A network with everything that its script says: from a model file and its run, or from a description alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from deepdesk.core.errors import DeepDeskError, UsageError
from deepdesk.core.files import write_bytes
from deepdesk.core.places import cache_folder
from deepdesk.data.description import DatasetDescription
from deepdesk.data.images.sources import SourceKind, recognise
from deepdesk.data.preprocessing import ImagePreprocessing
from deepdesk.inference.model_file import ModelFile
from deepdesk.model.code.writing.keras_script import keras_script
from deepdesk.model.code.writing.layer import CodeFramework, ImageSettings, ScriptSettings, Source
from deepdesk.model.code.writing.torch_script import torch_script
from deepdesk.model.description import ModelDescription
from deepdesk.model.shapes import infer
from deepdesk.training.configuration import Loss, TrainingConfiguration, usual_loss
from deepdesk.training.run_folder import JOB, RunFolder

SCRIPT: Final = ".py"
IMPORTED: Final = frozenset({"torch", "keras", "tensorflow", "numpy", "PIL", "argparse", "gzip", "pathlib"})
"""Modules that a script, or what it stands on, imports: Python finds a file of that name beside it first."""
WEIGHTS: Final[Mapping[CodeFramework, str]] = MappingProxyType({"torch": ".pt", "keras": ".weights.h5"})


@dataclass(frozen=True)
class CodePlace:
    """Where the script goes, and its weights beside it."""

    script: Path
    weights: Path


def place_of(out: Path, name: str, framework: CodeFramework) -> CodePlace:
    """The files for ``out``, a ``.py`` file or a folder; in a folder they are named for the network and the framework.

    Raises:
        UsageError: ``out`` is a file of another kind, or a script that would stand in the way of what it imports.
    """
    if out.suffix == SCRIPT and out.stem in IMPORTED:
        raise UsageError("export.taken_name", path=str(out), module=out.stem)
    if out.suffix == SCRIPT and not out.is_dir():
        script = out
    elif out.exists() and not out.is_dir():
        raise UsageError("export.bad_out", path=str(out))
    else:
        stem = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_").lower() or "model"
        script = out / f"{stem}_{framework}{SCRIPT}"
    return CodePlace(script=script, weights=script.with_name(script.stem + WEIGHTS[framework]))


def untrained_settings(
    model: ModelDescription, configuration: TrainingConfiguration | None, *, stock: bool = False
) -> ScriptSettings:
    """What the script of an untrained network says; without a configuration the loss is what its output suggests."""
    return _settings(configuration or TrainingConfiguration(), ScriptSettings(stock=stock), _likely_loss(model))


def _likely_loss(model: ModelDescription) -> Loss:
    """Squared error for a network that gives back what it takes, such as an autoencoder."""
    output = infer(model).output_shape
    gives_back = output == model.input.shape and len(model.input.shape) > 1
    return "mean_squared_error" if gives_back else "cross_entropy"


def trained_settings(
    file: ModelFile, path: Path, configuration: TrainingConfiguration | None, weights: str, *, stock: bool = False
) -> ScriptSettings:
    """What the script of a trained network says.

    Args:
        file: the model.
        path: where it lies: its run, if it still lies in one, tells how it was trained and on what.
        configuration: said by the person; before that of the run.
        weights: file name of the exported weights.
        stock: see :class:`ScriptSettings`.
    """
    known = _run_of(path)
    run_configuration, dataset = known if known else (None, None)
    base = ScriptSettings(
        classes=file.meta.classes,
        image=_image(file),
        source=_source(dataset),
        weights=weights,
        stock=stock,
    )
    chosen = configuration or run_configuration or TrainingConfiguration()
    return _settings(chosen, base, usual_loss(file.meta.task))


def _run_of(path: Path) -> tuple[TrainingConfiguration, DatasetDescription] | None:
    folder = path.resolve().parent
    if not (folder / JOB).is_file():
        return None
    try:
        job = RunFolder(folder).job()
    except (DeepDeskError, OSError):
        return None
    return job.configuration, job.dataset


def _settings(configuration: TrainingConfiguration, base: ScriptSettings, usual: Loss) -> ScriptSettings:
    return ScriptSettings(
        classes=base.classes,
        image=base.image,
        source=base.source,
        optimizer=configuration.optimizer,
        learning_rate=configuration.learning_rate,
        epochs=configuration.epochs,
        batch_size=configuration.batch_size,
        seed=configuration.seed,
        loss=usual if configuration.loss == "auto" else configuration.loss,
        weights=base.weights,
        stock=base.stock,
    )


def _image(file: ModelFile) -> ImageSettings:
    preprocessing = file.preprocessing
    if not isinstance(preprocessing, ImagePreprocessing):
        raise UsageError("code.export.images_only", name=file.meta.name)
    return ImageSettings(
        resize=preprocessing.resize,
        scale=preprocessing.scale,
        white_ground=preprocessing.polarity == "dark_on_light",
        mean=preprocessing.mean,
        deviation=preprocessing.deviation,
        order=preprocessing.order,
    )


def _source(dataset: DatasetDescription | None) -> Source:
    if dataset is None:
        return "any"
    try:
        # Who trained on somebody's arrays may well go on with folders of their own.
        return "folder" if recognise(dataset, cache_folder()).kind is SourceKind.FOLDERS else "any"
    except (DeepDeskError, OSError):
        return "any"


def script_text(model: ModelDescription, framework: CodeFramework, settings: ScriptSettings, place: CodePlace) -> str:
    """The script (raises ModelError when the network does not build)."""
    write = torch_script if framework == "torch" else keras_script
    return write(model, settings, place.script.name)


def export_untrained(
    model: ModelDescription,
    framework: CodeFramework,
    out: Path,
    configuration: TrainingConfiguration | None = None,
    *,
    stock: bool = False,
) -> CodePlace:
    """Writes the script of a network without weights; needs no framework and takes milliseconds.

    Raises:
        ModelError: the network does not build.
        UsageError: ``out`` is a file of another kind.
        OSError: the disk refuses.
    """
    place = place_of(out, model.name, framework)
    settings = untrained_settings(model, configuration, stock=stock)
    write_bytes(place.script, script_text(model, framework, settings, place).encode())
    return place
