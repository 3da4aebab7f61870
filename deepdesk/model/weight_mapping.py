"""Which array of a file becomes which weight of a network: a value that can be shown, corrected and carried out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from deepdesk.core.errors import ModelError
from deepdesk.model.description import ModelDescription
from deepdesk.model.initial import weight_specs
from deepdesk.model.layouts import Array, Convert, Goal, converter, is_exact
from deepdesk.model.shapes import LayerReport, infer
from deepdesk.model.weight_names import How, Layout, MappedWeight, Sizes, WeightMapping, WeightNames
from deepdesk.model.weight_sources import BACKWARD, SourceLayer, array_names, sizes_of, source_layers

JOINED: Final = " + "
_PASSING: Final = ("Dropout", "Activation", "GaussianNoise", "BatchNormalization", "LayerNormalization")

Floats = npt.NDArray[np.float32]
Shapes: TypeAlias = Mapping[str, Sizes]


@dataclass(frozen=True)
class _Target:
    """A layer of the network with weights."""

    id: str
    kind: str
    goals: Mapping[str, Goal]


def map_weights(
    model: ModelDescription, names: WeightNames, chosen: Mapping[str, str | None] | None = None
) -> WeightMapping:
    """The best assignment of the arrays of a file to the weights of ``model``.

    Layers are matched whole: first by name, then in their order among those of the same shapes, then where only one
    fits. What fits nothing stays as DeepDesk draws it.

    Args:
        model: a network that builds.
        names: what the file holds.
        chosen: the person's own choice by target; ``None`` takes nothing from the file.

    Raises:
        ModelError: the network does not build, or a choice is unknown or does not fit.
    """
    targets = _targets(model)
    layers = source_layers(names.shapes, names.layout, names.titles)
    matched = _matched(targets, layers, names)
    found: dict[str, tuple[tuple[str, ...], How]] = {}
    for target in targets:
        if target.id in matched:
            layer, how = matched[target.id]
            for weight, arrays in (array_names(layer, target.kind, target.goals) or {}).items():
                found[f"{target.id}/{weight}"] = (arrays, how)
    goals = {f"{target.id}/{weight}": goal for target in targets for weight, goal in target.goals.items()}
    for name, source in (chosen or {}).items():
        found.pop(name, None)
        arrays = _choice(name, source, goals, names)
        if arrays:
            found[name] = (arrays, "chosen")
    return _as_mapping(goals, found, names)


def carried_out(
    model: ModelDescription, mapping: WeightMapping, arrays: Mapping[str, Array], layout: Layout
) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """The weights that come from the file, by neutral name and in the neutral layout, and those that lose something.

    Raises:
        ModelError: the mapping was made for another network or file.
    """
    goals = {f"{target.id}/{weight}": goal for target in _targets(model) for weight, goal in target.goals.items()}
    weights: dict[str, Floats] = {}
    inexact = []
    for row in mapping.rows:
        if row.source is None:
            continue
        sources = [arrays[name] for name in _parts(row.source, arrays) if name in arrays]
        goal = goals.get(row.target)
        convert = converter(layout, goal, [tuple(array.shape) for array in sources]) if goal and sources else None
        if goal is None or convert is None:
            raise ModelError("weights.does_not_fit", target=row.target, source=row.source)
        weights[row.target] = np.ascontiguousarray(convert(sources), dtype=np.float32)
        if not is_exact(layout, goal, sources):
            inexact.append(row.target)
    return weights, tuple(inexact)


def _parts(source: str, known: Mapping[str, object]) -> tuple[str, ...]:
    return (source,) if source in known else tuple(source.split(JOINED))


def _targets(model: ModelDescription) -> tuple[_Target, ...]:
    specs = weight_specs(model)
    flattened = _flattened(model)
    found = []
    for layer in model.layers:
        goals = {}
        for name, spec in specs.items():
            owner, _, weight = name.rpartition("/")
            if owner == layer.id:
                map_shape = flattened.get(layer.id) if weight == "kernel" else None
                goals[weight] = Goal(layer.kind, weight.removeprefix(BACKWARD), spec.shape, map_shape)
        if goals:
            found.append(_Target(layer.id, layer.kind, goals))
    return tuple(found)


def _first_input(item: LayerReport) -> str:
    return next(iter(item.inputs), "")


def _flattened(model: ModelDescription) -> dict[str, Sizes]:
    """For each Dense layer that gets a flattened map: the map's ``(height, width, channels)``."""
    reports = {item.id: item for item in infer(model).layers}
    found: dict[str, Sizes] = {}
    for layer in model.layers:
        if layer.kind != "Dense":
            continue
        at = reports.get(_first_input(reports[layer.id]))
        while at is not None and at.kind in _PASSING:
            at = reports.get(_first_input(at))
        if at is not None and at.kind == "Flatten" and at.input_shapes:
            sizes = [size for size in at.input_shapes[0] if size is not None]
            if len(sizes) == 3:
                found[layer.id] = tuple(sizes)
    return found


