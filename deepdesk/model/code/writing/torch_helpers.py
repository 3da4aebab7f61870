"""The small functions and classes that a PyTorch script needs where our definition is not a stock layer's.

Only those that a network uses are written. Each names the ones that it stands on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Helper:
    """Source of one helper, and the names that it needs."""

    source: str
    needs: tuple[str, ...] = ()


_PAD_SAME: Final = '''
def pad_same(x, window, strides, value=0.0):
    """@ script.help.pad_same"""
    sides = []
    for size, span, stride in zip(x.shape[2:], window, strides):
        total = max((-(-size // stride) - 1) * stride + span - size, 0)
        sides = [total // 2, total - total // 2, *sides]
    return F.pad(x, sides, value=value)
'''

_MAX_POOL_SAME: Final = '''
def max_pool_same(x, window, strides):
    """@ script.help.max_pool_same"""
    pool = F.max_pool2d if x.dim() == 4 else F.max_pool1d
    return pool(pad_same(x, window, strides, value=-torch.inf), window, strides)
'''

_AVG_POOL_SAME: Final = '''
def avg_pool_same(x, window, strides):
    """@ script.help.avg_pool_same"""
    pool = F.avg_pool2d if x.dim() == 4 else F.avg_pool1d
    counted = pool(pad_same(torch.ones_like(x[:1, :1]), window, strides), window, strides)
    return pool(pad_same(x, window, strides), window, strides) / counted
'''

_ONE_BIAS: Final = '''
def one_bias(layer):
    """@ script.help.one_bias"""
    for name, parameter in layer.named_parameters():
        if name.startswith("bias_hh"):
            nn.init.zeros_(parameter)
            parameter.requires_grad_(False)
    return layer
'''

_DROP_FEATURES: Final = '''
def drop_features(x, rate, training):
    """@ script.help.drop_features"""
    return F.dropout1d(x.transpose(1, 2), rate, training).transpose(1, 2)
'''

_BOTH_ENDS: Final = '''
def both_ends(outputs):
    """@ script.help.both_ends"""
    forward, backward = outputs.chunk(2, dim=2)
    return torch.cat([forward[:, -1], backward[:, 0]], dim=1)
'''

_OVER_REAL_STEPS: Final = '''
def over_real_steps(layer, x, mask):
    """@ script.help.over_real_steps"""
    order = torch.argsort((~mask).int(), dim=1, stable=True).unsqueeze(2)
    lengths = mask.sum(dim=1).clamp(min=1).cpu()
    packed = nn.utils.rnn.pack_padded_sequence(
        x.gather(1, order.expand_as(x)), lengths, batch_first=True, enforce_sorted=False
    )
    outputs, _ = nn.utils.rnn.pad_packed_sequence(
        layer(packed)[0], batch_first=True, total_length=x.shape[1]
    )
    back = torch.zeros_like(outputs).scatter(1, order.expand_as(outputs), outputs)
    return back * mask.unsqueeze(2)
'''

_LAST_REAL_STEP: Final = '''
def last_real_step(outputs, mask, both):
    """@ script.help.last_real_step"""
    rows = torch.arange(len(outputs), device=outputs.device)
    last = mask.shape[1] - 1 - mask.flip(1).int().argmax(dim=1)
    if not both:
        return outputs[rows, last]
    forward, backward = outputs.chunk(2, dim=2)
    first = mask.int().argmax(dim=1)
    return torch.cat([forward[rows, last], backward[rows, first]], dim=1)
'''

_MEAN: Final = '''
def mean_of_real_steps(x, mask):
    """@ script.help.mean_of_real_steps"""
    weight = mask.unsqueeze(2).to(x.dtype)
    return (x * weight).sum(dim=1) / weight.sum(dim=1).clamp(min=1.0)
'''

_LARGEST: Final = '''
def amax_of_real_steps(x, mask):
    """@ script.help.amax_of_real_steps"""
    largest = x.masked_fill(~mask.unsqueeze(2), -torch.inf).amax(dim=1)
    return largest.masked_fill(~mask.any(dim=1, keepdim=True), 0.0)
'''

_NOISE: Final = '''
class GaussianNoise(nn.Module):
    """@ script.help.gaussian_noise"""

    def __init__(self, deviation):
        super().__init__()
        self.deviation = deviation

    def forward(self, x):
        return x + torch.randn_like(x) * self.deviation if self.training else x
'''

_ATTENTION: Final = '''
class MultiHeadAttention(nn.Module):
    """@ script.help.attention"""

    def __init__(
        self,
        features,
        num_heads,
        key_dim,
        value_features=None,
        dropout=0.0,
        causal=False,
        bias=True,
    ):
        super().__init__()
        self.num_heads, self.causal = num_heads, causal
        shown = features if value_features is None else value_features
        self.query = nn.Linear(features, num_heads * key_dim, bias=bias)
        self.key = nn.Linear(shown, num_heads * key_dim, bias=bias)
        self.value = nn.Linear(shown, num_heads * key_dim, bias=bias)
        self.output = nn.Linear(num_heads * key_dim, features, bias=bias)
        self.dropout = nn.Dropout(dropout)

    def split(self, x):  # (batch, steps, heads * size) to (batch, heads, steps, size)
        return x.unflatten(2, (self.num_heads, -1)).transpose(1, 2)

    def forward(self, query, value, mask=None):
        q = self.split(self.query(query))
        k, v = self.split(self.key(value)), self.split(self.value(value))
        scores = q @ k.transpose(2, 3) / k.shape[-1] ** 0.5
        if self.causal:
            later = torch.ones(scores.shape[2:], dtype=torch.bool, device=scores.device).triu(1)
            scores = scores.masked_fill(later, -torch.inf)
        if mask is not None:
            scores = scores.masked_fill(~mask[:, None, None, :], -torch.inf)
        #@ script.note.nothing_to_see
        shares = self.dropout(torch.softmax(scores, dim=-1).nan_to_num(0.0))
        return self.output((shares @ v).transpose(1, 2).flatten(2))
'''

HELPERS: Final[Mapping[str, Helper]] = MappingProxyType(
    {
        "pad_same": Helper(_PAD_SAME),
        "max_pool_same": Helper(_MAX_POOL_SAME, ("pad_same",)),
        "avg_pool_same": Helper(_AVG_POOL_SAME, ("pad_same",)),
        "one_bias": Helper(_ONE_BIAS),
        "drop_features": Helper(_DROP_FEATURES),
        "both_ends": Helper(_BOTH_ENDS),
        "over_real_steps": Helper(_OVER_REAL_STEPS),
        "last_real_step": Helper(_LAST_REAL_STEP),
        "mean_of_real_steps": Helper(_MEAN),
        "amax_of_real_steps": Helper(_LARGEST),
        "GaussianNoise": Helper(_NOISE),
        "MultiHeadAttention": Helper(_ATTENTION),
    }
)


def needed(names: Iterable[str]) -> tuple[str, ...]:
    """Sources of these helpers and of those they stand on, each once, in the order of :data:`HELPERS`."""
    wanted = set(names)
    for name in tuple(wanted):
        wanted.update(HELPERS[name].needs)
    return tuple(helper.source for name, helper in HELPERS.items() if name in wanted)
