"""The layer catalogue: one family per file, all kinds by name in :data:`KINDS`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from deepdesk.model.kinds.base import LayerKind
from deepdesk.model.kinds.convolution import CONV2D
from deepdesk.model.kinds.dense import DENSE
from deepdesk.model.kinds.normalization import BATCH_NORMALIZATION
from deepdesk.model.kinds.pooling import AVERAGE_POOLING_2D, GLOBAL_AVERAGE_POOLING_2D, MAX_POOLING_2D
from deepdesk.model.kinds.recurrent import GRU, LSTM
from deepdesk.model.kinds.regularization import DROPOUT
from deepdesk.model.kinds.reshaping import FLATTEN, RESHAPE

KINDS: Final[Mapping[str, LayerKind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            CONV2D,
            MAX_POOLING_2D,
            AVERAGE_POOLING_2D,
            GLOBAL_AVERAGE_POOLING_2D,
            LSTM,
            GRU,
            DENSE,
            BATCH_NORMALIZATION,
            DROPOUT,
            FLATTEN,
            RESHAPE,
        )
    }
)
"""Every kind of layer by Keras 3's class name, in the order of the palette."""
