"""Methods, sizes and parts of PyTorch's tensors: views, permutations, means, last steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Length, Tensor, Unknown
from deepdesk.model.code.torch_drawing import IMAGE, ROW, STEPS, Order, TorchDrawing

_SAME: Final = frozenset(
    [
        "contiguous",
        "to",
        "float",
        "double",
        "half",
        "cuda",
        "cpu",
        "detach",
        "clone",
        "type",
        "requires_grad_",
        "long",
        "int",
        "log_softmax_",
        "pin_memory",
    ]
)
_MEANS: Final = frozenset({"mean", "max", "amax"})


@dataclass(frozen=True)
class Sizes:
    """``x.shape`` or ``x.size()``."""

    tensor: Tensor


class TensorReader:
    """What can be done with a tensor beside modules and functions."""

    def __init__(self, drawing: TorchDrawing, notes: Notes) -> None:
        self._drawing = drawing
        self._notes = notes

    def method(
        self, tensor: Tensor, name: str, arguments: list[Any], keywords: dict[str, Any], line: int, text: str
    ) -> Any:
        """What a method (or function of the same name) gives."""
        if name in _SAME:
            return tensor
        if name in ("size", "dim"):
            dim = arguments[0] if arguments else keywords.get("dim")
            return Length(tensor, dim) if isinstance(dim, int) and name == "size" else Sizes(tensor)
        if name == "flatten":
            start = keywords.get("start_dim", arguments[0] if arguments else 0)
            return self._flattened(tensor, start, line, text)
        if name in ("view", "reshape"):
            return self._viewed(tensor, arguments, line, text)
        if name in ("permute", "transpose", "swapaxes"):
            return self._permuted(tensor, name, arguments, line, text)
        if name == "chunk" and tensor.part == "sequence":
            return (replace(tensor, part="forward"), replace(tensor, part="backward"))
        repeats = name in ("expand", "repeat") and tensor.order == (-1, None, 0) and len(arguments) == 3
        if repeats and isinstance(arguments[1], int):
            return self._drawing.add("RepeatVector", {"n": arguments[1]}, [tensor], STEPS, line)
        if name in ("squeeze", "unsqueeze"):
            return self._squeezed(tensor, name, keywords.get("dim", arguments[0] if arguments else None))
        if name in _MEANS:
            return self._mean(tensor, name, arguments, keywords, line, text)
        return self._not_understood(tensor, line, text)

    def _not_understood(self, tensor: Tensor, line: int, text: str) -> Tensor:
        self._notes.add(line, "unknown_call", "error", text=text)
        return tensor

    def _flattened(self, tensor: Tensor, start: Any, line: int, text: str) -> Tensor:
        if start in (1, 0):
            return self._drawing.flattened(tensor, line)
        if start == 2 and tensor.order == IMAGE:
            flat = self._drawing.add("Reshape", {"target_shape": [-1, 0]}, [tensor], (-1, 1, 0), line)
            return self._with_channels(flat, tensor, line, text)
        return self._not_understood(tensor, line, text)

    def _with_channels(self, flat: Tensor, tensor: Tensor, line: int, text: str) -> Tensor:
        """A Reshape of a map to a sequence of pixels needs the number of channels: that of the layer before."""
        nodes = self._drawing.graph.nodes
        place: int | None = tensor.node
        while place is not None:
            channels = nodes[place].params.get("filters")
            if isinstance(channels, int):
                nodes[flat.node].params["target_shape"] = [-1, channels]
                return flat
            place = nodes[place].inputs[0] if nodes[place].inputs else None
        nodes[flat.node].params["target_shape"] = [-1, 1]
        return self._not_understood(flat, line, text)

    def _viewed(self, tensor: Tensor, arguments: list[Any], line: int, text: str) -> Any:
        sizes = list(arguments[0]) if len(arguments) == 1 and isinstance(arguments[0], list | tuple) else arguments
        if len(sizes) == 2:
            return self._drawing.flattened(tensor, line)
        if len(sizes) == 1:
            return tensor
        if len(sizes) == 3 and tensor.order == IMAGE and sizes[-1] == -1:
            return self._flattened(tensor, 2, line, text)
        made = self._drawing.reshaped(tensor, sizes[1:], line)
        return self._not_understood(tensor, line, text) if made is None else made

    def _assumed(self, tensor: Tensor, name: str, arguments: list[Any]) -> Order:
        """The axes of an input of which nothing is known yet."""
        if tensor.order is not None:
            return tensor.order
        if name == "permute" and len(arguments) == 4:
            return (-1, 0, 1, 2) if arguments[1] == 3 else IMAGE
        return STEPS

    def _permuted(self, tensor: Tensor, name: str, arguments: list[Any], line: int, text: str) -> Tensor:
        if len(arguments) == 1 and isinstance(arguments[0], list | tuple):
            arguments = list(arguments[0])
        order = self._assumed(tensor, name, arguments)
        if not all(isinstance(axis, int) and -len(order) <= axis < len(order) for axis in arguments):
            return self._not_understood(tensor, line, text)
        if name == "permute":
            places = [axis % len(order) for axis in arguments]
        else:
            places = list(range(len(order)))
            if len(arguments) != 2:
                return self._not_understood(tensor, line, text)
            first, second = (axis % len(order) for axis in arguments)
            places[first], places[second] = places[second], places[first]
        if sorted(places) != list(range(len(order))):
            return self._not_understood(tensor, line, text)
        self._notes.add(line, "permuted", "note")
        return replace(tensor, order=tuple(order[place] for place in places), part=None)

    def _squeezed(self, tensor: Tensor, name: str, dim: Any) -> Tensor:
        if tensor.part is not None and tensor.part != "sequence":
            return self._drawing.last_step(tensor, self._drawing.graph.nodes[tensor.node].line)
        order = tensor.order
        if order is None or (dim is not None and not isinstance(dim, int)):
            return tensor
        if name == "unsqueeze" and dim is not None:
            place = dim if dim >= 0 else len(order) + 1 + dim
            return replace(tensor, order=(*order[:place], None, *order[place:]), part=None)
        if dim is None:
            return replace(tensor, order=tuple(axis for axis in order if axis is not None), part=None)
        place = dim if dim >= 0 else len(order) + dim
        if 0 <= place < len(order) and order[place] is None:
            return replace(tensor, order=(*order[:place], *order[place + 1 :]), part=None)
        return tensor

    def _mean(
        self, tensor: Tensor, name: str, arguments: list[Any], keywords: dict[str, Any], line: int, text: str
    ) -> Any:
        dims = keywords.get("dim", keywords.get("axis", arguments[0] if arguments else None))
        order = tensor.order
        listed = list(dims) if isinstance(dims, list | tuple) else [dims]
        if order is None or not all(isinstance(dim, int) and -len(order) <= dim < len(order) for dim in listed):
            return self._not_understood(tensor, line, text)
        axes = {order[dim] for dim in listed if isinstance(dim, int)}
        if not axes - {None}:
            return self._squeezed(tensor, "squeeze", listed[0])
        pooled = frozenset(axis for axis in axes if axis is not None)
        space = {frozenset({0, 1}): "2D", frozenset({0}): "1D"}.get(pooled)
        if space is None or len([axis for axis in order if axis is not None]) != (4 if space == "2D" else 3):
            return self._not_understood(tensor, line, text)
        kind = f"Global{'Average' if name == 'mean' else 'Max'}Pooling{space}"
        keeps = keywords.get("keepdim") is True or (len(arguments) > 1 and arguments[1] is True)
        made = self._drawing.add(kind, {}, [tensor], (-1, 0, None, None)[: len(order)] if keeps else ROW, line)
        return (made, Unknown("indices")) if name == "max" else made

    def joined(self, tensors: Sequence[Tensor], dim: Any, line: int, text: str) -> Tensor:
        """``torch.cat``: the two final states of a bidirectional layer are one answer here."""
        if all(item.part in ("state", "forward", "backward") for item in tensors):
            return self._drawing.last_step(tensors[0], line)
        order = tensors[0].order
        if order is None or not isinstance(dim, int) or not -len(order) <= dim < len(order) or order[dim] in (None, -1):
            if order is None and isinstance(dim, int) and dim in (1, -1):
                return self._drawing.merged("Concatenate", tensors, line, {"axis": -1})
            return self._not_understood(tensors[0], line, text)
        axis = order[dim] or 0
        last = max(item for item in order if item is not None)
        return self._drawing.merged("Concatenate", tensors, line, {"axis": -1 if axis == last else axis + 1})

    def is_whole(self, tensor: Tensor, size: Any) -> bool:
        """Whether a window is as long as the tensor's own axes, as in ``F.max_pool1d(x, x.size(2))``."""
        sizes = size if isinstance(size, list | tuple) else [size]
        if isinstance(size, Sizes):
            return True
        return bool(sizes) and all(isinstance(part, Length) for part in sizes)

    def item(self, held: Any, index: Any, line: int, text: str) -> Any:
        """``held[index]`` of a tensor or its sizes."""
        if isinstance(held, Sizes):
            if isinstance(index, slice):
                return Sizes(held.tensor)
            return Length(held.tensor, index) if isinstance(index, int) else Unknown(text)
        first = index[0] if isinstance(index, tuple) and index else index
        if held.part in ("forward", "backward"):
            return held
        if held.part == "state":
            return self._state(held, first, line, text)
        if held.part == "sequence" and self._is_last_step(held, index):
            if self._drawing.graph.nodes[held.node].params.get("bidirectional"):
                self._notes.add(line, "bidirectional_last")
            return self._drawing.last_step(held, line)
        return self._not_understood(held, line, text)

    def _state(self, held: Tensor, first: Any, line: int, text: str) -> Any:
        if not isinstance(first, int):
            return held if isinstance(first, slice) else self._not_understood(held, line, text)
        if not self._drawing.graph.nodes[held.node].params.get("bidirectional"):
            return self._drawing.last_step(held, line)
        return replace(held, part="forward" if first in (-2, 0) else "backward")

    def _is_last_step(self, held: Tensor, index: Any) -> bool:
        parts = index if isinstance(index, tuple) else (index,)
        order = held.order or ()
        chosen = [place for place, part in enumerate(parts) if part == -1 and isinstance(part, int)]
        whole = all(part == slice(None) or part is ... or part == -1 for part in parts)
        return whole and len(chosen) == 1 and chosen[0] < len(order) and order[chosen[0]] == 0

    def parts(self, value: Any, count: int) -> list[Any] | None:
        """What ``a, b = value`` takes apart: sizes, or a layer's answer and its state."""
        if isinstance(value, Sizes):
            return [Length(value.tensor, place) for place in range(count)]
        if isinstance(value, Tensor) and value.part == "state":
            return [value] * count
        return None
