"""Fuzzy matching of what was typed with names."""

from __future__ import annotations

from typing import Final

_WORD_BONUS: Final = 8
_RUN_BONUS: Final = 5


def score(typed: str, name: str) -> int | None:
    """How well ``typed`` fits ``name``, higher is better; ``None`` when its letters are not in it, in order.

    Letters at the beginnings of words and letters in a row count more; short names win among equals.
    """
    wanted, text = typed.casefold().replace(" ", ""), name.casefold()
    total, last = 0, -2
    place = 0
    for letter in wanted:
        place = _best_place(text, letter, place, last)
        if place < 0:
            return None
        total += 1
        total += _WORD_BONUS if place == 0 or not text[place - 1].isalnum() else 0
        total += _RUN_BONUS if place == last + 1 else 0
        last = place
        place += 1
    return total * 100 - len(text)


def _best_place(text: str, letter: str, start: int, last: int) -> int:
    if start == last + 1 and start < len(text) and text[start] == letter:
        return start
    first = text.find(letter, start)
    for place in range(max(first, 0), len(text) if first >= 0 else 0):
        if text[place] == letter and (place == 0 or not text[place - 1].isalnum()):
            return place
    return first
