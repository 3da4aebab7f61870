"""Code is read in the data child."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepdesk.core.errors import DeepDeskError
from deepdesk.process.asking import ask
from deepdesk.process.children import Children
from deepdesk.process.replies import CodeRead
from deepdesk.process.requests import ReadCode, Role

SCRIPT = "from keras import layers, Sequential\n"
SCRIPT += "model = Sequential([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)])\n"


def test_text_and_files(children: Children, tmp_path: Path) -> None:
    path = tmp_path / "网络.py"
    path.write_text(SCRIPT, encoding="utf-8")
    from_text = ask(children, Role.DATA, ReadCode(text=SCRIPT, name="pasted", input_shape=(20, 20, 3)))
    from_file = ask(children, Role.DATA, ReadCode(path=str(path), input_shape=(20, 20, 3)))
    assert isinstance(from_text, CodeRead)
    assert isinstance(from_file, CodeRead)
    assert from_text.reading.models == from_file.reading.models
    assert from_text.reading.models[0].description.input.shape == (20, 20, 3)
    assert from_file.reading.name == "网络.py"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (ReadCode(text="x\0"), "code.not_text"),
        (ReadCode(), "code.nothing_given"),
        (ReadCode(path="no such file"), "core.no_such_file"),
    ],
)
def test_what_cannot_be_read_is_said(children: Children, request_: ReadCode, code: str) -> None:
    with pytest.raises(DeepDeskError) as caught:
        ask(children, Role.DATA, request_)
    assert caught.value.code == code


def test_a_number_that_is_too_large_for_a_message_is_left_out(children: Children) -> None:
    answer = ask(children, Role.DATA, ReadCode(text=SCRIPT.replace("Conv2D(4", f"Conv2D({10**40}")))
    assert isinstance(answer, CodeRead)
    assert "code.finding.unknown_value" in {item.code for item in answer.reading.findings}
