"""The search finds commands by their letters, the best first."""

from __future__ import annotations

from deepdesk.ui.fuzzy import score


def best(typed: str, *names: str) -> str:
    ranked = [(points, name) for name in names if (points := score(typed, name)) is not None]
    return max(ranked)[1]


def test_letters_in_order_are_found_and_others_are_not() -> None:
    assert score("stt", "Start training") is not None
    assert score("xyz", "Start training") is None
    assert score("", "Start training") is not None


def test_beginnings_of_words_win() -> None:
    assert best("st", "Start training", "Last thing") == "Start training"
    assert best("od", "Open data folder…", "Show Model") == "Open data folder…"


def test_the_shorter_name_wins_among_equals() -> None:
    assert best("undo", "Undo", "Undo everything") == "Undo"
