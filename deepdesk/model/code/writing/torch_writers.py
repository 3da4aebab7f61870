"""Which function writes which kind in PyTorch; a test lists the kinds that lack one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.core.errors import ModelError
from deepdesk.model.code.writing import torch_general, torch_images, torch_sequences
from deepdesk.model.code.writing.layer import CodeLayer, Written

WRITERS: Final[Mapping[str, Callable[[CodeLayer], Written]]] = MappingProxyType(
    {**torch_images.WRITERS, **torch_sequences.WRITERS, **torch_general.WRITERS}
)


def written(layer: CodeLayer) -> Written:
    """The layer in PyTorch (raises ModelError for a kind that cannot be written)."""
    if layer.kind not in WRITERS:
        raise ModelError("script.no_writer", kind=layer.kind, layer=layer.id)
    return WRITERS[layer.kind](layer)
