"""Puts PyTorch's modules on tensors and keeps account of which axis is which: here channels always come last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from deepdesk.model.code.graph import ALIAS, FEATURES, LAST_STEP, MARGIN, Graph
from deepdesk.model.code.keras_layers import Step
from deepdesk.model.code.literals import is_number
from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Tensor
from deepdesk.model.code.torch_layers import TorchLayers
from deepdesk.model.code.torch_signatures import torch_bound

Order = tuple[int | None, ...]
IMAGE: Final[Order] = (-1, 2, 0, 1)
CHANNELS: Final[Order] = (-1, 1, 0)
STEPS: Final[Order] = (-1, 0, 1)
STEPS_FIRST: Final[Order] = (0, -1, 1)
ROW: Final[Order] = (-1, 0)
_RECURRENT: Final = {"LSTM": "LSTM", "GRU": "GRU", "RNN": "SimpleRNN"}


class TorchDrawing:
    """PyTorch's modules on tensors."""

    def __init__(self, graph: Graph, notes: Notes) -> None:
        self.graph = graph
        self._notes = notes
        self._layers = TorchLayers(notes)

    def add(
        self,
        kind: str,
        params: dict[str, Any],
        feeders: Sequence[Tensor],
        order: Order | None,
        line: int,
        name: str = "",
    ) -> Tensor:
        """One more layer; what it gives has its axes in ``order``."""
        return Tensor(self.graph.add(kind, params, [item.node for item in feeders], name=name, line=line), order)

    def freeze(self, first: int) -> None:
        """Freezes the layers from this index on that have weights."""
        for node in self.graph.nodes[first:]:
            node.set_trainable(trainable=False)

    def with_margin(self, tensor: Tensor, margin: tuple[Any, Any], line: int) -> Tensor:
        """Zeros before and behind the steps, which the convolution behind them takes as its padding."""
        return self.add(ALIAS, {MARGIN: margin}, [tensor], tensor.order, line)

    def _take_margin(self, step: Step, tensor: Tensor) -> None:
        node = self.graph.nodes[tensor.node]
        size, stride, rate = (step.params.get(name, 1) for name in ("kernel_size", "strides", "dilation_rate"))
        margin = node.params.get(MARGIN)
        if margin is None or step.params.get("padding") != "valid" or not all(map(is_number, (size, stride, rate))):
            return
        extra = rate * (size - 1)
        named = {(extra // 2, extra - extra // 2): "same", (extra, 0): "causal"}.get(margin)
        if named is not None and stride == 1:
            step.params["padding"] = named
            node.params[MARGIN] = None

    def aligned(self, tensor: Tensor, wanted: Order, line: int) -> Tensor:
        """The tensor with its axes as a module needs them: a Permute where they differ from ours, a Reshape where an
        axis of length 1 is missing."""
        order = tensor.order
        if order is None or order == wanted:
            return replace(tensor, order=wanted, part=None)
        if (order == (0, -1, 1) and wanted == STEPS) or (order == STEPS and wanted == STEPS_FIRST):
            return replace(tensor, order=wanted, part=None)
        real = [axis for axis in order if axis is not None]
        if (len(real) == len(wanted) and len(order) == len(wanted)) or sorted(real) == sorted(
            axis for axis in wanted if axis is not None
        ):
            return self._permuted(tensor, real, wanted, line)
        if len(order) == len(wanted) and real == [-1, 0]:
            target = [1] * (len(wanted) - 2) + [-1]
            return self.add("Reshape", {"target_shape": target}, [tensor], wanted, line)
        return replace(tensor, order=wanted, part=None)

    def _permuted(self, tensor: Tensor, real: list[int], wanted: Order, line: int) -> Tensor:
        have = [axis for axis in real if axis != -1]
        need = [axis for axis in wanted if axis is not None and axis != -1]
        if sorted(have) != sorted(need) or have == need:
            return replace(tensor, order=wanted, part=None)
        dims = [0] * len(need)
        for ours, theirs in zip(need, have, strict=True):
            dims[ours] = theirs + 1
        return self.add("Permute", {"dims": dims}, [tensor], wanted, line)

    def module(
        self,
        class_name: str,
        arguments: Sequence[Any],
        keywords: dict[str, Any],
        given: Sequence[Tensor],
        line: int,
        name: str,
    ) -> Any:
        """What a module gives for its inputs; one that is not understood is left out, and said."""
        tensor = given[0]
        words = torch_bound(class_name, arguments, keywords)
        if class_name in _RECURRENT:
            return self._recurrent(class_name, words, tensor, line, name)
        if class_name == "MultiheadAttention":
            return self._attention(words, given, line, name)
        if class_name == "Identity":
            return tensor
        found = self._layers.module(class_name, words, line)
        if found is None:
            self._notes.add(line, "unknown_layer", "error", kind=class_name)
            return tensor
        pooled = [step for step in found.steps if step.kind.startswith("Global")]
        if pooled and (tensor.order or ())[:2] == (-1, 0) and None in (tensor.order or ()):
            return tensor
        wanted = {"image": IMAGE, "channels": CHANNELS}.get(found.space)
        tensor = self._on_last_axis(tensor, line) if found.space == "row" else tensor
        tensor = tensor if wanted is None else self.aligned(tensor, wanted, line)
        if class_name == "Conv1d":
            self._take_margin(found.steps[-1], tensor)
        tensor = self._steps(found.steps, tensor, line, name)
        if pooled:
            order: Order = (-1, 0, None, None) if found.space == "image" else (-1, 0, None)
            return replace(tensor, order=order)
        return replace(tensor, order=STEPS) if class_name == "Embedding" else tensor

    def _on_last_axis(self, tensor: Tensor, line: int) -> Tensor:
        """A module that works on the last axis of PyTorch's, which need not be our last."""
        order = tensor.order
        if order is None or len(order) < 2 or None in order:
            return tensor
        last = max(axis for axis in order if axis is not None)
        return tensor if order[-1] == last else self.aligned(tensor, (-1, *range(len(order) - 1)), line)

    def _steps(self, steps: Sequence[Step], tensor: Tensor, line: int, name: str) -> Tensor:
        for step in steps:
            wanted = name if step is steps[-1] else ""
            tensor = self.add(step.kind, dict(step.params), [tensor], tensor.order, line, wanted)
        return tensor

    def _recurrent(self, class_name: str, words: dict[str, Any], tensor: Tensor, line: int, name: str) -> Any:
        """Recurrent layers one behind the other; answers as PyTorch does, the sequence and the state."""
        first = words["batch_first"] is not True
        if first and tensor.order != STEPS_FIRST:
            self._notes.add(line, "batch_first", kind=class_name)
        tensor = self.aligned(tensor, STEPS_FIRST if first and tensor.order == STEPS_FIRST else STEPS, line)
        order = tensor.order
        params: dict[str, Any] = {"return_sequences": True, "use_bias": words["bias"] is not False}
        if is_number(words["hidden_size"]):
            params["units"] = words["hidden_size"]
        else:
            self._notes.add(
                line,
                "unknown_value",
                kind=class_name,
                name="hidden_size",
                text=getattr(words["hidden_size"], "text", "…"),
            )
        if words["bidirectional"] is True:
            params["bidirectional"] = True
        if words.get("nonlinearity") == "relu":
            params["activation"] = "relu"
        count = words["num_layers"] if isinstance(words["num_layers"], int) else 1
        count = max(1, min(count, 64))
        if count > 1:
            self._notes.add(line, "stacked", "note", kind=class_name, count=count)
        for number in range(count):
            features = {FEATURES: words["input_size"]} if number == 0 and is_number(words["input_size"]) else {}
            wanted = name if count == 1 else f"{name}{number + 1}" if name else ""
            tensor = self.add(_RECURRENT[class_name], {**params, **features}, [tensor], order, line, wanted)
            if number + 1 < count and is_number(words["dropout"]) and words["dropout"] > 0:
                tensor = self.add("Dropout", {"rate": words["dropout"]}, [tensor], order, line)
        state = Tensor(tensor.node, None, "state")
        sequence = replace(tensor, part="sequence")
        return (sequence, (state, state) if class_name == "LSTM" else state)

    def _attention(self, words: dict[str, Any], given: Sequence[Tensor], line: int, name: str) -> Any:
        size, heads = words["embed_dim"], words["num_heads"]
        if not (is_number(size) and is_number(heads) and heads > 0):
            self._notes.add(line, "unknown_layer", "error", kind="MultiheadAttention")
            return given[0], None
        params = {"num_heads": heads, "key_dim": size // heads, "use_bias": words["bias"] is not False}
        if is_number(words["dropout"]):
            params["dropout"] = words["dropout"]
        feeders = [self.aligned(item, STEPS if item.order != STEPS_FIRST else STEPS_FIRST, line) for item in given[:2]]
        if len({item.node for item in feeders}) == 1:
            feeders = feeders[:1]
        return self.add("MultiHeadAttention", params, feeders, feeders[0].order, line, name), None

    def last_step(self, tensor: Tensor, line: int) -> Tensor:
        """Only the last step of a recurrent layer's sequence, or its final state."""
        return self.add(LAST_STEP, {}, [tensor], ROW, line)

    def flattened(self, tensor: Tensor, line: int, name: str = "") -> Tensor:
        """All numbers of a sample in a row; nothing where they are in one already."""
        real = [axis for axis in tensor.order or () if axis is not None]
        if tensor.order is not None and real == [-1, 0]:
            return replace(tensor, order=ROW)
        return self.add("Flatten", {}, [tensor], ROW, line, name)

    def reshaped(self, tensor: Tensor, sizes: Sequence[Any], line: int) -> Tensor | None:
        """The numbers in a shape of PyTorch's (without batch); ``None`` where a size is not known."""
        if not all(isinstance(size, int) for size in sizes) or len(sizes) not in (2, 3):
            return None
        if len(sizes) == 2:
            return self.add("Reshape", {"target_shape": list(sizes)}, [tensor], STEPS, line)
        channels, height, width = sizes
        return self.add("Reshape", {"target_shape": [height, width, channels]}, [tensor], IMAGE, line)

    def merged(self, kind: str, tensors: Sequence[Tensor], line: int, params: dict[str, Any] | None = None) -> Tensor:
        """Tensors joined, their axes as those of the first."""
        first = tensors[0]
        if first.order is not None and None not in first.order:
            tensors = [first, *(self.aligned(item, first.order, line) for item in tensors[1:])]
        return self.add(kind, params or {}, tensors, first.order, line)
