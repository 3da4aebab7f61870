"""Makes a tokenizer from the texts of the training part: which tokens there are, and their numbers.

The library's own trainers number tokens in an order that changes from process to process; here equal texts give equal
tokenizers everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from typing import Any, Final

import msgspec

from deepdesk.data.settings import TextSettings, Tokenizer
from deepdesk.data.text.forms import (
    NFKC,
    PADDING,
    TOKEN_LIMIT,
    UNKNOWN,
    VOCABULARY_BYTES,
    BertNormalizer,
    BertPreTokenizer,
    Normalizers,
    Pattern,
    PreTokenizers,
    Replace,
    Split,
    TokenizerForm,
    WhitespaceSplit,
    WordLevel,
    WordPiece,
    as_json,
)

RARE: Final = 2
"""Tokens seen less often than this are unknown, so that training learns what an unknown token is worth ..."""
ENOUGH: Final = 100
"""... where there are at least this many texts."""
_LOOKED_AT: Final = 2_000
_SPECIAL: Final = (PADDING, UNKNOWN)
_CHINESE: Final = (
    (0x3040, 0x30FF),  # Japanese syllables
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)

Counted = Callable[[int], None]


def mostly_chinese(texts: Sequence[str]) -> bool:
    """Whether most letters are Chinese or Japanese, which are written without spaces between words."""
    chinese = letters = 0
    for text in islice(texts, 0, None, max(1, len(texts) // _LOOKED_AT)):
        for letter in text[:_LOOKED_AT]:
            if letter.isalpha():
                letters += 1
                chinese += any(first <= ord(letter) <= last for first, last in _CHINESE)
    return chinese > 0.5 * letters


def chosen_tokenizer(settings: TextSettings, texts: Sequence[str]) -> Tokenizer:
    """What ``auto`` stands for."""
    if settings.tokenizer != "auto":
        return settings.tokenizer
    return "characters" if mostly_chinese(texts) else "words"


def trained(texts: Sequence[str], settings: TextSettings, counted: Counted = lambda _: None) -> TokenizerForm:
    """A tokenizer with the most frequent tokens of ``texts``.

    Args:
        texts: of the training part.
        settings: which tokenizer, how many tokens at most (padding and unknown included), whether case matters.
        counted: told how many texts have been looked at; may raise to stop.
    """
    kind = chosen_tokenizer(settings, texts)
    form = _empty(kind, lowercase=settings.lowercase, runs=kind == "wordpiece" and mostly_chinese(texts))
    counts = _words(form, texts, counted)
    least = RARE if len(texts) >= ENOUGH else 1
    if kind == "wordpiece":
        tokens = _pieces(counts, settings.vocabulary, least)
        return msgspec.structs.replace(form, model=WordPiece(vocab=_numbered(tokens, settings.vocabulary)))
    tokens = _frequent(counts, least)
    return msgspec.structs.replace(form, model=WordLevel(vocab=_numbered(tokens, settings.vocabulary)))


def _empty(kind: Tokenizer, *, lowercase: bool, runs: bool) -> TokenizerForm:
    """``runs``: Chinese characters stay together, so that pieces of several can be learnt."""
    bert = BertNormalizer(handle_chinese_chars=not runs, lowercase=lowercase)
    cut = (
        (WhitespaceSplit(), Split(pattern=Pattern(".")))
        if kind == "characters"
        else (BertPreTokenizer(), Split(pattern=Pattern("\\p{S}")))
    )
    return TokenizerForm(
        normalizer=Normalizers(normalizers=(NFKC(), bert) if kind == "characters" else (NFKC(), Replace(), bert)),
        pre_tokenizer=PreTokenizers(pretokenizers=cut),
        model=WordLevel(vocab=_numbered((), 2)),
    )


def _numbered(tokens: Iterable[str], limit: int) -> dict[str, int]:
    numbers = {token: number for number, token in enumerate(_SPECIAL)}
    room = VOCABULARY_BYTES
    for token in tokens:
        room -= len(token.encode())
        if len(numbers) >= limit or room < 0:
            break
        numbers.setdefault(token, len(numbers))
    return numbers


def _words(form: TokenizerForm, texts: Sequence[str], counted: Counted) -> Counter[str]:
    from tokenizers import Tokenizer as Library

    library = Library.from_str(as_json(form))
    normalizer: Any = library.normalizer
    cutter: Any = library.pre_tokenizer
    counts: Counter[str] = Counter()
    for number, text in enumerate(texts):
        if number % 512 == 0:
            counted(number)
        counts.update(word for word, _ in cutter.pre_tokenize_str(normalizer.normalize_str(text)))
    return counts


def _frequent(counts: Mapping[str, int], least: int) -> list[str]:
    kept = [(-count, word) for word, count in counts.items() if count >= least and len(word) <= TOKEN_LIMIT]
    return [word for _, word in sorted(kept)]


def _letters(word: str) -> Iterator[str]:
    """The smallest pieces of a word."""
    return (letter if place == 0 else f"##{letter}" for place, letter in enumerate(word))


def _pieces(counts: Mapping[str, int], limit: int, least: int) -> list[str]:
    """The smallest pieces, then those that the trainer joined, in its order.

    Its result depends on nothing but its input once every smallest piece is named beforehand, in a settled order;
    words with a piece that is too rare to be named are not shown to it.
    """
    from tokenizers import Tokenizer as Library
    from tokenizers import models, pre_tokenizers, trainers

    letters: Counter[str] = Counter()
    for word, count in counts.items():
        for piece in _letters(word):
            letters[piece] += count
    alphabet = _frequent(letters, least)[: max(1, limit // 2)]
    known = set(alphabet)
    words = [
        (word, count)
        for word, count in sorted(counts.items())
        if len(word) <= TOKEN_LIMIT and known.issuperset(_letters(word))
    ]
    library = Library(models.WordPiece(vocab={}, unk_token=UNKNOWN))
    library.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.WordPieceTrainer(
        vocab_size=limit, special_tokens=[*_SPECIAL, *alphabet], show_progress=False, min_frequency=least
    )
    library.train_from_iterator((word for word, count in words for _ in repeat(None, count)), trainer)
    numbers = library.get_vocab()
    return sorted((token for token in numbers if token not in _SPECIAL), key=numbers.__getitem__)
