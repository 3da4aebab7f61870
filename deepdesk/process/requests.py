"""What is asked of a child, as frozen values; :mod:`deepdesk.process.frames` carries them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from deepdesk.data.dataset import Part
from deepdesk.data.description import DatasetDescription
from deepdesk.model.description import ModelDescription
from deepdesk.training.configuration import TrainingConfiguration
from deepdesk.training.job import TrainingJob

PROTOCOL: Final = 1


class Role(StrEnum):
    """What a child is for: ``data`` imports no framework."""

    DATA = "data"
    TORCH = "torch"
    TENSORFLOW = "tensorflow"


class Request(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of what the parent asks."""


class Train(Request, frozen=True, kw_only=True, tag="train"):
    """Train ``job`` in ``folder`` (made by the parent, holds job.json); answers :class:`Happened` until ``Ended``."""

    job: TrainingJob
    folder: str


class Stop(Request, frozen=True, kw_only=True, tag="stop"):
    """Finish the batch, save and end the present work."""


class OpenData(Request, frozen=True, kw_only=True, tag="open_data"):
    """Open a data set; answers :class:`Progressed` and then :class:`DataOpened`."""

    description: DatasetDescription


class Download(Request, frozen=True, kw_only=True, tag="download"):
    """Fetch a sample's files from ``address`` (a base URL) into the cache; answers Progressed and then Done."""

    sample: str
    address: str


class PreviewImage(Request, frozen=True, kw_only=True, tag="preview_image"):
    """Show the image file at ``path`` with at most ``side`` pixels a side; answers :class:`ImagePreviewed`."""

    path: str
    side: int


class PreviewClip(Request, frozen=True, kw_only=True, tag="preview_clip"):
    """Show and play the recording at ``path``; answers :class:`ClipPreviewed`."""

    path: str


class PreviewAugmentation(Request, frozen=True, kw_only=True, tag="preview_augmentation"):
    """Show ``count`` variations of a sample of open data, whose folders :class:`DataOpened` told, as a run with
    ``seed`` would be fed; answers :class:`AugmentationPreviewed`."""

    description: DatasetDescription
    folder: str
    view: str
    sample: int
    count: int = 8
    seed: int = 0


class LoadModel(Request, frozen=True, kw_only=True, tag="load_model"):
    """Load a ``.ddm`` for prediction; answers :class:`ModelLoaded`."""

    path: str


class PredictInput(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to predict: a path, the bytes of an image file (clipboard, canvas), or a pasted ``data:image/…`` text.
    ``name`` is echoed."""

    name: str
    path: str | None = None
    content: bytes | None = None
    text: str | None = None
    drawn: bool = False


class Predict(Request, frozen=True, kw_only=True, tag="predict"):
    """Predict with the loaded model; answers one :class:`Predicted` an input, in order, then :class:`Done`."""

    inputs: tuple[PredictInput, ...]
    number: int = 0
    top: int = 0
    pictures: bool = False


class Evaluate(Request, frozen=True, kw_only=True, tag="evaluate"):
    """Score a ``.ddm`` on a part of a data set; ``part`` None takes its test part where it has one, else all; answers
    :class:`Evaluated`."""

    path: str
    description: DatasetDescription
    part: Part | None = None


class FindSuspects(Request, frozen=True, kw_only=True, tag="find_suspects"):
    """Look for labels that a ``.ddm`` doubts; answers :class:`SuspectsFound`."""

    path: str
    description: DatasetDescription


class FetchImage(Request, frozen=True, kw_only=True, tag="fetch_image"):
    """Fetch an image that the person asked for from an http(s) address; answers :class:`ImageFetched`."""

    address: str


class MapWeights(Request, frozen=True, kw_only=True, tag="map_weights"):
    """Say what the file of weights at ``path`` holds; match it to ``model`` if there is one (``chosen``: the person's
    own choices by target) and write what fits to ``out`` in neutral names; answers :class:`WeightsMapped`."""

    path: str
    model: ModelDescription | None = None
    chosen: dict[str, str | None] = {}
    out: str | None = None


class FetchWeights(Request, frozen=True, kw_only=True, tag="fetch_weights"):
    """Fetch weights from an address (``#sha256=…`` behind it: the checksum); answers Progressed, WeightsFetched."""

    address: str


class FindDevices(Request, frozen=True, kw_only=True, tag="find_devices"):
    """Answers :class:`DevicesFound`."""


class ExportCode(Request, frozen=True, kw_only=True, tag="export_code"):
    """Write the ``.ddm`` at ``path`` as a script of this child's framework, with its weights beside it, to ``out`` (a
    folder or a ``.py`` file); ``stock`` takes the framework's stock layers; answers :class:`CodeExported`."""

    path: str
    out: str
    stock: bool = False
    configuration: TrainingConfiguration | None = None


class ReadCode(Request, frozen=True, kw_only=True, tag="read_code"):
    """Read networks from code that others wrote, a file at ``path`` or a ``text`` called ``name``; nothing of it is
    executed. ``input_shape`` is that of the data, where it is known. Answers :class:`CodeRead`."""

    path: str | None = None
    text: str | None = None
    name: str = ""
    input_shape: tuple[int | None, ...] | None = None


AnyRequest = (
    Train
    | Stop
    | OpenData
    | Download
    | PreviewImage
    | PreviewClip
    | PreviewAugmentation
    | LoadModel
    | Predict
    | Evaluate
    | FindSuspects
    | FetchImage
    | FindDevices
    | ExportCode
    | MapWeights
    | FetchWeights
    | ReadCode
)
