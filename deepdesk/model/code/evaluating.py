"""Works out expressions of a script over a safe subset; whatever is not known is :class:`Unknown`, nothing is run."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any, Final

from deepdesk.model.code import literals
from deepdesk.model.code.frameworks import World
from deepdesk.model.code.literals import text_of
from deepdesk.model.code.objects import (
    Array,
    Bound,
    Class,
    Function,
    Instance,
    Path,
    Scope,
    Super,
    Unknown,
    canonical,
)

STEPS_LIMIT: Final = 200_000


class TooManySteps(Exception):
    """The script does more than reading follows."""


class Evaluator:
    """Works out expressions; :class:`deepdesk.model.code.interpreter.Interpreter` adds statements and calls."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.steps = 0

    def step(self) -> None:
        """Counts one step (raises :class:`TooManySteps`)."""
        self.steps += 1
        if self.steps > STEPS_LIMIT:
            raise TooManySteps

    def call(self, callee: Any, arguments: list[Any], keywords: dict[str, Any], node: ast.Call) -> Any:
        """Calls whatever it is; functions of the script are followed."""
        raise NotImplementedError

    def evaluate(self, node: ast.expr, scope: Scope) -> Any:
        """The value of an expression (raises :class:`TooManySteps`)."""
        self.step()
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        return Unknown(text_of(node)) if method is None else method(node, scope)

    def _constant(self, node: ast.Constant, scope: Scope) -> Any:
        if isinstance(node.value, int) and abs(node.value) > literals.NUMBER_LIMIT:
            return Unknown(text_of(node))
        return node.value if literals.is_plain(node.value) or node.value is ... else Unknown(text_of(node))

    def _name(self, node: ast.Name, scope: Scope) -> Any:
        try:
            return scope.find(node.id)
        except KeyError:
            return self.world.name(node.id)

    def _tuple(self, node: ast.Tuple, scope: Scope) -> Any:
        return tuple(self._spread(node.elts, scope))

    def _list(self, node: ast.List, scope: Scope) -> Any:
        return self._spread(node.elts, scope)

    def _set(self, node: ast.Set, scope: Scope) -> Any:
        return self._spread(node.elts, scope)

    def _spread(self, nodes: list[ast.expr], scope: Scope) -> list[Any]:
        """Values one behind the other, with ``*`` resolved."""
        values: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                values += literals.entries(self.evaluate(node.value, scope)) or []
            else:
                values.append(self.evaluate(node, scope))
        return values

    def _dict(self, node: ast.Dict, scope: Scope) -> Any:
        made: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            held = self.evaluate(value, scope)
            if key is None:
                made.update(held if isinstance(held, dict) else {})
                continue
            name = self.evaluate(key, scope)
            if isinstance(name, str | int | float | bool):
                made[name] = held
        return made

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        owner = self.evaluate(node.value, scope)
        return self.attribute(owner, node.attr, node)

    def attribute(self, owner: Any, name: str, node: ast.expr) -> Any:
        """``owner.name``."""
        if isinstance(owner, Instance):
            return self._instance_attribute(owner, name, node)
        if isinstance(owner, Super):
            return self._super_attribute(owner, name)
        if isinstance(owner, Class):
            try:
                return owner.member(name)
            except KeyError:
                return Unknown(text_of(node))
        if isinstance(owner, list | dict | tuple | str):
            return Bound(owner, name)
        if isinstance(owner, Path):
            return Path(canonical(f"{owner.dotted}.{name}"))
        return self.world.attribute(owner, name, node)

    def _instance_attribute(self, owner: Instance, name: str, node: ast.expr) -> Any:
        if name in owner.attributes:
            return owner.attributes[name]
        try:
            member = owner.kind.member(name)
        except KeyError:
            return Bound(owner, name)
        return self.bound_member(member, owner, node)

    def _super_attribute(self, owner: Super, name: str) -> Any:
        try:
            member = owner.instance.kind.member(name, after=owner.owner)
        except KeyError:
            return Bound(owner, name)
        return self.bound_member(member, owner.instance, None)

    def bound_member(self, member: Any, instance: Instance, node: ast.expr | None) -> Any:
        """A member of a class as its instance has it."""
        raise NotImplementedError

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        held, index = self.evaluate(node.value, scope), self._index(node.slice, scope)
        if isinstance(held, Instance):
            layers = held.attributes.get("__layers__")
            held = layers if layers is not None else held
        if isinstance(held, Path) and held.dotted.startswith(("typing.", "builtins.")):
            return held
        if literals.is_plain(held):
            found = literals.item(held, index)
            return Unknown(text_of(node)) if isinstance(found, Unknown) else found
        return self.world.item(held, index, node)

    def _index(self, node: ast.expr, scope: Scope) -> Any:
        if isinstance(node, ast.Slice):
            parts = [
                None if part is None else self.evaluate(part, scope) for part in (node.lower, node.upper, node.step)
            ]
            return slice(*parts)
        if isinstance(node, ast.Tuple):
            return tuple(self._index(part, scope) for part in node.elts)
        return self.evaluate(node, scope)

    def _binop(self, node: ast.BinOp, scope: Scope) -> Any:
        left, right = self.evaluate(node.left, scope), self.evaluate(node.right, scope)
        return self.operate(node.op, left, right, node)

    def operate(self, sign: ast.operator, left: Any, right: Any, node: ast.expr) -> Any:
        """The result of an operator."""
        if not (literals.is_plain(left) and literals.is_plain(right)):
            found = self.world.operate(sign, left, right, node)
            if found is not None:
                return found
        result = literals.binary(sign, left, right)
        return Unknown(text_of(node)) if isinstance(result, Unknown) else result

    def _unaryop(self, node: ast.UnaryOp, scope: Scope) -> Any:
        result = literals.unary(node.op, self.evaluate(node.operand, scope))
        return Unknown(text_of(node)) if isinstance(result, Unknown) else result

    def _boolop(self, node: ast.BoolOp, scope: Scope) -> Any:
        is_and = isinstance(node.op, ast.And)
        value: Any = Unknown()
        for part in node.values:
            value = self.evaluate(part, scope)
            truth = literals.truth_of(value)
            if truth is None:
                return Unknown(text_of(node))
            if truth is not is_and:
                return value
        return value

    def _compare(self, node: ast.Compare, scope: Scope) -> Any:
        left = self.evaluate(node.left, scope)
        for sign, part in zip(node.ops, node.comparators, strict=True):
            right = self.evaluate(part, scope)
            found = literals.compared(sign, left, right)
            if found is not True:
                return found
            left = right
        return True

    def _ifexp(self, node: ast.IfExp, scope: Scope) -> Any:
        truth = literals.truth_of(self.evaluate(node.test, scope))
        return self.evaluate(node.orelse if truth is False else node.body, scope)

    def _joinedstr(self, node: ast.JoinedStr, scope: Scope) -> Any:
        parts = []
        for part in node.values:
            value = self.evaluate(part.value if isinstance(part, ast.FormattedValue) else part, scope)
            if not isinstance(value, str | int | float):
                return Unknown(text_of(node))
            parts.append(str(value)[:200])
        return "".join(parts)[:1000]

    def _namedexpr(self, node: ast.NamedExpr, scope: Scope) -> Any:
        value = self.evaluate(node.value, scope)
        scope.names[node.target.id] = value
        return value

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Any:
        return self.function("<lambda>", node.args, node.body, scope, node.lineno)

    def function(
        self, name: str, arguments: ast.arguments, body: list[ast.stmt] | ast.expr, scope: Scope, line: int
    ) -> Function:
        """A function value, with its defaults worked out."""
        return Function(
            name=name,
            arguments=arguments,
            body=body,
            scope=scope,
            defaults=[self.evaluate(default, scope) for default in arguments.defaults],
            keyword_defaults=[None if item is None else self.evaluate(item, scope) for item in arguments.kw_defaults],
            line=line,
        )

    def _listcomp(self, node: ast.ListComp, scope: Scope) -> Any:
        return self._comprehended(node.elt, node.generators, scope)

    def _generatorexp(self, node: ast.GeneratorExp, scope: Scope) -> Any:
        return self._comprehended(node.elt, node.generators, scope)

    def _comprehended(self, element: ast.expr, loops: list[ast.comprehension], scope: Scope) -> Any:
        made: list[Any] = []
        complete = self._gather(element, loops, Scope(parent=scope), made)
        return made if complete else Unknown(text_of(element))

    def _gather(self, element: ast.expr, loops: list[ast.comprehension], scope: Scope, made: list[Any]) -> bool:
        if not loops:
            made.append(self.evaluate(element, scope))
            return len(made) <= literals.ENTRIES_LIMIT
        loop = loops[0]
        held = self.iterated(self.evaluate(loop.iter, scope))
        if held is None:
            return False
        for value in held:
            self.step()
            self.assign(loop.target, value, scope)
            if all(
                literals.truth_of(self.evaluate(test, scope)) is not False for test in loop.ifs
            ) and not self._gather(element, loops[1:], scope, made):
                return False
        return True

    def iterated(self, value: Any) -> list[Any] | None:
        """What a loop goes through; ``None`` where that is not known."""
        if isinstance(value, Instance) and "__layers__" in value.attributes:
            return list(value.attributes["__layers__"])
        layers = getattr(value, "layers", None)
        return list(layers) if isinstance(layers, list) else literals.entries(value)

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """``target = value``, with tuples taken apart."""
        raise NotImplementedError

    def _call(self, node: ast.Call, scope: Scope) -> Any:
        if isinstance(node.func, ast.Name) and node.func.id == "super":
            instance = next((one.instance for one in _outward(scope) if one.instance is not None), None)
            owner = next((one.owner for one in _outward(scope) if one.owner is not None), None)
            return Unknown("super()") if instance is None else Super(instance, owner)
        callee = self.evaluate(node.func, scope)
        arguments = self._spread(node.args, scope)
        keywords: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value, scope)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
            elif isinstance(value, dict):
                keywords.update({str(key): item for key, item in value.items()})
        return self.call(callee, arguments, keywords, node)


def _outward(scope: Scope | None) -> list[Scope]:
    found = []
    while scope is not None:
        found.append(scope)
        scope = scope.parent
    return found


def named(value: Any, name: str) -> Any:
    """An array learns the name that it is given, so that a finding can speak of it."""
    return replace(value, name=name) if isinstance(value, Array) else value
