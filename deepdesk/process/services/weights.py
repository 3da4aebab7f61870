"""Weights of others in a child: what a file holds, what becomes of it, and the file fetched from an address."""

from __future__ import annotations

from pathlib import Path

from deepdesk.core.files import write_bytes
from deepdesk.data.download_weights import fetch_weights
from deepdesk.inference.foreign_weights import ForeignWeights, format_of, read_weights
from deepdesk.inference.pretrained import recognised
from deepdesk.inference.weights_file import pack
from deepdesk.model.weight_mapping import carried_out, map_weights
from deepdesk.process.context import ServiceContext
from deepdesk.process.replies import Progressed, WeightsFetched, WeightsMapped
from deepdesk.process.requests import FetchWeights, MapWeights, Role


def handle_map_weights(request: MapWeights, context: ServiceContext) -> None:
    """Answers :class:`WeightsMapped`.

    Raises:
        FormatError: the file cannot be used; PyTorch's own files only where PyTorch is.
        ModelError: the network does not build, or a choice does not fit.
        OSError: the file cannot be read, or ``out`` not be written.
    """
    context.reply(Progressed(code="weights.reading", done=0, total=0))
    found = _read(Path(request.path), context)
    context.beat()
    names = found.names
    mapping, inexact = None, tuple[str, ...]()
    if request.model is not None:
        mapping = map_weights(request.model, names, request.chosen)
        if request.out is not None:
            weights, inexact = carried_out(request.model, mapping, found.arrays, found.layout)
            context.beat()
            write_bytes(Path(request.out), pack(weights))
    context.reply(
        WeightsMapped(
            names=names,
            pretrained=recognised(names),
            mapping=mapping,
            left_out=found.left_out,
            not_finite=found.not_finite,
            inexact=inexact,
        )
    )


def _read(path: Path, context: ServiceContext) -> ForeignWeights:
    if context.role is Role.DATA or format_of(path) != "torch":
        return read_weights(path)
    return context.backend.read_weights(path)


def handle_fetch_weights(request: FetchWeights, context: ServiceContext) -> None:
    """Answers :class:`Progressed`, then :class:`WeightsFetched` (raises DataError, StorageError, OSError)."""

    def progress(code: str, done: int, total: int) -> None:
        context.beat()
        context.reply(Progressed(code=code, done=done, total=total))

    path, checked = fetch_weights(request.address, context.cache / "weights", progress, context.stop_asked)
    context.reply(WeightsFetched(path=str(path), checked=checked))
