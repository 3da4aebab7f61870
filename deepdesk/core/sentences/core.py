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
        "core.bad_field": "{path} cannot be read: {reason}. Repair that field or choose another file.",
    }
)
