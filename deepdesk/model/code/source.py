"""From what people paste or open to Python text: notebooks, Markdown, prompts, odd characters; line by line."""

from __future__ import annotations

import ast
import json
import re
import textwrap
from collections.abc import Callable
from typing import Final, NamedTuple

from deepdesk.core.errors import ModelError

SIZE_LIMIT: Final = 1_000_000
REPAIRS_LIMIT: Final = 30
_FENCE: Final = re.compile(r"^\s*(?:```|~~~)\s*([\w+-]*)")
_PYTHON: Final = frozenset({"", "python", "py", "python3", "ipython", "pycon", "tensorflow", "pytorch"})
_PROMPT: Final = re.compile(r"^\s*(?:>>>|\.\.\.|In \[\d*\]:)(?: |$)")
_MAGIC: Final = re.compile(r"^(\s*)[%!?].*$")
_OTHER_CELL: Final = re.compile(r"\s*%%(?!time|capture|prun)\w+")
_PRINT: Final = re.compile(r"^\s*print\s+[^\s=(]")
_ODD: Final = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u3000": " ", "\ufeff": " ", "\u200b": ""}
)
_WIDE: Final = str.maketrans("（），：＝［］", "(),:=[]")


class Damage(NamedTuple):
    """A line that is no Python: where, a code of the catalogue, Python's own words."""

    line: int
    column: int | None
    code: str
    reason: str


class Source(NamedTuple):
    """Python text whose lines stand where they stood in the original, its tree, what is around it, and what could not
    be read."""

    lines: tuple[str, ...]
    original: tuple[str, ...]
    tree: ast.Module
    prose: tuple[tuple[int, str], ...]
    damages: tuple[Damage, ...]

    def line(self, number: int) -> str:
        """The text of a line (1 is the first), at most 200 characters; empty for a number that is none."""
        return self.original[number - 1].strip()[:200] if 0 < number <= len(self.original) else ""


def decoded(content: bytes) -> str:
    """The text in bytes: UTF-8, UTF-16 by its mark, a declared encoding, else GB 18030 or Latin-1.

    Raises:
        ModelError: more than a megabyte, or no text.
    """
    if len(content) > 4 * SIZE_LIMIT:
        raise ModelError("code.too_large", limit=f"{SIZE_LIMIT:,}")
    declared = re.match(rb"^(?:[^\n]*\n)?[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", content[:400])
    tried = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else []
    tried += [declared[1].decode("ascii", "replace")] if declared else []
    for encoding in (*tried, "utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1")


def read_source(text: str) -> Source:
    """The Python in ``text``; lines that are no Python are left out and told.

    Raises:
        ModelError: it is too large, holds null bytes, is nested too deeply, or no line of it is Python.
    """
    if len(text) > SIZE_LIMIT:
        raise ModelError("code.too_large", limit=f"{SIZE_LIMIT:,}")
    if "\0" in text:
        raise ModelError("code.not_text")
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")
    text = text.encode("utf-8", "replace").decode()
    lines = _notebook_lines(text)
    original = tuple(lines if lines is not None else text.split("\n"))
    prose: list[tuple[int, str]] = []
    if lines is None:
        lines, prose = _without_fences(text.split("\n"))
        lines = _without_prompts(lines)
    lines = [_MAGIC.sub(r"\1pass", line) for line in lines]
    tree, damages = _parsed(lines)
    return Source(tuple(lines), original, tree, tuple(prose), tuple(damages))


def shown_lines(text: str) -> tuple[str, ...]:
    """The lines of a text as findings count them: those of a notebook are its code cells, one behind the other."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = _notebook_lines(text)
    return tuple(lines if lines is not None else text.split("\n"))


def _notebook_lines(text: str) -> list[str] | None:
    """The code cells of a Jupyter notebook, one behind the other; ``None`` for another text."""
    if not text.lstrip().startswith("{") or '"cells"' not in text:
        return None
    try:
        cells = json.loads(text)["cells"]
        codes = [cell["source"] for cell in cells if cell.get("cell_type") == "code"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    lines: list[str] = []
    for code in codes:
        cell = "".join(map(str, code)) if isinstance(code, list) else str(code)
        if not _OTHER_CELL.match(cell):
            lines += cell.split("\n")
    return lines


def _without_fences(lines: list[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """The Python blocks of a Markdown text, everything else blank; and what stands around them."""
    fences = [_FENCE.match(line) for line in lines]
    if sum(found is not None for found in fences) < 2:
        return lines, []
    kept, prose, inside, python = [], [], False, False
    for number, (line, fence) in enumerate(zip(lines, fences, strict=True), start=1):
        if fence is not None:
            inside, python = not inside, not inside and fence[1].lower() in _PYTHON
            kept.append("")
        elif inside:
            kept.append(line if python else "")
        else:
            kept.append("")
            prose.append((number, line))
    return _dedented(kept), prose


def _dedented(lines: list[str]) -> list[str]:
    return textwrap.dedent("\n".join(lines)).split("\n")


def _without_prompts(lines: list[str]) -> list[str]:
    """What was typed behind ``>>>``; what was answered is left out."""
    if not any(line.lstrip().startswith((">>> ", "In [")) for line in lines):
        return lines
    return [_PROMPT.sub("", line) if _PROMPT.match(line) else "" for line in lines]


_REMEDIES: Final[tuple[Callable[[str], str], ...]] = (
    textwrap.dedent,
    lambda text: text.expandtabs(4),
    lambda text: text.translate(_ODD),
    lambda text: text.translate(_ODD).translate(_WIDE),
    lambda text: textwrap.dedent(text.expandtabs(4).translate(_ODD).translate(_WIDE)),
)


def _parsed(lines: list[str]) -> tuple[ast.Module, list[Damage]]:
    """The tree; where Python refuses, first harmless remedies, then the line at fault is left out."""
    try:
        return _tree("\n".join(lines)), []
    except SyntaxError as error:
        first = error
    for remedy in _REMEDIES:
        try:
            return _tree(remedy("\n".join(lines))), []
        except SyntaxError:
            continue
    return _without_damaged(lines, first)


def _without_damaged(lines: list[str], error: SyntaxError) -> tuple[ast.Module, list[Damage]]:
    kept = textwrap.dedent("\n".join(lines).expandtabs(4).translate(_ODD)).split("\n")
    damages: list[Damage] = []
    for _ in range(REPAIRS_LIMIT):
        number = min(max(error.lineno or 1, 1), len(kept))
        while number > 1 and not kept[number - 1].strip():
            number -= 1
        line = kept[number - 1]
        code = "code.finding.python2_print" if _PRINT.match(line) else "code.finding.syntax"
        # What Python says of the lines around one that was left out only follows from that.
        if not any(abs(number - damage.line) <= 1 for damage in damages):
            damages.append(Damage(number, error.offset, code, (error.msg or "-")[:120]))
        # A statement of the same depth keeps the block that the line belonged to.
        kept[number - 1] = line[: len(line) - len(line.lstrip())] + "pass" if line.strip() not in ("pass", "") else ""
        try:
            return _tree("\n".join(kept)), damages
        except SyntaxError as again:
            error = again
    raise ModelError("code.no_python", line=damages[0].line, reason=damages[0].reason)


def _tree(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (RecursionError, MemoryError) as error:
        raise ModelError("code.too_deep") from error
    except ValueError as error:
        raise ModelError("code.not_text") from error
