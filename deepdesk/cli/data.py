"""``deepdesk data``: reads a data set and reports on it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, get_args

import msgspec

from deepdesk.cli.console import Console
from deepdesk.cli.opening import open_data
from deepdesk.cli.sources import dataset_of
from deepdesk.core.catalogue import say
from deepdesk.core.errors import UsageError
from deepdesk.data.dataset import BadFile
from deepdesk.data.description import KINDS, DatasetDescription, SplitSettings, save_description
from deepdesk.data.preprocessing import Resize
from deepdesk.process.children import Children
from deepdesk.process.replies import DataOpened

_NUMBERS: Final = ("height", "width", "channels")
_FRACTIONS: Final = ("train", "validation", "test")
KEYS: Final = ("size", *_NUMBERS, "resize", *_FRACTIONS, "seed")
_SHOWN_BAD: Final = 20


def add_parser(subparsers: Any) -> None:
    """Adds the command and its arguments."""
    parser = subparsers.add_parser("data", description=say("data.cli.about"))
    parser.add_argument("source", metavar="SOURCE", help=say("data.cli.source"))
    parser.add_argument("--kind", choices=KINDS, help=say("data.cli.kind"))
    parser.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=say("data.cli.set", keys=", ".join(KEYS)),
    )
    parser.add_argument("--save", type=Path, metavar="F.data.json", help=say("data.cli.save"))
    parser.add_argument("--json", action="store_true", help=say("cli.help.json"))


def run(arguments: argparse.Namespace) -> int:
    """Opens the data set and shows what was found.

    Raises:
        DeepDeskError, OSError: the source or a setting cannot be used, or the description cannot be saved.
    """
    console = Console(as_json=arguments.json)
    description = with_settings(dataset_of(arguments.source), arguments.settings)
    if arguments.kind:
        description = msgspec.structs.replace(description, kind=arguments.kind)
    children = Children()
    try:
        opened = open_data(children, description, console)
    finally:
        children.close()
    if arguments.save is not None:
        _save(arguments.save, description)
    _show(opened, console)
    return 0


def with_settings(description: DatasetDescription, settings: Sequence[str]) -> DatasetDescription:
    """The description changed by texts such as ``size=32``, ``size=24x32``, ``channels=1``, ``validation=0.2``.

    Raises:
        UsageError: no ``=``, an unknown key, or a value that does not fit.
    """
    given: dict[str, Any] = {}
    split = description.split or SplitSettings()
    split_given: dict[str, Any] = {}
    for text in settings:
        key, equals, value = text.partition("=")
        key = key.strip().lower()
        if not equals or key not in KEYS:
            raise UsageError("data.cli.unknown_key", text=text, keys=", ".join(KEYS))
        try:
            if key in _FRACTIONS or key == "seed":
                split_given[key] = int(value) if key == "seed" else float(value)
            else:
                given |= _value(key, value.strip().lower())
        except ValueError as error:
            raise UsageError("data.cli.bad_value", key=key, value=value) from error
    if split_given:
        given["split"] = msgspec.structs.replace(split, **_completed(split, split_given))
    return msgspec.structs.replace(description, **given)


def _completed(split: SplitSettings, given: dict[str, Any]) -> dict[str, Any]:
    """Training takes what the other parts leave; where only training is given, the others share the rest."""
    if "train" not in given:
        rest = 1 - given.get("validation", split.validation) - given.get("test", split.test)
        return {**given, "train": round(rest, 6)}
    if "validation" not in given and "test" not in given:
        half = round((1 - given["train"]) / 2, 6)
        return {**given, "validation": half, "test": half}
    rest = round(1 - given["train"] - given.get("validation", 0) - given.get("test", 0), 6)
    return {"validation": rest, "test": rest, **given}


def _value(key: str, value: str) -> dict[str, Any]:
    if key == "size":
        height, _, width = value.replace("×", "x").partition("x")
        return {"height": int(height), "width": int(width or height)}
    if key == "resize":
        if value not in get_args(Resize):
            raise ValueError(value)
        return {"resize": value}
    return {key: None if value in {"", "auto"} else int(value)}


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
    report = opened.report
    console.emit(
        {
            "kind": report.kind,
            "name": report.name,
            "samples": report.samples,
            "classes": report.classes,
            "shape": report.shape,
            "bad": [{"path": bad.path, "reason": _reason(bad)} for bad in report.bad],
            "bad_count": report.bad_count,
            "duplicates": report.duplicates,
            "split": opened.split,
            "fingerprint": opened.fingerprint,
        }
    )
    height, width, channels = report.shape
    size = say("data.cli.shape", height=height, width=width, colour=say(f"data.channels.{channels}"))
    console.say("data.cli.found", name=report.name, samples=report.samples, classes=len(report.classes), size=size)
    console.say("data.cli.split", **opened.split)
    console.print()
    head = (say("data.cli.column.class"), say("data.cli.column.samples"))
    console.table(head, [(name, f"{count:,}") for name, count in report.classes.items()])
    if report.duplicates:
        console.print()
        console.say("data.cli.duplicates", groups=len(report.duplicates))
    if report.bad_count:
        console.print()
        console.say("data.cli.bad", count=report.bad_count)
        for bad in report.bad[:_SHOWN_BAD]:
            console.print(f"  {bad.path}: {_reason(bad)}")
        if report.bad_count > _SHOWN_BAD:
            console.say("data.cli.more", count=report.bad_count - _SHOWN_BAD)
