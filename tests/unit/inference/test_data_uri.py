"""Images pasted as text."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from deepdesk.core.errors import DataError
from deepdesk.inference.data_uri import is_data_uri, parse_data_uri, split_data_uris

CONTENT = bytes(range(256)) * 3
PACKED = base64.b64encode(CONTENT).decode()
URI = f"data:image/png;base64,{PACKED}"


@pytest.mark.parametrize(
    "text",
    [
        URI,
        f"  {URI}\n",
        f"DATA:image/PNG;Base64,{PACKED}".replace("DATA", "data"),
        "\n".join([URI[:40], *(URI[start : start + 76] for start in range(40, len(URI), 76))]),
        f"data:image/jpeg;base64,{quote(PACKED)}",
        f"data:image/jpeg;base64,{quote(PACKED, safe='')}",
        f"b'{URI}'",
        f'b"{URI}"',
        f"'{URI}',",
        f"[b'{URI}']",
        f"data:image/png;charset=utf-8;base64,{PACKED}",
        f"data:image/png;base64,{PACKED.rstrip('=')}",
        f"data:image/png;base64,{base64.urlsafe_b64encode(CONTENT).decode()}",
        f"data:;base64,{PACKED}",
        f"data:image/png,{quote(CONTENT)}",
    ],
)
def test_sound_addresses(text: str) -> None:
    assert is_data_uri(text)
    assert parse_data_uri(text) == CONTENT


def test_the_list_of_the_article() -> None:
    """Python text with a missing comma, as published."""
    text = f"images = [b'{URI}'\n         'data:image/jpeg;base64,{PACKED}']"
    found = split_data_uris(text)
    assert len(found) == 2
    assert [parse_data_uri(one) for one in found] == [CONTENT, CONTENT]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("data:image/png;base64,iVBORw0KGg...", "inference.bad_base64"),
        ("data:image/png;base64,iVBOR", "inference.bad_base64_length"),
        ("data:image/png;base64,", "inference.data_uri_empty"),
        ("data:text/html;base64,AAAA", "inference.data_uri_no_image"),
        ("data:image/png", "inference.no_data_uri"),
        ("hello", "inference.no_data_uri"),
        ("data:image/png;base64,ää", "inference.bad_base64"),
    ],
)
def test_faulty_addresses(text: str, code: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_data_uri(text)
    assert caught.value.code == code


def test_a_long_text_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deepdesk.inference.data_uri.LIMIT", 100)
    with pytest.raises(DataError, match="too_long"):
        parse_data_uri(URI)


@pytest.mark.parametrize("text", ["hello", "database: x", "/tmp/data:image", "https://x/data:image/png;base64,AA", ""])
def test_other_texts_are_no_data_address(text: str) -> None:
    assert not is_data_uri(text)
