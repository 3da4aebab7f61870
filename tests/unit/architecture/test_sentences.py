"""Every sentence for people comes from the catalogue; every code that is used is in it."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator

import pytest

from deepdesk.core import catalogue
from tests.unit.architecture.sources import called_name, of_rooms, sources

EDGE = ("ui", "workers", "state", "app", "cli", "__main__")
# Calls whose arguments a person reads, and the names of those arguments where only some are text.
TAKES_TEXT = {
    "setText", "setPlainText", "setHtml", "setMarkdown", "setToolTip", "setStatusTip", "setWhatsThis",
    "setWindowTitle", "setPlaceholderText", "setAccessibleName", "setAccessibleDescription", "setTitle", "setSuffix",
    "setPrefix", "setLabelText", "setInformativeText", "setDetailedText", "setSpecialValueText", "setTabText",
    "setItemText", "setTabToolTip", "setHeaderLabels", "setHorizontalHeaderLabels", "setVerticalHeaderLabels",
    "setFormat", "showMessage", "showText", "addItem", "addItems", "insertItem", "addTab", "insertTab", "addAction",
    "addMenu", "addRow", "addSection", "setLabel", "QLabel", "QPushButton", "QToolButton", "QCheckBox",
    "QRadioButton", "QGroupBox", "QAction", "QMenu", "QDockWidget", "QMessageBox", "QListWidgetItem",
    "QTableWidgetItem", "QTreeWidgetItem", "QStandardItem", "QProgressDialog", "information", "warning", "critical",
    "question", "about", "getOpenFileName", "getOpenFileNames", "getExistingDirectory", "getSaveFileName", "getText",
    "getItem", "getInt", "getDouble", "drawText",
}  # fmt: skip
TEXT_KEYWORDS = {
    "help",
    "description",
    "epilog",
    "text",
    "title",
    "toolTip",
    "statusTip",
    "placeholderText",
    "whatsThis",
}
PRINTS = {"print", "write"}
# Mistakes of a programmer, which no person is meant to see.
PROGRAMMING_ERRORS = {
    "AssertionError", "AttributeError", "IndexError", "KeyError", "NotImplementedError", "StopIteration", "TypeError",
}  # fmt: skip
# Markup, entities and colours in a text are not words.
NOT_READ = re.compile(r"<[^<>]*>|&\w+;|#[0-9a-fA-F]{3,8}\b")
A_CODE = re.compile(r"[a-z_]+(\.[a-zA-Z0-9_]+)+")


def literal_texts(node: ast.expr) -> Iterator[str]:
    """The literal strings with a letter that an expression shows; what other calls return is their own matter."""
    match node:
        case ast.Constant(value=str(text)):
            if any(letter.isalpha() for letter in NOT_READ.sub("", text)):
                yield text
        case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.BoolOp(values=parts):
            for part in parts:
                yield from literal_texts(part)
        case ast.BinOp(left=left, right=right):
            yield from literal_texts(left)
            yield from literal_texts(right)
        case ast.IfExp(body=body, orelse=orelse):
            yield from literal_texts(body)
            yield from literal_texts(orelse)
        case ast.Call(func=ast.Attribute(value=value, attr="format" | "join")):
            yield from literal_texts(value)


def shown_arguments(call: ast.Call, *, prints: bool) -> Iterator[ast.expr]:
    """The arguments of a call that a person will read."""
    name = called_name(call)
    if name in {"getLogger", "debug", "exception"} or _is_logging(call):
        return
    if name in TAKES_TEXT or (prints and name in PRINTS):
        yield from call.args
    yield from (keyword.value for keyword in call.keywords if keyword.arg in TEXT_KEYWORDS)


def _is_logging(call: ast.Call) -> bool:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id.lower().lstrip("_") in {"log", "logger", "logging"}


def literals_shown(tree: ast.AST, *, prints: bool = False) -> list[tuple[int, str]]:
    """Line and text of every literal that reaches a person directly."""
    return [
        (call.lineno, text)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for argument in shown_arguments(call, prints=prints)
        for text in literal_texts(argument)
    ]


def faulty_raises(tree: ast.AST, known: frozenset[str]) -> list[tuple[int, str]]:
    """Line and text of every ``raise SomeError("…")`` whose text is no code of the catalogue."""
    wrong = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args):
            continue
        if called_name(node.exc) in PROGRAMMING_ERRORS:
            continue
        wrong += [(node.lineno, text) for text in literal_texts(node.exc.args[0]) if text not in known]
    return wrong


def faulty_codes(tree: ast.AST, known: frozenset[str]) -> list[tuple[int, str]]:
    """Line and code of every ``say("…")`` and ``…Error("…")`` whose code the catalogue lacks."""
    return [
        (node.lineno, node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (called_name(node) == "say" or called_name(node).endswith("Error"))
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and (called_name(node) == "say" or A_CODE.fullmatch(node.args[0].value))
        and node.args[0].value not in known
    ]


def test_no_literal_sentence_reaches_a_person() -> None:
    wrong = [
        f"{source.name}:{line} {text!r}"
        for source in of_rooms(*EDGE)
        for line, text in literals_shown(source.tree, prints=source.room in {"cli", "__main__"})
    ]
    assert not wrong, "\n".join(wrong)


def test_errors_carry_codes_of_the_catalogue() -> None:
    known = catalogue.codes()
    wrong = [f"{s.name}:{line} {text!r}" for s in sources() for line, text in faulty_raises(s.tree, known)]
    assert not wrong, "\n".join(wrong)


def test_every_code_that_is_said_exists() -> None:
    known = catalogue.codes()
    wrong = [f"{s.name}:{line} {code!r}" for s in sources() for line, code in faulty_codes(s.tree, known)]
    assert not wrong, "\n".join(wrong)


def test_codes_are_well_formed_and_filled_by_name() -> None:
    for code, template in catalogue.english().items():
        assert A_CODE.fullmatch(code), code
        assert "!" not in template, code
        assert all(field != "" for _, field, _, _ in string.Formatter().parse(template) if field is not None), code


def test_no_code_stands_in_two_files() -> None:
    seen: dict[str, str] = {}
    for source in sources():
        if not source.name.startswith("core/sentences/"):
            continue
        keys = [
            key.value
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Dict)
            for key in node.keys
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        ]
        for key in keys:
            assert key not in seen, f"{key} in {source.name} and {seen[key]}"
            seen[key] = source.name


@pytest.mark.parametrize(
    "line",
    [
        'label.setText("Open")',
        'label.setText(f"{count} images")',
        'QLabel("Open" if ready else "", parent)',
        'box.addItem("a" + name)',
        'parser.add_argument("--json", help="one object per line")',
        'label.setText("{} of {}".format(a, b))',
    ],
)
def test_the_search_finds_literals(line: str) -> None:
    assert literals_shown(ast.parse(line))


@pytest.mark.parametrize(
    "line",
    [
        'label.setText(say("ui.open"))',
        'label.setText("×")',
        'label.setText(f"<b>{title}</b>")',
        'log.warning("gone")',
        'a.setObjectName("open")',
    ],
)
def test_the_search_leaves_the_rest_alone(line: str) -> None:
    assert not literals_shown(ast.parse(line))


def test_the_search_finds_sentences_in_errors() -> None:
    assert faulty_raises(ast.parse('raise DataError("The folder is empty.")'), frozenset())
    assert not faulty_raises(ast.parse('raise DataError("data.empty")'), frozenset({"data.empty"}))
    assert faulty_codes(ast.parse('say("data.gone")'), frozenset())
