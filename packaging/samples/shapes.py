"""Makes ``resources/samples/shapes``: small pictures of shapes on textured ground, and masks that say which is where.

Run ``python packaging/samples/shapes.py`` from the root of the repository; the same files come out every time.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

SIDE: Final = 64
COUNT: Final = 60
FOLDER: Final = Path(__file__).parents[2] / "resources" / "samples" / "shapes"
CLASSES: Final = ("ground", "disc", "square", "triangle")
COLOURS: Final = ((70, 80, 95), (235, 150, 40), (60, 165, 95), (90, 130, 220))
"""Of the masks' palette; the shapes themselves have colours near them."""
SPREAD: Final = 60
_FINE: Final = 4

Point = tuple[float, float]


def corners(kind: int, middle: Point, radius: float, angle: float) -> list[Point]:
    """The corners of a shape: a disc has many."""
    number = {1: 48, 2: 4, 3: 3}[kind]
    turns = angle + 2 * np.pi * np.arange(number) / number
    return [(middle[0] + radius * float(np.cos(turn)), middle[1] + radius * float(np.sin(turn))) for turn in turns]


def ground(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """A textured ground ``(SIDE, SIDE, 3)``, 0 to 255, lighter at one side."""
    noise = rng.integers(0, 255, (16, 16, 3), dtype=np.uint8)
    cloudy = np.asarray(Image.fromarray(noise).resize((SIDE, SIDE), Image.Resampling.BICUBIC), dtype=np.float64)
    slope = np.linspace(-25, 25, SIDE)[None, :, None] * rng.uniform(-1, 1)
    return rng.uniform(60, 150, 3) + 0.25 * (cloudy - 128) + slope


def paint(rng: np.random.Generator, kind: int) -> tuple[int, int, int]:
    """A colour that leans to the one of its kind, as fruit does: a few dozen pictures teach it in a minute."""
    red, green, blue = (np.asarray(COLOURS[kind]) + rng.integers(-SPREAD, SPREAD + 1, 3)).clip(0, 255).tolist()
    return red, green, blue


def pair(rng: np.random.Generator) -> tuple[Image.Image, Image.Image]:
    """A picture and its mask with a palette; two to four shapes, later ones in front."""
    picture = Image.fromarray(ground(rng).clip(0, 255).astype(np.uint8)).resize((SIDE * _FINE, SIDE * _FINE))
    mask = Image.new("P", (SIDE, SIDE), 0)
    mask.putpalette([channel for colour in COLOURS for channel in colour])
    for _ in range(int(rng.integers(2, 5))):
        kind = int(rng.integers(1, 4))
        middle = (float(rng.uniform(10, SIDE - 10)), float(rng.uniform(10, SIDE - 10)))
        points = corners(kind, middle, float(rng.uniform(10, 17)), float(rng.uniform(0, 2 * np.pi)))
        colour = paint(rng, kind)
        ImageDraw.Draw(picture).polygon([(x * _FINE, y * _FINE) for x, y in points], fill=colour)
        ImageDraw.Draw(mask).polygon([(x - 0.5, y - 0.5) for x, y in points], fill=kind)
    small = picture.filter(ImageFilter.BoxBlur(1)).resize((SIDE, SIDE), Image.Resampling.BOX)
    noisy = np.asarray(small, dtype=np.float64) + rng.normal(0, 4, (SIDE, SIDE, 3))
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8)), mask


def main() -> None:
    """Writes all files."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name in ("images", "masks"):
        (FOLDER / name).mkdir(parents=True)
    rng = np.random.default_rng(20)
    for number in range(COUNT):
        picture, mask = pair(rng)
        picture.save(FOLDER / "images" / f"{number:02}.jpg", quality=85)
        mask.save(FOLDER / "masks" / f"{number:02}.png", optimize=True, bits=2)
    (FOLDER / "classes.txt").write_text("\n".join(CLASSES) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
