"""Networks that torchvision brings, as classes of PyTorch to be followed like those of a script; names as theirs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_VGG16: Final = """
class VGG16(nn.Module):
    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__()
        layers, ins = [], 3
        for size in [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]:
            if size == 0:
                layers += [nn.MaxPool2d(2, 2)]
            else:
                layers += [nn.Conv2d(ins, size, 3, padding=1), nn.ReLU()]
                ins = size
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Dropout(dropout), nn.Linear(4096, 4096), nn.ReLU(),
            nn.Dropout(dropout), nn.Linear(4096, num_classes))
    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))
"""
_RESNET18: Final = """
class BasicBlock(nn.Module):
    def __init__(self, ins, outs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(ins, outs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outs)
        self.conv2 = nn.Conv2d(outs, outs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outs)
        self.downsample = None
        if ins != outs:
            self.downsample = nn.Sequential(nn.Conv2d(ins, outs, 1, stride, bias=False), nn.BatchNorm2d(outs))
    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.downsample is not None:
            x = self.downsample(x)
        return F.relu(out + x)
class ResNet18(nn.Module):
    def __init__(self, num_classes=1000):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = nn.Sequential(BasicBlock(64, 64, 1), BasicBlock(64, 64, 1))
        self.layer2 = nn.Sequential(BasicBlock(64, 128, 2), BasicBlock(128, 128, 1))
        self.layer3 = nn.Sequential(BasicBlock(128, 256, 2), BasicBlock(256, 256, 1))
        self.layer4 = nn.Sequential(BasicBlock(256, 512, 2), BasicBlock(512, 512, 1))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512, num_classes)
    def forward(self, x):
        x = self.maxpool(F.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))
"""
_MOBILENET_V2: Final = """
def normed(ins, outs, size=3, stride=1, groups=1):
    return nn.Sequential(nn.Conv2d(ins, outs, size, stride, (size - 1) // 2, groups=groups, bias=False),
                         nn.BatchNorm2d(outs), nn.ReLU6())
class InvertedResidual(nn.Module):
    def __init__(self, ins, outs, stride, ratio):
        super().__init__()
        self.adds = stride == 1 and ins == outs
        wide = ins * ratio
        layers = [normed(ins, wide, 1)] if ratio != 1 else []
        layers += [normed(wide, wide, 3, stride, wide), nn.Conv2d(wide, outs, 1, bias=False), nn.BatchNorm2d(outs)]
        self.conv = nn.Sequential(*layers)
    def forward(self, x):
        return x + self.conv(x) if self.adds else self.conv(x)
class MobileNetV2(nn.Module):
    def __init__(self, num_classes=1000, dropout=0.2):
        super().__init__()
        self.last_channel = 1280
        layers, ins = [normed(3, 32, 3, 2)], 32
        for ratio, outs, count, stride in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
                                           (6, 160, 3, 2), (6, 320, 1, 1)]:
            for number in range(count):
                layers.append(InvertedResidual(ins, outs, stride if number == 0 else 1, ratio))
                ins = outs
        layers.append(normed(ins, 1280, 1))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(1280, num_classes))
    def forward(self, x):
        return self.classifier(self.features(x).mean([2, 3]))
"""
SOURCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "vgg16": ("VGG16", _VGG16),
        "resnet18": ("ResNet18", _RESNET18),
        "mobilenet_v2": ("MobileNetV2", _MOBILENET_V2),
    }
)
"""By the name of torchvision's function: the class, and the text that defines it."""
