"""A whole script in PyTorch: network, data, training, test, and the answer for one image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from deepdesk.model.code.writing.layer import CodeLayer, ScriptSettings, code_layers, is_frozen
from deepdesk.model.code.writing.text import docstring, filled
from deepdesk.model.code.writing.torch_helpers import needed
from deepdesk.model.code.writing.torch_network import TorchCode, torch_network
from deepdesk.model.description import ModelDescription

_IMAGE_BATCH: Final = '''
def to_tensor(images):
    """@ script.torch.to_tensor"""
    return torch.from_numpy(scaled(images)).permute(0, 3, 1, 2)
'''

_PLAIN_BATCH: Final = '''
def to_tensor(inputs):
    """@ script.torch.to_tensor_plain"""
    return torch.from_numpy(inputs)$order
'''

_LABELS: Final = '''
def to_targets(labels):
    """@ script.torch.to_labels"""
    return torch.from_numpy(labels)
'''

_TARGETS: Final = '''
def to_targets(targets):
    """@ script.torch.to_targets"""
    return torch.from_numpy(targets)$target_order
'''

_CRITERION: Final = '''
def criterion(outputs, targets):
    """@ script.help.criterion"""
    return $criterion
'''

_TRAIN: Final = '''
def train(net, data, validation):
    """@ script.torch.train"""
    inputs, targets = data
    optimizer = $optimizer
    rng = np.random.default_rng(SEED)
    for epoch in range(1, EPOCHS + 1):
        net.train()
        total = 0.0
        order = rng.permutation(len(inputs))
        for start in range(0, len(order), BATCH_SIZE):
            chosen = order[start : start + BATCH_SIZE]
            x, y = to_tensor(inputs[chosen]), to_targets(targets[chosen])
            optimizer.zero_grad()
            loss = criterion(net(x.to(DEVICE)), y.to(DEVICE))
            $backward
            optimizer.step()
            total += loss.item() * len(chosen)
        found = evaluate(net, *validation)
        print(f"epoch {epoch}: loss {total / len(inputs):.4f}, validation {shown(found)}")
'''

_EVALUATE: Final = '''
@torch.inference_mode()
def evaluate(net, inputs, targets):
    """@ script.torch.evaluate"""
    net.eval()
    loss, right = 0.0, 0
    for start in range(0, len(inputs), BATCH_SIZE):
        chosen = slice(start, start + BATCH_SIZE)
        outputs = net(to_tensor(inputs[chosen]).to(DEVICE))
        answers = to_targets(targets[chosen]).to(DEVICE)
        loss += criterion(outputs, answers).item() * len(answers)
        right += $right
    return loss / max(1, len(inputs)), right / max(1, targets.size)
'''

_LOSS_ONLY: Final = '''
@torch.inference_mode()
def evaluate(net, inputs, targets):
    """@ script.torch.evaluate_loss"""
    net.eval()
    loss = 0.0
    for start in range(0, len(inputs), BATCH_SIZE):
        chosen = slice(start, start + BATCH_SIZE)
        outputs = net(to_tensor(inputs[chosen]).to(DEVICE))
        answers = to_targets(targets[chosen]).to(DEVICE)
        loss += criterion(outputs, answers).item() * len(answers)
    return (loss / max(1, len(inputs)),)
'''

_SHOWN: Final = """
def shown(found):
    return f"loss {found[0]:.4f}, accuracy {found[1]:.4f}"
"""

_SHOWN_LOSS: Final = """
def shown(found):
    return f"loss {found[0]:.4f}"
"""

_PREDICT: Final = '''
@torch.inference_mode()
def predict(net, path):
    """@ script.help.predict"""
    try:
        with Image.open(path) as image:
            x = to_tensor(to_input(image)[np.newaxis])
    except UNREADABLE as error:
        raise SystemExit(f"@ script.say.unreadable") from error
    net.eval()
    #@ script.note.softmax
    shares = torch.softmax(net(x.to(DEVICE)), dim=1)[0].tolist()
    for share, name in sorted(zip(shares, CLASSES), reverse=True)[:5]:
        print(f"{share:7.2%}  {name}")
'''

_PREDICT_PLAIN: Final = '''
@torch.inference_mode()
def predict(net, path):
    """@ script.help.predict_plain"""
    net.eval()
    print(net(to_tensor(np.load(path).astype(np.float32)).to(DEVICE)).cpu().numpy())
'''

_MAIN: Final = """
def main():
$arguments
    torch.manual_seed(SEED)
    net = Net().to(DEVICE)
    trained = sum(p.numel() for p in net.parameters() if p.requires_grad)
    print(f"@ script.say.parameters")
