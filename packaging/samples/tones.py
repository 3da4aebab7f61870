"""Makes ``resources/samples/tones``: four kinds of tone by three instruments, 8-bit FLAC files named by a pattern.

Run ``python packaging/samples/tones.py`` from the root of the repository; the same files come out every time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile

RATE: Final = 8_000
TAKES: Final = 10
FOLDER: Final = Path(__file__).parents[2] / "resources" / "samples" / "tones"

Floats = npt.NDArray[np.float64]


def _steady(_time: Floats, pitch: float) -> Floats:
    return np.full_like(_time, pitch)


def _rising(time: Floats, pitch: float) -> Floats:
    return pitch * 2 ** (time / time[-1])


def _falling(time: Floats, pitch: float) -> Floats:
    return pitch * 2 ** (1 - time / time[-1])


def _trembling(time: Floats, pitch: float) -> Floats:
    return pitch * 2 ** (0.25 * np.sin(2 * np.pi * 7 * time))


TONES: Final[dict[str, Callable[[Floats, float], Floats]]] = {
    "steady": _steady,
    "rising": _rising,
    "falling": _falling,
    "trembling": _trembling,
}
OVERTONES: Final = {"flute": (1.0, 0.1), "reed": (0.6, 0.5, 0.4, 0.3), "bell": (0.8, 0.0, 0.5, 0.0, 0.4)}


def tone(shape: Callable[[Floats, float], Floats], overtones: tuple[float, ...], rng: np.random.Generator) -> Floats:
    """One tone of 0.35 to 0.5 seconds between -1 and 1."""
    time = np.arange(int(RATE * rng.uniform(0.35, 0.5))) / RATE
    pitch = shape(time, rng.uniform(220, 520))
    angle = 2 * np.pi * np.cumsum(pitch) / RATE
    sound = sum(share * np.sin((place + 1) * angle) for place, share in enumerate(overtones))
    fade = np.minimum(1, np.minimum(time, time[::-1]) / 0.03)
    wave: Floats = sound / np.abs(sound).max() * fade * rng.uniform(0.3, 0.9)
    return wave + rng.normal(0, 0.0015, len(wave))


def main() -> None:
    """Writes all files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number, (label, shape) in enumerate(TONES.items()):
        for place, (instrument, overtones) in enumerate(OVERTONES.items()):
            for take in range(TAKES):
                sound = tone(shape, overtones, np.random.default_rng([number, place, take]))
                path = FOLDER / f"{label}_{instrument}_{take}.flac"
                soundfile.write(path, sound, RATE, format="FLAC", subtype="PCM_S8")


if __name__ == "__main__":
    main()
