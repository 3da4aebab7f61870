"""Where each neutral weight lies in a Keras layer; the neutral layouts are Keras' own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Place:
    """A weight in a layer: its owner and its name there."""

    owner: Any
    name: str

    @property
    def variable(self) -> Any:
        """The Keras variable; it is there once the layer is built."""
        return getattr(self.owner, self.name)

    def read(self) -> Array:
        """A copy."""
        return np.array(self.variable.numpy(), order="C")

    def write(self, array: Array) -> None:
        """Sets the variable."""
        self.variable.assign(array)


@dataclass(frozen=True)
class Built:
    """A layer as Keras has it and the places of its weights by neutral name."""

    layer: keras.Layer
    places: Mapping[str, Place] = field(default_factory=dict)


def places(owner: Any, *names: str) -> dict[str, Place]:
    """Places of weights whose neutral name is Keras' own."""
    return {name: Place(owner, name) for name in names}
