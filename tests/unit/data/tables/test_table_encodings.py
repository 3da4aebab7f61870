"""Which characters bytes are is found without asking, for Chinese and Western texts, short and long."""

from __future__ import annotations

import pytest

from deepdesk.core.errors import DataError
from deepdesk.data.tables.encodings import encoding_of, known_encoding

LONG = "标签,文本\n" + "好,今天天气很好，我们去公园吧。这家店的服务态度不错，下次还会再来！\n" * 200
MIXED = "label,review\n1,送餐很快 very good，味道好\n0,太咸了\n"


@pytest.mark.parametrize("text", ["a,b\n好,1\n", "很好", MIXED, LONG])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_chinese(text: str, encoding: str) -> None:
    found = encoding_of(text.encode(encoding), path="t.csv")
    assert text.encode(encoding).decode(found) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [MIXED, LONG, "a,b\n1,2\n"])
def test_utf_16_without_a_mark(text: str, encoding: str) -> None:
    assert encoding_of(text.encode(encoding), path="t.csv") == encoding


@pytest.mark.parametrize(
    "text", ["name\nMüller\n", "Café, naïve, garçon\n", "x;°C\n1;2\n", "Ångström – 5 €\n", "Señor Núñez\n"]
)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_western(text: str, encoding: str) -> None:
    assert text.encode(encoding).decode(encoding_of(text.encode(encoding), path="t.csv")) == text


def test_bytes_that_windows_lacks_are_latin_1() -> None:
    assert encoding_of(b"caf\xe9, \x81x\n", path="t.csv") == "latin-1"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("привет как дела, очень хорошо, спасибо большое\n", "cp1251"),
        ("こんにちは世界、今日はいい天気ですね、ありがとう\n", "shift_jis"),
    ],
)
def test_other_alphabets(text: str, encoding: str) -> None:
    content = text.encode(encoding) * 3
    assert content.decode(encoding_of(content, path="t.csv")) == text * 3


def test_a_few_broken_characters_do_not_make_it_another_encoding() -> None:
    assert encoding_of(LONG.encode() + b"\xff,1\n", path="t.csv") == "utf-8"


def test_a_character_that_is_cut_off_at_the_end_of_what_is_looked_at() -> None:
    assert encoding_of(LONG.encode()[:-2], path="t.csv") == "utf-8"


@pytest.mark.parametrize("content", [bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200)])
def test_what_is_no_text_is_told(content: bytes) -> None:
    with pytest.raises(DataError) as caught:
        encoding_of(content, path="t.csv")
    assert caught.value.code == "data.table.binary"


@pytest.mark.parametrize("name", ["foo", "rot13", "hex", "zip", "", "utf-8\0"])
def test_what_is_no_encoding_is_told(name: str) -> None:
    with pytest.raises(DataError) as caught:
        known_encoding(name, path="t.csv")
    assert caught.value.code == "data.table.unknown_encoding"
