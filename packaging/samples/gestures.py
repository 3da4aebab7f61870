"""Makes ``resources/samples/gestures.csv``: invented gestures as a sensor at the wrist would measure them.

Each gesture is a formula with random size, speed and place; eight invented people make each in their own manner, and
noise is added. Nothing was measured. Run it again after a change: the same seed always gives the same file.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

TARGET: Final = Path(__file__).resolve().parents[2] / "resources" / "samples" / "gestures.csv"
GESTURES: Final = ("circle", "knock", "shake", "wave")
PEOPLE: Final = ("Ada", "Ben", "Chen", "Dora", "Emil", "Fay", "Gao", "Hana")
EACH: Final = 4
"""Gestures of each kind and person."""
STEPS: Final = (36, 60)
"""Shortest and longest gesture, 20 steps a second."""
NOISE: Final = 0.12

Values = npt.NDArray[np.float64]


def gesture(kind: str, steps: int, speed: float, phase: float) -> Values:
    """Acceleration ``(steps, 3)`` in metres per second squared, without the share of gravity."""
    time = np.arange(steps) / 20
    turn = 2 * np.pi * speed * time + phase
    still = np.zeros(steps)
    if kind == "circle":
        return np.stack([2 * np.cos(turn), 2 * np.sin(turn), still], axis=1)
    if kind == "shake":
        return np.stack([3.5 * np.sign(np.sin(3 * turn)) * np.abs(np.sin(3 * turn)) ** 0.5, still, still], axis=1)
    if kind == "wave":
        return np.stack([1.5 * np.sin(1.5 * turn), 0.4 * np.cos(3 * turn), 0.8 * np.sin(0.75 * turn)], axis=1)
    beats = np.maximum(0, np.sin(1.2 * turn)) ** 8
    return np.stack([still, 0.5 * beats, 5 * beats], axis=1)


def main() -> None:
    """Writes the table: id, person, time, x, y, z, gesture."""
    draw = np.random.Generator(np.random.PCG64(20261123))
    number = 0
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["id", "person", "time", "x", "y", "z", "gesture"])
        for person in PEOPLE:
            strength, pace, tilt = draw.uniform(0.7, 1.3), draw.uniform(0.8, 1.25), draw.normal(0, 0.3, 3)
            for kind in GESTURES:
                for _ in range(EACH):
                    number += 1
                    steps = int(draw.integers(STEPS[0], STEPS[1] + 1))
                    values = strength * gesture(kind, steps, pace * draw.uniform(0.9, 1.1), draw.uniform(0, 2 * np.pi))
                    values += tilt + draw.normal(0, NOISE, values.shape)
                    for step, row in enumerate(values):
                        cells = [f"{value:.2f}" for value in row]
                        writer.writerow([f"g{number:03}", person, f"{step / 20:.2f}", *cells, kind])


if __name__ == "__main__":
    main()
