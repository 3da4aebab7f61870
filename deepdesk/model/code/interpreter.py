"""Follows the statements of a script over a safe subset, a bounded number of steps, without executing anything."""

from __future__ import annotations

import ast
from typing import Any, Final

from deepdesk.model.code import literals
from deepdesk.model.code.binding import asks_for_main, bind
from deepdesk.model.code.calling import Caller
from deepdesk.model.code.evaluating import named
from deepdesk.model.code.frameworks import World
from deepdesk.model.code.objects import Array, Bound, Class, Function, Instance, Path, Scope, Unknown, canonical

DEPTH_LIMIT: Final = 25
STATEMENTS_LIMIT: Final = 10_000
LOOP_LIMIT: Final = 2_500


class _Return(Exception):
    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class _Break(Exception):
    pass


class _Continue(Exception):
    pass


class Interpreter(Caller):
    """Follows a module from its first line to its last.

    Attributes:
        top: the names of the module.
        guessed: the lines of conditions that could not be decided and on which layers depend.
    """

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.top = Scope()
        self.guessed: list[int] = []
        self._depth = 0

    def run(self, tree: ast.Module) -> None:
        """Follows every statement (raises :class:`TooManySteps`)."""
        self.follow(tree.body, self.top)

    def follow(self, statements: list[ast.stmt], scope: Scope) -> None:
        """Follows a block; ``break`` and ``return`` outside of a loop or function end it."""
        try:
            self._block(statements, scope)
        except (_Break, _Continue, _Return):
            return

    def _block(self, statements: list[ast.stmt], scope: Scope) -> None:
        for statement in statements:
            self.step()
            method = getattr(self, f"_do_{type(statement).__name__.lower()}", None)
            if method is not None:
                method(statement, scope)

    # Names

    def _do_import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            if alias.asname:
                scope.names[alias.asname] = Path(canonical(alias.name))
            else:
                first = alias.name.partition(".")[0]
                scope.names[first] = Path(canonical(first))

    def _do_importfrom(self, node: ast.ImportFrom, scope: Scope) -> None:
        for alias in node.names:
            if alias.name == "*":
                continue
            scope.names[alias.asname or alias.name] = Path(canonical(f"{node.module or ''}.{alias.name}"))

    def _do_assign(self, node: ast.Assign, scope: Scope) -> None:
        value = self.evaluate(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope)

    def _do_annassign(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.assign(node.target, self.evaluate(node.value, scope), scope)

    def _do_augassign(self, node: ast.AugAssign, scope: Scope) -> None:
        held = self.evaluate(node.target, scope)
        added = self.evaluate(node.value, scope)
        if isinstance(held, list) and isinstance(node.op, ast.Add) and isinstance(added, list | tuple):
            if len(held) + len(added) <= literals.ENTRIES_LIMIT:
                held.extend(added)
            return
        self.assign(node.target, self.operate(node.op, held, added, node.value), scope)

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """``target = value``, with tuples taken apart."""
        match target:
            case ast.Name(id=name):
                scope.names[name] = named(value, name)
                self._baptize(value, name)
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                self._assign_each(targets, value, scope)
            case ast.Attribute(value=owner_node, attr=name):
                owner = self.evaluate(owner_node, scope)
                if isinstance(owner, Instance):
                    owner.attributes[name] = value
                    self._baptize(value, name)
                elif name == "requires_grad" and isinstance(owner, Bound):
                    self.world.freeze(owner.owner, value)
                elif name == "trainable":
                    self.world.freeze(owner, value)
            case ast.Subscript(value=held_node, slice=index):
                self._assign_item(self.evaluate(held_node, scope), self.evaluate(index, scope), value)
            case ast.Starred(value=inner):
                self.assign(inner, value, scope)

    def _baptize(self, value: Any, name: str) -> None:
        if hasattr(value, "name") and value.name == "" and not isinstance(value, Array | Bound):
            value.name = name

    def _assign_each(self, targets: list[ast.expr], value: Any, scope: Scope) -> None:
        parts = self.world.parts(value, len(targets))
        held = literals.entries(value) if parts is None else parts
        if held is None or len(held) != len(targets):
            text = value.text if isinstance(value, Unknown) else ""
            held = [Unknown(text)] * len(targets)
        for target, part in zip(targets, held, strict=True):
            self.assign(target, part, scope)

    def _assign_item(self, held: Any, index: Any, value: Any) -> None:
        if isinstance(held, dict):
            if isinstance(index, str | int) and len(held) < literals.ENTRIES_LIMIT:
                held[index] = value
            return
        layers = getattr(held, "layers", None)
        held = layers if isinstance(layers, list) else held
        if isinstance(held, list) and isinstance(index, int) and -len(held) <= index < len(held):
            held[index] = value

    # Flow

    def _do_expr(self, node: ast.Expr, scope: Scope) -> None:
        self.evaluate(node.value, scope)

    def _do_return(self, node: ast.Return, scope: Scope) -> None:
        raise _Return(None if node.value is None else self.evaluate(node.value, scope))

    def _do_break(self, node: ast.Break, scope: Scope) -> None:
        raise _Break

    def _do_continue(self, node: ast.Continue, scope: Scope) -> None:
        raise _Continue

    def _do_if(self, node: ast.If, scope: Scope) -> None:
        truth = True if asks_for_main(node.test) else literals.truth_of(self.evaluate(node.test, scope))
        before = self.world.created
        self._block(node.orelse if truth is False else node.body, scope)
        if truth is None and self.world.created > before and node.lineno not in self.guessed:
            self.guessed.append(node.lineno)

    def _do_for(self, node: ast.For, scope: Scope) -> None:
        held = self.iterated(self.evaluate(node.iter, scope))
        values = [Unknown(ast.unparse(node.target)[:80])] if held is None else held
        for value in values[:LOOP_LIMIT]:
            self.step()
            self.assign(node.target, value, scope)
            try:
                self._block(node.body, scope)
            except _Continue:
                continue
            except _Break:
                return
        self._block(node.orelse, scope)

    _do_asyncfor = _do_for

    def _do_while(self, node: ast.While, scope: Scope) -> None:
        for _ in range(LOOP_LIMIT):
            truth = literals.truth_of(self.evaluate(node.test, scope))
            if truth is False:
                return
            try:
                self._block(node.body, scope)
            except _Continue:
                pass
            except _Break:
                return
            if truth is None:
                return

    def _do_with(self, node: ast.With, scope: Scope) -> None:
        for part in node.items:
            value = self.evaluate(part.context_expr, scope)
            if part.optional_vars is not None:
                self.assign(part.optional_vars, value, scope)
        self._block(node.body, scope)

    def _do_try(self, node: ast.Try, scope: Scope) -> None:
        self._block(node.body, scope)
        self._block(node.orelse, scope)
        self._block(node.finalbody, scope)

    def _do_match(self, node: ast.Match, scope: Scope) -> None:
        self.evaluate(node.subject, scope)

    # Definitions

    def _do_functiondef(self, node: ast.FunctionDef, scope: Scope) -> None:
        made = self.function(node.name, node.args, node.body, scope, node.lineno)
        marks = {item.id for item in node.decorator_list if isinstance(item, ast.Name)}
        made.is_property, made.is_static = "property" in marks, "staticmethod" in marks
        scope.names[node.name] = made

    def _do_classdef(self, node: ast.ClassDef, scope: Scope) -> None:
        bases = [self.evaluate(base, scope) for base in node.bases]
        inside = Scope(parent=scope)
        made = Class(name=node.name, bases=bases, members=inside.names, line=node.lineno)
        self.follow(node.body, inside)
        for member in made.members.values():
            if isinstance(member, Function):
                member.owner, member.scope = made, scope
        scope.names[node.name] = made

    def bound_member(self, member: Any, instance: Instance, node: ast.expr | None) -> Any:
        """A member of a class as its instance has it; a property is worked out."""
        if not isinstance(member, Function) or member.is_static:
            return member
        bound = Function(**{**vars(member), "instance": instance})
        if member.is_property and isinstance(node, ast.Attribute):
            return self.follow_function(bound, [], {})
        return bound

    def follow_function(self, function: Function, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        """The value that a function of the script returns."""
        function.calls += 1
        original = function.scope.names.get(function.name)
        if isinstance(original, Function):
            original.calls += original is not function
        if self._depth >= DEPTH_LIMIT:
            return Unknown(f"{function.name}(…)")
        scope = Scope(parent=function.scope, owner=function.owner, instance=function.instance)
        given = [function.instance, *arguments] if function.instance is not None else arguments
        bind(function, given, keywords, scope)
        self._depth += 1
        try:
            if isinstance(function.body, ast.expr):
                return self.evaluate(function.body, scope)
            self._block(function.body, scope)
        except _Return as returned:
            return returned.value
        except (_Break, _Continue):
            return None
        finally:
            self._depth -= 1
        return None
