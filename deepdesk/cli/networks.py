"""What MODEL means where it may be code: a script, a notebook, a ``.keras`` file or Keras' JSON is read in a child."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

from deepdesk.cli.console import Console
from deepdesk.core.catalogue import say
from deepdesk.core.errors import ProcessError, UsageError
from deepdesk.model.code.values import CodeFinding, CodeReading, FoundModel
from deepdesk.model.description import ModelDescription, Shape
from deepdesk.model.words import title
from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.replies import CodeRead
from deepdesk.process.requests import ReadCode, Role

CODE_SUFFIXES: Final = (".py", ".ipynb", ".md", ".txt", ".keras", ".h5", ".hdf5", ".pt", ".pth", ".pkl")
_PEEK: Final = 4_096


def is_code(model: str) -> bool:
    """Whether MODEL names a file that holds code, or Keras' JSON, rather than a description of ours."""
    path = _path_of(model)[0]
    if not path.is_file():
        return False
    if path.suffix.lower() in CODE_SUFFIXES:
        return True
    if path.suffix.lower() != ".json" or path.name.endswith(".model.json"):
        return False
    with path.open("rb") as stream:
        head = stream.read(_PEEK)
    return b"class_name" in head and b"deepdesk." not in head


class CodeNetwork(NamedTuple):
    """The network that was chosen of what was read."""

    found: FoundModel
    reading: CodeReading

    @property
    def model(self) -> ModelDescription:
        """The network itself."""
        return self.found.description


def read_network(model: str, input_shape: Shape | None, console: Console, children: Children) -> CodeNetwork | None:
    """The network of a script or a file of Keras, with what is to be said of its lines shown; ``None`` where MODEL is
    no code.

    Args:
        model: MODEL as it was given; ``FILE::NAME`` chooses among several networks of a script.
        input_shape: of the data, where they are known.
        console: shows the findings of the lines.
        children: where the child that reads comes from.

    Raises:
        DeepDeskError, OSError: it cannot be read, or holds no such network.
    """
    if not is_code(model):
        return None
    path, wanted = _path_of(model)
    reading = _read(path, input_shape, children)
    show_findings(reading, console)
    return CodeNetwork(_chosen(reading, wanted, console), reading)


def _path_of(model: str) -> tuple[Path, str]:
    file, mark, name = model.rpartition("::")
    return (Path(file), name) if mark and not Path(model).is_file() else (Path(model), "")


def _read(path: Path, input_shape: Shape | None, children: Children) -> CodeReading:
    answer = ask(children, Role.DATA, ReadCode(path=str(path.resolve()), input_shape=input_shape))
    if not isinstance(answer, CodeRead):
        raise ProcessError("process.broken_message", reason=type(answer).__name__)
    return answer.reading


def _chosen(reading: CodeReading, wanted: str, console: Console) -> FoundModel:
    if not reading.models:
        last = next((item for item in reading.findings if item.line == 0), None)
        reason = "" if last is None else say(f"{last.code}.why", **last.params)
        raise UsageError("code.no_network", name=reading.name, reason=reason)
    names = ", ".join(model.name for model in reading.models)
    found = [model for model in reading.models if not wanted or model.name == wanted]
    if not found:
        raise UsageError("code.cli.no_such_network", name=reading.name, wanted=wanted, names=names)
    if not wanted and len(reading.models) > 1:
        console.warn("code.cli.several", name=reading.name, count=len(reading.models), names=names)
    return found[0]


def has_faults(network: CodeNetwork) -> bool:
    """Whether a line is wrong that this network was read from: as it is written it does not run, or not as read.

    What the doctor says of layers is not counted: the network is examined again, with the data where they are known.
    """
    at = network.reading.models.index(network.found)
    found = [item for item in network.reading.findings if item.layer is None and item.model in (None, at)]
    return any(item.severity == "error" for item in found)


def cure_text(finding: CodeFinding) -> str:
    """What to write instead, or the title of the best repair; empty where there is neither."""
    if finding.cure is not None:
        return say(finding.cure, **finding.params)
    return title(finding.fixes[0]) if finding.fixes else ""


def show_findings(reading: CodeReading, console: Console) -> None:
    """A line for each finding of the script, and one for its cure; what the doctor found is shown with the network."""
    for finding in reading.findings:
        if finding.layer is not None:
            continue
        words = {"headline": say(finding.code, **finding.params), "why": say(f"{finding.code}.why", **finding.params)}
        severity = say(f"code.cli.severity.{finding.severity}")
        console.say("code.cli.finding", line=finding.line, severity=severity, **words)
        if cure := cure_text(finding):
            console.say("code.cli.cure", cure=cure)


def finding_line(finding: CodeFinding) -> dict[str, Any]:
    """A finding as the JSON line has it."""
    return {
        "line": finding.line,
        "code": finding.code,
        "severity": finding.severity,
        "message": f"{say(finding.code, **finding.params)}. {say(f'{finding.code}.why', **finding.params)}",
        "source": finding.source,
        "cure": cure_text(finding) or None,
        "layer": finding.layer,
    }
