"""A whole script in Keras: network, data, training, test, and the answer for one image."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from deepdesk.core.catalogue import say
from deepdesk.model.code.writing import data
from deepdesk.model.code.writing.frame import (
    arguments,
    constants,
    header,
    is_classifier,
    joined,
    loading,
    takes_images,
)
from deepdesk.model.code.writing.keras_helpers import needed
from deepdesk.model.code.writing.keras_network import KerasCode, keras_network
from deepdesk.model.code.writing.layer import ScriptSettings, code_layers, is_frozen
from deepdesk.model.code.writing.text import comment, docstring, filled, wrapped_call
from deepdesk.model.description import ModelDescription
from deepdesk.model.kinds.geometry import sizes_text

_COMPILE: Final = '''
def compile_model(model):
    """@ script.keras.compile"""
    model.compile(
$optimizer
        loss=$loss,
        $metrics
    )
'''

_PREDICT: Final = '''
def predict(model, path):
    """@ script.help.predict"""
    try:
        with Image.open(path) as image:
            pixels = to_input(image)
    except UNREADABLE as error:
        raise SystemExit(f"@ script.say.unreadable") from error
    scores = model.predict(scaled(pixels[np.newaxis]), verbose=0)
    #@ script.note.softmax
    shares = keras.ops.softmax(scores[0]).numpy()
    for share, name in sorted(zip(shares, CLASSES), reverse=True)[:5]:
        print(f"{share:7.2%}  {name}")
'''

_PREDICT_PLAIN: Final = '''
def predict(model, path):
    """@ script.help.predict_plain"""
    print(model.predict(np.load(path).astype(np.float32), verbose=0))
'''

_MAIN: Final = """
def main():
$arguments
    keras.utils.set_random_seed(SEED)
    model = build_model()
    trained = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    print(f"@ script.say.parameters")
$loading
    if options.predict:
        predict(model, options.predict)
        return
    compile_model(model)
    train, validation, test = load_data(options.data)
    if not options.test:
        model.fit(
            $train,
            train[1],
            batch_size=BATCH_SIZE,
            epochs=EPOCHS,
            validation_data=($validation, validation[1]),
            verbose=2,
        )
        model.save_weights(options.save)
        print(f"@ script.say.saved")
    found = model.evaluate($test, test[1], verbose=0, return_dict=True)
    print("test:", ", ".join(f"{name} {value:.4f}" for name, value in found.items()))


if __name__ == "__main__":
    main()
"""

_OPTIMIZERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "adam": ("Adam", "learning_rate=LEARNING_RATE, beta_1=0.9, beta_2=0.999, epsilon=1e-8"),
        "sgd": ("SGD", "learning_rate=LEARNING_RATE"),
        "rmsprop": ("RMSprop", "learning_rate=LEARNING_RATE, rho=0.99, epsilon=1e-8"),
    }
)
_LOSSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cross_entropy": "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
        "mean_squared_error": "keras.losses.MeanSquaredError()",
        "mean_absolute_error": "keras.losses.MeanAbsoluteError()",
    }
)


def keras_script(model: ModelDescription, settings: ScriptSettings, script: str) -> str:
    """The script that trains, tests and uses ``model`` (raises ModelError when it does not build).

    Args:
        model: a network that builds.
        settings: everything else that it says.
        script: its own file name, for the lines that say how to run it.
    """
    layers = code_layers(model, stock=settings.stock)
    output = layers[-1].output_shape
    code = keras_network(layers, model.input.shape, _model_name(model.name))
    images = takes_images(model, output, settings)
    if images:
        parts, values = data.image_parts(settings, model.input.shape[2] or 1, output[0])
    else:
        parts, values = data.plain_parts(output, labelled=is_classifier(settings))
    figures: dict[str, Any] = {
        **values,
        **_values(settings, images=images, frozen=any(map(is_frozen, layers))),
        "name": model.name,
    }
    about = say(
        "script.keras.build" if len(model.input.shape) > 1 else "script.keras.build_row",
        name=model.name,
        shape=sizes_text(model.input.shape),
    )
    network = "\n".join(["def build_model():", *docstring(about, 4), *code.lines])
    helpers = [filled(source, figures) for source in needed(_helpers(code, settings))]
    use = _PREDICT if images else _PREDICT_PLAIN
    blocks = [filled(part, figures) for part in (*parts, _COMPILE, use, _MAIN)]
    imports = _imports(settings, code, "\n".join(helpers), images=images)
    head = [*header(model, output, "keras", settings, script), "", *imports, ""]
    head += constants(model, output, "keras", settings)
    return joined(["\n".join(head), *helpers, network, *blocks])


def _model_name(name: str) -> str:
    """A name that Keras takes: letters, digits and ``_ . -``."""
    kept = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_-.") else "_" for letter in name)
    return kept.strip("-._") or "model"


def _helpers(code: KerasCode, settings: ScriptSettings) -> frozenset[str]:
    name = _OPTIMIZERS[settings.optimizer][0]
    return code.helpers if settings.stock or name == "SGD" else code.helpers | {name}


def _imports(settings: ScriptSettings, code: KerasCode, helpers: str, *, images: bool) -> list[str]:
    parts = ["layers", *(["ops"] if "ops." in helpers else []), *(["regularizers"] if code.has_penalty else [])]
    return [
        "import argparse",
        *data.imports(settings, images=images),
        "from pathlib import Path",
        "",
        "import keras",
        "import numpy as np",
        f"from keras import {', '.join(parts)}",
        *(["from PIL import Image, ImageOps"] if images else []),
    ]


def _values(settings: ScriptSettings, *, images: bool, frozen: bool) -> dict[str, str]:
    """What fills the templates."""
    name, constants_ = _OPTIMIZERS[settings.optimizer]
    ours = name != "SGD" and not settings.stock
    function = f"optimizer={'' if ours else 'keras.optimizers.'}{name}"
    optimizer = wrapped_call(function, constants_.split(", "), ",", 8)
    if settings.stock and name != "SGD":
        optimizer = [*comment("script.keras.stock_optimizer", 8), *optimizer]
    metrics = 'metrics=["accuracy"],' if is_classifier(settings) else "metrics=[],"
    parts = ("train", "validation", "test")
    given = {name: f"scaled({name}[0])" if images else f"{name}[0]" for name in parts}
    return {
        "optimizer": "\n".join(optimizer),
        "loss": _LOSSES[settings.loss],
        "metrics": metrics,
        **given,
        "arguments": arguments(settings, frozen=frozen),
        "loading": loading(settings, "model.load_weights(options.weights)", frozen=frozen),
    }
