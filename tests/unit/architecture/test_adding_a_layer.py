"""The guide to adding a layer shows the files as they are."""

from __future__ import annotations

import re

import pytest

from tests.unit.architecture.sources import ROOT

PAGE = ROOT / "docs" / "adding_a_layer.md"
FILES = tuple(
    ROOT / "deepdesk" / folder / "normalization.py" for folder in ("model/kinds", "backends/torch", "backends/keras")
)
BLOCKS = re.findall(r"```python\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_page_shows_all_three_files() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    assert all(any(block in text for block in BLOCKS) for text in texts)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_what_the_page_shows_is_the_code(block: str) -> None:
    assert any(f"{block}\n" in path.read_text(encoding="utf-8") for path in FILES)
