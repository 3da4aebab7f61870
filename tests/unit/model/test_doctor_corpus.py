"""The doctor on a corpus of broken networks of all kinds."""

from __future__ import annotations

import pytest

from tests.unit.model.corpus.case import Broken
from tests.unit.model.corpus.judging import CORPUS, judge

LOCATED_AT_LEAST = 0.95
REPAIRED_AT_LEAST = 0.90
NOT_REPAIRED = frozenset({"nothing to learn"})
"""What no repair is offered for."""


def test_the_corpus_is_large_and_has_no_name_twice() -> None:
    assert len(CORPUS) >= 120
    assert len({case.name for case in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("case", CORPUS, ids=[case.name for case in CORPUS])
def test_located_and_repaired_by_the_first_offers(case: Broken) -> None:
    verdict = judge(case)
    assert verdict.located
    assert verdict.repaired is not None or case.name in NOT_REPAIRED


def test_enough_are_located_and_repaired() -> None:
    verdicts = [judge(case) for case in CORPUS]
    assert sum(verdict.located for verdict in verdicts) >= LOCATED_AT_LEAST * len(CORPUS)
    assert sum(verdict.repaired is not None for verdict in verdicts) >= REPAIRED_AT_LEAST * len(CORPUS)
