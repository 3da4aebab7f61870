"""torchvision's networks with drawn weights, written here from their published structure; Keras' files in PyTorch."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from deepdesk import backends
from deepdesk.inference.foreign_weights import read_weights
from tests.parity.published import answered, check_different, distance, expected_names, pictures, random_statistics

SIDES = {"_no_top": 96, "_notop": 32}


class VGG16(nn.Module):
    """``torchvision.models.vgg16``: 13 convolutions, pooling to 7×7, three linear layers."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for width in (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0):
            if width:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
                channels = width
            else:
                layers.append(nn.MaxPool2d(2, 2))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        wide = [nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout()]
        self.classifier = nn.Sequential(*wide, nn.Linear(4096, 1000))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))


def convolution(channels: int, width: int, size: int = 3, stride: int = 1, groups: int = 1) -> nn.Sequential:
    """``torchvision.ops.Conv2dNormActivation`` with ReLU6."""
    conv = nn.Conv2d(channels, width, size, stride, (size - 1) // 2, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(width), nn.ReLU6())


class InvertedResidual(nn.Module):
    """``torchvision.models.mobilenetv2.InvertedResidual``."""

    def __init__(self, channels: int, width: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = channels * expansion
        layers: list[nn.Module] = [] if expansion == 1 else [convolution(channels, hidden, 1)]
        layers.append(convolution(hidden, hidden, 3, stride, hidden))
        layers += [nn.Conv2d(hidden, width, 1, bias=False), nn.BatchNorm2d(width)]
        self.conv = nn.Sequential(*layers)
        self.joined = stride == 1 and channels == width

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.conv(x) if self.joined else self.conv(x)


class MobileNetV2(nn.Module):
    """``torchvision.models.mobilenet_v2`` of width 1.0."""

    def __init__(self) -> None:
        super().__init__()
        stages = (
            (1, 16, 1, 1),
            (6, 24, 2, 2),
            (6, 32, 3, 2),
            (6, 64, 4, 2),
            (6, 96, 3, 1),
            (6, 160, 3, 2),
            (6, 320, 1, 1),
        )
        layers: list[nn.Module] = [convolution(3, 32, 3, 2)]
        channels = 32
        for expansion, width, count, stride in stages:
            for number in range(count):
                layers.append(InvertedResidual(channels, width, stride if number == 0 else 1, expansion))
                channels = width
        layers.append(convolution(channels, 1280, 1))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, 1000))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.features(x).mean((2, 3)))


def compared(backend: Any, module: nn.Module, side: int, path: Path, gain: float) -> dict[str, Any]:
    draws = np.random.default_rng(11)
    state = module.state_dict()
    for name, tensor in state.items():
        if tensor.is_floating_point():
            tensor.copy_(torch.from_numpy(random_statistics(name, tuple(tensor.shape), draws, gain)))
    torch.save(state, path)
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    x = (torch.from_numpy(pictures(side)).float() / 255 - mean) / deviation
    with torch.no_grad():
        theirs = module.eval()(x.permute(0, 3, 1, 2)).numpy()
    check_different(theirs)
    pretrained, ours = answered(backend, backend.read_weights(path), side)
    count = sum(tensor.numel() for tensor in state.values() if tensor.is_floating_point())
    told = {"network": pretrained.network, "published": pretrained.published, "top": pretrained.with_top}
    return {"parameters": count, "distance": distance(ours, theirs), **told}


def of_keras(backend: Any, folder: Path, *, whole: bool) -> dict[str, float]:
    """Keras' files in PyTorch, against what Keras answered."""
    found = {}
    for name in expected_names(folder):
        path = folder / name
        if not (folder / f"{path.stem}.npy").exists():
            continue
        side = next((side for ending, side in SIDES.items() if path.stem.endswith(ending)), 224 if whole else 64)
        _, ours = answered(backend, read_weights(path), side)
        found[name] = distance(ours, np.load(folder / f"{path.stem}.npy"))
    return found


def main(folder: Path, *, whole: bool) -> None:
    backend = backends.load("torch")
    backend.prepare(device="cpu", threads=1, seed=0)
    told: dict[str, Any] = {"keras": of_keras(backend, folder, whole=whole)}
    side = 224 if whole else 64
    told["mobilenet"] = compared(backend, MobileNetV2(), side, folder / "mobilenet_v2-b0353104.pth", 1.0)
    if whole:
        told["vgg"] = compared(backend, VGG16(), 224, folder / "vgg16-397923af.pth", 1.4)
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), whole=sys.argv[2] == "whole")
