"""Scripts as readers write them, for :mod:`test_weights_of_scripts`; as a program: what they and our engines answer.

``original FRAMEWORK FOLDER`` runs every script of :data:`SCRIPTS` with its framework, saves its weights in every
format of that framework, and its inputs with its answers. ``ours FRAMEWORK FOLDER`` builds ``NAME.model.json`` with the
weights of every ``NAME.*.ours`` and saves the answers to the same inputs.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np

HEAD = {
    "torch": "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n",
    "keras": "import keras\nfrom keras import layers\n",
}
TORCH = {
    "lenet": (
        (2, 1, 28, 28),
        """
class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), (2, 2))
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(-1, 16 * 5 * 5)
        x = F.relu(self.fc1(x))
        return self.fc3(F.relu(self.fc2(x)))
model = Net()
""",
    ),
    "resnet": (
        (2, 3, 32, 32),
        """
class BasicBlock(nn.Module):
    expansion = 1
    def __init__(self, in_planes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_planes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.shortcut = nn.Sequential()
        if stride != 1 or in_planes != planes:
            self.shortcut = nn.Sequential(nn.Conv2d(in_planes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))
    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += self.shortcut(x)
        return F.relu(out)
class ResNet(nn.Module):
    def __init__(self, block, num_blocks, num_classes=10):
        super().__init__()
        self.in_planes = 8
        self.conv1 = nn.Conv2d(3, 8, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.layer1 = self._make_layer(block, 8, num_blocks[0], 1)
        self.layer2 = self._make_layer(block, 16, num_blocks[1], 2)
        self.linear = nn.Linear(16, num_classes)
    def _make_layer(self, block, planes, num_blocks, stride):
        layers = []
        for stride in [stride] + [1] * (num_blocks - 1):
            layers.append(block(self.in_planes, planes, stride))
            self.in_planes = planes
        return nn.Sequential(*layers)
    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.layer2(self.layer1(out))
        out = F.avg_pool2d(out, out.size(2))
        return self.linear(out.view(out.size(0), -1))
model = ResNet(BasicBlock, [2, 2])
""",
    ),
    "unet": (
        (2, 3, 32, 32),
        """
class DoubleConv(nn.Module):
    def __init__(self, ins, outs):
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(ins, outs, 3, padding=1, bias=False), nn.BatchNorm2d(outs), nn.ReLU(inplace=True),
            nn.Conv2d(outs, outs, 3, padding=1, bias=False), nn.BatchNorm2d(outs), nn.ReLU(inplace=True))
    def forward(self, x):
        return self.double_conv(x)
class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.inc = DoubleConv(3, 8)
        self.down = nn.Sequential(nn.MaxPool2d(2), DoubleConv(8, 16))
        self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.conv = DoubleConv(16, 8)
        self.outc = nn.Conv2d(8, 2, 1)
    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.up(self.down(x1))
        diffY = x1.size()[2] - x2.size()[2]
        diffX = x1.size()[3] - x2.size()[3]
        x2 = F.pad(x2, [diffX // 2, diffX - diffX // 2, diffY // 2, diffY - diffY // 2])
        return self.outc(self.conv(torch.cat([x1, x2], dim=1)))
model = UNet()
""",
    ),
    "lstm": (
        (3, 7, 5),
        """
class RNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(5, 8, 2, batch_first=True)
        self.fc = nn.Linear(8, 4)
    def forward(self, x):
        h0 = torch.zeros(2, x.size(0), 8)
        c0 = torch.zeros(2, x.size(0), 8)
        out, _ = self.lstm(x, (h0, c0))
        return self.fc(out[:, -1, :])
model = RNN()
""",
    ),
    "bi_lstm": (
        (3, 9),
        """
class Sentiment(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 6)
        self.lstm = nn.LSTM(6, 5, num_layers=2, bidirectional=True, batch_first=True, dropout=0.5)
        self.fc = nn.Linear(10, 2)
    def forward(self, x):
        output, (hidden, cell) = self.lstm(self.embedding(x))
        return self.fc(torch.cat((hidden[-2, :, :], hidden[-1, :, :]), dim=1))
model = Sentiment()
""",
    ),
    "text_mean": (
        (3, 9),
        """
class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 6)
        self.convs = nn.ModuleList([nn.Conv1d(6, 4, k) for k in (2, 3)])
        self.fc = nn.Linear(14, 3)
    def forward(self, x):
        e = self.embedding(x)
        held = [F.relu(conv(e.transpose(1, 2))) for conv in self.convs]
        held = [F.max_pool1d(h, h.size(2)).squeeze(2) for h in held]
        return self.fc(torch.cat([*held, e.mean(dim=1)], 1))
model = Text()
""",
    ),
    "gru_after_convolution": (
        (3, 4, 20),
        """
model_body = nn.Sequential(nn.Conv1d(4, 6, 3, padding=1), nn.ReLU(), nn.BatchNorm1d(6), nn.MaxPool1d(2))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = model_body
        self.gru = nn.GRU(6, 5, batch_first=True)
        self.out = nn.Linear(5, 3)
    def forward(self, x):
        _, h = self.gru(self.cnn(x).permute(0, 2, 1))
        return self.out(h[-1])
model = Net()
""",
    ),
    "mlp": (
        (4, 20),
        """
class MLP(nn.Module):
    def __init__(self, sizes=(20, 16, 12, 3)):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])])
        self.norms = nn.ModuleList(nn.LayerNorm(size) for size in sizes[1:-1])
    def forward(self, x):
        for norm, layer in zip(self.norms, self.layers):
            x = torch.tanh(norm(layer(x)))
        return self.layers[-1](x)
