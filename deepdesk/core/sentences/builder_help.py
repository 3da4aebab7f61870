"""Sentences of the Model tab's drawing, totals, help and palette."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "builder.drawing.described": "From left to right: {layers}. Arrow keys choose, Enter shows the parameters.",
        "builder.drawing.zoom_in": "Nearer (+)",
        "builder.drawing.zoom_out": "Further away (−)",
        "builder.drawing.fit": "Whole network, and back (0)",
        "builder.drawing.export": "Save the drawing",
        "builder.drawing.export.svg": "Save the drawing as SVG…",
        "builder.drawing.export.png": "Save the drawing as PNG…",
        "builder.drawing.filter.svg": "Drawings (*.svg)",
        "builder.drawing.filter.png": "Pictures (*.png)",
        "builder.sheet.title": "{name}, drawn by DeepDesk",
        "builder.sheet.totals": "{layers} layers · {parameters} parameters · {multiply_adds} multiply-adds",
        "builder.sheet.description": "Sides of maps by the square root of their size; channels, steps, features and units by their logarithm.",
        "builder.card.title": "{layer} · {kind}",
        "builder.card.shapes": "{given} → {output}",
        "builder.card.parameters": "{count} parameters",
        "builder.card.multiply_adds": "{count} multiply-adds",
        "builder.card.share": " · {share}",
        "builder.card.little": "under 1 %",
        "builder.measure.parameters": "parameters",
        "builder.measure.multiply_adds": "multiply-adds",
        "builder.measure.memory": "memory",
        "builder.measure.help": "Let the bars compare the layers by {name}",
        "builder.size.mb": "{size} MB",
        "builder.size.gb": "{size} GB",
    }
)
