"""Calls of whatever a script calls: its own functions and classes, Python's, and those of the frameworks."""

from __future__ import annotations

import ast
from typing import Any

from deepdesk.model.code import literals
from deepdesk.model.code.binding import layer_base
from deepdesk.model.code.evaluating import Evaluator
from deepdesk.model.code.frameworks import World
from deepdesk.model.code.native import FUNCTIONS, method_call, native_call
from deepdesk.model.code.objects import Bound, Class, Function, Instance, Path, Super, Unknown


class Caller(Evaluator):
    """Works out calls; :class:`deepdesk.model.code.interpreter.Interpreter` follows the bodies of functions.

    Attributes:
        made: the objects of the script's classes, in the order in which they were made.
    """

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.made: list[Instance] = []

    def follow_function(self, function: Function, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        """The value that a function of the script returns."""
        raise NotImplementedError

    def call(self, callee: Any, arguments: list[Any], keywords: dict[str, Any], node: ast.Call) -> Any:
        """Calls whatever it is; functions and classes of the script are followed."""
        self.step()
        if isinstance(callee, Function):
            return self.follow_function(callee, arguments, keywords)
        if isinstance(callee, Class) and (base := layer_base(callee)):
            return self.world.call(Path(base), arguments, keywords, node)
        if isinstance(callee, Class):
            return self.instance_of(callee, arguments, keywords, node.lineno)
        if isinstance(callee, Path) and callee.dotted in FUNCTIONS:
            found = self._native(callee.dotted, arguments, keywords)
            return Unknown(ast.unparse(node)[:80]) if isinstance(found, Unknown) else found
        if isinstance(callee, Path) and callee.dotted in ("builtins.getattr", "builtins.setattr"):
            return self._by_name(callee.dotted, arguments, node)
        if isinstance(callee, Bound) and isinstance(callee.owner, list | dict | tuple | str):
            return method_call(callee.owner, callee.name, arguments, keywords)
        if isinstance(callee, Bound) and isinstance(callee.owner, Instance | Super):
            return self._inherited(callee, arguments, keywords, node)
        if isinstance(callee, Instance):
            return self._call_instance(callee, arguments, keywords, node)
        return self.world.call(callee, arguments, keywords, node)

    def _native(self, name: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        listed = [
            self.iterated(item) if not literals.is_plain(item) and self.iterated(item) is not None else item
            for item in arguments
        ]
        return native_call(name, listed if name != "builtins.isinstance" else arguments, keywords)

    def _by_name(self, function: str, arguments: list[Any], node: ast.Call) -> Any:
        if len(arguments) < 2 or not isinstance(arguments[1], str):
            return Unknown(ast.unparse(node)[:80])
        owner, name = arguments[:2]
        if function == "builtins.getattr":
            return self.attribute(owner, name, node)
        if isinstance(owner, Instance) and len(arguments) == 3:
            owner.attributes[name] = arguments[2]
        return None

    def _inherited(self, callee: Bound, arguments: list[Any], keywords: dict[str, Any], node: ast.Call) -> Any:
        """A method that an imported base class brings."""
        owner: Instance = callee.owner.instance if isinstance(callee.owner, Super) else callee.owner
        if callee.name == "__init__":
            if any(base.endswith("Sequential") for base in owner.kind.foreign()):
                owner.attributes["__layers__"] = list(arguments)
            return None
        if callee.name in ("add_module", "register_module") and len(arguments) == 2 and isinstance(arguments[0], str):
            owner.attributes[arguments[0]] = arguments[1]
            owner.attributes.setdefault("__layers__", []).append(arguments[1])
            return None
        if callee.name in ("forward", "call", "__call__"):
            return self._call_instance(owner, arguments, keywords, node)
        return self.world.call(callee, arguments, keywords, node)

    def _call_instance(self, owner: Instance, arguments: list[Any], keywords: dict[str, Any], node: ast.Call) -> Any:
        for name in ("forward", "call", "__call__"):
            try:
                member = owner.kind.member(name)
            except KeyError:
                continue
            if isinstance(member, Function):
                # Keras hands these to a layer's call by itself.
                given = {key: value for key, value in keywords.items() if key not in ("training", "mask")}
                return self.follow_function(self.bound_member(member, owner, None), arguments, given)
        return self.world.call(owner, arguments, keywords, node)

    def instance_of(self, kind: Class, arguments: list[Any], keywords: dict[str, Any], line: int) -> Instance:
        """A new object of a class of the script, its ``__init__`` followed."""
        kind.instances += 1
        made = Instance(kind=kind, line=line)
        if len(self.made) < literals.ENTRIES_LIMIT:
            self.made.append(made)
        try:
            start = kind.member("__init__")
        except KeyError:
            if any(base.endswith("Sequential") for base in kind.foreign()):
                made.attributes["__layers__"] = list(arguments)
            return made
        if isinstance(start, Function):
            self.follow_function(self.bound_member(start, made, None), arguments, keywords)
        return made
