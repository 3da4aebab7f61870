"""Sequences are told from text, tables and images at a glance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepdesk.data.glance import glance
from deepdesk.data.kinds import recognise_kind
from deepdesk.data.sequences.recognising import recognised
from tests.unit.data.sequences.sequences_made import long_table, simple_cases, ts_text

ROWS = "\n".join("\t".join([str(n % 2), *(f"{n + 0.5 * s:.3f}" for s in range(30))]) for n in range(20))
LONG = long_table([(f"s{n}", "ab"[n % 2], np.ones((5, 2)) * n) for n in range(10)])
SERIES = "date,x,y\n" + "".join(f"2020-01-{day:02},{day},{2 * day}\n" for day in range(1, 29))
TEXTS = "label,text\n" + "ham,I will be home at 5 or 6 today\nspam,Win 1000 now by text\n" * 10


@pytest.mark.parametrize(
    ("name", "text", "sure"),
    [
        ("m.ts", ts_text(simple_cases(6)), True),
        ("m_TRAIN.tsv", ROWS, True),
        ("m_TRAIN.txt", ROWS.replace("\t", "  "), True),
        ("m.csv", LONG, True),
        ("video.ts", "G@\x11\x10", False),
        ("code.ts", "export const x: number = 1;\n", False),
        ("m.csv", SERIES, False),
        ("m.csv", TEXTS, False),
        ("m.csv", "", False),
        ("m.txt", "some words\nand more of them\n", False),
    ],
)
def test_files(tmp_path: Path, name: str, text: str, sure: bool) -> None:
    (tmp_path / name).write_text(text)
    found = recognised(glance(tmp_path / name))
    assert found >= 0.9 if sure else found == 0


def test_folders(tmp_path: Path) -> None:
    for label in "ab":
        (tmp_path / "classes" / label).mkdir(parents=True)
        (tmp_path / "prose" / label).mkdir(parents=True)
        for number in range(3):
            (tmp_path / "classes" / label / f"{number}.csv").write_text("t,x\n" + "1,2\n" * 9)
            (tmp_path / "prose" / label / f"{number}.txt").write_text("It was a dark night.\nNobody came.\nThe end.\n")
    (tmp_path / "pair").mkdir()
    (tmp_path / "pair" / "m_TRAIN.ts").write_text(ts_text(simple_cases(6)))
    assert recognised(glance(tmp_path / "classes")) >= 0.9
    assert recognised(glance(tmp_path / "pair")) == 1
    assert recognised(glance(tmp_path / "prose")) == 0


@pytest.mark.parametrize(("name", "text"), [("m.ts", ts_text(simple_cases(6))), ("m_TRAIN.tsv", ROWS), ("m.csv", LONG)])
def test_they_are_taken_for_nothing_else(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert recognise_kind(tmp_path / name) == "sequences"