def _fits(target: _Target, layer: SourceLayer, names: WeightNames, *, whole: bool) -> bool:
    """Whether every array of ``layer`` has a place in ``target``; ``whole``: and the other way round."""
    arrays = array_names(layer, target.kind, target.goals)
    if arrays is None or (whole and (len(arrays) < len(target.goals) or len(arrays) < len(layer.parts))):
        return False
    return all(
        converter(names.layout, target.goals[weight], sizes_of(found, names.shapes)) is not None
        for weight, found in arrays.items()
    )


_Matched: TypeAlias = dict[str, tuple[SourceLayer, How]]


def _matched(targets: Sequence[_Target], layers: Sequence[SourceLayer], names: WeightNames) -> _Matched:
    matched: _Matched = {}
    for names_of in (_whole_names, _last_names):
        called = names_of(layers)
        for target in _left(matched, targets, layers, None)[0]:
            _, free = _left(matched, targets, layers, None)
            same_name = [layer for layer in free if _folded(target.id) in called[layer.key]]
            fitting = [layer for layer in same_name if _fits(target, layer, names, whole=False)]
            if len(fitting) == 1:
                matched[target.id] = (fitting[0], "name")
    for kind in dict.fromkeys(target.kind for target in targets):
        for target, layer in _in_order(*_left(matched, targets, layers, kind), names):
            matched[target.id] = (layer, "order")
    left, free = _left(matched, targets, layers, None)
    for target in left:
        fitting = [layer for layer in free if _fits(target, layer, names, whole=True)]
        rivals = [other for other in left if fitting and _fits(other, fitting[0], names, whole=True)]
        if len(fitting) == 1 and len(rivals) == 1:
            matched[target.id] = (fitting[0], "shape")
    return matched


def _left(
    matched: _Matched, targets: Sequence[_Target], layers: Sequence[SourceLayer], kind: str | None
) -> tuple[list[_Target], list[SourceLayer]]:
    used = {layer.key for layer, _ in matched.values()}
    free = [layer for layer in layers if layer.key not in used]
    return [item for item in targets if item.id not in matched and kind in (None, item.kind)], free


def _whole_names(layers: Sequence[SourceLayer]) -> dict[str, tuple[str, ...]]:
    """``layer1.0.conv1``, also without what all names begin with, such as ``model.``."""
    first = {layer.key.partition(".")[0] for layer in layers}
    common = f"{first.pop()}." if len(first) == 1 else ""
    return {layer.key: (_folded(layer.key), _folded(layer.key.removeprefix(common))) for layer in layers}


def _last_names(layers: Sequence[SourceLayer]) -> dict[str, tuple[str, ...]]:
    return {layer.key: (_folded(layer.name),) for layer in layers}


def _folded(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _in_order(
    targets: list[_Target], layers: list[SourceLayer], names: WeightNames
) -> Iterator[tuple[_Target, SourceLayer]]:
    """The longest common run of both lists in which each pair fits (as in comparing two texts)."""
    fits = [[_fits(target, layer, names, whole=True) for layer in layers] for target in targets]
    rows, columns = len(targets), len(layers)
    longest = np.zeros((rows + 1, columns + 1), dtype=np.int32)
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            together = longest[i + 1, j + 1] + 1 if fits[i][j] else 0
            longest[i, j] = max(together, longest[i + 1, j], longest[i, j + 1])
    i = j = 0
    while i < rows and j < columns:
        if fits[i][j] and longest[i, j] == longest[i + 1, j + 1] + 1:
            yield targets[i], layers[j]
            i, j = i + 1, j + 1
        elif longest[i + 1, j] >= longest[i, j + 1]:
            i += 1
        else:
            j += 1


def _choice(name: str, source: str | None, goals: Mapping[str, Goal], names: WeightNames) -> tuple[str, ...]:
    if name not in goals:
        raise ModelError("weights.no_such_target", target=name)
    if source is None:
        return ()
    arrays = _parts(source, names.shapes)
    unknown = [array for array in arrays if array not in names.shapes]
    if unknown:
        raise ModelError("weights.no_such_source", source=unknown[0])
    if _fitting(goals[name], arrays, names) is None:
        found = JOINED.join(_text(names.shapes[array]) for array in arrays)
        raise ModelError(
            "weights.wrong_shape", target=name, source=source, found=found, needed=_text(goals[name].shape)
        )
    return arrays


def _fitting(goal: Goal, arrays: tuple[str, ...], names: WeightNames) -> Convert | None:
    return converter(names.layout, goal, sizes_of(arrays, names.shapes))


def _text(sizes: Sizes) -> str:
    return "×".join(map(str, sizes)) or "1"


def _as_mapping(
    goals: Mapping[str, Goal], found: Mapping[str, tuple[tuple[str, ...], How]], names: WeightNames
) -> WeightMapping:
    rows = []
    for target, goal in goals.items():
        arrays, how = found.get(target, ((), "drawn"))
        rows.append(
            MappedWeight(
                target=target,
                source=JOINED.join(arrays) or None,
                target_shape=goal.shape,
                source_shape=names.shapes[arrays[0]] if arrays else None,
                how=how,
            )
        )
    used = {array for arrays, _ in found.values() for array in arrays}
    return WeightMapping(rows=tuple(rows), unused=tuple(name for name in names.shapes if name not in used))
