"""``deepdesk predict``: what INPUT stands for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from deepdesk.cli import predict


def test_an_empty_input_is_not_the_present_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("L", (4, 4)).save(tmp_path / "1.png")
    monkeypatch.chdir(tmp_path)
    (asked,) = predict._asked([""], "images")
    assert (asked.name, asked.wanted) == ("", None)
    assert "does not exist" in asked.error
