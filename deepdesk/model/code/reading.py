"""Reads networks from text that others wrote: Keras and PyTorch scripts, Keras' JSON; nothing is ever executed."""

from __future__ import annotations

from deepdesk.core.errors import ModelError
from deepdesk.model.code.keras_config import is_config, read_config
from deepdesk.model.code.script import read_script
from deepdesk.model.code.values import CodeReading
from deepdesk.model.description import Shape


def read_code(text: str, *, name: str, input_shape: Shape | None = None) -> CodeReading:
    """What was understood of a text.

    Args:
        text: a script, a notebook, Markdown with code, or the JSON of a Keras model; at most 1,000,000 characters.
        name: the file's name, or what the text is called.
        input_shape: of the data that are open, ``(height, width, channels)``, for texts that do not say it.

    Raises:
        ModelError: it is too large, nested too deeply, or no text of these kinds.
    """
    try:
        if is_config(text) and '"cells"' not in text:
            return read_config(text, name, input_shape)
        return read_script(text, name, input_shape)
    except RecursionError as error:
        raise ModelError("code.too_deep") from error
