"""Python text as a formatter would leave it: lines of at most 100 characters, comments from the catalogue."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from string import Template
from typing import Any, Final

from deepdesk.core.catalogue import say

WIDTH: Final = 100
_COMMENT: Final = re.compile(r"^( *)#@ ([a-z_.0-9]+)$")
_DOCSTRING: Final = re.compile(r'^( *)"""@ ([a-z_.0-9]+)"""$')
_FORMATTED: Final = re.compile(r'(f?)"@ ([a-z_.0-9]+)"')


def comment(code: str, indent: int = 0, **params: Any) -> list[str]:
    """The sentence of ``code`` as comment lines."""
    return _comment_lines(say(code, **params), " " * indent)


def _comment_lines(text: str, indent: str) -> list[str]:
    wrapped = textwrap.wrap(_safe(text), WIDTH - len(indent) - 2, break_long_words=False, break_on_hyphens=False)
    return [f"{indent}# {line}" for line in wrapped]


def fresh(notes: Iterable[str], told: set[str]) -> list[str]:
    """Those of ``notes`` that are not in ``told``, which then has them: what is said once need not be said again."""
    found = [note for note in notes if note not in told]
    told.update(found)
    return found


def docstring(text: str, indent: int = 0) -> list[str]:
    """``text`` as a docstring: its first line, then its further paragraphs; lines that begin with a blank stay."""
    margin = " " * indent
    lines: list[str] = []
    for number, paragraph in enumerate(_safe(text).split("\n")):
        if paragraph.startswith(" ") or not paragraph:
            lines.append(f"{margin}{paragraph}".rstrip())
            continue
        room = WIDTH - indent - (6 if number == 0 else 0)
        lines += [margin + line for line in textwrap.wrap(paragraph, room, break_on_hyphens=False)]
    lines[0] = f'{margin}"""{lines[0].strip()}'
    if len(lines) == 1:
        return [lines[0] + '"""']
    return [*lines, f'{margin}"""']


def _safe(text: str) -> str:
    """``text`` without what would end a docstring, be read as an escape, or not be seen."""
    shown = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return shown.replace("\\", "/").replace('"', "'")


def literal(value: Any) -> str:
    """A value as Python writes it, with double quotes."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, tuple | list):
        inner = ", ".join(literal(item) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return repr(value)


def quoted(text: str) -> str:
    """A string literal in double quotes that holds exactly ``text``; what cannot be seen is escaped."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def pair(value: Any) -> str:
    """``3`` for ``(3, 3)``, ``(3, 2)`` otherwise, numbers as they are."""
    if isinstance(value, tuple) and len(set(value)) == 1 and len(value) > 0 and isinstance(value[0], int):
        return str(value[0])
    return literal(value)


def call(function: str, arguments: Sequence[str]) -> str:
    """``function(arguments)`` on one line."""
    return f"{function}({', '.join(arguments)})"


def wrapped_call(head: str, arguments: Sequence[str], tail: str, indent: int, end: str = "") -> list[str]:
    """``head(arguments)tail`` on one line, or with the arguments on a line of their own, or one line each.

    Args:
        head: what stands before the bracket, such as ``x = layers.Dense``.
        tail: what follows it, such as ``(x)``.
        indent: blanks before the first line.
        end: a comment behind the last line, which counts for the width.
    """
    margin = " " * indent
    flat = f"{margin}{head}({', '.join(arguments)}){tail}"
    if len(flat + end) <= WIDTH:
        return [flat + end]
    if len(flat) <= WIDTH:
        return [f"{margin}{end.strip()}", flat]
    inner = f"{margin}    {', '.join(arguments)}"
    # A formatter would rather break inside the last bracket, where that is enough.
    breaks_later = tail.startswith("(") and len(flat) - len(tail) < WIDTH
    if len(inner) <= WIDTH and not breaks_later:
        return [f"{margin}{head}(", inner, f"{margin}){tail}{end}"]
    items = [line for item in arguments for line in _item_lines(item, indent + 4)]
    return [f"{margin}{head}(", *items, f"{margin}){tail}{end}"]


def _item_lines(item: str, indent: int) -> list[str]:
    """An argument on a line of its own; a call that is too long for one is broken in its turn."""
    opening = item.find("(")
    if indent + len(item) < WIDTH or opening < 0 or not item.endswith(")"):
        return [f"{' ' * indent}{item},"]
    return wrapped_call(item[:opening], _parts(item[opening + 1 : -1]), ",", indent)


def _parts(text: str) -> list[str]:
    """The arguments in ``text``, which commas outside of brackets divide."""
    found, depth = [""], 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return [part.strip() for part in found]


def listed(name: str, items: Sequence[str], indent: int = 0) -> list[str]:
    """``name = [items]`` in as few lines as fit."""
    margin = " " * indent
    flat = f"{margin}{name} = [{', '.join(items)}]"
    if len(flat) <= WIDTH:
        return [flat]
    inner = f"{margin}    {', '.join(items)}"
    if len(inner) <= WIDTH:
        return [f"{margin}{name} = [", inner, f"{margin}]"]
    return [f"{margin}{name} = [", *(f"{margin}    {item}," for item in items), f"{margin}]"]


def filled(template: str, values: Mapping[str, Any]) -> str:
    """A template with ``$names`` filled in, ``#@ code`` lines as comments, ``\"\"\"@ code\"\"\"`` as docstrings and
    ``"@ code"`` as a string of that sentence; sentences get ``values`` as their figures."""
    lines: list[str] = []
    for line in template.strip("\n").split("\n"):
        if found := _COMMENT.match(line):
            lines += _comment_lines(say(found[2], **values), found[1])
        elif found := _DOCSTRING.match(line):
            lines += docstring(say(found[2], **values), len(found[1]))
        else:
            lines.append(Template(_with_sentences(line, values)).substitute(values))
    return "\n".join(part for block in lines for line in block.split("\n") for part in _fitted(line))


def _fitted(line: str) -> list[str]:
    """``line``, or, where it is too long and ends with a call, its arguments on a line of their own."""
    opening = line.find("(")
    if len(line) <= WIDTH or opening < 0 or not line.endswith(")"):
        return [line]
    margin = line[: len(line) - len(line.lstrip())]
    return [line[: opening + 1], f"{margin}    {line[opening + 1 : -1]}", f"{margin})"]


def _with_sentences(line: str, values: Mapping[str, Any]) -> str:
    """``line`` with its ``"@ code"`` replaced; in an f-string ``[name]`` of the sentence becomes ``{name}``."""

    def replaced(found: re.Match[str]) -> str:
        text = _safe(say(found[2], **values))
        text = text.replace("[", "{").replace("]", "}") if found[1] else text
        return f'{found[1]}"{text}"'

    return _FORMATTED.sub(replaced, line)
