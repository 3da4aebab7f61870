"""Time from Start to the first loss, with a warm spare and MNIST in the cache."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from deepdesk.process.running import StopSwitch, run_training
from deepdesk.training.configuration import Framework, TrainingConfiguration
from deepdesk.training.events import BatchesEnded, RunEvent
from deepdesk.training.run_folder import create_run
from tests.benchmarks import mnist
from tests.benchmarks.table import Figure, Section

GOAL = 0.7
WINDOW_CORES = 1


def seconds_to_first_batch(framework: Framework, network: str, reserved_cores: int = WINDOW_CORES) -> float:
    """Seconds from asking for a run to its first loss; the run is stopped then."""
    configuration = TrainingConfiguration(framework=framework, epochs=1)
    asked = mnist.job(network, configuration)
    observed, stop = mnist.Observed(), StopSwitch()

    def take(event: RunEvent) -> None:
        observed.take(event)
        if isinstance(event, BatchesEnded):
            stop.ask()

    with (
        mnist.warm_children(framework, reserved_cores=reserved_cores) as children,
        tempfile.TemporaryDirectory() as folder,
    ):
        observed.began = time.perf_counter()
        run = create_run(Path(folder), asked)
        run_training(children, asked, run.path, take, stop)
    return observed.first_batch()


def measure(rounds: int = 3) -> Section:
    """Medians for both networks in both frameworks."""
    mnist.opened()
    figures = []
    for framework, framework_name in mnist.FRAMEWORKS.items():
        for network, network_name in mnist.NETWORKS.items():
            seconds = statistics.median(seconds_to_first_batch(framework, network) for _ in range(rounds))
            name = f"{network_name}, {framework_name}"
            figures.append(Figure(name, f"{seconds:.2f} s", f"< {GOAL} s", seconds < GOAL))
            seconds = statistics.median(seconds_to_first_batch(framework, network, 0) for _ in range(rounds))
            figures.append(Figure(f"{name}, command line", f"{seconds:.2f} s"))
    method = (
        f"From asking for the run to its first loss, run folder included; medians of {rounds}. As in the window, which "
        "keeps a core for itself; on the command line a run takes all cores."
    )
    return Section("Start to first batch, warm spare", method, tuple(figures))
