"""``deepdesk export``: a network as a script that runs without DeepDesk."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from deepdesk.backends.installed import how_to_install, installed
from deepdesk.cli.console import Console
from deepdesk.cli.sources import model_of
from deepdesk.core.catalogue import say
from deepdesk.core.errors import ProcessError, UsageError
from deepdesk.model.code.writing.layer import CodeFramework
from deepdesk.model.presets import PRESETS, preset
from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.replies import CodeExported
from deepdesk.process.requests import ExportCode, Role
from deepdesk.training.code_export import export_untrained
from deepdesk.training.configuration import TrainingConfiguration, load_configuration
from deepdesk.training.validation import check_configuration

FORMATS: Final[Mapping[str, tuple[CodeFramework, Role]]] = MappingProxyType(
    {"code-torch": ("torch", Role.TORCH), "code-keras": ("keras", Role.TENSORFLOW)}
)
_TRAINED: Final = ".ddm"


def add_parser(subparsers: Any) -> None:
    """Adds the command and its arguments."""
    parser = subparsers.add_parser("export", description=say("export.about"))
    parser.add_argument("model", metavar="MODEL.ddm|MODEL.json|PRESET", help=say("export.model"))
    parser.add_argument("--to", required=True, choices=tuple(FORMATS), help=say("export.to"))
    parser.add_argument("--out", required=True, metavar="FOLDER|FILE.py", help=say("export.out"))
    parser.add_argument("--config", metavar="F.train.json", help=say("export.config"))
    parser.add_argument("--stock", action="store_true", help=say("export.stock"))
    parser.add_argument("--json", action="store_true", help=say("cli.help.json"))


def run(arguments: argparse.Namespace) -> int:
    """Writes the script, and the weights of a trained model beside it.

    Raises:
        DeepDeskError, OSError: the model cannot be read or does not build, or OUT cannot be written.
    """
    console = Console(as_json=arguments.json)
    path = Path(arguments.model)
    if path.is_dir():
        raise UsageError("export.is_folder", path=arguments.model)
    configuration = load_configuration(Path(arguments.config)) if arguments.config else None
    if configuration is not None:
        check_configuration(configuration)
    # Only a file that calls itself a model is one: a preset's id never ends so.
    if path.suffix == _TRAINED:
        line = _trained(arguments, path, configuration)
    else:
        line = _untrained(arguments, configuration)
    for name in ("script", "weights"):
        if line[name]:
            console.say("export.written", path=line[name])
    if line["difference"] is not None:
        console.say("export.checked_stock" if arguments.stock else "export.checked", difference=line["difference"])
    console.emit(line)
    return 0


def _untrained(arguments: argparse.Namespace, configuration: TrainingConfiguration | None) -> dict[str, Any]:
    name = arguments.model
    is_preset = name in PRESETS and not Path(name).is_file()
    model = preset(name) if is_preset else model_of(name, (), 0)
    framework, _ = FORMATS[arguments.to]
    place = export_untrained(model, framework, Path(arguments.out), configuration, stock=arguments.stock)
    return {"script": str(place.script), "weights": None, "difference": None}


def _trained(arguments: argparse.Namespace, path: Path, configuration: TrainingConfiguration | None) -> dict[str, Any]:
    _, role = FORMATS[arguments.to]
    if not path.is_file():
        raise UsageError("cli.unknown_model", model=arguments.model, presets=", ".join(PRESETS))
    if not installed(role.value):
        raise UsageError(how_to_install(role.value))
    request = ExportCode(
        path=str(path.resolve()),
        out=str(Path(arguments.out).resolve()),
        stock=arguments.stock,
        configuration=configuration,
    )
    children = Children()
    try:
        answer = ask(children, role, request)
    finally:
        children.close()
    if not isinstance(answer, CodeExported):
        raise ProcessError("process.broken_message", reason=type(answer).__name__)
    return {"script": answer.script, "weights": answer.weights, "difference": answer.difference}
