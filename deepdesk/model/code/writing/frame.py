"""What both frameworks' scripts have around the network: the text at the top, the constants, the arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from deepdesk import __version__
from deepdesk.core.catalogue import say
from deepdesk.model.code.writing import data
from deepdesk.model.code.writing.layer import CodeFramework, ScriptSettings
from deepdesk.model.code.writing.text import comment, docstring, filled, literal, quoted
from deepdesk.model.description import ModelDescription, Shape
from deepdesk.model.kinds.geometry import sizes_text

_ARGUMENTS: Final = """
    parser = argparse.ArgumentParser(description="@ script.say.about")
    parser.add_argument("data", nargs="?", default="data", help="@ script.say.data")
    parser.add_argument("--test", action="store_true", help="@ script.say.test")
    parser.add_argument("--predict", metavar="FILE", help="@ script.say.predict")
    parser.add_argument("--weights", metavar="FILE", default=WEIGHTS, help="@ script.say.weights")
    parser.add_argument("--save", metavar="FILE", default=$saved, help="@ script.say.save")
    options = parser.parse_args()
$needed
    for path in needed:
        if not Path(path).exists():
            raise SystemExit(f"There is no {path}.")
"""


_NEEDED: Final = """    needed = [options.predict or options.data]
    if options.test or options.predict:
        needed.append(options.weights)"""
_NEEDED_ALWAYS: Final = "    needed = [options.predict or options.data, options.weights]"
_TRAINED: Final = ("test", "predict", "retrained")
_UNTRAINED: Final = ("predict_trained",)
ENDINGS: Final[Mapping[CodeFramework, str]] = MappingProxyType({"torch": ".pt", "keras": ".weights.h5"})


def takes_images(model: ModelDescription, output: Shape, settings: ScriptSettings) -> bool:
    """Whether the network gives one row of scores for an image; else its data are plain arrays."""
    shape = model.input.shape
    image = len(shape) == 3 and shape[2] in (1, 3) and None not in shape
    return image and len(output) == 1 and is_classifier(settings)


def is_classifier(settings: ScriptSettings) -> bool:
    """Whether the loss compares scores with class numbers."""
    return settings.loss == "cross_entropy"


def header(
    model: ModelDescription, output: Shape, framework: CodeFramework, settings: ScriptSettings, script: str
) -> list[str]:
    """The docstring of the script: what it is and how to run it."""
    images = takes_images(model, output, settings)
    named = {"torch": "PyTorch 2", "keras": "Keras 3"}[framework]
    packages = {"torch": "torch", "keras": "keras tensorflow"}[framework]
    figures = {
        "name": model.name,
        "framework": named,
        "input": sizes_text(model.input.shape),
        "output": sizes_text(output),
        "version": __version__,
        "packages": f"numpy pillow {packages}" if images else f"numpy {packages}",
        "script": script,
        "saved": f"trained{ENDINGS[framework]}",
    }
    lines = [
        say("script.header.title", **figures),
        "",
        say("script.header.stock" if settings.stock else "script.header.origin", **figures),
        "",
        say("script.header.packages", **figures),
        say("script.header.train", **figures),
        *(say(f"script.header.{code}", **figures) for code in (_TRAINED if settings.weights else _UNTRAINED)),
        "",
        say(f"script.header.data.{settings.source if images else 'plain'}"),
    ]
    return docstring("\n".join(lines))


def constants(model: ModelDescription, output: Shape, framework: CodeFramework, settings: ScriptSettings) -> list[str]:
    """Everything that a reader may want to change, in one place."""
    images = takes_images(model, output, settings)
    lines: list[str] = []
    if images:
        height, width, channels = model.input.shape
        lines += comment("script.note.image_size", 0)
        lines += [f"HEIGHT, WIDTH, CHANNELS = {height}, {width}, {channels}", *_classes(settings, output[0] or 0)]
    else:
        sizes = ", ".join("-1" if size is None else str(size) for size in model.input.shape)
        lines += comment("script.note.input_shape", 0)
        lines += [f"INPUT_SHAPE = ({sizes},)" if len(model.input.shape) == 1 else f"INPUT_SHAPE = ({sizes})"]
    lines += data.constants(settings, images=images)
    lines += ["", *comment("script.note.settings", 0)]
    lines += [f"EPOCHS = {settings.epochs}", f"BATCH_SIZE = {settings.batch_size}"]
    lines += [f"LEARNING_RATE = {settings.learning_rate!r}", f"SEED = {settings.seed}", ""]
    saved = f"trained{ENDINGS[framework]}"
    lines += comment("script.note.weights" if settings.weights else "script.note.no_weights", 0)
    lines += [f"WEIGHTS = Path(__file__).with_name({quoted(settings.weights or saved)})"]
    return [*lines, f"SAVED = Path(__file__).with_name({quoted(saved)})"] if settings.weights else lines


def _classes(settings: ScriptSettings, units: int) -> list[str]:
    names = settings.classes
    if len(names) != units:
        return [*comment("script.note.classes", 0), f"CLASSES = [str(number) for number in range({units})]"]
    flat = f"CLASSES = [{', '.join(map(quoted, names))}]"
    if len(flat) <= 100:
        return [flat]
    inner = f"    {', '.join(map(quoted, names))}"
    if len(inner) <= 100:
        return ["CLASSES = [", inner, "]"]
    return ["CLASSES = [", *(f"    {quoted(name)}," for name in names), "]"]


def arguments(settings: ScriptSettings, *, frozen: bool) -> str:
    """The lines that read the command line, and see to it that the files are there."""
    needed = _NEEDED_ALWAYS if frozen and settings.weights else _NEEDED
    values = {"saved": "SAVED" if settings.weights else "WEIGHTS", "needed": needed}
    return filled(_ARGUMENTS, values)


def loading(settings: ScriptSettings, statement: str, *, frozen: bool) -> str:
    """The lines that load weights: frozen layers need theirs for training too.

    Args:
        settings: whether weights came with the script.
        statement: what loads them.
        frozen: whether the network has layers that training leaves as they are.
    """
    if frozen and settings.weights:
        return "\n".join([*comment("script.note.start", 4), f"    {statement}"])
    notes = comment("script.note.no_start", 4) if frozen else []
    more = " or Path(options.weights).exists()" if frozen else ""
    return "\n".join([*notes, f"    if options.test or options.predict{more}:", f"        {statement}"])


def joined(blocks: Sequence[str]) -> str:
    """Blocks of a module with two empty lines between them."""
    return "\n\n\n".join(block.strip("\n") for block in blocks if block.strip()) + "\n"


def share(value: float) -> str:
    """A number as Python writes it."""
    return literal(float(value))
