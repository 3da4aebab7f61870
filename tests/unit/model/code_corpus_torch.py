"""Small PyTorch scripts as people write them; the networks that they hold stand in ``test_code_corpus.py``."""

from __future__ import annotations

from types import MappingProxyType

SCRIPTS = MappingProxyType(
    {
        "sequential": """
from torch import nn
model = nn.Sequential(
    nn.Conv2d(1, 20, 5), nn.ReLU(), nn.MaxPool2d(2, 2),
    nn.Conv2d(20, 64, kernel_size=5), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(1024, 10),
)
""",
        "ordered": """
import torch.nn as nn
from collections import OrderedDict
net = nn.Sequential(OrderedDict([
    ('fc1', nn.Linear(30, 16)),
    ('relu1', nn.ReLU()),
    ('fc2', nn.Linear(16, 2)),
]))
""",
        "functional forward": """
import torch
import torch.nn as nn
import torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 10)
    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, 16 * 5 * 5)
        x = F.relu(self.fc1(x))
        return self.fc2(x)
net = Net()
""",
        "blocks in members": """
import torch.nn as nn
class ConvNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.layer1 = nn.Sequential(
            nn.Conv2d(1, 16, kernel_size=5, stride=1, padding=2), nn.BatchNorm2d(16), nn.ReLU(),
            nn.MaxPool2d(kernel_size=2, stride=2))
        self.layer2 = nn.Sequential(
            nn.Conv2d(16, 32, kernel_size=5, stride=1, padding=2), nn.BatchNorm2d(32), nn.ReLU(),
            nn.MaxPool2d(kernel_size=2, stride=2))
        self.fc = nn.Linear(7 * 7 * 32, num_classes)
    def forward(self, x):
        out = self.layer1(x)
        out = self.layer2(out)
        out = out.reshape(out.size(0), -1)
        out = self.fc(out)
        return out
""",
        "residual": """
import torch.nn as nn
import torch.nn.functional as F
class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.conv1 = nn.Conv2d(n, n, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(n)
        self.conv2 = nn.Conv2d(n, n, 3, padding=1)
    def forward(self, x):
        return F.relu(x + self.conv2(F.relu(self.bn(self.conv1(x)))))
class Res(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.blocks = nn.Sequential(*[Block(8) for _ in range(2)])
        self.pool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(8, 4)
    def forward(self, x):
        x = self.pool(self.blocks(self.stem(x)))
        return self.fc(torch.flatten(x, 1))
model = Res().to(device)
""",
        "stacked lstm": """
import torch
import torch.nn as nn
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers, num_classes):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True, dropout=0.3)
        self.fc = nn.Linear(hidden_size, num_classes)
    def forward(self, x):
        h0 = torch.zeros(2, x.size(0), 64)
        out, _ = self.lstm(x, (h0, h0))
        return self.fc(out[:, -1, :])
model = RNN(28, 64, 2, 10)
""",
        "bidirectional by its state": """
import torch, torch.nn as nn
class Sentiment(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.emb = nn.Embedding(vocab, 32)
        self.gru = nn.GRU(32, 16, batch_first=True, bidirectional=True)
        self.drop = nn.Dropout()
        self.out = nn.Linear(32, 2)
    def forward(self, tokens):
        _, h = self.gru(self.emb(tokens))
        h = torch.cat((h[-2, :, :], h[-1, :, :]), dim=1)
        return self.out(self.drop(h))
model = Sentiment(1000)
""",
        "text cnn": """
import torch
from torch import nn
import torch.nn.functional as F
class TextCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(5000, 100)
        self.convs = nn.ModuleList([nn.Conv1d(100, 50, k) for k in [3, 4]])
        self.fc = nn.Linear(100, 3)
    def forward(self, x):
        x = self.embedding(x).permute(0, 2, 1)
        pooled = [F.max_pool1d(F.relu(conv(x)), conv(x).shape[2]).squeeze(2) for conv in self.convs]
        return self.fc(torch.cat(pooled, dim=1))
""",
        "depthwise": """
from torch import nn
def conv_dw(inp, oup, stride):
    return nn.Sequential(
        nn.Conv2d(inp, inp, 3, stride, 1, groups=inp, bias=False), nn.BatchNorm2d(inp), nn.ReLU6(inplace=True),
        nn.Conv2d(inp, oup, 1, 1, 0, bias=False), nn.BatchNorm2d(oup), nn.ReLU6(inplace=True))
model = nn.Sequential(conv_dw(32, 64, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 5))
""",
        "mean over the map": """
from torch import nn
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 12, 3, padding='same')
        self.act = nn.LeakyReLU(0.2)
        self.fc = nn.Linear(12, 2)
    def forward(self, x):
        x = self.act(self.c(x)).mean([2, 3])
        return self.fc(x)
""",
        "autoencoder": """
from torch import nn
class AE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU())
        self.decoder = nn.Sequential(nn.ConvTranspose2d(16, 1, 2, stride=2), nn.Sigmoid())
    def forward(self, x):
        return self.decoder(self.encoder(x))
""",
        "cnn and lstm": """
from torch import nn
class CnnLstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(6, 24, 3, padding=1)
        self.pool = nn.MaxPool1d(2)
        self.lstm = nn.LSTM(24, 40, batch_first=True)
        self.fc = nn.Linear(40, 5)
    def forward(self, x):
        x = self.pool(torch.relu(self.conv(x)))
        x = x.transpose(1, 2)
        out, (h, c) = self.lstm(x)
        return self.fc(h[-1])
""",
    }
)
