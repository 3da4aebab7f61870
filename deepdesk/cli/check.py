"""``deepdesk check``: shapes, sizes and findings of a network, and its repair, without a framework."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

import msgspec

from deepdesk.cli.console import FAILED, Console
from deepdesk.cli.networks import finding_line, has_faults, read_network
from deepdesk.cli.opening import open_data
from deepdesk.cli.sources import dataset_of, model_of
from deepdesk.cli.weights import ChosenWeights, WeightsOption, check_network, data_for, mapping_line, show_rows
from deepdesk.core.catalogue import say
from deepdesk.core.errors import UsageError
from deepdesk.inference.pretrained import CLASSES
from deepdesk.model import repairs, words
from deepdesk.model.code.verdict import task_of
from deepdesk.model.description import ModelDescription, save_model
from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext, Finding, Fix
from deepdesk.model.presets import MNIST_CLASSES
from deepdesk.model.shapes import LayerReport, NetworkReport, infer
from deepdesk.process.children import Children
from deepdesk.training.configuration import TrainingConfiguration, load_configuration
from deepdesk.training.context import context_of
from deepdesk.training.validation import check_configuration

REPAIRS_LIMIT: Final = 200
CERTAIN: Final = ("model.finding.final_activation", "model.finding.constant_softmax")


def add_parser(subparsers: Any) -> None:
    """Adds the command and its arguments."""
    parser = subparsers.add_parser("check", description=say("model.cli.about"))
    parser.add_argument("model", metavar="MODEL.json|PRESET", help=say("model.cli.model"))
    parser.add_argument("--data", metavar="SOURCE", help=say("model.cli.data"))
    parser.add_argument("--config", metavar="F.train.json", help=say("model.cli.config"))
    parser.add_argument("--weights", metavar="FILE|ADDRESS", help=say("weights.cli.check"))
    parser.add_argument("--fix", metavar="OUT", help=say("model.cli.fix"))
    parser.add_argument("--json", action="store_true", help=say("cli.help.json"))


def run(arguments: argparse.Namespace) -> int:
    """Examines the model; 0: it is fine, 1: it has errors, or the script that it was read from has.

    Raises:
        DeepDeskError, OSError: the model, the data or the configuration cannot be read, or OUT not be written.
    """
    console = Console(as_json=arguments.json)
    if Path(arguments.model).is_dir():
        raise UsageError("model.cli.is_folder", path=arguments.model)
    children = Children()
    try:
        return _check(arguments, children, console)
    finally:
        children.close()


def _check(arguments: argparse.Namespace, children: Children, console: Console) -> int:
    option = WeightsOption(children, console)
    chosen = option.look(arguments.weights) if arguments.weights else None
    check_network(arguments.model, chosen)
    context = _context(arguments, children, chosen, console)
    published = chosen.published if chosen else None
    code = read_network(arguments.model, context.input_shape, console, children)
    classes = _classes(context, chosen)
    model = (
        code.model
        if code
        else model_of(
            arguments.model, context.input_shape, classes, published, context.vocabulary, padded=context.padded
        )
    )
    if code and not arguments.data and not arguments.config:
        context = msgspec.structs.replace(context, task=task_of(code.found))
    report = infer(model)
    findings = examine(model, context, report)
    faulty = code is not None and has_faults(code)
    line: dict[str, Any] = {
        "ok": not (faulty or _has_errors(findings)),
        "layers": [_layer_line(layer) for layer in report.layers],
        "findings": [_finding_line(finding) for finding in findings],
        "parameters": report.parameters,
        "flops": 2 * report.multiply_adds,
    }
    if code is not None:
        line["code"] = [finding_line(finding) for finding in code.reading.findings]
    _show(report, findings, console)
    if faulty:
        console.say("code.cli.faulty")
    if chosen and not _has_errors(findings):
        found = option.match(chosen, model)
        show_rows(console, found.mapping.rows if found.mapping else ())
        line["weights"] = mapping_line(found)
    if arguments.fix:
        line["fixed"] = _write_repaired(model, context, Path(arguments.fix), console)
    console.emit(line)
    return 0 if line["ok"] else FAILED


def _classes(context: CheckContext, chosen: ChosenWeights | None) -> int:
    """Of the data; without them those of the published weights, which have a classifier of their own."""
    pretrained = chosen.seen.pretrained if chosen else None
    return context.outputs or (CLASSES if pretrained and pretrained.with_top else MNIST_CLASSES)


def _context(
    arguments: argparse.Namespace, children: Children, chosen: ChosenWeights | None, console: Console
) -> CheckContext:
    """What the data and the configuration say of the task."""
    configuration = load_configuration(Path(arguments.config)) if arguments.config else None
    if configuration is not None:
        check_configuration(configuration)
    report = None
    if arguments.data:
        report = open_data(children, data_for(dataset_of(arguments.data), arguments.model, chosen), console).report
    if configuration is not None:
        context = context_of(report, configuration)
    else:
        # Without a configuration nothing is known of rate and batch size.
        context = context_of(report, TrainingConfiguration())
        context = msgspec.structs.replace(context, optimizer=None, learning_rate=None, batch_size=None)
    return context if report is not None else msgspec.structs.replace(context, task="classification")


def _has_errors(findings: tuple[Finding, ...]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _layer_line(layer: LayerReport) -> dict[str, Any]:
    shapes = layer.input_shapes
    return {
        "id": layer.id,
        "kind": layer.kind,
        "input_shape": None if not shapes else shapes[0] if len(shapes) == 1 else shapes,
        "output_shape": layer.output_shape,
        "parameters": layer.parameters,
        "flops": 2 * layer.multiply_adds,
    }


def _finding_line(finding: Finding) -> dict[str, Any]:
    return {
        "layer": finding.layer,
        "code": finding.code,
        "severity": finding.severity,
        "message": words.message(finding),
        "fixes": [{"id": fix.id, "title": words.title(fix)} for fix in finding.fixes],
    }


def best_fix(findings: tuple[Finding, ...]) -> Fix | None:
    """The first fix of the network for the first error, or for a function behind the scores, which is never meant.

    Other warnings may be meant, and settings are not in the file that is written.
    """
    certain = [item for item in findings if item.severity == "error" or item.code in CERTAIN]
    ranked = sorted(certain, key=lambda item: item.severity != "error")
    return next((fix for item in ranked for fix in item.fixes if not fix.settings), None)


def _write_repaired(model: ModelDescription, context: CheckContext, path: Path, console: Console) -> dict[str, Any]:
    """Applies the best fixes one after the other until none is left, and writes the network."""
    applied: list[str] = []
    seen = {repr(model)}
    findings = examine(model, context)
    while (chosen := best_fix(findings)) and len(applied) < REPAIRS_LIMIT:
        repaired = repairs.apply(model, chosen.steps)
        if repr(repaired) in seen:
            break
        seen.add(repr(repaired))
        applied.append(words.title(chosen))
        model, findings = repaired, examine(repaired, context)
    save_model(path, model)
    for title in applied:
        console.say("model.cli.applied", title=title)
    sound = not _has_errors(findings)
    console.say("model.cli.written" if sound else "model.cli.written_faulty", path=str(path))
    return {"path": str(path), "ok": sound, "applied": applied}


def _show(report: NetworkReport, findings: tuple[Finding, ...], console: Console) -> None:
    head = ("layer", "kind", "output", "parameters", "multiply_adds")
    rows: list[tuple[str, ...]] = [
        (item.id, item.kind, words.shape_text(item.output_shape), f"{item.parameters:,}", f"{item.multiply_adds:,}")
        for item in report.layers
    ]
    console.table(tuple(say(f"model.column.{name}") for name in head), rows)
    console.print()
    total = {"parameters": f"{report.parameters:,}", "multiply_adds": words.magnitude(report.multiply_adds)}
    console.say("model.cli.totals", **total)
    for finding in findings:
        severity = say(f"model.severity.{finding.severity}")
        console.say("model.cli.finding", severity=severity, message=words.message(finding))
        for fix in finding.fixes:
            console.say("model.cli.offered", title=words.title(fix))
    console.say("model.cli.has_errors" if _has_errors(findings) else "model.cli.fine")
