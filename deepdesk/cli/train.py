"""``deepdesk train``: one run, in a child, as the window does it."""

from __future__ import annotations

import argparse
import contextlib
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import msgspec

from deepdesk.backends.installed import how_to_install, installed
from deepdesk.cli.console import FAILED, STOPPED, Console
from deepdesk.cli.networks import read_network
from deepdesk.cli.opening import open_data
from deepdesk.cli.run_report import RunReport
from deepdesk.cli.sources import add_settings, described, model_of
from deepdesk.cli.weights import ChosenWeights, WeightsOption, data_for, place_for_start
from deepdesk.core.catalogue import say
from deepdesk.core.errors import DeepDeskError, UsageError
from deepdesk.core.places import projects_folder
from deepdesk.model import words
from deepdesk.model.description import ModelDescription
from deepdesk.model.doctor import examine
from deepdesk.model.findings import CheckContext
from deepdesk.process.children import Children
from deepdesk.process.requests import Role
from deepdesk.process.running import StopSwitch, run_training
from deepdesk.training.configuration import FRAMEWORKS, TrainingConfiguration, load_configuration
from deepdesk.training.context import context_of
from deepdesk.training.events import Ended, RunEvent
from deepdesk.training.job import TrainingJob
from deepdesk.training.run_folder import RunFolder, create_run, write_job
from deepdesk.training.validation import OPTIMIZERS, check_configuration

PROJECT: Final = "command-line.deepdesk"
EXIT_CODES: Final[Mapping[str, int]] = MappingProxyType({"finished": 0, "stopped": STOPPED})
_SETTINGS: Final = ("framework", "epochs", "batch_size", "optimizer", "learning_rate", "seed", "device", "threads")


def add_parser(subparsers: Any) -> None:
    """Adds the command and its arguments."""
    parser = subparsers.add_parser("train", description=say("cli.train.about"))
    parser.add_argument("--data", required=True, metavar="SOURCE", help=say("cli.train.data"))
    add_settings(parser)
    parser.add_argument("--model", required=True, metavar="PRESET|FILE", help=say("cli.train.model"))
    parser.add_argument("--weights", metavar="FILE|ADDRESS", help=say("weights.cli.train"))
    parser.add_argument("--framework", choices=FRAMEWORKS, help=say("cli.train.framework"))
    parser.add_argument("--config", metavar="F.train.json", help=say("cli.train.config"))
    parser.add_argument("--epochs", type=int, metavar="N", help=say("cli.train.epochs"))
    parser.add_argument("--batch-size", type=int, metavar="N", help=say("cli.train.batch_size"))
    parser.add_argument("--optimizer", choices=OPTIMIZERS, help=say("cli.train.optimizer"))
    parser.add_argument("--learning-rate", type=float, metavar="X", help=say("cli.train.learning_rate"))
    parser.add_argument("--seed", type=int, metavar="N", help=say("cli.train.seed"))
    parser.add_argument("--device", metavar="auto|cpu|cuda[:N]|mps", help=say("cli.train.device"))
    parser.add_argument("--threads", type=int, metavar="N", help=say("cli.train.threads"))
    parser.add_argument("--out", metavar="DIR", help=say("cli.train.out"))
    parser.add_argument("--json", action="store_true", help=say("cli.help.json"))


def run(arguments: argparse.Namespace) -> int:
    """Trains; 0: finished, 1: failed or crashed, 3: stopped.

    Raises:
        DeepDeskError, OSError: an argument, the data or the model cannot be used; no run was begun.
    """
    console = Console(as_json=arguments.json)
    children = Children()
    stop = StopSwitch()
    try:
        with _interrupt_stops(stop, console):
            return _train(arguments, children, stop, console)
    finally:
        children.close()


