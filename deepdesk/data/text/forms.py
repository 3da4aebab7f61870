"""The tokenizers that DeepDesk writes: their JSON form, and the check of one from somebody else's model file.

The form is that of Hugging Face ``tokenizers``, but only the parts that we write are taken: a foreign pattern could
backtrack for ever, and a foreign table could fill the memory.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

PADDING: Final = "[PAD]"
"""Token number 0: there is none."""
UNKNOWN: Final = "[UNK]"
"""Token number 1: one that the vocabulary lacks."""
VOCABULARY_LIMIT: Final = 100_000
TOKEN_LIMIT: Final = 64
"""Characters of the longest token."""
WORD_LIMIT: Final = 200
"""Characters of the longest word that is cut into pieces; a longer one is unknown."""
VOCABULARY_BYTES: Final = 2_000_000
TEXT_LIMIT: Final = 8_000_000
"""Characters of the longest JSON that is looked at."""


class _Part(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """A component; its ``type`` is the name of its class."""


class NFKC(_Part, frozen=True, kw_only=True):
    """Full-width letters and ligatures become usual ones."""


class LongNumber(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"regex": "Regex"}):
    """Five figures and more: a telephone number, a code, an order, which says nothing but that it is one."""

    regex: Literal["\\d{5,}"] = "\\d{5,}"


class Replace(_Part, frozen=True, kw_only=True):
    """Every long number becomes the same one: each by itself is too rare to be learnt."""

    pattern: LongNumber = LongNumber()
    content: Literal["00000"] = "00000"


class BertNormalizer(_Part, frozen=True, kw_only=True):
    """Control characters go; ``handle_chinese_chars`` makes each Chinese character a word."""

    clean_text: Literal[True] = True
    handle_chinese_chars: bool = True
    strip_accents: Literal[False] = False
    lowercase: bool = True


class Normalizers(_Part, frozen=True, kw_only=True, tag="Sequence"):
    """One after the other."""

    normalizers: tuple[NFKC | Replace | BertNormalizer, ...]


class BertPreTokenizer(_Part, frozen=True, kw_only=True):
    """Cut at white space; every punctuation mark by itself."""


class WhitespaceSplit(_Part, frozen=True, kw_only=True):
    """Cut at white space."""


class Pattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"regex": "Regex"}):
    """One character: a symbol (such as £ or an emoji), or any. No other pattern is taken."""

    regex: Literal["\\p{S}", "."]


class Split(_Part, frozen=True, kw_only=True):
    """Each character that fits the pattern by itself."""

    pattern: Pattern
    behavior: Literal["Isolated"] = "Isolated"
    invert: Literal[False] = False


class PreTokenizers(_Part, frozen=True, kw_only=True, tag="Sequence"):
    """One after the other."""

    pretokenizers: tuple[BertPreTokenizer | WhitespaceSplit, Split]


class WordLevel(_Part, frozen=True, kw_only=True):
    """A number for each word, or character."""

    vocab: dict[str, int]
    unk_token: Literal["[UNK]"] = UNKNOWN


class WordPiece(_Part, frozen=True, kw_only=True):
    """Words are cut into the longest pieces that are known; a piece inside a word begins with ``##``."""

    unk_token: Literal["[UNK]"] = UNKNOWN
    continuing_subword_prefix: Literal["##"] = "##"
    max_input_chars_per_word: Literal[200] = WORD_LIMIT
    vocab: dict[str, int]


class TokenizerForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole tokenizer."""

    version: Literal["1.0"] = "1.0"
    truncation: None = None
    padding: None = None
    added_tokens: tuple[()] = ()
    normalizer: Normalizers
    pre_tokenizer: PreTokenizers
    post_processor: None = None
    decoder: None = None
    model: WordLevel | WordPiece

    @property
    def vocabulary(self) -> dict[str, int]:
        """Token numbers by token; 0 is padding, 1 an unknown token."""
        return self.model.vocab

    @property
    def by_character(self) -> bool:
        """Whether every character is a token."""
        return self.pre_tokenizer.pretokenizers[1].pattern.regex == "."


class ForeignTokenizer(ValueError):
    """A tokenizer that DeepDesk did not write; ``part`` is what is foreign about it."""

    def __init__(self, *, part: str) -> None:
        super().__init__(part)


def as_json(form: TokenizerForm) -> str:
    """What travels in the model file; equal tokenizers give equal texts."""
    return msgspec.json.encode(form).decode()


def checked(text: str, vocabulary: int | None = None) -> TokenizerForm:
    """The tokenizer that a JSON text describes.

    Args:
        text: as :func:`as_json` gives it.
        vocabulary: how many token numbers there are meant to be.

    Raises:
        ValueError: too long, no JSON, parts that DeepDesk does not write, or token numbers that are not 0, 1, 2, …
    """
    if len(text) > TEXT_LIMIT:
        raise ForeignTokenizer(part="length")
    try:
        form = msgspec.json.decode(text.encode("utf-8", "replace"), type=TokenizerForm)
    except RecursionError as error:
        raise ForeignTokenizer(part="depth") from error
    if tuple(map(type, form.normalizer.normalizers)) not in ((NFKC, Replace, BertNormalizer), (NFKC, BertNormalizer)):
        raise ForeignTokenizer(part="normalizer")
    numbers = form.vocabulary
    if not 2 <= len(numbers) <= VOCABULARY_LIMIT or vocabulary not in (None, len(numbers)):
        raise ForeignTokenizer(part="vocabulary")
    if sorted(numbers.values()) != list(range(len(numbers))) or numbers.get(PADDING) != 0 or numbers.get(UNKNOWN) != 1:
        raise ForeignTokenizer(part="numbers")
    if any(not 0 < len(token) <= TOKEN_LIMIT + 2 for token in numbers):
        raise ForeignTokenizer(part="token")
    return form
