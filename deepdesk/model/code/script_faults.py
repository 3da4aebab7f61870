"""Faults of scripts beside the network: data in the wrong shape, missing labels, a loss that does not fit."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from deepdesk.model.code.finishing import Drawn
from deepdesk.model.code.keras_script import KerasScript
from deepdesk.model.code.notes import Notes
from deepdesk.model.code.objects import Array, Fit, Unknown
from deepdesk.model.code.source import Source
from deepdesk.model.code.torch_script import TorchScript

_ONE_HOT_LOSSES: Final = ("categorical_crossentropy",)
_WHOLE_LOSSES: Final = ("sparse_categorical_crossentropy",)
_ENTROPIES: Final = (*_ONE_HOT_LOSSES, *_WHOLE_LOSSES, "binary_crossentropy")
_PROBABILITIES: Final = ("softmax", "sigmoid", "log_softmax")
_IMAGE_KINDS: Final = ("Conv2D", "SeparableConv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D")
_NAMED_LIKE_DATA: Final = re.compile(r"(?i)x|x_\w+|\w*(images?|_x|features|data)")
_THINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cat": r"\bcats?\b|猫", "dog": r"\bdogs?\b|狗|犬", "horse": r"\bhorses?\b|马", "bird": r"\bbirds?\b|鸟",
        "car": r"\b(?:cars?|automobiles?)\b|汽车", "truck": r"\btrucks?\b|卡车", "ship": r"\bships?\b|船",
        "airplane": r"\b(?:air)?planes?\b|飞机", "deer": r"\bdeer\b|鹿", "frog": r"\bfrogs?\b|青蛙",
        "flower": r"\bflowers?\b|花", "face": r"\bfaces?\b|人脸",
        "shirt": r"\bshirts?\b|衬衫", "shoe": r"\bshoes?\b|鞋",
        "digit": r"\bdigits?\b|数字",
    }
)  # fmt: skip
_CLASSES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "mnist": frozenset({"digit"}),
        "fashion_mnist": frozenset({"shirt", "shoe"}),
        "cifar10": frozenset({"cat", "dog", "horse", "bird", "car", "truck", "ship", "airplane", "deer", "frog"}),
    }
)
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mnist": r"(?<!fashion[ _-])(?<![a-z])mnist",
        "fashion_mnist": r"fashion[ _-]?mnist",
        "cifar10": r"cifar-?10(?!0)",
    }
)


def keras_faults(drawn: Drawn, keras: KerasScript, notes: Notes) -> None:
    """Faults of one Keras network's training: its loss, its labels, its data."""
    network = drawn.network
    loss, from_logits = network.settings.get("loss"), network.settings.get("from_logits")
    if network.compiled and loss in _ENTROPIES:
        if drawn.ending in _PROBABILITIES and from_logits:
            notes.add(network.compiled, "softmax_twice", "error", cure="softmax_twice", activation=drawn.ending)
        if drawn.ending not in _PROBABILITIES and not from_logits:
            notes.add(network.compiled, "logits_as_probabilities", "error", cure=f"from_logits_{loss}", loss=loss)
    for fit in network.fits:
        _say_missing_labels(fit, notes)
        _say_wrong_shape(fit, drawn, keras, notes)
    if network.compiled and network.fits:
        _say_label_form(drawn, keras, notes)


def _say_missing_labels(fit: Fit, notes: Notes) -> None:
    if fit.labels is not None or fit.name not in ("fit", "evaluate"):
        return
    named = isinstance(fit.data, Unknown) and _NAMED_LIKE_DATA.fullmatch(fit.data.text) is not None
    if isinstance(fit.data, Array) or named:
        data = fit.data.name if isinstance(fit.data, Array) else fit.data.text
        labels = re.sub("^x", "y", re.sub("^X", "y", data)) if data[:1] in "xX" else "labels"
        params = {"name": fit.name, "data": data, "labels": labels}
        notes.add(fit.line, "no_labels", "error", cure="no_labels", **params)


