"""Sentences of the Model tab."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "builder.undo.add": "add {kind}",
        "builder.undo.remove": "remove {layer}",
        "builder.undo.duplicate": "duplicate {layer}",
        "builder.undo.move": "move {layer}",
        "builder.undo.param": "{name} of {layer}",
        "builder.undo.rename": "rename {old} to {new}",
        "builder.undo.input": "input shape",
        "builder.undo.follow": "follow the data",
        "builder.undo.pin": "pin",
        "builder.undo.name": "name of the model",
        "builder.undo.preset": "start from {name}",
        "builder.undo.clear": "remove all layers",
        "builder.undo.open": "open {name}",
        "model.file_too_large": "{path} is larger than {limit} MB, which no model description is. Choose a *.model.json file.",
        "model.bad_state": "The model kept in the project cannot be read ({reason}). The project opens with an empty model.",
    }
)
