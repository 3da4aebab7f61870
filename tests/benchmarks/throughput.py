"""Samples per second of our loop as a ratio to what a person would write by hand: a PyTorch loop, and Keras' ``fit``.

Each pair runs in a process of its own, ours and theirs by turns, with the same number of threads, on random images of
28×28×1 in batches of 64 with Adam. ``python tests/benchmarks/throughput.py`` prints the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORKS = ("torch", "tensorflow")
NETWORKS = ("cnn", "lstm")
BATCH = 64
SAMPLES = 8_192
SECONDS_A_TURN = 2.0
SECONDS = 16.0
Turn = Callable[[float], float]
"""Trains for about so many seconds and gives samples per second."""


def ratios(*, threads: int | None = None, seconds: float = SECONDS) -> dict[str, dict[str, float]]:
    """For each ``framework/network``: median samples per second of ours and theirs, and their ratio.

    Args:
        threads: of each process; ``None`` takes all cores.
        seconds: that each of the two is measured for.

    Raises:
        subprocess.CalledProcessError: a process failed.
    """
    chosen = threads or os.cpu_count() or 1
    return {
        f"{framework}/{network}": _measured(framework, network, chosen, seconds)
        for framework in FRAMEWORKS
        for network in NETWORKS
    }


def _measured(framework: str, network: str, threads: int, seconds: float) -> dict[str, float]:
    from deepdesk.process.environment import environment

    command = [sys.executable, __file__, "--framework", framework, "--network", network]
    command += ["--threads", str(threads), "--seconds", str(seconds)]
    variables = {**environment(threads=threads), "OMP_NUM_THREADS": str(threads), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=variables, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(framework: str, network: str, threads: int, seconds: float) -> dict[str, float]:
    """Ours and theirs by turns in this process."""
    ours, theirs = _ours(framework, network, threads), THEIRS[framework](network)
    ours(1.0), theirs(1.0)
    found: list[tuple[float, float]] = []
    for turn in range(max(1, round(seconds / SECONDS_A_TURN))):
        # Who goes first changes, so that a slow machine is slow for both.
        if turn % 2:
            other, own = theirs(SECONDS_A_TURN), ours(SECONDS_A_TURN)
        else:
            own, other = ours(SECONDS_A_TURN), theirs(SECONDS_A_TURN)
        found.append((own, other))
    return {
        "ours": statistics.median(own for own, _ in found),
        "theirs": statistics.median(other for _, other in found),
        "ratio": statistics.median(own / other for own, other in found),
        "threads": threads,
    }


def _images() -> tuple[Any, Any]:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (SAMPLES, 28, 28, 1), dtype=np.uint8)
    return images, rng.integers(0, 10, SAMPLES, dtype=np.int64)


def _layers(network: str) -> Iterator[Any]:
    from deepdesk.model.description import LayerDescription

    def layer(name: str, kind: str, **params: Any) -> LayerDescription:
        return LayerDescription(id=name, kind=kind, params=params)

    if network == "lstm":
        yield layer("rows", "Reshape", target_shape=[28, 28])
        yield layer("lstm1", "LSTM", units=128, return_sequences=True)
        yield layer("lstm2", "LSTM", units=128)
    else:
        for number, filters in enumerate((32, 64, 64, 64), 1):
            same = {"kernel_size": [3, 3], "padding": "same", "activation": "relu"}
            yield layer(f"conv{number}", "Conv2D", filters=filters, **same)
            if number < 4:
                yield layer(f"pool{number}", "MaxPooling2D")
        yield layer("flat", "Flatten")
        yield layer("dense", "Dense", units=64, activation="relu")
    yield layer("out", "Dense", units=10)


def _ours(framework: str, network: str, threads: int) -> Turn:
    from deepdesk import backends
    from deepdesk.backends.base import Position
    from deepdesk.backends.loop import fit
    from deepdesk.data.dataset import DataReport, ImageDataset, Split
    from deepdesk.data.description import DatasetDescription
    from deepdesk.data.preprocessing import ImagePreprocessing
    from deepdesk.model.description import InputDescription, ModelDescription
    from deepdesk.model.initial import initial_weights
    from deepdesk.training.configuration import TrainingConfiguration

    images, labels = _images()
    nothing = np.zeros(0, np.int64)
    dataset = ImageDataset(
        description=DatasetDescription(source="random"),
        report=DataReport(kind="images", name="random", samples=SAMPLES, classes={}, shape=(28, 28, 1)),
        preprocessing=ImagePreprocessing(height=28, width=28, channels=1),
        classes=tuple("0123456789"),
        images=images,
        labels=labels,
        split=Split(np.arange(SAMPLES), nothing, nothing),
        fingerprint="",
    )
    model = ModelDescription(name=network, input=InputDescription(shape=(28, 28, 1)), layers=tuple(_layers(network)))
    engine = backends.load(framework)
    engine.prepare(device="cpu", threads=threads, seed=0)
    built = engine.build(model, initial_weights(model, 0))
    configuration = TrainingConfiguration(batch_size=BATCH, epochs=1_000_000)
    trainer, reporter = built.trainer(configuration), _Timed()

    def turn(seconds: float) -> float:
        reporter.end = time.perf_counter() + seconds
        result = fit(built, dataset, configuration, reporter, trainer=trainer, position=Position())
        # A first turn that only compiled has no figure; nobody looks at it.
        return result.samples_per_second or 0.0

    return turn


class _Timed:
    """A reporter that stops the run at a time."""

    end = 0.0

    def emit(self, event: Any) -> None:
        """Nothing is shown."""

    def stop_asked(self) -> bool:
        """Whether the turn is over."""
        return time.perf_counter() >= self.end

    def checkpoint(self, network: Any, trainer: Any, position: Any) -> None:
        """Nothing is kept."""

    def beat(self) -> None:
        """Nobody listens."""


def _plain_torch(network: str) -> Turn:
    import torch
    from torch import nn

    class Rows(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.lstm = nn.LSTM(28, 128, num_layers=2, batch_first=True)
            self.out = nn.Linear(128, 10)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.out(self.lstm(x[:, 0])[0][:, -1])

    images, labels = _images()
    x = torch.from_numpy(images).permute(0, 3, 1, 2).contiguous().float() / 255
    y = torch.from_numpy(labels)
    cnn = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(),
        nn.Flatten(), nn.Linear(576, 64), nn.ReLU(), nn.Linear(64, 10),
    )  # fmt: skip
    model = Rows() if network == "lstm" else cnn
    optimizer = torch.optim.Adam(model.parameters())
    loss_function = nn.CrossEntropyLoss()

    def turn(seconds: float) -> float:
        model.train()
        began, done, total = time.perf_counter(), 0, 0.0
        while True:
            order = torch.randperm(len(x))
            for first in range(0, len(x), BATCH):
                chosen = order[first : first + BATCH]
                optimizer.zero_grad()
                loss = loss_function(model(x[chosen]), y[chosen])
                loss.backward()
                optimizer.step()
                total += loss.item()
                done += len(chosen)
                if (spent := time.perf_counter() - began) >= seconds:
                    return done / spent

    return turn


def _keras_fit(network: str) -> Turn:
    import keras
    from keras import layers

    images, labels = _images()
    x = images.astype(np.float32) / 255
    same = {"padding": "same", "activation": "relu"}
    cnn = [
        layers.Conv2D(32, 3, **same), layers.MaxPooling2D(),
        layers.Conv2D(64, 3, **same), layers.MaxPooling2D(),
        layers.Conv2D(64, 3, **same), layers.MaxPooling2D(),
        layers.Conv2D(64, 3, **same),
        layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(10),
    ]  # fmt: skip
    rows = [layers.Reshape((28, 28)), layers.LSTM(128, return_sequences=True), layers.LSTM(128), layers.Dense(10)]
    model = keras.Sequential([keras.Input((28, 28, 1)), *(rows if network == "lstm" else cnn)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    clock = _EpochClock()

    def turn(seconds: float) -> float:
        # The first epoch of each call makes its data iterator and is not counted.
        size = max(BATCH, min(SAMPLES, int(clock.rate * seconds / 3) // BATCH * BATCH))
        model.fit(x[:size], labels[:size], batch_size=BATCH, epochs=4, verbose=0, callbacks=[clock.callback(size)])
        return clock.rate

    return turn


class _EpochClock:
    """Samples per second of the epochs of a ``fit`` but the first."""

    rate = 1_000.0

    def callback(self, size: int) -> Any:
        """A Keras callback for one call with so many samples."""
        import keras

        clock = self
        begins: list[float] = []

        class Clock(keras.callbacks.Callback):  # type: ignore[misc]
            def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
                begins.append(time.perf_counter())

            def on_train_end(self, logs: Any = None) -> None:
                clock.rate = size * (len(begins) - 1) / (time.perf_counter() - begins[1])

        return Clock()


THEIRS = {"torch": _plain_torch, "tensorflow": _keras_fit}


def main() -> None:
    """Measures one pair (asked by :func:`ratios`), or all of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--framework", choices=FRAMEWORKS)
    parser.add_argument("--network", choices=NETWORKS)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    asked = parser.parse_args()
    if asked.framework is None:
        print(json.dumps(ratios(threads=asked.threads, seconds=asked.seconds), indent=1))
        return
    print(json.dumps(compare(asked.framework, asked.network, asked.threads, asked.seconds)))


if __name__ == "__main__":
    main()
