"""Sources of any content: read, or refused with a reason; never another error."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deepdesk.core import catalogue
from deepdesk.core.errors import DataError
from deepdesk.data.description import DatasetDescription
from deepdesk.data.glance import glance
from deepdesk.data.kinds import Reading
from deepdesk.data.settings import TextSettings
from deepdesk.data.text.forms import as_json, checked
from deepdesk.data.text.kind import read
from deepdesk.data.text.recognising import recognised
from deepdesk.data.text.storing import stored
from deepdesk.data.text.tokenizing import TextTokenizer
from deepdesk.data.text.vocabulary import trained

TABLES = 3_000
TEXTS = 3_000
TOKENIZERS = 3_000
SEEDS = (
    b"label\ttext\nspam\tcall now for a prize\nham\tsee you at lunch\n" * 8,
    'label,review\n1,"很好, 吃"\n0,太难吃了\n'.encode("gb18030") * 8,
    b'{"text": "one two three", "label": "a"}\n{"text": "four five", "label": "b"}\n' * 8,
    "text;class\nüber alles schön;gut\nschlimm;schlecht\n".encode("latin-1") * 8,
    "text,label\nبالعالم مرحبا,x\n👍🏽 😀,y\n".encode("utf-16") * 8,
)


def mutated(draw: random.Random, content: bytes) -> bytes:
    """Some bytes changed, cut, doubled or taken from elsewhere."""
    found = bytearray(content)
    for _ in range(draw.randint(1, 12)):
        place = draw.randrange(len(found) + 1)
        match draw.randrange(5):
            case 0 if found:
                found[place % len(found)] = draw.randrange(256)
            case 1:
                found[place:place] = draw.randbytes(draw.randint(1, 8))
            case 2:
                del found[place : place + draw.randint(1, 40)]
            case 3:
                found[place:place] = draw.choice(
                    (b'"', b"\n", b"\r", b",", b"\t", b"\0", b"\xff\xfe", b"[", b"\\ud800")
                )
            case _:
                found[place:place] = found[: draw.randint(0, 60)]
    return bytes(found)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_mutated_tables_are_read_or_refused(tmp_path: Path) -> None:
    known = catalogue.codes()
    draw = random.Random(7)
    outcomes: dict[str, int] = {}
    for number in range(TABLES):
        path = tmp_path / f"{number}{draw.choice(('.csv', '.tsv', '.jsonl', '.txt', ''))}"
        path.write_bytes(mutated(draw, draw.choice(SEEDS)))
        cache = tmp_path / "cache" / str(number)
        reading = Reading(
            description=DatasetDescription(source=str(path), kind="text"),
            path=path,
            name="x",
            cache=cache,
            progress=lambda *_: None,
            stop_asked=lambda: False,
        )
        assert 0 <= recognised(glance(path)) <= 1
        try:
            texts = stored(read(reading))
            outcome = "read"
            assert all(texts.block(0, len(texts)))
        except DataError as error:
            outcome = error.code
            assert outcome in known
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    assert outcomes["read"] > TABLES / 4


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=TEXTS, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
@given(
    st.lists(st.text(max_size=60), min_size=1, max_size=8),
    st.sampled_from(["auto", "words", "characters", "wordpiece"]),
    st.booleans(),
    st.integers(min_value=10, max_value=60),
)
def test_any_texts_make_a_tokenizer_that_reads_them(texts: list[str], kind: str, lower: bool, size: int) -> None:
    options = TextSettings(tokenizer=kind, lowercase=lower, vocabulary=size)  # type: ignore[arg-type]
    text = as_json(trained(texts, options))
    found = TextTokenizer(text)
    assert as_json(checked(text)) == text and found.vocabulary <= size
    for numbers, one in zip(found.numbers(texts), texts, strict=True):
        assert all(0 < number < found.vocabulary for number in numbers)
        pieces = found.pieces(one, 1000)
        assert len(pieces) == len(numbers)
        assert all(piece.written in one for piece in pieces)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_mutated_tokenizers_are_refused_or_sound() -> None:
    draw = random.Random(9)
    whole = as_json(trained(["call now for a prize", "see you at lunch"], TextSettings())).encode()
    sound = 0
    for _ in range(TOKENIZERS):
        text = mutated(draw, whole).decode("utf-8", "replace")
        try:
            numbers = TextTokenizer(text).numbers(["call me now", "x" * 500])
        except ValueError:
            continue
        sound += 1
        assert len(numbers) == 2
    assert sound < TOKENIZERS