$loading
    if options.predict:
        predict(net, options.predict)
        return
    data, validation, test = load_data(options.data)
    if not options.test:
        train(net, data, validation)
        torch.save(net.state_dict(), options.save)
        print(f"@ script.say.saved")
    print(f"test: {shown(evaluate(net, *test))}")


if __name__ == "__main__":
    main()
"""

_LOAD_WEIGHTS: Final = "net.load_state_dict(torch.load(options.weights, map_location=DEVICE, weights_only=True))"
_OPTIMIZERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "adam": "torch.optim.Adam(net.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8)",
        "sgd": "torch.optim.SGD(net.parameters(), lr=LEARNING_RATE)",
        "rmsprop": "torch.optim.RMSprop(net.parameters(), lr=LEARNING_RATE, alpha=0.99, eps=1e-8)",
    }
)


def torch_script(model: ModelDescription, settings: ScriptSettings, script: str) -> str:
    """The script that trains, tests and uses ``model`` (raises ModelError when it does not build).

    Args:
        model: a network that builds.
        settings: everything else that it says.
        script: its own file name, for the lines that say how to run it.
    """
    layers = code_layers(model, stock=settings.stock)
    output = layers[-1].output_shape
    code = torch_network(layers, model.input.shape)
    images = takes_images(model, output, settings)
    if images:
        parts, values = data.image_parts(settings, model.input.shape[2] or 1, output[0])
    else:
        parts, values = data.plain_parts(output, labelled=is_classifier(settings))
    figures: dict[str, Any] = {**values, **_values(layers, code, settings), "name": model.name}
    network = "\n".join([*code.lines[:1], *docstring(_about(model, settings), 4), "", *code.lines[1:]])
    loop = (_IMAGE_BATCH if images else _PLAIN_BATCH, _LABELS if is_classifier(settings) else _TARGETS, _CRITERION)
    scored = (_SHOWN, _EVALUATE) if is_classifier(settings) else (_SHOWN_LOSS, _LOSS_ONLY)
    use = _PREDICT if images else _PREDICT_PLAIN
    helpers = [filled(source, figures) for source in needed(code.helpers)]
    blocks = [filled(part, figures) for part in (*parts, *loop, *scored, _TRAIN, use, _MAIN)]
    head = [
        *header(model, output, "torch", settings, script),
        "",
        *_imports(settings, images=images),
        "",
    ]
    head += constants(model, output, "torch", settings)
    head += ['DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")']
    return joined(["\n".join(head), *helpers, network, *blocks])


def torch_keys(model: ModelDescription) -> dict[str, str]:
    """Where each weight lies in the script's ``Net``, by neutral name, such as ``conv1/kernel`` in ``conv1.weight``."""
    return torch_network(code_layers(model), model.input.shape).keys


def _about(model: ModelDescription, settings: ScriptSettings) -> str:
    first = len(model.input.shape) == 3
    return say("script.torch.net_first" if first else "script.torch.net", name=model.name)


def _imports(settings: ScriptSettings, *, images: bool) -> list[str]:
    standard = ["import argparse", *data.imports(settings, images=images), "from pathlib import Path"]
    pictures = ["from PIL import Image, ImageOps"] if images else []
    return [
        *standard,
        "",
        "import numpy as np",
        "import torch",
        *pictures,
        "from torch import nn",
        "from torch.nn import functional as F",
    ]


def _values(layers: Sequence[CodeLayer], code: TorchCode, settings: ScriptSettings) -> dict[str, str]:
    """What fills the templates of training."""
    frozen = any(map(is_frozen, layers))
    maps_order = ".permute(0, 3, 1, 2)"
    axes = len(layers[-1].output_shape)
    class_axis = -1 if axes == 2 else 1
    criterion = {
        "cross_entropy": "F.cross_entropy(outputs, targets)",
        "mean_squared_error": "F.mse_loss(outputs, targets)",
        "mean_absolute_error": "F.l1_loss(outputs, targets)",
    }[settings.loss]
    if is_classifier(settings) and class_axis == -1:
        criterion = "F.cross_entropy(outputs.flatten(0, -2), targets.flatten())"
    return {
        "order": maps_order if len(layers[0].input_shapes[0]) == 3 else "",
        "target_order": maps_order if axes == 3 else "",
        "criterion": criterion,
        "optimizer": _OPTIMIZERS[settings.optimizer],
        "backward": "(loss + net.penalty()).backward()" if code.has_penalty else "loss.backward()",
        "right": f"(outputs.argmax(dim={class_axis}) == answers).sum().item()",
        "arguments": arguments(settings, frozen=frozen),
        "loading": loading(settings, _LOAD_WEIGHTS, frozen=frozen),
    }
