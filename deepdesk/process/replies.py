"""What a child answers, as frozen values; :mod:`deepdesk.process.frames` carries them."""

from __future__ import annotations

from typing import Any

import msgspec

from deepdesk.backends.base import Device
from deepdesk.data.audio.sound import Sound
from deepdesk.data.dataset import DataReport, DataTask
from deepdesk.data.description import DatasetDescription
from deepdesk.data.findings import DataFinding
from deepdesk.data.glimpse import Glimpse
from deepdesk.data.preprocessing import Preprocessing
from deepdesk.inference.evaluation import AnyEvaluation
from deepdesk.inference.predictions import Answer, Note
from deepdesk.inference.pretrained import Pretrained
from deepdesk.model.code.values import CodeReading
from deepdesk.model.weight_names import WeightMapping, WeightNames
from deepdesk.process.requests import Role
from deepdesk.training.events import RunEvent


class Reply(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of what a child answers."""


class Hello(Reply, frozen=True, kw_only=True, tag="hello"):
    """First message of a child: ready (framework imported)."""

    protocol: int
    pid: int
    role: Role
    version: str = ""


class Alive(Reply, frozen=True, kw_only=True, tag="alive"):
    """A sign of life, about once a second, from a thread of its own, with the work's own counter: the counter stands
    still when the work hangs."""

    beat: int = 0


class Happened(Reply, frozen=True, kw_only=True, tag="happened"):
    """An event of the run."""

    event: RunEvent


class Progressed(Reply, frozen=True, kw_only=True, tag="progressed"):
    """``done`` of ``total`` (0: not known) of what the sentence ``code`` says."""

    code: str
    done: int
    total: int
    params: dict[str, Any] = {}


class DataGlimpsed(Reply, frozen=True, kw_only=True, tag="data_glimpsed"):
    """First samples of a data set that is still being read; may come several times, each time with more of them."""

    glimpse: Glimpse


class DataOpened(Reply, frozen=True, kw_only=True, tag="data_opened"):
    """The data set is open (``description``: as asked, its kind settled); ``folder`` and ``view`` are its places in
    the cache with what the window memory-maps: in ``folder`` what was read (``names.json``: paths of the samples below
    ``root``, absent when they are only numbers; arrays of the kind's own), in ``view`` what depends on edits and split:
    ``labels.npy`` int64 (-1: none), ``parts.npy`` uint8 (0 train, 1 validation, 2 test, 3 left out)."""

    description: DatasetDescription
    report: DataReport
    preprocessing: Preprocessing
    classes: tuple[str, ...]
    folder: str
    view: str
    fingerprint: str
    split: dict[str, int]
    root: str = ""


class ImagePreviewed(Reply, frozen=True, kw_only=True, tag="image_previewed"):
    """A small PNG of an image file, and the size of the image itself in pixels."""

    path: str
    content: bytes
    width: int
    height: int


class ClipPreviewed(Reply, frozen=True, kw_only=True, tag="clip_previewed"):
    """A recording, to be drawn and played."""

    path: str
    sound: Sound


class AugmentationPreviewed(Reply, frozen=True, kw_only=True, tag="augmentation_previewed"):
    """Variations of a sample, each the bytes of an array of ``shape``: uint8 pixels ``(height, width, 1 | 3)``, or
    float32 values as the network gets them."""

    sample: int
    shape: tuple[int, ...]
    variations: tuple[bytes, ...]
    pixels: bool


class ModelLoaded(Reply, frozen=True, kw_only=True, tag="model_loaded"):
    """The model is ready to predict."""

    path: str
    name: str
    classes: tuple[str, ...]
    preprocessing: Preprocessing
    trained_with: str
    metrics: dict[str, Any] = {}
    trained_on: str = ""
    fingerprint: str = ""
    task: DataTask = "classification"


class Predicted(Reply, frozen=True, kw_only=True, tag="predicted"):
    """The answer for one input (number ``place`` of those asked; ``item``: which of several in it): the fields of
    :class:`deepdesk.inference.predictions.Answer`, or ``error``; ``seen`` is a PNG of the input as the network sees it
    and ``thumbnail`` a PNG of at most 160 pixels, both only when pictures were asked for."""

    name: str
    place: int = 0
    item: str = ""
    answer: Answer = Answer()
    milliseconds: float = 0.0
    notes: tuple[Note, ...] = ()
    error: Note | None = None
    seen: bytes | None = None
    thumbnail: bytes | None = None
    sound: Sound | None = None
    number: int = 0

    @property
    def label(self) -> str | None:
        """The best class."""
        return self.answer.label

    @property
    def probabilities(self) -> tuple[tuple[str, float], ...]:
        """Classes with their probabilities, best first."""
        return self.answer.probabilities


class Evaluated(Reply, frozen=True, kw_only=True, tag="evaluated"):
    """The score."""

    evaluation: AnyEvaluation


class ImageFetched(Reply, frozen=True, kw_only=True, tag="image_fetched"):
    """The bytes as the server gave them, not looked into; at most 32 MB."""

    address: str
    content: bytes


class WeightsMapped(Reply, frozen=True, kw_only=True, tag="weights_mapped"):
    """Names and shapes in a file of weights, which published network it is, and which array becomes which weight;
    ``left_out``: arrays without float numbers, ``not_finite``: such with infinite ones or none, ``inexact``: weights
    that could not be taken over without loss."""

    names: WeightNames
    pretrained: Pretrained | None = None
    mapping: WeightMapping | None = None
    left_out: tuple[str, ...] = ()
    not_finite: tuple[str, ...] = ()
    inexact: tuple[str, ...] = ()


class WeightsFetched(Reply, frozen=True, kw_only=True, tag="weights_fetched"):
    """The file is there; ``checked``: against a checksum."""

    path: str
    checked: bool


class DevicesFound(Reply, frozen=True, kw_only=True, tag="devices_found"):
    """Devices that are really there, best first."""

    devices: tuple[Device, ...]


class CodeExported(Reply, frozen=True, kw_only=True, tag="code_exported"):
    """The script and its weights are written; its network's answers differ from ours by ``difference`` at most."""

    script: str
    weights: str
    difference: float


class CodeRead(Reply, frozen=True, kw_only=True, tag="code_read"):
    """The networks that were found, and what is to be said of the lines."""

    reading: CodeReading


class Done(Reply, frozen=True, kw_only=True, tag="done"):
    """The request was carried out."""

    number: int = 0


class SuspectsFound(Reply, frozen=True, kw_only=True, tag="suspects_found"):
    """Labels that a model doubts, as a finding, and how many samples were looked at."""

    finding: DataFinding
    looked_at: int


class Failed(Reply, frozen=True, kw_only=True, tag="failed"):
    """The request failed: the sentence of ``code``; ``trace`` is for the log only."""

    code: str
    params: dict[str, Any] = {}
    trace: str = ""


AnyReply = (
    Hello
    | Alive
    | Happened
    | Progressed
    | DataGlimpsed
    | DataOpened
    | ImagePreviewed
    | ClipPreviewed
    | AugmentationPreviewed
    | ModelLoaded
    | Predicted
    | Evaluated
    | SuspectsFound
    | ImageFetched
    | DevicesFound
    | CodeExported
    | WeightsMapped
    | WeightsFetched
    | CodeRead
    | Done
    | Failed
)
