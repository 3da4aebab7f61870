"""Texts from the command line: real messages and reviews reach their scores in both frameworks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SMS = Path("text-sms-spam") / "SMSSpamCollection"
REVIEWS = Path("text-zh-waimai-10k") / "waimai_10k.csv"


def deepdesk(*arguments: str) -> list[dict[str, Any]]:
    """The JSON lines that a command gives."""
    done = subprocess.run(
        [sys.executable, "-m", "deepdesk", *arguments, "--json"], capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def trained(source: Path, out: Path, framework: str, *more: str) -> str:
    """The model file of a run."""
    ended = deepdesk("train", "--data", str(source), "--framework", framework, "--out", str(out), *more)[-1]
    assert ended["status"] == "finished"
    return str(ended["model"])


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_spam_is_told_from_messages(shared_data: Path, tmp_path: Path, framework: str) -> None:
    if not (source := shared_data / SMS).exists():
        pytest.skip(f"no {source}")
    model = trained(source, tmp_path / "run", framework, "--model", "text-bag", "--epochs", "20")
    score = deepdesk("evaluate", model, "--data", str(source))[-1]
    assert score["part"] == "test" and score["per_class"]["spam"]["f1"] >= 0.93


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("framework", ["torch", "tensorflow"])
def test_chinese_reviews_are_judged(shared_data: Path, tmp_path: Path, framework: str) -> None:
    if not (source := shared_data / REVIEWS).exists():
        pytest.skip(f"no {source}")
    model = trained(source, tmp_path / "run", framework, "--model", "text-cnn", "--epochs", "4")
    score = deepdesk("evaluate", model, "--data", str(source))[-1]
    assert score["part"] == "test" and score["accuracy"] >= 0.85
    answers = deepdesk("predict", model, "味道很好，送餐很快", "太难吃了，再也不点了")
    assert [answer["label"] for answer in answers] == ["1", "0"]


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_sample_is_learnt_and_answered(tmp_path: Path) -> None:
    model = trained(Path("sample:messages"), tmp_path / "run", "torch", "--model", "text-bag", "--epochs", "30")
    table = tmp_path / "new.csv"
    table.write_text(
        "text\nThe kettle stopped working yesterday\nI want my money back for the tent\n", encoding="utf-8"
    )
    answers = deepdesk("predict", model, str(table))
    assert [(answer["item"], answer["label"]) for answer in answers] == [("row 1", "fault"), ("row 2", "refund")]
