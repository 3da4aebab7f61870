"""Data that changed behind the project's back are told with what changed."""

from __future__ import annotations

from deepdesk.state.data_pin import DataPin, changes, notice

BEFORE = DataPin(fingerprint="a", classes={"cat": 5, "dog": 7}, split={"train": 10, "test": 2}, samples=12)


def test_the_same_data_say_nothing() -> None:
    assert changes(BEFORE, BEFORE) == []
    assert notice(BEFORE, BEFORE) is None
    assert notice(None, BEFORE) is None


def test_what_changed_is_named() -> None:
    after = DataPin(fingerprint="b", classes={"cat": 6, "owl": 3}, split={"train": 8, "test": 1}, samples=9)
    told = changes(BEFORE, after)
    assert told == [
        "12 samples became 9",
        "'cat' has 6 samples instead of 5",
        "'dog' is gone (7 samples)",
        "'owl' is new (3 samples)",
    ]
    found = notice(BEFORE, after)
    assert found is not None and found.params["changes"].startswith("12 samples became 9; 'cat'")


def test_other_content_in_the_same_numbers_is_told_too() -> None:
    after = DataPin(fingerprint="b", classes=BEFORE.classes, split=BEFORE.split, samples=12)
    assert changes(BEFORE, after) == ["as many samples as before, but other content or labels"]
    moved = DataPin(fingerprint="b", classes=BEFORE.classes, split={"train": 9, "test": 3}, samples=12)
    assert changes(BEFORE, moved) == ["the parts have 9 / 3 samples instead of 10 / 2"]
