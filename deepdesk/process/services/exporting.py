"""Writes a trained network as a script with its weights, in a child of the script's framework."""

from __future__ import annotations

from pathlib import Path

from deepdesk.backends.registry import exporter
from deepdesk.backends.trial import trial_inputs
from deepdesk.core.files import write_bytes
from deepdesk.inference.model_file import read_model_file
from deepdesk.model.code.writing.layer import CodeFramework
from deepdesk.process.context import ServiceContext
from deepdesk.process.environment import chosen_threads
from deepdesk.process.replies import CodeExported
from deepdesk.process.requests import ExportCode, Role
from deepdesk.training.code_export import place_of, script_text, trained_settings


def handle_export_code(request: ExportCode, context: ServiceContext) -> None:
    """Answers :class:`CodeExported`: the script's own network was tried and gives our answers.

    Raises:
        FormatError: the file is no sound model.
        ModelError: the script's network is not ours; nothing was written.
        UsageError: ``out`` is a file of another kind.
        OSError: a file cannot be read or written.
    """
    file = read_model_file(Path(request.path))
    framework: CodeFramework = "torch" if context.role is Role.TORCH else "keras"
    place = place_of(Path(request.out), file.model.name, framework)
    settings = trained_settings(
        file, Path(request.path), request.configuration, place.weights.name, stock=request.stock
    )
    script = script_text(file.model, framework, settings, place)
    context.beat()
    context.backend.prepare(device="cpu", threads=chosen_threads(), seed=0)
    inputs = trial_inputs(file.model)
    expected = context.backend.build(file.model, file.weights).scores(inputs)
    context.beat()
    save = exporter(context.role.value)
    apart = save(script, file.model, file.weights, inputs, expected, place.weights, strict=not request.stock)
    write_bytes(place.script, script.encode())
    context.reply(CodeExported(script=str(place.script), weights=str(place.weights), difference=apart))
