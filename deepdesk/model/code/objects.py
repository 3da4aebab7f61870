"""What names in a script stand for while it is read: known values, imports, layers, networks, arrays, unknowns."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any, Literal

from deepdesk.model.code.values import CodeFramework


@dataclass(frozen=True)
class Unknown:
    """A value that cannot be worked out without executing; ``text`` is how it stands in the script."""

    text: str = ""


@dataclass(frozen=True)
class Path:
    """An imported name by its full place, ``keras.layers.Dense``; builtins are ``builtins.range``."""

    dotted: str

    @property
    def last(self) -> str:
        """The name itself, ``Dense``."""
        return self.dotted.rpartition(".")[2]


@dataclass(eq=False)
class Scope:
    """Names and what they stand for; ``owner`` and ``instance`` are those of a method."""

    parent: Scope | None = None
    names: dict[str, Any] = field(default_factory=dict)
    owner: Class | None = None
    instance: Instance | None = None

    def find(self, name: str) -> Any:
        """What a name stands for here (raises KeyError)."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        raise KeyError(name)


@dataclass(eq=False)
class Function:
    """A function, method or lambda of the script."""

    name: str
    arguments: ast.arguments
    body: list[ast.stmt] | ast.expr
    scope: Scope
    defaults: list[Any]
    keyword_defaults: list[Any]
    line: int
    owner: Class | None = None
    instance: Instance | None = None
    is_property: bool = False
    is_static: bool = False
    calls: int = 0


@dataclass(eq=False)
class Class:
    """A class of the script: its bases (classes of the script or imported names) and its members."""

    name: str
    bases: list[Any]
    members: dict[str, Any]
    line: int
    instances: int = 0

    def lineage(self) -> list[Class]:
        """This class and those of the script that it derives from, nearest first."""
        found: list[Class] = []
        waiting: list[Class] = [self]
        while waiting and len(found) < 50:
            one = waiting.pop(0)
            if one not in found:
                found.append(one)
                waiting += [base for base in one.bases if isinstance(base, Class)]
        return found

    def foreign(self) -> list[str]:
        """The imported bases."""
        return [base.dotted for one in self.lineage() for base in one.bases if isinstance(base, Path)]

    def member(self, name: str, after: Class | None = None) -> Any:
        """A member by the order of inheritance, behind the class ``after`` (raises KeyError)."""
        lineage = self.lineage()
        start = lineage.index(after) + 1 if after in lineage else 0
        for one in lineage[start:]:
            if name in one.members:
                return one.members[name]
        raise KeyError(name)


@dataclass(eq=False)
class Instance:
    """An object of a class of the script."""

    kind: Class
    attributes: dict[str, Any] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, eq=False)
class Super:
    """``super()`` inside a method."""

    instance: Instance
    owner: Class | None


@dataclass(frozen=True, eq=False)
class Bound:
    """A method of something that is no object of the script: ``model.add``, ``names.append``, ``x.view``."""

    owner: Any
    name: str


@dataclass(eq=False)
class Layer:
    """A layer object: its class, and the arguments it was made with."""

    framework: CodeFramework
    class_name: str
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]
    line: int
    name: str = ""
    uses: int = 0

    def used(self) -> tuple[int, int]:
        """Counts a call: which object it is, and the number of the call."""
        self.uses += 1
        return id(self), self.uses


@dataclass(frozen=True)
class Tensor:
    """What a node of the graph gives.

    Attributes:
        node: index in the graph.
        order: PyTorch only: for each of its axes which of ours it is (0 is the first behind the batch), -1 for the
            batch, ``None`` for an axis of length 1 that we do not have; ``None`` while nothing is known.
        part: what of a recurrent layer's answer it is.
    """

    node: int
    order: tuple[int | None, ...] | None = None
    part: Literal["sequence", "state", "forward", "backward"] | None = None


@dataclass(frozen=True)
class Length:
    """The length of an axis of a tensor, as in ``x.size(1)``."""

    tensor: Tensor
    axis: int


@dataclass(eq=False)
class Network:
    """A model object: a list of layers, or the way from inputs to outputs in the graph."""

    framework: CodeFramework
    line: int
    layers: list[Any] | None = None
    inputs: list[Any] = field(default_factory=list)
    outputs: list[Any] = field(default_factory=list)
    name: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    compiled: int = 0
    nested: bool = False
    fits: list[Fit] = field(default_factory=list)
    published: str = ""


@dataclass(frozen=True)
class Fit:
    """A call of ``fit`` or ``evaluate``: where, on what."""

    name: str
    line: int
    data: Any
    labels: Any
    data_text: str = ""


@dataclass(frozen=True)
class Array:
    """Data that a script loads: images (``x``) or labels (``y``).

    Attributes:
        part: ``x``, ``y``, or empty for what is not known.
        dataset: where it comes from, ``mnist``.
        shape: all axes, the samples first; ``None`` where it is not known.
        one_hot: labels as rows of zeros and a one.
        scaled: whether it was divided.
        line: where it got its shape.
        before: the shape that it had before it was reshaped.
    """

    part: Literal["x", "y", ""] = ""
    dataset: str = ""
    shape: tuple[int | None, ...] | None = None
    one_hot: bool = False
    scaled: bool = False
    line: int = 0
    before: tuple[int | None, ...] | None = None
    name: str = ""


@dataclass(eq=False)
class Made:
    """An object of a library that is no layer: a loss, an optimizer, a regularizer, a pretrained network."""

    dotted: str
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]
    line: int

    def argument(self, place: int, *names: str, default: Any = None) -> Any:
        """An argument by one of its names, or by its place (-1: by name only)."""
        for name in names:
            if name in self.keywords:
                return self.keywords[name]
        return self.arguments[place] if 0 <= place < len(self.arguments) else default


def canonical(name: str) -> str:
    """The one name of a place that several names lead to: all of Keras' homes are ``keras``."""
    for home in ("tensorflow.python.keras", "tensorflow.compat.v1.keras", "tensorflow.keras", "keras.api", "tf_keras"):
        if name == home or name.startswith(f"{home}."):
            name = f"keras{name.removeprefix(home)}"
    return name
