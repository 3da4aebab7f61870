"""What a layer kind states in one place: parameters, shape rule, weights, cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from deepdesk.core.errors import ModelError
from deepdesk.model.description import Shape

Params = Mapping[str, Any]
"""A layer's parameters with every default filled in."""

ParameterType = Literal["integer", "number", "size2d", "margins", "choice", "switch", "shape"]
"""``size2d`` is a pair ``[rows, columns]``, ``margins`` is ``[[top, bottom], [left, right]]``, ``shape`` a list of
integers."""

Initializer = Literal["glorot_uniform", "orthogonal", "zeros", "ones", "lstm_bias", "uniform"]
"""``uniform`` lies within ±0.05, as Keras' embeddings do."""

Mask = Literal["makes", "uses", "passes", "drops"]
"""What a kind does with the mask of a sequence: makes one from its input, uses it (and passes it on where its output
still has the steps), passes it on, or drops it."""


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
        if self.type == "margins":
            return _margins(value)
        if self.type in ("size2d", "shape") and isinstance(value, list | tuple):
            return tuple(value)
        return value


def _margins(value: Any) -> Any:
    """Margins as pairs of pairs: one number stands for all sides, one for each axis for both of its sides."""
    if isinstance(value, int) and not isinstance(value, bool):
        return ((value, value), (value, value))
    if isinstance(value, list | tuple):
        return tuple(tuple(item) if isinstance(item, list | tuple) else (item, item) for item in value)
    return value


@dataclass(frozen=True)
class WeightSpec:
    """One array of a layer in the neutral layout (Keras': kernels channels-last, gates i f c o; GRU z r h).

    Attributes:
        name: ``kernel``, ``bias``, ``recurrent_kernel``, ``gamma``, ``beta``, ``moving_mean``, ``moving_variance``.
        shape: sizes of the array.
        initializer: how it is drawn.
        trained: False for running statistics, which count as non-trainable parameters.
        penalized: whether the layer's ``l1`` and ``l2`` count on it (kernels, embeddings and scales; never a bias).
    """

    name: str
    shape: tuple[int, ...]
    initializer: Initializer
    trained: bool = True
    penalized: bool = False


WEIGHTED: Final = (
    Parameter("trainable", "switch", True),
    Parameter("l1", "number", 0.0, minimum=0.0, maximum=100.0),
    Parameter("l2", "number", 0.0, minimum=0.0, maximum=100.0),
)
"""Stands at the end of the parameters of every kind that has trained weights. ``trainable`` false is "frozen": the
weights stay, and normalization uses its running statistics in training too (Keras' meaning). The loss that is
minimized has ``l1 · Σ|w| + l2 · Σw²`` of the penalized arrays added (Keras' ``L1L2``), the loss that is shown not."""


class ShapeFault(ModelError):
    """The layer cannot take what comes in: ``code`` and ``params`` say what came, what was needed and why."""


def no_weights(params: Params, inputs: Sequence[Shape]) -> tuple[WeightSpec, ...]:
    """Of a kind that learns nothing."""
    return ()


def no_multiply_adds(params: Params, inputs: Sequence[Shape], output: Shape) -> int:
    """Of a kind that multiplies nothing, or too little to count."""
    return 0


@dataclass(frozen=True)
class LayerKind:
    """A kind of layer.

    Attributes:
        name: Keras 3's class name; its description for people is the sentence ``kind.about.<name>``.
        family: the palette's group and the name of the three files that hold it: ``convolution``, ``pooling``,
            ``recurrent``, ``dense``, ``embedding``, ``attention``, ``normalization``, ``regularization``,
            ``activation``, ``reshaping``, ``resizing`` or ``merging``.
        parameters: in the order of the inspector.
        output_shape: from filled-in parameters and the input shapes (without batch); raises :class:`ShapeFault`.
        weights: the arrays, given filled-in parameters and input shapes that fit.
        multiply_adds: for one sample, given parameters, input shapes and output shape.
        mask: whether a sequence mask is made, used, passed on, or dropped.
        mask_switch: the parameter that must be on for a mask to be made; ``None``: it always is.
        inputs: how few and how many inputs it takes; ``None``: any number from there on.
        torch_name: what PyTorch's users know it as, such as ``nn.Conv2d``.
    """

    name: str
    family: str
    parameters: tuple[Parameter, ...]
    output_shape: Callable[[Params, Sequence[Shape]], Shape]
    weights: Callable[[Params, Sequence[Shape]], tuple[WeightSpec, ...]] = no_weights
    multiply_adds: Callable[[Params, Sequence[Shape], Shape], int] = no_multiply_adds
    mask: Mask = "drops"
    mask_switch: str | None = None
    inputs: tuple[int, int | None] = (1, 1)
    torch_name: str = ""

    def filled(self, params: Params) -> dict[str, Any]:
        """``params`` with the defaults of this kind behind them; pairs and shapes become tuples (one number for a
        pair stands for both, as in Keras), values of another type stay as they are."""
        return {item.name: item.normal(params.get(item.name, item.default)) for item in self.parameters}

    def makes_mask(self, params: Params) -> bool:
        """Whether a layer with these filled-in parameters makes a mask from its input."""
        return self.mask == "makes" and (self.mask_switch is None or bool(params[self.mask_switch]))

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name (raises KeyError)."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)
