"""Versioned documents: what is written can be read, and what cannot be read says why."""

import json
import math
from pathlib import Path

import msgspec
import pytest

from deepdesk.core import documents
from deepdesk.core.errors import FormatError


class Point(msgspec.Struct, frozen=True, kw_only=True):
    x: float
    y: float = 0.0


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "测试 é" / "point.json"
    documents.save(path, Point(x=1.5), format="deepdesk.point", version=1)
    assert documents.load(path, Point, format="deepdesk.point", version=1) == Point(x=1.5)
    assert list(json.loads(path.read_text())) == ["format", "version", "x", "y"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "core.not_json"),
        ("[1]", "core.no_format"),
        ('{"format": null, "version": 1}', "core.no_format"),
        ('{"format": "other", "version": 1}', "core.wrong_format"),
        ('{"format": "deepdesk.point", "version": 2, "x": 1}', "core.newer_version"),
        ('{"format": "deepdesk.point", "x": 1}', "core.no_version"),
        ('{"format": "deepdesk.point", "version": true, "x": 1}', "core.no_version"),
        ('{"format": "deepdesk.point", "version": -3, "x": 1}', "core.no_version"),
        ('{"format": "deepdesk.point", "version": 1, "x": "a"}', "core.wrong_type"),
        ('{"format": "deepdesk.point", "version": 1, "y": 1}', "core.missing_key"),
        ("[" * 100_000, "core.not_json"),
        ("\ufeffnot json", "core.not_json"),
    ],
)
def test_unreadable_documents_name_their_fault(text: str, code: str) -> None:
    with pytest.raises(FormatError) as raised:
        documents.parse(text, Point, format="deepdesk.point", version=1, path="p.json")
    assert raised.value.code == code
    assert raised.value.params["path"] == "p.json"


def test_older_versions_are_migrated() -> None:
    found = documents.parse(
        '{"format": "deepdesk.point", "version": 1, "left": 4}',
        Point,
        format="deepdesk.point",
        version=2,
        path="p.json",
        migrations={1: lambda plain: {"x": plain["left"]}},
    )
    assert found == Point(x=4)


def test_non_finite_numbers_become_null() -> None:
    assert documents.to_json({"loss": math.nan, "all": (1.0, math.inf)}) == '{"loss": null, "all": [1.0, null]}'