model = MLP()
""",
    ),
    "sequential": (
        (2, 3, 16, 16),
        """
model = nn.Sequential(
    nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.GroupNorm(2, 8), nn.SiLU(),
    nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 12, 1), nn.LeakyReLU(0.1),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(12, 5))
""",
    ),
}
KERAS = {
    "mnist": (
        (2, 28, 28, 1),
        """
model = keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(8, (3, 3), activation='relu'), layers.MaxPooling2D((2, 2)),
    layers.SeparableConv2D(12, 3, padding='same'), layers.BatchNormalization(), layers.Activation('relu'),
    layers.MaxPooling2D((2, 2)), layers.Flatten(), layers.Dropout(0.5), layers.Dense(10)])
""",
    ),
    "two_branches": (
        (2, 16, 16, 3),
        """
inputs = keras.Input(shape=(16, 16, 3))
a = layers.Conv2D(6, 3, padding='same', activation='relu', name='left')(inputs)
b = layers.Conv2D(4, 5, padding='same', activation='elu', name='right')(inputs)
b = layers.DepthwiseConv2D(3, padding='same')(b)
x = layers.concatenate([a, b])
x = layers.Conv2DTranspose(5, 2, strides=2)(x)
x = layers.GlobalAveragePooling2D()(x)
model = keras.Model(inputs, layers.Dense(4)(x))
""",
    ),
    "resnet": (
        (2, 32, 32, 3),
        """
