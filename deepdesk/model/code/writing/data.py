"""The part of a script that reads data: the same numpy and Pillow in either framework."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.code.writing.layer import ScriptSettings, Source
from deepdesk.model.code.writing.text import comment, literal
from deepdesk.model.description import Shape

_TO_INPUT: Final = '''
def to_input(image):
    """@ script.help.to_input"""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        #@ script.note.deep
        image = Image.fromarray(np.rint(np.asarray(image) / 257).clip(0, 255).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        #@ script.note.transparent
        image = image.convert("RGBA")
        white, black = (Image.new("RGBA", image.size, ground) for ground in ("white", "black"))
        on_white = Image.alpha_composite(white, image).convert("RGB")
        darkest, lightest = on_white.convert("L").getextrema()
        seen = lightest - darkest >= 8
        image = on_white if seen else Image.alpha_composite(black, image).convert("RGB")
    image = image.convert("$mode")
$resize
    return np.asarray(image, dtype=np.uint8).reshape(HEIGHT, WIDTH, CHANNELS)
'''

_STRETCH: Final = "    image = image.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)"
_FILL: Final = """    #@ script.note.fill
    factor = min(image.width / WIDTH, image.height / HEIGHT)
    left, top = (image.width - WIDTH * factor) / 2, (image.height - HEIGHT * factor) / 2
    box = (left, top, image.width - left, image.height - top)
    image = image.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR, box=box)"""
_FIT: Final = """    #@ script.note.fit
    factor = min(WIDTH / image.width, HEIGHT / image.height)
    width, height = (max(1, round(size * factor)) for size in image.size)
    canvas = Image.new(image.mode, (WIDTH, HEIGHT), $ground)
    image = image.resize((width, height), Image.Resampling.BILINEAR)
    canvas.paste(image, ((WIDTH - width) // 2, (HEIGHT - height) // 2))
    image = canvas"""

_SCALED: Final = '''
def scaled(images):
    """@ script.help.scaled"""
$body
'''

_FOLDER: Final = '''
def read_folder(folder):
    """@ script.help.read_folder"""
    entries = (entry for entry in folder.iterdir() if entry.is_dir())
    names = sorted(entry.name for entry in entries if not entry.name.startswith((".", "__MACOSX")))
    if $mismatch:
        raise SystemExit(f"@ $class_folders")
    images, labels = [], []
    for label, name in enumerate($every):
        for path in sorted((folder / name).rglob("*")):
            if path.suffix.lower() in SUFFIXES:
                try:
                    with Image.open(path) as image:
                        images.append(to_input(image))
                except UNREADABLE as error:
                    print(f"@ script.say.left_out")
                    continue
                labels.append(label)
        if label not in labels:
            raise SystemExit(f"@ script.say.no_image")
    return np.stack(images), np.array(labels, dtype=np.int64)
'''

_FROM_FOLDER: Final = '''
def read_folders(source):
    """@ script.help.read_folders"""
    if not source.is_dir():
        raise SystemExit(f"@ script.say.no_folder")
    if (source / "train").is_dir():
        rest = [part for part in ("test", "val", "validation") if (source / part).is_dir()]
        return read_folder(source / "train"), read_folder(source / rest[0]) if rest else None
    return read_folder(source), None
'''

_IDX: Final = '''
def read_idx(source):
    """@ script.help.read_idx"""

    def read(pattern):
        found = sorted(source.glob(pattern))
        if not found:
            raise SystemExit(f"@ script.say.no_idx")
        path = found[0]
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            content = stream.read()
        axes = content[3]
        shape = np.frombuffer(content, ">i4", count=axes, offset=4)
        return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)

    train = from_arrays(read("train-images*"), read("train-labels*"))
    return train, from_arrays(read("t10k-images*"), read("t10k-labels*"))
'''

_NPZ: Final = '''
def read_npz(source):
    """@ script.help.read_npz"""
    with np.load(source) as arrays:
        if "x_train" in arrays:
            train = from_arrays(arrays["x_train"], arrays["y_train"])
            test = from_arrays(arrays["x_test"], arrays["y_test"]) if "x_test" in arrays else None
            return train, test
        names = [pair for pair in PAIRS if pair[0] in arrays]
        if not names:
            raise SystemExit("@ script.say.npz")
        return from_arrays(*(arrays[name] for name in names[0])), None
'''

_FROM_ARRAYS: Final = '''
def from_arrays(images, labels):
    """@ script.help.from_arrays"""
    if images.dtype != np.uint8:
        images = np.rint(images * (255 if images.max() <= 1 else 1)).astype(np.uint8)
    found = np.stack([to_input(Image.fromarray(image.squeeze())) for image in images])
    return found, labels.reshape(-1).astype(np.int64)
'''

_ANY: Final = '''
def read_source(source):
    """@ script.help.read_source"""
    if source.suffix == ".npz":
        return read_npz(source)
    return read_idx(source) if list(source.glob("train-images*")) else read_folders(source)
'''

_PLAIN_ARRAYS: Final = '''
def read_source(source):
    """@ script.help.read_plain"""
    if source.suffix != ".npz":
        raise SystemExit(f"@ script.say.no_npz")
    with np.load(source) as arrays:
        if "x_train" not in arrays:
            return plain(arrays, "x", "y"), None
        test = plain(arrays, "x_test", "y_test") if "x_test" in arrays else None
        return plain(arrays, "x_train", "y_train"), test


def plain(arrays, x, y):
    """@ $plain"""
    if $lacking:
        raise SystemExit("@ script.say.npz")
    inputs = arrays[x].astype(np.float32)
    inputs = inputs.reshape(len(inputs), *INPUT_SHAPE)
    return inputs, $targets
'''

_SPLIT: Final = '''
def split_off(images, labels, share):
    """@ script.help.split_off"""
    rng = np.random.default_rng(SEED)
    taken = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        count = min(max(1, round(share * len(members))), len(members) - 1)
        taken[members[:count]] = True
    return (images[~taken], labels[~taken]), (images[taken], labels[taken])
'''

_PLAIN_SPLIT: Final = '''
def split_off(inputs, targets, share):
    """@ script.help.split_plain"""
    order = np.random.default_rng(SEED).permutation(len(inputs))
    held, rest = np.split(order, [max(1, round(share * len(order)))])
    return (inputs[rest], targets[rest]), (inputs[held], targets[held])
'''

_LOAD: Final = '''
def load_data(source):
    """@ script.help.load_data"""
    train, test = $read(Path(source))
    if test is None:
        train, test = split_off(*train, share=0.1)
    #@ script.note.validation
    train, validation = split_off(*train, share=0.1)
    return train, validation, test
'''

_READERS: Final[Mapping[Source, tuple[str, ...]]] = MappingProxyType(
    {
        "folder": (_FOLDER, _FROM_FOLDER),
        "idx": (_FROM_ARRAYS, _IDX),
        "npz": (_FROM_ARRAYS, _NPZ),
        "any": (_FOLDER, _FROM_FOLDER, _FROM_ARRAYS, _IDX, _NPZ, _ANY),
    }
)
_READ: Final[Mapping[Source, str]] = MappingProxyType(
    {"folder": "read_folders", "idx": "read_idx", "npz": "read_npz", "any": "read_source"}
)


def image_parts(settings: ScriptSettings, channels: int, classes: int | None) -> tuple[tuple[str, ...], dict[str, str]]:
    """Templates of the functions that read images, in their order, and what fills them."""
    known = len(settings.classes) == classes
    image = settings.image
    resize = {"stretch": _STRETCH, "fill": _FILL, "fit": _FIT}[image.resize]
    ground = 255 if image.white_ground else 0
    values = {
        "mode": "L" if channels == 1 else "RGB",
        "ground": str(ground) if channels == 1 else literal((ground,) * 3),
        "read": _READ[settings.source],
        "mismatch": "names != sorted(CLASSES)" if known else "len(names) != len(CLASSES)",
        "every": "CLASSES" if known else "names",
    }
    folder = _FOLDER.replace("$class_folders", "script.say.class_folders" if known else "script.say.class_count")
    to_input = _TO_INPUT.replace("$resize", resize)
    scaled = _SCALED.replace("$body", "\n".join(_scaling(settings)))
    readers = (folder if part is _FOLDER else part for part in _READERS[settings.source])
    return (to_input, scaled, *readers, _SPLIT, _LOAD), values


def _scaling(settings: ScriptSettings) -> list[str]:
    image = settings.image
    lines = [] if image.order == "rgb" else ["    #@ script.note.bgr", "    images = images[..., ::-1]"]
    scale = f"np.float32(1 / {round(1 / image.scale)})" if _is_share(image.scale) else f"np.float32({image.scale!r})"
    factor = "images.astype(np.float32)" if image.scale == 1 else f"images * {scale}"
    mean, deviation = (f"np.float32({list(values)!r})" for values in (image.mean, image.deviation))
    if image.mean and image.deviation:
        return [*lines, f"    centred = {factor} - {mean}", f"    return centred / {deviation}"]
    end = f" - {mean}" if image.mean else f" / {deviation}" if image.deviation else ""
    return [*lines, f"    return {factor}{end}"]


def _is_share(scale: float) -> bool:
    return scale < 1 and 1 / round(1 / scale) == scale


def plain_parts(output: Shape, *, labelled: bool) -> tuple[tuple[str, ...], dict[str, str]]:
    """Templates of the functions that read arrays as they are, for networks that take no images.

    Args:
        output: shape of the answers: numbers are brought to it, so that nothing is compared with all the others.
        labelled: whether the answers are class numbers, not such numbers.
    """
    shape = "" if None in output else f".reshape{literal((-1, *output))}"
    arrays = _PLAIN_ARRAYS.replace("$plain", "script.help.labelled" if labelled else "script.help.plain")
    return (arrays, _PLAIN_SPLIT, _LOAD), {
        "read": "read_source",
        "lacking": "x not in arrays or y not in arrays" if labelled else "x not in arrays",
        "targets": "arrays[y].astype(np.int64)" if labelled else f"arrays.get(y, inputs).astype(np.float32){shape}",
    }


def imports(settings: ScriptSettings, *, images: bool) -> list[str]:
    """Modules of the standard library that the readers need."""
    return ["import gzip"] if images and settings.source in ("idx", "any") else []


def constants(settings: ScriptSettings, *, images: bool) -> list[str]:
    """Constants that the readers need."""
    lines = []
    if images:
        lines += [*comment("script.note.unreadable", 0), "UNREADABLE = (OSError, SyntaxError, ValueError)"]
    if images and settings.source in ("folder", "any"):
        lines.append('SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm"}')
    if images and settings.source in ("npz", "any"):
        lines.append('PAIRS = [("x", "y"), ("X", "y"), ("images", "labels"), ("data", "target")]')
    return lines
