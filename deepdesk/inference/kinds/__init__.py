"""How a model of each kind of data reads new inputs, answers them and is judged; one module for each kind."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Protocol, cast

import numpy as np
import numpy.typing as npt

from deepdesk.data.audio.sound import Sound
from deepdesk.data.dataset import Dataset, Part, Targets
from deepdesk.data.description import DatasetDescription
from deepdesk.data.preprocessing import Preprocessing
from deepdesk.inference.evaluation import AnyEvaluation
from deepdesk.inference.model_file import ModelFile
from deepdesk.inference.predictions import Answer, Note

_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "images": "deepdesk.inference.kinds.images",
        "segmentation": "deepdesk.inference.kinds.segmentation",
        "text": "deepdesk.inference.kinds.text",
        "forecasting": "deepdesk.inference.kinds.forecasting",
        "audio": "deepdesk.inference.kinds.audio",
        "sequences": "deepdesk.inference.kinds.sequences",
    }
)

Floats = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]
"""``progress(done, total)`` in samples; may raise to stop."""


@dataclass(frozen=True)
class Given:
    """What a person gave: the path of a file, the bytes of one, a text, or a drawing (bytes, ``drawn``)."""

    path: str | None = None
    content: bytes | None = None
    text: str | None = None
    drawn: bool = False


@dataclass(frozen=True)
class Item:
    """One thing to answer; a file may hold several.

    Attributes:
        values: what :meth:`InferenceKind.batch` takes, of one sample.
        name: which of several in one input (``row 3``, a device); empty where there is one.
        notes: what is to be said of it.
        thumbnail, seen: PNG of the input and of what the network sees of it, where pictures were asked for.
        sound: what is drawn and played of a recording, where pictures were asked for.
        about: what the kind's own ``answer`` needs to know of it (such as the time of the last step).
    """

    values: npt.NDArray[Any]
    name: str = ""
    notes: tuple[Note, ...] = ()
    thumbnail: bytes | None = None
    seen: bytes | None = None
    sound: Sound | None = None
    about: Any = None


@dataclass(frozen=True)
class Finished:
    """What is known once a run has ended: figures by part for the model file, and the intervals of a forecast."""

    metrics: Mapping[str, Mapping[str, float | int | None]]
    intervals: tuple[float, ...] = ()
    coverage: float = 0.0


class Judge(Protocol):
    """The network, as far as judging needs it (:class:`deepdesk.backends.base.Network`)."""

    def scores(self, inputs: Floats) -> Floats:
        """Raw outputs in inference mode."""

    def evaluate(self, inputs: Floats, targets: Targets) -> tuple[float, int, npt.NDArray[np.int64]]:
        """Sum of losses, places that are right, predicted classes."""


class InferenceKind(Protocol):
    """What a module of this package offers."""

    def read(self, given: Given, file: ModelFile, *, pictures: bool) -> Sequence[Item]:
        """The inputs in what was given, prepared exactly as in training (raises DataError that says what was found)."""

    def batch(self, items: Sequence[Item], preprocessing: Preprocessing) -> Floats:
        """Network input ``(len(items), …)``."""

    def answer(self, outputs: Floats, item: Item, file: ModelFile, top: int) -> Answer:
        """The answer for the outputs of one sample (raises ModelError when they are no numbers)."""

    def described(self, description: DatasetDescription, preprocessing: Preprocessing) -> DatasetDescription:
        """The data as they have to be opened for a model with that preprocessing."""

    def evaluate(
        self,
        network: Judge,
        dataset: Dataset,
        part: Part | None,
        file: ModelFile,
        progress: Progress,
        *,
        trained_on: bool,
    ) -> AnyEvaluation:
        """Figures of merit on a part (``None``: what was held out) of labelled data."""

    def finished(self, network: Judge, dataset: Dataset, progress: Progress) -> Finished:
        """What is worked out once when a run has ended."""


def inference_kind(preprocessing: Preprocessing) -> InferenceKind:
    """The module for models that prepare their inputs so."""
    tag = str(type(preprocessing).__struct_config__.tag)
    return cast("InferenceKind", importlib.import_module(_MODULES[tag]))
