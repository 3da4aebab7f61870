"""``deepdesk predict``: answers, a line for each input or item in it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from deepdesk.cli.console import FAILED, Console
from deepdesk.core.catalogue import describe, say
from deepdesk.core.errors import UsageError
from deepdesk.core.files import write_bytes
from deepdesk.inference.answers_csv import AnswerRow, write_csv
from deepdesk.inference.data_uri import is_data_uri
from deepdesk.inference.inputs import expanded, is_path
from deepdesk.inference.predictions import Note
from deepdesk.process.children import Children
from deepdesk.process.predictor import Predictor
from deepdesk.process.replies import Predicted
from deepdesk.process.requests import PredictInput

SHOWN_CLASSES: Final = 3
SHOWN_STEPS: Final = 6
LONG_NAME: Final = 300


def add_parser(subparsers: Any) -> None:
    """Adds the command and its arguments."""
    parser = subparsers.add_parser("predict", description=say("inference.cli.predict"))
    parser.add_argument("model", metavar="MODEL.ddm", help=say("inference.cli.model"))
    parser.add_argument("inputs", metavar="INPUT", nargs="+", help=say("inference.cli.inputs"))
    parser.add_argument("--top", type=count, default=0, metavar="K", help=say("inference.cli.top"))
    parser.add_argument("--csv", type=Path, metavar="OUT", help=say("inference.cli.csv"))
    parser.add_argument("--masks", type=Path, metavar="DIR", help=say("inference.cli.masks"))
    parser.add_argument("--json", action="store_true", help=say("cli.help.json"))


def count(text: str) -> int:
    """A whole number of 1 or more (raises ValueError); argparse shows this name when it is not."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def run(arguments: argparse.Namespace) -> int:
    """Predicts every input; 0, or 1 when one of them failed.

    Raises:
        DeepDeskError, OSError: the model cannot be used, or the table cannot be written.
    """
    if arguments.csv is not None and arguments.csv.is_dir():
        raise UsageError("inference.cli.csv_is_folder", path=str(arguments.csv))
    console = Console(as_json=arguments.json)
    children = Children()
    predictor = Predictor(children, Path(arguments.model))
    try:
        loaded = predictor.load()
        kind = str(type(loaded.preprocessing).__struct_config__.tag)
        masks = _mask_folder(arguments.masks, kind)
        asked = list(_asked(arguments.inputs, kind))
        rows = _answer_all(predictor, asked, arguments.top, console, masks)
    finally:
        predictor.close()
        children.close()
    if arguments.csv is not None:
        write_csv(arguments.csv, rows, loaded.classes, task=loaded.task)
    return FAILED if any(row.error for row in rows) else 0


class _Asked(NamedTuple):
    """An input by the name to echo: what to predict, or why that cannot be."""

    name: str
    wanted: PredictInput | None = None
    error: str = ""


def _mask_folder(folder: Path | None, kind: str) -> Path | None:
    if folder is None:
        return None
    if kind != "segmentation":
        raise UsageError("inference.cli.no_masks")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _asked(given: Sequence[str], kind: str) -> Iterator[_Asked]:
    for text in given:
        if kind == "text" and text and not is_path(text):
            yield _Asked(text, PredictInput(name="", text=text))
            continue
        if is_data_uri(text) and not Path(text[:200]).exists():
            yield _Asked(text, PredictInput(name="", text=text))
            continue
        if not text:
            # An empty text is no folder, though a path would take it for the present one.
            yield _Asked(text, error=say("core.no_such_file", path="''"))
            continue
        paths = list(expanded(text, kind))
        if not paths:
            yield _Asked(text, error=say("inference.empty_folder"))
        yield from map(_file, paths)


def _file(path: str) -> _Asked:
    try:
        path.encode()
    except UnicodeEncodeError:
        # A name that is no text cannot be sent to the child, what the file holds can.
        try:
            return _Asked(path, PredictInput(name="", content=Path(path).read_bytes()))
        except OSError as error:
            return _Asked(path, error=describe(error))
    return _Asked(path, PredictInput(name="", path=path))


