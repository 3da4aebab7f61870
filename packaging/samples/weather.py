"""Makes ``resources/samples/weather.csv``: invented weather of two places, day by day over five years.

A yearly wave, a slow drift of the air pressure that the temperature follows a day later, and noise. Nothing was
measured. A few days are missing, one stands there twice, as in real files. Run it again after a change: the same seed
always gives the same file.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

TARGET: Final = Path(__file__).resolve().parents[2] / "resources" / "samples" / "weather.csv"
PLACES: Final = {"Harbour": (11.0, 7.0), "Summit": (2.0, 10.0)}
"""Mean temperature in degrees Celsius and half its way from winter to summer."""
FIRST: Final = np.datetime64("2020-01-01")
DAYS: Final = 1_827
MISSING: Final = (200, 201, 640, 1_300)
TWICE: Final = 900

Values = npt.NDArray[np.float64]


def remembered(random: np.random.Generator, keeps: float, size: float) -> Values:
    """Noise in which each day keeps a share of the day before, ``(DAYS,)``."""
    found = np.zeros(DAYS)
    for day in range(1, DAYS):
        found[day] = keeps * found[day - 1] + random.normal(0, size)
    return found


def weather(place: str) -> tuple[Values, Values]:
    """Air pressure in hPa and temperature in degrees Celsius, each ``(DAYS,)``."""
    random = np.random.default_rng([20, len(place)])
    mean, swing = PLACES[place]
    year = 2 * np.pi * (np.arange(DAYS) - 25) / 365.25
    pressure = remembered(random, 0.75, 4.0)
    temperature = mean - swing * np.cos(year) + 0.35 * np.roll(pressure, 1) + remembered(random, 0.6, 1.1)
    return 1013 + pressure, temperature


def main() -> None:
    """Writes the file."""
    found = {place: weather(place) for place in PLACES}
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(("date", "station", "pressure_hpa", "temperature_c"))
        for day in range(DAYS):
            if day in MISSING:
                continue
            for place, (pressure, temperature) in found.items():
                row = (FIRST + day, place, f"{pressure[day]:.1f}", f"{temperature[day]:.1f}")
                for _ in range(2 if day == TWICE else 1):
                    table.writerow(row)


if __name__ == "__main__":
    main()
