"""Sentences about weights that come from elsewhere."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data.bad_normalization": "The mean, the deviation or the order of the colours is not made for pictures with {channels} channel(s). Ask for 3 channels, or leave them out.",
        "weights.does_not_fit": "The weights {source} no longer fit {target}: the network or the file has changed since they were matched. Match them again.",
        "weights.no_such_target": "The network has no weight called {target}. Take a name from the list of its weights.",
        "weights.no_such_source": "The file has no array called {source}. Take a name from the list of its arrays.",
        "weights.wrong_shape": "{source} has the shape {found}, {target} needs {needed}, also when it is laid out anew. Choose another array, or let DeepDesk draw this weight.",
    }
)
