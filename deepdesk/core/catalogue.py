"""The catalogue: makes every sentence for people from a code and its figures."""

from __future__ import annotations

import gettext
import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

from deepdesk.core import sentences
from deepdesk.core.errors import code_of

Sentences = Mapping[str, str]


@cache
def english() -> Sentences:
    """All English templates by code, gathered from the modules of :mod:`deepdesk.core.sentences`."""
    gathered: dict[str, str] = {}
    for module in pkgutil.iter_modules(sentences.__path__):
        part: Sentences = importlib.import_module(f"{sentences.__name__}.{module.name}").SENTENCES
        gathered.update(part)
    return gathered


def codes() -> frozenset[str]:
    """Every code that the catalogue knows."""
    return frozenset(english())


@cache
def _translation(language: str) -> gettext.NullTranslations:
    from deepdesk.core.places import resources

    return gettext.translation("deepdesk", resources() / "translations", languages=[language], fallback=True)


def say(code: str, /, **params: Any) -> str:
    """The sentence for ``code`` with ``params`` filled in, in the language in use.

    A code that the catalogue lacks gives the code and its figures: a fault in the catalogue never hides an error.
    """
    template = english().get(code)
    if template is None:
        return f"{code} {params}" if params else code
    try:
        return _translation(_language()).gettext(template).format(**params)
    except (KeyError, IndexError, ValueError):
        return f"{template} {params}"


def _language() -> str:
    import os

    return os.environ.get("DEEPDESK_LANGUAGE", "en")


def describe(error: BaseException) -> str:
    """The sentence for an error of any kind; foreign ones are named by their type and text."""
    code, params = code_of(error)
    return say(code, **params)