def _train(arguments: argparse.Namespace, children: Children, stop: StopSwitch, console: Console) -> int:
    configuration = _configuration(arguments)
    dataset = described(arguments, arguments.data)
    if arguments.out:
        _check_out(Path(arguments.out))
    if not installed(configuration.framework):
        raise UsageError(how_to_install(configuration.framework))
    # The framework loads while the data are read.
    children.warm(Role(configuration.framework))
    option = WeightsOption(children, console, stop)
    try:
        chosen = option.look(arguments.weights) if arguments.weights else None
        dataset = data_for(dataset, arguments.model, chosen)
        opened = open_data(children, dataset, console, stop)
    except DeepDeskError:
        if not stop.asked:
            raise
        RunReport(console, None).take(Ended(status="stopped", code="training.stopped_early"))
        return STOPPED
    if not opened.report.can_be_learnt:
        used = sum(count > 0 for count in opened.report.classes.values())
        raise UsageError("cli.train.too_few_classes", name=opened.report.name, classes=used)
    published = chosen.published if chosen else None
    context = context_of(opened.report, configuration)
    shape = tuple(opened.preprocessing.shape)
    code = read_network(arguments.model, shape, console, children)
    outputs = context.outputs or 1
    model = (
        code.model
        if code
        else model_of(arguments.model, shape, outputs, published, context.vocabulary, padded=context.padded)
    )
    _check_model(model, context)
    job = TrainingJob(dataset=dataset, model=model, configuration=configuration)
    folder = _folder_with(option, chosen, arguments.out, job) if chosen else _folder(arguments.out, job)
    job = folder.job() if chosen else job
    listener = _Listener(RunReport(console, folder.path), stop)
    ended = run_training(children, job, folder.path.resolve(), listener.take, stop)
    if listener.gone is not None:
        raise listener.gone
    return EXIT_CODES.get(ended.status, FAILED)


class _Listener:
    """Shows the run; when nobody reads our output any more, the run is stopped and its model kept."""

    def __init__(self, report: RunReport, stop: StopSwitch) -> None:
        self.gone: OSError | None = None
        self._report = report
        self._stop = stop

    def take(self, event: RunEvent) -> None:
        if self.gone is not None:
            return
        try:
            self._report.take(event)
        except OSError as error:
            self.gone = error
            self._stop.ask()


def _configuration(arguments: argparse.Namespace) -> TrainingConfiguration:
    given = {name: getattr(arguments, name) for name in _SETTINGS if getattr(arguments, name) is not None}
    base = load_configuration(Path(arguments.config)) if arguments.config else TrainingConfiguration()
    configuration = msgspec.structs.replace(base, **given)
    check_configuration(configuration)
    return configuration


def _check_out(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("training.folder_not_empty", folder=str(folder))


def _check_model(model: ModelDescription, context: CheckContext) -> None:
    errors = [finding for finding in examine(model, context) if finding.severity == "error"]
    if errors:
        raise UsageError("cli.train.model_does_not_fit", model=model.name, reason=words.message(errors[0]))


def _folder_with(option: WeightsOption, chosen: ChosenWeights, out: str | None, job: TrainingJob) -> RunFolder:
    """The run folder with its own copy of the weights that fit the network."""
    start = place_for_start()
    try:
        option.match(chosen, job.model, start)
        return _folder(out, msgspec.structs.replace(job, start_weights=str(start)))
    finally:
        start.unlink(missing_ok=True)


def _folder(out: str | None, job: TrainingJob) -> RunFolder:
    if out:
        return write_job(Path(out), job)
    return create_run(projects_folder() / PROJECT / "runs", job)


@contextlib.contextmanager
def _interrupt_stops(stop: StopSwitch, console: Console) -> Iterator[None]:
    """The first interrupt asks to stop and save, the second ends the run at once."""

    def on_signal(*_: object) -> None:
        if stop.asked:
            stop.stop_now()
        else:
            stop.ask()
            # The terminal may be what went away.
            with contextlib.suppress(OSError):
                console.warn("cli.train.stopping")

    numbers = {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}
    before = {number: signal.signal(number, on_signal) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
