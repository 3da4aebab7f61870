"""Pictures that belong to nobody: circles, squares and triangles in noisy colours, drawn from a seed."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

CLASSES = ("circle", "square", "triangle")
SIDE = 64
_SCALE = 4  # drawn larger and shrunk, for smooth edges


def draw_shape(kind: str, draws: np.random.Generator, side: int = SIDE) -> Image.Image:
    """One picture of ``kind``, of ``side`` × ``side`` pixels, with a colour, place, size and turn of its own."""
    big = side * _SCALE
    ground, ink = draws.integers(20, 120, 3), draws.integers(110, 256, 3)
    ink[draws.integers(3)] = 250
    picture = Image.new("RGB", (big, big), tuple(int(part) for part in ground))
    radius = big * draws.uniform(0.2, 0.36)
    x, y = big * draws.uniform(0.38, 0.62, 2)
    turn = draws.uniform(0, 2 * math.pi)
    corners = {"square": 4, "triangle": 3}.get(kind, 60)
    outline = [
        (
            x + radius * math.cos(turn + 2 * math.pi * step / corners),
            y + radius * math.sin(turn + 2 * math.pi * step / corners),
        )
        for step in range(corners)
    ]
    ImageDraw.Draw(picture).polygon(outline, fill=tuple(int(part) for part in ink))
    pixels = np.asarray(picture.resize((side, side), Image.Resampling.LANCZOS), dtype=np.float64)
    light = np.linspace(draws.uniform(0.75, 1.0), draws.uniform(0.9, 1.2), side)[:, None, None]
    noisy = pixels * light + draws.normal(0, 6, (side, side, 1))
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def write_data(folder: Path, of_each: int = 240) -> Path:
    """A folder with one sub-folder per class, and two files in it that cannot be read."""
    draws = np.random.default_rng(7)
    for kind in CLASSES:
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for number in range(of_each):
            draw_shape(kind, draws).save(folder / kind / f"{kind} {number:03}.png")
    (folder / "circle" / "notes.png").write_text("a text with the name of a picture")
    whole = (folder / "square" / "square 000.png").read_bytes()
    (folder / "square" / "cut off.png").write_bytes(whole[: len(whole) // 3])
    return folder


def write_new(folder: Path) -> list[Path]:
    """Pictures that no training has seen, of other sizes and kinds of file, and one that is none."""
    folder.mkdir(parents=True, exist_ok=True)
    draws = np.random.default_rng(2026)
    paths = [folder / name for name in ("sun.png", "window.jpg", "tent.webp", "wheel.bmp", "both.png", "report.png")]
    draw_shape("circle", draws, 200).save(paths[0])
    draw_shape("square", draws, 320).save(paths[1])
    draw_shape("triangle", draws, 240).save(paths[2])
    draw_shape("circle", draws, 96).save(paths[3])
    half, other = draw_shape("square", draws), draw_shape("triangle", draws)
    Image.blend(half, other, 0.5).save(paths[4])
    paths[5].write_text("%PDF-1.7 this is a report and no picture")
    return paths
