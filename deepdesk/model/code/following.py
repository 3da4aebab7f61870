"""What the reader of PyTorch needs of the one who follows a script: objects of the script's classes, and of others'."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Final

from deepdesk.model.code.interpreter import Interpreter
from deepdesk.model.code.objects import Instance, Scope, Tensor
from deepdesk.model.code.torchvision_sources import SOURCES

PUBLISHED_SHAPE: Final = (224, 224, 3)
"""Of the images on which torchvision's networks were trained."""


def instance_follower(interpreter: Interpreter) -> Callable[[Any, Tensor, int], Any]:
    """Lets a list of modules hold objects of the script's own classes."""

    def follow(one: Any, tensor: Tensor, line: int) -> Any:
        if not isinstance(one, Instance):
            return None
        call = ast.Call(func=ast.Name(id=one.kind.name), args=[], keywords=[], lineno=line, col_offset=0)
        return interpreter.call(one, [tensor], {}, call)

    return follow


def published_maker(interpreter: Interpreter) -> Callable[[str, dict[str, Any], int], Any]:
    """Makes networks of torchvision from classes of our own, whose lines are those of the call."""

    def make(name: str, keywords: dict[str, Any], line: int) -> Any:
        if name not in SOURCES:
            return None
        class_name, text = SOURCES[name]
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if hasattr(node, "lineno"):
                node.lineno = line
        scope = Scope()
        interpreter.follow(tree.body, scope)
        given = {key: value for key, value in keywords.items() if key in ("num_classes", "dropout")}
        return interpreter.instance_of(scope.names[class_name], [], given, line)

    return make
