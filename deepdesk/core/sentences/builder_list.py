"""Sentences of the Model tab's list: several layers, blocks, inputs, code, weights and comparison."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "builder.undo.remove_several": "remove {count} layers",
        "builder.undo.duplicate_several": "duplicate {count} layers",
        "builder.undo.move_several": "move {count} layers",
        "builder.undo.paste": "paste {count} layers",
        "builder.undo.block": "insert block {name}",
        "builder.undo.inputs": "inputs of {layer}",
        "builder.undo.code": "network from {name}",
        "builder.paste.nothing": "The clipboard holds neither layers nor the code of a network. Copy layers in a DeepDesk window (Ctrl+C), or a Keras or PyTorch script.",
        "builder.paste.broken": "The layers in the clipboard are cut off or damaged ({reason}). Copy the whole text, from the first brace to the last.",
        "builder.paste.too_many": "The text holds {count} layers; at most {limit} can be pasted at once.",
        "builder.inputs.unknown": "{layer} cannot take “{name}”: only the input and layers above it can be taken.",
        "builder.block.bad_name": "A block needs a name of 1 to {limit} characters, without spaces at its ends.",
        "builder.block.too_large": "{path} is larger than {limit} MB, which no block is.",
        "builder.block.empty": "{path} holds no layers.",
        "builder.block.unreadable": "The file cannot be read ({reason}).",
        "builder.block.broken": "The block file {file} is left out: {reason}",
    }
)
