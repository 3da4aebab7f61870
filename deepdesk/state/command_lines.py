"""What is on screen as a line for the command line; what a line cannot say is saved as a file beside the project."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from deepdesk.core.errors import UsageError
from deepdesk.core.places import projects_folder
from deepdesk.data.description import DatasetDescription, save_description
from deepdesk.data.setting_texts import needs_file, setting_texts
from deepdesk.model.description import save_model
from deepdesk.state.project import safe_name
from deepdesk.training.configuration import TrainingConfiguration, save_configuration

if TYPE_CHECKING:
    from deepdesk.state.session import Session

FOLDER: Final = "commands"
INPUTS_LIMIT: Final = 20
_LONGEST: Final = 4_000
"""Characters of an input; a longer text, or a picture in text form, is for a file."""
_OPTIONS: Final = ("framework", "epochs", "batch_size", "optimizer", "learning_rate", "seed", "device", "threads")


def command_line(place: str, session: Session) -> str:
    """The command for ``data``, ``model``, ``train``, ``predict`` or ``evaluate``.

    Raises:
        UsageError: nothing is open there.
        OSError: a file that the command needs cannot be written.
    """
    return shlex.join(["deepdesk", *_MAKERS[place](session)])


def _data(session: Session) -> list[str]:
    return ["data", *_source(session)]


def _model(session: Session) -> list[str]:
    words = ["check", _network(session)]
    return words if session.dataset.opened is None else [*words, "--data", *_source(session, plain=True)]


def _train(session: Session) -> list[str]:
    source = _source(session)
    words = ["train", "--data", *source, "--model", _network(session)]
    start = session.model.state.start_weights
    weights = [] if start is None else ["--weights", start.source]
    return [*words, *weights, *_settings(session)]


def _predict(session: Session) -> list[str]:
    """The answers in the list, files and what was typed; the score where there are none."""
    wanted = [answer.wanted for answer in session.predictions.answers if answer.wanted is not None]
    said = [one.path or one.text or "" for one in wanted]
    inputs = list(dict.fromkeys(text for text in said if 0 < len(text) <= _LONGEST and "\0" not in text))[:INPUTS_LIMIT]
    if not inputs:
        return _evaluate(session)
    # A text may begin like an option.
    return ["predict", _trained(session), *(["--"] if any(text.startswith("-") for text in inputs) else []), *inputs]


def _evaluate(session: Session) -> list[str]:
    found = session.predictions.scores.state.evaluation
    part = ["--part", found.part] if found is not None else []
    return ["evaluate", _trained(session), "--data", *_source(session), *part]


def _trained(session: Session) -> str:
    path = session.predictions.model.path
    if path is None:
        raise UsageError("command_line.no_model")
    return path


_MAKERS: Final[Mapping[str, Callable[[Session], list[str]]]] = MappingProxyType(
    {"data": _data, "model": _model, "train": _train, "predict": _predict, "evaluate": _evaluate}
)


def _source(session: Session, *, plain: bool = False) -> list[str]:
    """SOURCE with its settings; ``plain``: one word, whatever that takes."""
    opened = session.dataset.opened
    if opened is None:
        raise UsageError("command_line.no_data")
    description = opened.description
    texts = [text for text in setting_texts(description) if not text.startswith("kind=")]
    if needs_file(description) or (plain and (texts or description.kind != "auto")):
        return [str(_saved(session, "data.data.json", lambda path: save_description(path, description)))]
    return [description.source, *_kind(description), *_each("--set", texts)]


def _kind(description: DatasetDescription) -> list[str]:
    return [] if description.kind == "auto" else ["--kind", description.kind]


def _each(option: str, texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in (option, text)]


def _network(session: Session) -> str:
    """An untouched preset by its id, else the network as a file."""
    state = session.model.state
    if not state.model.layers:
        raise UsageError("command_line.no_network")
    if state.preset is not None:
        return state.preset
    if state.path is not None and state.saved:
        return state.path
    name = f"{safe_name(state.name)}.model.json"
    return str(_saved(session, name, lambda path: save_model(path, state.model)))


def _settings(session: Session) -> list[str]:
    """The options of the run; a file where one of its settings has none."""
    now, usual = session.configuration, TrainingConfiguration()
    others = [name for name in now.__struct_fields__ if name not in _OPTIONS]
    words = ["--framework", now.framework]
    if any(getattr(now, name) != getattr(usual, name) for name in others):
        path = _saved(session, "run.train.json", lambda target: save_configuration(target, now))
        return [*words, "--config", str(path)]
    for name in _OPTIONS[1:]:
        value = getattr(now, name)
        if name in ("epochs", "seed") or value != getattr(usual, name):
            words += [f"--{name.replace('_', '-')}", str(value)]
    return words


def _saved(session: Session, name: str, write: Callable[[Path], None]) -> Path:
    folder = (session.project.folder or projects_folder()) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / name)
    return folder / name
