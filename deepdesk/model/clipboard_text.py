"""Layers as readable text, for the clipboard and for mail; and what a text from elsewhere is."""

from __future__ import annotations

import json
import re
from typing import Final, Literal

from deepdesk.core import documents
from deepdesk.core.errors import ModelError
from deepdesk.model.description import FORMAT as MODEL_FORMAT
from deepdesk.model.description import VERSION as MODEL_VERSION
from deepdesk.model.description import ModelDescription
from deepdesk.model.fragments import Fragment, fragment_of

FORMAT: Final = "deepdesk.layers"
VERSION: Final = 1
TEXT_LIMIT: Final = 1_000_000
LAYERS_LIMIT: Final = 2_000
_PLACE: Final = "clipboard"
_START: Final = re.compile(r'\{\s*"format"\s*:\s*"(deepdesk\.\w+)"')
_CODE: Final = re.compile(
    r"^\s*(?:from|import)\s+(?:keras|tensorflow|torch)\b|\bnn\.\w+\(|\bSequential\(|\.add\(|\blayers\.\w+\("
    r'|"class_name"|\b(?:Dense|Conv2D|LSTM)\(',
    re.MULTILINE,
)

TextKind = Literal["layers", "code", "other"]


def kind_of(text: str) -> TextKind:
    """What a text from the clipboard seems to be."""
    if _START.search(text):
        return "layers"
    return "code" if _CODE.search(text) else "other"


def to_text(fragment: Fragment) -> str:
    """A piece of a network as JSON that a person can read."""
    return documents.dump(fragment, format=FORMAT, version=VERSION)


def from_text(text: str) -> Fragment:
    """The piece in a text, also where other words stand around it; a whole ``*.model.json`` is a piece as well.

    Raises:
        ModelError: there are no layers in it, or far too many.
        FormatError: a newer version, or a field that does not fit.
    """
    found = _START.search(text)
    if found is None or len(text) > TEXT_LIMIT:
        raise ModelError("builder.paste.nothing")
    try:
        _, end = json.JSONDecoder().raw_decode(text, found.start())
    except (ValueError, RecursionError) as error:
        raise ModelError("builder.paste.broken", reason=str(error)) from error
    document = text[found.start() : end]
    if found[1] == MODEL_FORMAT:
        model = documents.parse(document, ModelDescription, format=MODEL_FORMAT, version=MODEL_VERSION, path=_PLACE)
        fragment = fragment_of(model, {layer.id for layer in model.layers})
    else:
        fragment = documents.parse(document, Fragment, format=FORMAT, version=VERSION, path=_PLACE)
    if not fragment.layers:
        raise ModelError("builder.paste.nothing")
    if len(fragment.layers) > LAYERS_LIMIT:
        raise ModelError("builder.paste.too_many", count=len(fragment.layers), limit=LAYERS_LIMIT)
    return fragment
