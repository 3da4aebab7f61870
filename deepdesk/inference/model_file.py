"""The model file ``*.ddm``: a zip that either framework can load and that never executes anything."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from deepdesk import __version__
from deepdesk.core import documents
from deepdesk.core.errors import FormatError
from deepdesk.core.files import replacing
from deepdesk.data.dataset import DataTask
from deepdesk.data.description import SplitSettings
from deepdesk.data.preprocessing import ImagePreprocessing, Preprocessing, SegmentationPreprocessing
from deepdesk.inference import archive, weights_file
from deepdesk.inference.network_fit import check_fit
from deepdesk.inference.preprocessing_check import check_plain
from deepdesk.model import description as models
from deepdesk.model.description import ModelDescription

FORMAT: Final = "deepdesk.ddm"
VERSION: Final = 1
PREPROCESSING_FORMAT: Final = "deepdesk.preprocessing"
PREPROCESSING_VERSION: Final = 1

MODEL: Final = "model.json"
PREPROCESSING: Final = "preprocessing.json"
META: Final = "meta.json"
WEIGHTS: Final = "weights.safetensors"
NEEDED: Final = (META, MODEL, PREPROCESSING, WEIGHTS)


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What a model says about itself.

    Attributes:
        name: for people.
        classes: class names; number ``i`` is score ``i`` of the network; empty for a forecast.
        task: what it answers.
        framework: ``torch`` or ``tensorflow``, which trained it.
        fingerprint: of the data it was trained on.
        split: how these were split, so that what was held out can be found again; ``None`` for the defaults.
        intervals: of a forecast: half the width of the interval at each step of the horizon, in the target's unit,
            which held ``coverage`` (0 to 1) of the validation part's values.
        metrics: by part (``train``, ``validation``, ``test``): ``{"accuracy": 0–1, "loss", "samples"}``.
        trained_on: a short name of the data, never a path.
        created: time of writing, ISO 8601 in UTC.
        deepdesk: version of the program that wrote it.
    """

    name: str
    classes: tuple[str, ...]
    task: DataTask = "classification"
    framework: str = ""
    fingerprint: str = ""
    split: SplitSettings | None = None
    intervals: tuple[float, ...] = ()
    coverage: float = 0.0
    metrics: dict[str, dict[str, float | int | None]] = {}
    trained_on: str = ""
    created: str = msgspec.field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    deepdesk: str = __version__


@dataclass(frozen=True)
class ModelFile:
    """A trained model: the description of its network, how images are prepared, what it says of itself, its weights.

    Attributes:
        weights: float32 arrays by ``<layer id>/<weight name>`` in the neutral layout.
    """

    model: ModelDescription
    preprocessing: Preprocessing
    meta: Meta
    weights: Mapping[str, npt.NDArray[Any]]


def write_model_file(path: Path, content: ModelFile) -> None:
    """Writes a ``.ddm`` atomically: a kill at any moment leaves the old file or the new one.

    Raises:
        FormatError: the parts do not belong together (weights, classes or input do not fit the network).
        OSError: the disk refuses.
    """
    check_fit(str(path), content.model, content.preprocessing, content.meta.task, content.meta.classes, content.weights)
    members = {
        META: documents.dump(content.meta, format=FORMAT, version=VERSION).encode(),
        MODEL: documents.dump(content.model, format=models.FORMAT, version=models.VERSION).encode(),
        PREPROCESSING: documents.dump(
            content.preprocessing, format=PREPROCESSING_FORMAT, version=PREPROCESSING_VERSION
        ).encode(),
        WEIGHTS: weights_file.pack(content.weights),
    }
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in members.items())
    with replacing(path, within=path.parent) as stream, zipfile.ZipFile(stream, "w") as target:
        for name, body in [*members.items(), (archive.SUMS, sums.encode())]:
            packing = zipfile.ZIP_STORED if name == WEIGHTS else zipfile.ZIP_DEFLATED
            target.writestr(name, body, compress_type=packing)


def read_model_file(path: Path) -> ModelFile:
    """The model in a ``.ddm``, with every size, name and checksum checked before it is used.

    Raises:
        FormatError: it is no zip, cut off, somebody else's zip, damaged, newer, or does not fit together.
        OSError: it cannot be opened.
    """
    with archive.opened(path, needed=NEEDED, large=(WEIGHTS,)) as members:
        members.check_sums()
        meta, model, preprocessing = _documents(path, members)
        packed = members.read(WEIGHTS)
    weights = weights_file.unpack(packed, str(path))
    check_fit(str(path), model, preprocessing, meta.task, meta.classes, weights)
    return ModelFile(model=model, preprocessing=preprocessing, meta=meta, weights=weights)


def read_meta(path: Path) -> Meta:
    """What a ``.ddm`` says about itself, without reading its weights (raises FormatError, OSError)."""
    with archive.opened(path, needed=NEEDED, large=(WEIGHTS,)) as members:
        return documents.parse(members.read(META), Meta, format=FORMAT, version=VERSION, path=str(path))


def _documents(path: Path, members: archive.Members) -> tuple[Meta, ModelDescription, Preprocessing]:
    at = str(path)
    meta = documents.parse(members.read(META), Meta, format=FORMAT, version=VERSION, path=at)
    model = documents.parse(
        members.read(MODEL), ModelDescription, format=models.FORMAT, version=models.VERSION, path=at
    )
    preprocessing: Preprocessing = documents.parse(
        members.read(PREPROCESSING),
        Preprocessing,  # type: ignore[arg-type]
        format=PREPROCESSING_FORMAT,
        version=PREPROCESSING_VERSION,
        path=at,
    )
    _check_meta(at, meta)
    _check_preprocessing(at, preprocessing)
    return meta, model, preprocessing


def _check_meta(path: str, meta: Meta) -> None:
    names = meta.classes
    if (meta.task == "forecasting") == bool(names):
        raise FormatError("inference.bad_classes", path=path)
    if len(set(names)) != len(names) or any(not 0 < len(name) <= 1000 for name in names):
        raise FormatError("inference.bad_classes", path=path)


def _check_preprocessing(path: str, given: Preprocessing) -> None:
    value = given.image if isinstance(given, SegmentationPreprocessing) else given
    if not isinstance(value, ImagePreprocessing):
        check_plain(path, value)
        return
    allowed: list[tuple[str, float | str, bool]] = [
        ("height", value.height, 1 <= value.height <= 4096),
        ("width", value.width, 1 <= value.width <= 4096),
        ("channels", value.channels, value.channels in (1, 3)),
        ("scale", value.scale, bool(np.isfinite(value.scale)) and value.scale > 0),
        ("mean", len(value.mean), len(value.mean) in (0, value.channels) and bool(np.isfinite(value.mean).all())),
        ("deviation", len(value.deviation), _sound_deviation(value)),
        ("order", value.order, value.order == "rgb" or value.channels == 3),
    ]
    for name, found, good in allowed:
        if not good:
            raise FormatError("inference.bad_preprocessing", path=path, field=name, found=found)


def _sound_deviation(value: ImagePreprocessing) -> bool:
    found = np.asarray(value.deviation, dtype=np.float64)
    return len(found) in (0, value.channels) and bool((np.isfinite(found) & (found > 0)).all())
