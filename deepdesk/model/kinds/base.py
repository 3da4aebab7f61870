"""What a layer kind states in one place: parameters, shape rule, weights, cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from deepdesk.core.errors import ModelError
from deepdesk.model.description import Shape

Params = Mapping[str, Any]
"""A layer's parameters with every default filled in."""

ParameterType = Literal["integer", "number", "size2d", "choice", "switch", "shape"]
"""``size2d`` is a pair ``[rows, columns]``, ``shape`` a list of integers."""

Initializer = Literal["glorot_uniform", "orthogonal", "zeros", "ones", "lstm_bias"]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a kind.

    Attributes:
        name: Keras 3's name.
        type: what the inspector shows for it.
        default: its value when a layer does not state it.
        minimum, maximum: inclusive range of numbers (each entry of ``size2d`` and ``shape``).
        choices: the allowed values of a ``choice``.
        Its label is the sentence ``kind.parameter.<name>`` and its help ``kind.help.<name>`` (or a code with the kind's
        name between, where one differs).
    """

    name: str
    type: ParameterType
    default: Any
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()

    def normal(self, value: Any) -> Any:
        """``value`` in the one form in which it is compared and used."""
        if self.type == "size2d" and isinstance(value, int) and not isinstance(value, bool):
            return (value, value)
        if self.type in ("size2d", "shape") and isinstance(value, list | tuple):
            return tuple(value)
        return value


@dataclass(frozen=True)
class WeightSpec:
    """One array of a layer in the neutral layout (Keras': kernels channels-last, gates i f c o; GRU z r h).

    Attributes:
        name: ``kernel``, ``bias``, ``recurrent_kernel``, ``gamma``, ``beta``, ``moving_mean``, ``moving_variance``.
        shape: sizes of the array.
        initializer: how it is drawn.
        trained: False for running statistics, which count as non-trainable parameters.
    """

    name: str
    shape: tuple[int, ...]
    initializer: Initializer
    trained: bool = True


class ShapeFault(ModelError):
    """The layer cannot take what comes in: ``code`` and ``params`` say what came, what was needed and why."""


@dataclass(frozen=True)
class LayerKind:
    """A kind of layer.

    Attributes:
        name: Keras 3's class name; its description for people is the sentence ``kind.about.<name>``.
        family: ``convolution``, ``pooling``, ``recurrent``, ``core``, ``normalization``, ``regularization`` or
            ``reshaping``.
        parameters: in the order of the inspector.
        output_shape: from filled-in parameters and the input shapes (without batch); raises :class:`ShapeFault`.
        weights: the arrays, given filled-in parameters and input shapes that fit.
        multiply_adds: for one sample, given parameters, input shapes and output shape.
        mask: whether a sequence mask is used, passed on, or dropped.
    """

    name: str
    family: str
    parameters: tuple[Parameter, ...]
    output_shape: Callable[[Params, Sequence[Shape]], Shape]
    weights: Callable[[Params, Sequence[Shape]], tuple[WeightSpec, ...]]
    multiply_adds: Callable[[Params, Sequence[Shape], Shape], int]
    mask: Literal["uses", "passes", "drops"] = "drops"

    def filled(self, params: Params) -> dict[str, Any]:
        """``params`` with the defaults of this kind behind them; pairs and shapes become tuples (one number for a
        pair stands for both, as in Keras), values of another type stay as they are."""
        return {item.name: item.normal(params.get(item.name, item.default)) for item in self.parameters}

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name (raises KeyError)."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)