def _say_wrong_shape(fit: Fit, drawn: Drawn, keras: KerasScript, notes: Notes) -> None:
    """Images in a row before a network of convolutions, and images without their axis of channels."""
    array = fit.data
    if not isinstance(array, Array) or array.shape is None or not fit.name.startswith(("fit", "evaluate")):
        return
    graph = keras.drawing.graph
    first = next((node for node in graph.nodes if drawn.start.node in node.inputs), None)
    needed = graph.nodes[drawn.start.node].params.get("shape")
    if first is None or first.kind not in _IMAGE_KINDS or len(array.shape) == 4:
        return
    samples = array.shape[0] if array.shape[0] is not None else -1
    wanted = (*array.shape[1:], 1) if len(array.shape) == 3 else needed if needed and len(needed) == 3 else (28, 28, 1)
    shape = ", ".join(str(-1 if size is None else size) for size in (samples, *wanted))
    found = "×".join("?" if size is None else str(size) for size in array.shape[1:])
    params = {"data": array.name or "x_train", "shape": shape, "found": found, "kind": first.kind}
    code = "images_flattened" if len(array.shape) == 2 else "no_channels"
    notes.add(array.line or fit.line, code, "error", cure="reshape_images", **params)
    if fit.name == "fit" and array.dataset and not array.scaled:
        notes.add(fit.line, "not_scaled", cure="not_scaled", data=array.name or "x_train")


def _say_label_form(drawn: Drawn, keras: KerasScript, notes: Notes) -> None:
    network = drawn.network
    loss = network.settings.get("loss")
    given = [fit.labels for fit in network.fits if isinstance(fit.labels, Array)]
    whole = any(not array.one_hot and array.dataset for array in given)
    unsaid = not given and bool(keras.loaded) and not keras.one_hot_made
    if loss in _ONE_HOT_LOSSES and (whole or unsaid):
        notes.add(network.compiled, "whole_labels", "error", cure="whole_labels")
    if loss in _WHOLE_LOSSES and any(array.one_hot for array in given):
        notes.add(network.compiled, "one_hot_labels", "error", cure="one_hot_labels")


def torch_faults(drawn: Drawn, torch: TorchScript, notes: Notes) -> None:
    """A softmax before a loss that has one, or none before a loss that needs it."""
    loss = drawn.network.settings.get("loss")
    line = drawn.network.compiled or drawn.line
    if loss == "cross_entropy" and drawn.ending in ("softmax", "log_softmax"):
        notes.add(line, "softmax_twice", "error", cure="softmax_twice_torch", activation=drawn.ending)
    if loss == "nll" and drawn.ending != "log_softmax":
        notes.add(line, "nll_without_log", "error", cure="nll_without_log")


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
            yield node


def tree_faults(tree: ast.Module, notes: Notes) -> None:
    """Faults that the form of the script shows alone."""
    backward = next((call for call in _calls(tree, "backward") if not call.args), None)
    if backward is not None and not any(True for _ in _calls(tree, "zero_grad")):
        notes.add(backward.lineno, "no_zero_grad", "error", cure="no_zero_grad")
    step = any(True for _ in _calls(tree, "step"))
    if backward is not None and not step:
        notes.add(backward.lineno, "no_step", "error", cure="no_step")


def _texts(source: Source) -> Iterator[tuple[int, str]]:
    """What the script says in words: prose around it, comments, texts."""
    yield from source.prose
    for number, line in enumerate(source.lines, start=1):
        if "#" in line:
            yield number, line.partition("#")[2]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value[:2_000]
        if isinstance(node, ast.List | ast.Tuple) and node.elts:
            words = [item.value for item in node.elts if isinstance(item, ast.Constant) and isinstance(item.value, str)]
            if len(words) == len(node.elts):
                yield node.lineno, f"classes: {' '.join(words)}"


def text_faults(source: Source, loaded: set[str], notes: Notes) -> None:
    """Things looked for in a data set that does not have them, such as cats in MNIST."""
    said: set[tuple[int, str]] = set()
    for line, text in _texts(source):
        found = [name for name, pattern in _NAMES.items() if re.search(pattern, text, re.IGNORECASE)]
        if text.startswith("classes: ") and len(loaded) == 1:
            found = [name for name in loaded if name in _CLASSES]
        for dataset in found:
            strangers = _strangers(dataset, text)
            if strangers and (line, dataset) not in said:
                said.add((line, dataset))
                params = {"dataset": dataset, "things": ", ".join(strangers)}
                notes.add(line, "not_in_dataset", "error", cure="not_in_dataset", **params)


def _strangers(dataset: str, text: str) -> Sequence[str]:
    own = _CLASSES[dataset]
    return [name for name, pattern in _THINGS.items() if name not in own and re.search(pattern, text, re.IGNORECASE)]
