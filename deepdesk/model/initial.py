"""The weights a network starts from: drawn by DeepDesk from the seed, the same for either framework."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import ModelError
from deepdesk.core.randomness import generator
from deepdesk.model.description import ModelDescription
from deepdesk.model.kinds import KINDS
from deepdesk.model.kinds.base import WeightSpec
from deepdesk.model.shapes import infer

Floats = npt.NDArray[np.float32]


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Inputs and outputs of a kernel ``(…receptive field, in, out)``, as Keras counts them."""
    field = math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field


def _glorot_uniform(shape: tuple[int, ...], draws: np.random.Generator) -> Floats:
    """Uniform in ±sqrt(6 / (fan in + fan out)) (Glorot and Bengio, 2010)."""
    limit = math.sqrt(6.0 / sum(fans(shape)))
    return draws.uniform(-limit, limit, shape).astype(np.float32)


def _orthogonal(shape: tuple[int, ...], draws: np.random.Generator) -> Floats:
    """Orthonormal rows (or columns, if fewer): Q of a Gaussian matrix with unique signs (Saxe et al., 2014)."""
    rows, columns = shape
    q, r = np.linalg.qr(draws.standard_normal((max(rows, columns), min(rows, columns))))
    q = q * np.sign(np.diag(r))
    return np.ascontiguousarray(q.T if rows < columns else q).astype(np.float32)


def _lstm_bias(shape: tuple[int, ...]) -> Floats:
    """Zeros, with ones for the forget gate, the second quarter (Jozefowicz et al., 2015)."""
    bias = np.zeros(shape, np.float32)
    units = shape[0] // 4
    bias[units : 2 * units] = 1.0
    return bias


def draw(spec: WeightSpec, draws: np.random.Generator) -> Floats:
    """One array of ``spec``, float32."""
    match spec.initializer:
        case "glorot_uniform":
            return _glorot_uniform(spec.shape, draws)
        case "orthogonal":
            return _orthogonal(spec.shape, draws)
        case "lstm_bias":
            return _lstm_bias(spec.shape)
        case "uniform":
            return draws.uniform(-0.05, 0.05, spec.shape).astype(np.float32)
        case "ones":
            return np.ones(spec.shape, np.float32)
        case "zeros":
            return np.zeros(spec.shape, np.float32)


def weight_specs(model: ModelDescription) -> dict[str, WeightSpec]:
    """Every array of a network by ``<layer id>/<weight name>``, in the order of the layers.

    Raises:
        ModelError: the network does not build.
    """
    report = infer(model)
    if not report.builds:
        fault = report.input_fault or next((item.fault for item in report.layers if item.fault), None)
        raise ModelError("model.does_not_build", layer=fault.params.get("layer", "input") if fault else "–")
    specs: dict[str, WeightSpec] = {}
    for layer, found in zip(model.layers, report.layers, strict=True):
        kind = KINDS[layer.kind]
        for spec in kind.weights(kind.filled(layer.params), found.input_shapes):
            specs[f"{layer.id}/{spec.name}"] = spec
    return specs


def initial_weights(model: ModelDescription, seed: int, given: Mapping[str, Floats] | None = None) -> dict[str, Floats]:
    """Starting weights by ``<layer id>/<weight name>`` in Keras' layouts, float32.

    Each array is a function of the seed and its own name alone, so that an edit elsewhere does not change it. Those
    that are ``given`` are taken as they are.

    Raises:
        ModelError: the network does not build, or what is given was made for another one.
    """
    specs = weight_specs(model)
    taken = given or {}
    check_given(taken, specs)
    return {
        name: taken[name] if name in taken else draw(spec, generator(seed, "weights", name))
        for name, spec in specs.items()
    }


def check_given(given: Mapping[str, Floats], specs: Mapping[str, WeightSpec]) -> None:
    """Refuses weights that this network does not have or that have another shape there (raises ModelError)."""
    for name, array in given.items():
        if name not in specs:
            raise ModelError("weights.start_unknown", name=name)
        if array.shape != specs[name].shape:
            found, needed = ("×".join(map(str, shape)) for shape in (array.shape, specs[name].shape))
            raise ModelError("weights.start_shape", name=name, found=found, needed=needed)
