"""How calls of a script bind: parameters of functions, classes that refine a layer."""

from __future__ import annotations

import ast
from typing import Any

from deepdesk.model.code.objects import Class, Function, Scope, Unknown


def bind(function: Function, given: list[Any], keywords: dict[str, Any], scope: Scope) -> None:
    """Gives the parameters of a function their values; those that get none are unknown."""
    arguments = function.arguments
    positional = [*arguments.posonlyargs, *arguments.args]
    names = [item.arg for item in positional]
    start = len(names) - len(function.defaults)
    values: dict[str, Any] = {name: Unknown(name) for name in names}
    values.update(zip(names[start:], function.defaults, strict=True))
    for item, default in zip(arguments.kwonlyargs, function.keyword_defaults, strict=True):
        values[item.arg] = default
    values.update(zip(names, given, strict=False))
    known = {*names, *(item.arg for item in arguments.kwonlyargs)}
    values.update({name: value for name, value in keywords.items() if name in known})
    if arguments.vararg is not None:
        values[arguments.vararg.arg] = tuple(given[len(names) :])
    if arguments.kwarg is not None:
        values[arguments.kwarg.arg] = {name: value for name, value in keywords.items() if name not in known}
    scope.names.update(values)


def layer_base(kind: Class) -> str | None:
    """The layer of Keras that a class of the script refines without arguments of its own."""
    if any("__init__" in one.members for one in kind.lineage()):
        return None
    return next(
        (base for base in kind.foreign() if base.startswith("keras.layers.") and base != "keras.layers.Layer"), None
    )


def asks_for_main(test: ast.expr) -> bool:
    """Whether a condition is ``__name__ == "__main__"``, which holds for a script."""
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"
