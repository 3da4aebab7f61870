"""Whether the parts of a model file belong together: network, weights, classes and input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from deepdesk.core.errors import FormatError
from deepdesk.data.dataset import DataTask
from deepdesk.data.preprocessing import ForecastingPreprocessing, Preprocessing, TextPreprocessing
from deepdesk.model.description import ModelDescription, Shape
from deepdesk.model.kinds import KINDS
from deepdesk.model.shapes import LayerReport, infer

# What malformed parameters of a foreign file may do to the rules of a kind.
_MALFORMED = (TypeError, ValueError, KeyError, AttributeError, ArithmeticError, IndexError)


def check_fit(
    path: str,
    model: ModelDescription,
    preprocessing: Preprocessing,
    task: DataTask,
    classes: tuple[str, ...],
    weights: Mapping[str, npt.NDArray[Any]],
) -> None:
    """Raises FormatError when the network does not build, or when weights, classes or input do not fit it."""
    layers = _layers(path, model)
    _check_input(path, model, preprocessing)
    _check_tokens(path, model, preprocessing)
    _check_output(path, layers[-1].output_shape, preprocessing, task, len(classes))
    _check_weights(path, _expected(model, layers), weights)


def _check_output(path: str, output: Shape | None, preprocessing: Preprocessing, task: DataTask, classes: int) -> None:
    shown = "×".join(map(str, output or ()))
    if isinstance(preprocessing, ForecastingPreprocessing):
        if output not in ((preprocessing.horizon,), (preprocessing.horizon, 1)):
            raise FormatError("inference.horizon", path=path, horizon=preprocessing.horizon, units=shown)
        return
    wanted = (*preprocessing.shape[:2], classes) if task == "segmentation" else (classes,)
    if output != wanted:
        raise FormatError("inference.class_count", path=path, classes=classes, units=shown)


def _check_tokens(path: str, model: ModelDescription, preprocessing: Preprocessing) -> None:
    """A token number beyond the table of an Embedding would be read from where there is none."""
    if not isinstance(preprocessing, TextPreprocessing):
        return
    sizes = [layer.params.get("input_dim") for layer in model.layers if layer.kind == "Embedding"]
    small = [size for size in sizes if not isinstance(size, int) or size < preprocessing.vocabulary]
    if small:
        raise FormatError(
            "inference.vocabulary_mismatch", path=path, found=str(small[0]), expected=preprocessing.vocabulary
        )


def _layers(path: str, model: ModelDescription) -> tuple[LayerReport, ...]:
    try:
        layers = tuple(infer(model).layers)
    except _MALFORMED as error:
        raise FormatError("inference.model_does_not_build", path=path, layer="?") from error
    if not layers:
        raise FormatError("inference.model_does_not_build", path=path, layer="–")
    for layer in layers:
        if layer.output_shape is None:
            raise FormatError("inference.model_does_not_build", path=path, layer=layer.id)
    return layers


def _check_input(path: str, model: ModelDescription, preprocessing: Preprocessing) -> None:
    wanted, found = model.input.shape, preprocessing.shape
    if len(wanted) != len(found) or any(
        None not in (size, given) and size != given for size, given in zip(wanted, found, strict=True)
    ):
        raise FormatError(
            "inference.input_mismatch",
            path=path,
            found="×".join(map(str, found)),
            expected="×".join(map(str, wanted)),
        )


def _expected(model: ModelDescription, layers: tuple[LayerReport, ...]) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, report in zip(model.layers, layers, strict=True):
        kind = KINDS[layer.kind]
        for spec in kind.weights(kind.filled(layer.params), report.input_shapes):
            shapes[f"{layer.id}/{spec.name}"] = tuple(spec.shape)
    return shapes


def _check_weights(path: str, expected: Mapping[str, tuple[int, ...]], weights: Mapping[str, npt.NDArray[Any]]) -> None:
    for name, shape in expected.items():
        if name not in weights:
            raise FormatError("inference.weight_missing", path=path, name=name)
        if tuple(weights[name].shape) != shape:
            found, needed = ("×".join(map(str, sizes)) or "1" for sizes in (weights[name].shape, shape))
            raise FormatError("inference.wrong_weight", path=path, name=name, found=found, expected=needed)
    for name in weights:
        if name not in expected:
            raise FormatError("inference.weight_unknown", path=path, name=name)
