"""Text can be read and curves can be seen, in both appearances; every token the style sheet names exists."""

from __future__ import annotations

import re

import pytest

from deepdesk.ui import theme


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.1)."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXTS = [
    ("text", "window"), ("text", "panel"), ("text", "soft"), ("text", "field"), ("dim", "window"), ("dim", "panel"),
    ("dim", "soft"), ("link", "panel"), ("link", "soft"), ("on_accent", "accent"), ("good", "panel"),
    ("good", "good_soft"), ("warning", "panel"), ("warning", "warning_soft"), ("error", "panel"),
    ("error", "error_soft"),
]  # fmt: skip


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=lambda palette: palette.name)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(palette: theme.Palette, text: str, ground: str) -> None:
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=lambda palette: palette.name)
def test_curves_and_icons_can_be_seen(palette: theme.Palette) -> None:
    for curve in (palette.accent, palette.second, palette.neutral, *palette.series):
        assert contrast(curve, palette.panel) >= 3, curve


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=lambda palette: palette.name)
def test_the_style_sheet_is_whole(palette: theme.Palette) -> None:
    sheet = theme.stylesheet(palette)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    for role in ("card", "panel", "finding-warning", "finding-error", "finding-suggestion", "dropzone", "row"):
        assert f'[role="{role}"]' in sheet


def test_colours_stand_in_the_tokens_only(root: object) -> None:
    from pathlib import Path

    folder = Path(theme.__file__).parent
    tokens = {"theme.py", "stylesheet.py"}
    wrong = [
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if path.name not in tokens and re.search(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))
    ]
    assert not wrong
