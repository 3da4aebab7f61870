"""Patterns of file names: what matches, what is found, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepdesk.core.errors import DataError
from deepdesk.data.audio.patterns import find_pattern, match_pattern

DIGITS = [f"{label}_{speaker}_{n}.wav" for label in range(10) for speaker in ("george", "lucas") for n in range(5)]


def test_a_pattern_tells_the_fields_and_what_does_not_fit() -> None:
    found = match_pattern("{label}_{speaker}_{n}.wav", ["recordings/7_george_12.wav", "README.wav", "0_a b_3.flac"])
    assert found.fields == ("label", "speaker", "n")
    assert found.values == (
        {"label": "7", "speaker": "george", "n": "12"},
        None,
        {"label": "0", "speaker": "a b", "n": "3"},
    )
    assert found.unmatched == ("README.wav",) and found.matched == 2
    assert found.of("label") == ("0", "7")


def test_numbers_are_told_by_size() -> None:
    names = [f"x_{n}.wav" for n in (10, 9, 2)]
    assert match_pattern("{label}_{n}", names).of("n") == ("2", "9", "10")


@pytest.mark.parametrize(
    ("pattern", "name", "values"),
    [
        ("{label}_{n}", "dog_bark_3.wav", {"label": "dog_bark", "n": "3"}),
        ("{label}{n}", "cat012.wav", {"label": "cat", "n": "012"}),
        ("{*}-{label}", "9x-yes.ogg", {"label": "yes"}),
        ("{speaker}/{label}_{n}", "data/anna/no_4.wav", {"speaker": "anna", "label": "no", "n": "4"}),
        ("{label} ({n})", "猫 (1).mp3", {"label": "猫", "n": "1"}),
        ("a.{label}", "a.b.c.wav", {"label": "b.c"}),
        ("{label}_{n}", "yes_x.wav", None),
    ],
)
def test_patterns(pattern: str, name: str, values: dict[str, str] | None) -> None:
    assert match_pattern(pattern, [name]).values == (values,)


@pytest.mark.parametrize("pattern", ["", "label", "{label", "{label}_{label}", "}{label}", "{}", "{*}", "{a}" * 200])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(DataError) as caught:
        match_pattern(pattern, ["a.wav"])
    assert caught.value.code == "data.audio.bad_pattern"


def test_the_pattern_of_spoken_digits_is_found() -> None:
    assert find_pattern(DIGITS) == "{label}_{speaker}_{n}"


@pytest.mark.parametrize(
    ("names", "pattern"),
    [
        ([f"{word}-{n}.wav" for word in ("yes", "no") for n in range(4)], "{label}-{n}"),
        ([f"{word} {n}.wav" for word in ("yes", "no") for n in range(4)], "{label} {n}"),
        (
            [f"s{s:02}_{word}_{n}.wav" for s in range(3) for word in ("on", "off") for n in range(3)],
            "{speaker}_{label}_{n}",
        ),
        ([f"clip_{word}_{n}.wav" for word in ("on", "off") for n in range(3)], "clip_{label}_{n}"),
        ([f"{word}{n:03}.wav" for word in ("dog", "cat") for n in range(3)], "{label}{n}"),
        ([f"recording {n}.wav" for n in range(9)], None),
        (["a.wav", "b.wav"], None),
        ([], None),
    ],
)
def test_other_names(names: list[str], pattern: str | None) -> None:
    assert find_pattern(names) == pattern
    if pattern:
        assert not match_pattern(pattern, names).unmatched


def test_a_name_that_does_not_fit_does_not_hide_the_pattern() -> None:
    assert find_pattern([*DIGITS, "notes.wav"]) == "{label}_{speaker}_{n}"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=5))
def test_no_pattern_and_no_name_does_more_than_be_refused(pattern: str, names: list[str]) -> None:
    find_pattern(names)
    try:
        found = match_pattern(pattern, names)
    except DataError as error:
        assert error.code == "data.audio.bad_pattern"
    else:
        assert len(found.values) == len(names)
