"""``deepdesk data``: reads a data set and reports on it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

import msgspec

from deepdesk.cli.console import Console
from deepdesk.cli.finding_suspects import find_suspects
from deepdesk.cli.opening import open_data
from deepdesk.cli.sources import add_settings, described
from deepdesk.core.catalogue import say
from deepdesk.data import finding_words
from deepdesk.data.dataset import BadFile
from deepdesk.data.description import DatasetDescription, save_description
from deepdesk.data.details import ForecastingDetails
from deepdesk.data.findings import DataFinding
from deepdesk.data.preprocessing import ImagePreprocessing, SegmentationPreprocessing
from deepdesk.data.setting_texts import command_of
from deepdesk.inference.proposal import proposal
from deepdesk.process.children import Children
from deepdesk.process.replies import DataOpened

_SHOWN_BAD: Final = 20


def add_parser(subparsers: Any) -> None:
    """Adds the command and its arguments."""
    parser = subparsers.add_parser("data", description=say("data.cli.about"))
    parser.add_argument("source", metavar="SOURCE", help=say("data.cli.source"))
    add_settings(parser)
    parser.add_argument("--save", type=Path, metavar="F.data.json", help=say("data.cli.save"))
    parser.add_argument("--suspects", type=Path, metavar="MODEL.ddm", help=say("data.health.suspects.cli"))
    parser.add_argument("--json", action="store_true", help=say("cli.help.json"))


def run(arguments: argparse.Namespace) -> int:
    """Opens the data set and shows what was found.

    Raises:
        DeepDeskError, OSError: the source or a setting cannot be used, or the description cannot be saved.
    """
    console = Console(as_json=arguments.json)
    description = described(arguments, arguments.source)
    children = Children()
    try:
        opened = open_data(children, description, console)
        if arguments.suspects is not None:
            finding = find_suspects(children, arguments.suspects, description, console)
            report = msgspec.structs.replace(opened.report, findings=(finding, *opened.report.findings))
            opened = msgspec.structs.replace(opened, report=report)
    finally:
        children.close()
    if arguments.save is not None:
        _save(arguments.save, description)
    _show(opened, console)
    return 0


def _save(path: Path, description: DatasetDescription) -> None:
    """Writes the description; a source below the file's folder is written relative to it, so that both can be moved."""
    source = Path(description.source)
    folder = path.resolve().parent
    if source.is_absolute() and source.is_relative_to(folder):
        description = msgspec.structs.replace(description, source=source.relative_to(folder).as_posix())
    save_description(path, description)


def _reason(bad: BadFile) -> str:
    return say(bad.code, **bad.params)


def _show(opened: DataOpened, console: Console) -> None:
    console.emit(_line(opened))
    report = opened.report
    found = _found(opened)
    numbered = ".numbered" if found.get("step") == "" else ""
    console.say(f"data.cli.found.{report.kind}{numbered}", **found)
    console.say("data.cli.split", **opened.split)
    if report.classes:
        console.print()
        head = (say("data.cli.column.class"), say(f"data.cli.column.{report.task}"))
        console.table(head, [(name, f"{count:,}") for name, count in report.classes.items()])
    if report.duplicates:
        console.print()
        console.say("data.cli.duplicates", groups=len(report.duplicates))
    offered = proposal(report, opened.preprocessing)
    if offered is not None:
        console.print()
        console.say("data_proposal.cli", **msgspec.structs.asdict(offered))
    for finding in report.findings:
        console.print()
        console.print(finding_words.sentences(finding))
    if report.bad_count:
        console.print()
        console.say("data.cli.bad", count=report.bad_count)
        for bad in report.bad[:_SHOWN_BAD]:
            console.print(f"  {finding_words.sample_name(bad.path, report.kind)}: {_reason(bad)}")
        if report.bad_count > _SHOWN_BAD:
            console.say("data.cli.more", count=report.bad_count - _SHOWN_BAD)


def _line(opened: DataOpened) -> dict[str, Any]:
    report = opened.report
    return {
        "kind": report.kind,
        "task": report.task,
        "name": report.name,
        "samples": report.samples,
        "classes": report.classes,
        "shape": report.shape,
        "bad": [{"path": bad.path, "reason": _reason(bad)} for bad in report.bad],
        "bad_count": report.bad_count,
        "duplicates": report.duplicates,
        "split": opened.split,
        "fingerprint": opened.fingerprint,
        "details": msgspec.to_builtins(report.details),
        "findings": [_finding_line(finding) for finding in report.findings],
        "proposal": msgspec.to_builtins(proposal(report, opened.preprocessing)),
        "command": command_of(opened.description),
    }


def _finding_line(finding: DataFinding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding_words.sentences(finding),
        "samples": finding.samples,
        "actions": [{"id": action.id, "title": say(action.code, **action.params)} for action in finding.actions],
    }


def _found(opened: DataOpened) -> dict[str, Any]:
    """What the sentence of each kind may name."""
    report, shape = opened.report, opened.preprocessing
    found: dict[str, Any] = {"name": report.name, "samples": report.samples, "classes": len(report.classes)}
    found["shape"] = " × ".join(str(side) for side in report.shape)
    if isinstance(shape, ImagePreprocessing | SegmentationPreprocessing):
        height, width, channels = shape.shape
        colour = say(f"data.channels.{channels}")
        found["shape"] = say("data.cli.shape", height=height, width=width, colour=colour)
    if isinstance(report.details, ForecastingDetails):
        found |= {"target": report.details.target, "rows": report.details.rows, "horizon": report.details.horizon}
        found |= {"window": report.details.window, "step": report.details.step}
    return found
