"""Colours of classes: those that are shown, and those that masks are written in."""

from __future__ import annotations

import colorsys
import re
from typing import Final

Colour = tuple[int, int, int]

SHOWN: Final[tuple[Colour, ...]] = (
    (78, 98, 130),
    (240, 150, 40),
    (60, 170, 90),
    (205, 70, 75),
    (75, 160, 215),
    (160, 105, 195),
    (235, 205, 70),
    (145, 100, 75),
    (235, 130, 180),
    (50, 190, 180),
    (150, 200, 70),
    (125, 125, 125),
)
_GOLDEN: Final = 0.618034


def shown_colour(place: int) -> Colour:
    """The colour in which class number ``place`` is shown, where the masks name none; no two are alike."""
    if place < len(SHOWN):
        return SHOWN[place]
    hue = (place * _GOLDEN) % 1.0
    light = (0.42, 0.55, 0.68)[place % 3]
    red, green, blue = colorsys.hls_to_rgb(hue, light, 0.65)
    return round(red * 255), round(green * 255), round(blue * 255)


def hex_of(colour: Colour) -> str:
    """``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def from_hex(text: str) -> Colour | None:
    """The colour of ``#rrggbb``; ``None`` when it is no such text."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text.strip()):
        return None
    number = int(text.strip()[1:], 16)
    return unpacked(number)


def packed_colour(colour: Colour) -> int:
    """``red · 65536 + green · 256 + blue``."""
    return (colour[0] << 16) | (colour[1] << 8) | colour[2]


def unpacked(number: int) -> Colour:
    """The colour of such a number."""
    return (number >> 16) & 255, (number >> 8) & 255, number & 255
