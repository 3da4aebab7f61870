"""A network as a frozen value (``*.model.json``): printed, compared, saved and sent, never executed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

from deepdesk.core import documents

FORMAT: Final = "deepdesk.model"
VERSION: Final = 1

Shape = tuple[int | None, ...]
"""Channels-last, without the batch axis; ``None`` is a free length."""


class InputDescription(msgspec.Struct, frozen=True, kw_only=True):
    """The network's input: image ``(height, width, channels)``, sequence ``(steps, features)``."""

    shape: Shape


class LayerDescription(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One layer: ``id`` matches ``[a-z][a-z0-9_]*``; ``params`` in Keras 3's names, only those that differ from the
    kind's defaults need be there; ``inputs`` names earlier layers (or ``input``), ``None`` takes the one before."""

    id: str
    kind: str
    params: dict[str, Any] = {}
    inputs: tuple[str, ...] | None = None


class ModelDescription(msgspec.Struct, frozen=True, kw_only=True):
    """A network: the last layer is its output and gives raw scores (logits)."""

    name: str
    input: InputDescription
    layers: tuple[LayerDescription, ...] = ()

    def layer(self, layer_id: str) -> LayerDescription:
        """The layer of that id (raises KeyError)."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)


def load_model(path: Path) -> ModelDescription:
    """Reads a ``*.model.json`` (raises FormatError, OSError); whether kinds and shapes fit is the doctor's matter."""
    return documents.load(path, ModelDescription, format=FORMAT, version=VERSION, strict=True)


def save_model(path: Path, model: ModelDescription) -> None:
    """Writes a ``*.model.json`` atomically (raises OSError)."""
    documents.save(path, model, format=FORMAT, version=VERSION)
