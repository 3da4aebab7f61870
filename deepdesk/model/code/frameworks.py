"""What following a script asks of the frameworks behind it."""

from __future__ import annotations

import ast
from typing import Any, Protocol


class World(Protocol):
    """What the frameworks make of names, calls and operators."""

    @property
    def created(self) -> int:
        """How many layers and calls of layers there were so far."""

    def name(self, name: str) -> Any:
        """What a name means that the script does not define."""

    def call(self, callee: Any, arguments: list[Any], keywords: dict[str, Any], node: ast.Call) -> Any:
        """The result of calling something that is no function of the script."""

    def attribute(self, owner: Any, name: str, node: ast.expr) -> Any:
        """An attribute of something that is no object of the script."""

    def operate(self, sign: ast.operator, left: Any, right: Any, node: ast.expr) -> Any:
        """The result of an operator on tensors or arrays; ``None`` where it is not the frameworks' matter."""

    def item(self, held: Any, index: Any, node: ast.expr) -> Any:
        """``held[index]`` of tensors or arrays."""

    def freeze(self, owner: Any, value: Any) -> None:
        """``owner.trainable = value`` of something that is no object of the script."""

    def parts(self, value: Any, count: int) -> list[Any] | None:
        """What ``a, b = value`` takes apart; ``None`` where it is not the frameworks' matter."""