def block(x, filters, strides=1):
    y = layers.Conv2D(filters, 3, strides=strides, padding='same', use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(filters, 3, padding='same', use_bias=False)(y)
    y = layers.BatchNormalization()(y)
    if strides != 1 or x.shape[-1] != filters:
        x = layers.Conv2D(filters, 1, strides=strides, use_bias=False)(x)
    return layers.ReLU()(layers.add([x, y]))
inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(8, 3, padding='same')(inputs)
for filters, strides in [(8, 1), (16, 2)]:
    x = block(x, filters, strides)
x = layers.GlobalAveragePooling2D()(x)
outputs = layers.Dense(10)(x)
model = keras.Model(inputs, outputs)
""",
    ),
    "lstm": (
        (3, 7, 5),
        """
model = keras.models.Sequential()
model.add(layers.Input((7, 5)))
model.add(layers.LSTM(8, return_sequences=True))
model.add(layers.Dropout(0.2))
model.add(layers.Bidirectional(layers.LSTM(6)))
model.add(layers.Dense(1))
""",
    ),
    "gru": (
        (3, 9),
        """
model = keras.Sequential([
    keras.Input((9,)), layers.Embedding(20, 6), layers.Conv1D(6, 3, padding='causal', activation='relu'),
    layers.Bidirectional(layers.GRU(5, return_sequences=True)), layers.GlobalMaxPooling1D(), layers.Dense(3)])
""",
    ),
    "transformer": (
        (3, 8, 4),
        """
def encoder(inputs, head_size, num_heads, ff_dim):
    x = layers.MultiHeadAttention(key_dim=head_size, num_heads=num_heads)(inputs, inputs)
    x = layers.LayerNormalization(epsilon=1e-6)(x)
    res = x + inputs
    x = layers.Conv1D(filters=ff_dim, kernel_size=1, activation='relu')(res)
    x = layers.Conv1D(filters=inputs.shape[-1], kernel_size=1)(x)
    x = layers.LayerNormalization(epsilon=1e-6)(x)
    return x + res
inputs = keras.Input(shape=(8, 4))
x = inputs
for _ in range(2):
    x = encoder(x, 6, 2, 5)
x = layers.GlobalAveragePooling1D()(x)
model = keras.Model(inputs, layers.Dense(2)(x))
""",
    ),
    "decoder": (
        (3, 6, 2),
        """
model = keras.Sequential([
    keras.Input((6, 2)), layers.LSTM(7), layers.RepeatVector(4), layers.SimpleRNN(5, return_sequences=True),
    layers.TimeDistributed(layers.Dense(1))])
""",
    ),
}
SCRIPTS = {"torch": TORCH, "keras": KERAS}


def script(framework: str, name: str) -> str:
    """The whole script."""
    return HEAD[framework] + SCRIPTS[framework][name][1]


def drawn_inputs(name: str, shape: tuple[int, ...], scripts: str) -> Any:
    """Inputs in the axes of the script; token numbers where it begins with an embedding."""
    draws = np.random.default_rng(len(name))
    if "mbedding(20" in scripts:
        return draws.integers(1, 20, shape)
    return draws.standard_normal(shape).astype(np.float32)


def original_torch(folder: Path) -> None:
    torch = importlib.import_module("torch")
    save_file = importlib.import_module("safetensors.torch").save_file
    for name, (shape, body) in TORCH.items():
        torch.manual_seed(len(name))
        space: dict[str, Any] = {}
        exec(HEAD["torch"] + body, space)
        model = space["model"]
        for key, held in model.state_dict().items():
            if "running_mean" in key:
                held.normal_()
            elif "running_var" in key:
                held.uniform_(0.5, 2)
        model.eval()
        inputs = drawn_inputs(name, shape, body)
        with torch.no_grad():
            answer = model(torch.from_numpy(inputs)).numpy()
        np.savez(folder / f"{name}.npz", inputs=inputs, answer=answer)
        state = model.state_dict()
        torch.save(state, folder / f"{name}.plain.pth")
        parallel = {f"module.{key}": value for key, value in state.items()}
        optimizer = torch.optim.Adam(model.parameters()).state_dict()
        whole = {"epoch": 7, "state_dict": parallel, "optimizer": optimizer, "best": 0.5}
        torch.save(whole, folder / f"{name}.checkpoint.pt")
        save_file({key: value.contiguous() for key, value in state.items()}, folder / f"{name}.plain.safetensors")


def original_keras(folder: Path) -> None:
    keras = importlib.import_module("keras")
    for name, (shape, body) in KERAS.items():
        keras.utils.set_random_seed(len(name))
        space: dict[str, Any] = {}
        exec(HEAD["keras"] + body, space)
        model = space["model"]
        draws = np.random.default_rng(3)
        for weight in model.weights:
            low = 0.5 if "variance" in weight.path else -0.5
            weight.assign(draws.uniform(low, low + 1, weight.shape))
        inputs = drawn_inputs(name, shape, body)
        np.savez(folder / f"{name}.npz", inputs=inputs, answer=np.asarray(model(inputs, training=False)))
        model.save_weights(folder / f"{name}.plain.weights.h5")
        model.save(folder / f"{name}.whole.h5")
        model.save(folder / f"{name}.whole.keras")


def ours(framework: str, folder: Path) -> None:
    """Answers of the engine, for inputs that lie beside the model with its axes in our order."""
    from deepdesk import backends
    from deepdesk.inference.foreign_arrays import read_safetensors
    from deepdesk.model.description import load_model

    backend = backends.load(framework)
    backend.prepare(device="cpu", threads=1, seed=0)
    for path in sorted(folder.glob("*.ours")):
        name = path.name.partition(".")[0]
        weights, _ = read_safetensors(path)
        model = load_model(folder / f"{name}.model.json")
        inputs = np.load(folder / f"{name}.inputs.npy")
        np.save(folder / f"{path.name}.{framework}.npy", backend.build(model, weights).scores(inputs))


if __name__ == "__main__":
    if sys.argv[1] == "original":
        (original_torch if sys.argv[2] == "torch" else original_keras)(Path(sys.argv[3]))
    else:
        ours(sys.argv[2], Path(sys.argv[3]))