def _answer_all(
    predictor: Predictor, asked: Sequence[_Asked], top: int, console: Console, masks: Path | None
) -> list[AnswerRow]:
    rows: list[AnswerRow] = []
    sent = [place for place, one in enumerate(asked) if one.wanted is not None]
    shown = 0

    def show(row: AnswerRow) -> None:
        _show(row, console)
        rows.append(row)

    def show_unusable(up_to: int) -> None:
        """What needs no model, up to an input that does, so that the order is that of the inputs."""
        nonlocal shown
        for one in asked[shown:up_to]:
            if one.wanted is None:
                show(AnswerRow(input=one.name, error=one.error))
        shown = max(shown, up_to)

    def on_answer(answer: Predicted) -> None:
        place = sent[answer.place]
        show_unusable(place)
        show(_row(answer, asked[place].name, masks))
        console.progress(say("inference.cli.predicting"), place + 1, len(asked))

    predictor.predict([one.wanted for one in asked if one.wanted is not None], on_answer, top=top)
    show_unusable(len(asked))
    console.clear()
    return rows


def _row(answer: Predicted, name: str, masks: Path | None) -> AnswerRow:
    if answer.error is not None:
        return AnswerRow(input=name, item=answer.item, error=say(answer.error.code, **answer.error.params))
    return AnswerRow(
        input=name,
        item=answer.item,
        label=answer.label,
        probabilities=answer.probabilities,
        forecast=answer.answer.forecast,
        shares=answer.answer.shares,
        mask=_saved_mask(answer, name, masks),
        notes=" ".join(_said(note) for note in answer.notes),
        milliseconds=answer.milliseconds,
    )


def _saved_mask(answer: Predicted, name: str, masks: Path | None) -> str:
    """The path of the mask, written there with a number where two inputs have one name (raises OSError)."""
    if masks is None or answer.answer.mask is None:
        return ""
    stem = Path(name).stem if not is_data_uri(name) else "image"
    path = masks / f"{stem}.png"
    for number in range(2, 1_000_000):
        if not path.exists():
            break
        path = masks / f"{stem}-{number}.png"
    write_bytes(path, answer.answer.mask)
    return str(path)


def _said(note: Note) -> str:
    return say(note.code, **note.params)


def _show(row: AnswerRow, console: Console) -> None:
    named = {"input": row.input, "item": row.item} if row.item else {"input": row.input}
    short = f"{_short(row.input)} ({row.item})" if row.item else _short(row.input)
    if row.error:
        console.emit({**named, "error": row.error})
        console.print(f"{short}: {row.error}")
        return
    line = {**named, **_answer_line(row)}
    console.emit({**line, "notes": [row.notes]} if row.notes else line)
    console.print(f"{short}: {_answer_text(row)}" + (f" – {row.notes}" if row.notes else ""))


def _answer_line(row: AnswerRow) -> dict[str, Any]:
    if row.forecast:
        steps = row.forecast
        return {
            "forecast": [step.value for step in steps],
            "times": [step.time for step in steps],
            "lower": [step.lower for step in steps],
            "upper": [step.upper for step in steps],
        }
    if row.shares:
        return {"shares": row.shares, "mask": row.mask or None}
    return {"label": row.label, "probabilities": dict(row.probabilities)}


def _answer_text(row: AnswerRow) -> str:
    if row.forecast:
        return ", ".join(f"{step.time} {step.value:.4g}" for step in row.forecast[:SHOWN_STEPS]) + (
            ", …" if len(row.forecast) > SHOWN_STEPS else ""
        )
    if row.shares:
        largest = sorted(row.shares.items(), key=lambda item: -item[1])[:SHOWN_CLASSES]
        return ", ".join(f"{name} {share * 100:.1f} %" for name, share in largest) + (
            f" → {row.mask}" if row.mask else ""
        )
    return ", ".join(f"{name} {share * 100:.1f} %" for name, share in row.probabilities[:SHOWN_CLASSES])


def _short(name: str) -> str:
    return f"{name[:60]}…" if is_data_uri(name) or len(name) > LONG_NAME else name
