"""Sentences of the core: files, formats and the unexpected."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "core.no_permission": "{path} cannot be opened: permission is denied. Change its permissions or choose another place.",
        "core.no_such_file": "{path} does not exist. Check the path and try again.",
        "core.refused": "{path} cannot be used: the system says '{reason}'. Choose another place or file.",
        "core.disk_full": "The disk is full: {path} could not be written. Free some space and try again; the earlier file is unharmed.",
        "core.out_of_memory": "The computer has not enough memory for this. Close other programs, or use a smaller batch size, model or data set.",
        "core.unexpected": "Something unexpected happened ({kind}: {text}). The log has the details.",
        "core.too_large": "{path} has {size} bytes; at most {limit} are read. Choose a file that DeepDesk saved.",
        "core.not_json": "{path} is not a JSON file ({reason}). Choose a file that DeepDesk saved.",
        "core.no_format": "{path} does not say what it holds; a {expected} file was expected. Choose one that DeepDesk saved.",
        "core.wrong_format": "{path} holds '{found}', but '{expected}' was expected. Choose a {expected} file.",
        "core.newer_version": "{path} was saved by a newer DeepDesk (format version {found}; this one reads up to {known}). Update DeepDesk to open it.",
        "core.no_version": "{path} does not say which version of its format it has. Choose a file that DeepDesk saved.",
        "core.unknown_key": "{path} has a key that is not known: '{key}' at {place}. Known there: {known}. Correct it or take it out.",
        "core.unknown_key_near": "{path} has a key that is not known: '{key}' at {place}. Probably '{near}' is meant. Correct it or take it out.",
        "core.missing_key": "{path} cannot be read: '{key}' is missing at {place}. Add it or choose another file.",
        "core.unknown_choice": "{path} cannot be read: {value} is not among the values that {place} may have. Repair that field or choose another file.",
        "core.wrong_type": "{path} cannot be read: {expected} was expected, found {found}, at {place}. Repair that field or choose another file.",
        "core.place.top": "the top level",
        "core.place.of": "{place} (in {name})",
        "core.type.array": "a list",
        "core.type.object": "an object with named fields",
        "core.type.int": "a whole number",
        "core.type.float": "a number",
        "core.type.str": "text",
        "core.type.bool": "true or false",
        "core.type.null": "nothing (null)",
        "core.type.or": " or ",
        "core.bad_field": "{path} cannot be read: {reason}. Repair that field or choose another file.",
    }
)
