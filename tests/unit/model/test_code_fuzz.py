"""Whatever is given, reading ends with a value or one clear error."""

from __future__ import annotations

import ast
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deepdesk.core.catalogue import codes
from deepdesk.core.errors import ModelError
from deepdesk.model.code.reading import read_code
from deepdesk.model.code.values import CodeReading
from tests.unit.model import code_corpus_keras, code_corpus_torch

TEXTS = [*code_corpus_keras.SCRIPTS.values(), *code_corpus_torch.SCRIPTS.values()]
WORDS = sorted({word for text in TEXTS for word in text.replace("(", " ( ").replace(",", " , ").split()})
CALM = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def read(text: str) -> None:
    try:
        reading = read_code(text, name="fuzz")
    except ModelError as error:
        assert error.code in codes()
        return
    assert isinstance(reading, CodeReading)
    assert {item.code for item in reading.findings} <= codes()


@CALM
@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    read(text)


@CALM
@given(st.lists(st.sampled_from([*WORDS, "\n", "\n    ", "=", "[", "]", ")", "self.", "x", "*", "-1"]), max_size=80))
def test_any_words(words: list[str]) -> None:
    read(" ".join(words))


@CALM
@given(st.sampled_from(TEXTS), st.integers(0, 10_000), st.integers(1, 60), st.text(max_size=6))
def test_damaged_scripts(text: str, place: int, length: int, put: str) -> None:
    place %= len(text)
    read(text[:place] + put + text[place + length :])


class Mixer(ast.NodeTransformer):
    """Exchanges expressions and constants of a tree at random."""

    def __init__(self, pool: list[ast.expr], chance: random.Random) -> None:
        self.pool = pool
        self.chance = chance

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        loaded = isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
        if loaded and self.chance.random() < 0.08:
            return self.chance.choice(self.pool)
        return node


@CALM
@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.integers(0, 2**20))
def test_mixed_trees(text: str, other: str, seed: int) -> None:
    try:
        trees = [ast.parse(one.strip("\n")) for one in (text, other)]
    except SyntaxError:
        return
    pool = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.expr)]
    pool = [node for node in pool if isinstance(getattr(node, "ctx", ast.Load()), ast.Load)]
    try:
        mixed = ast.unparse(Mixer(pool, random.Random(seed)).visit(trees[0]))
    except (RecursionError, ValueError, TypeError, AttributeError, KeyError):
        return
    read(mixed)
