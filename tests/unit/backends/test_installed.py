"""Frameworks are found without being imported."""

from __future__ import annotations

import sys

import pytest

from deepdesk.backends.installed import how_to_install, installed
from deepdesk.backends.registry import MODULES, load
from deepdesk.core.catalogue import codes


@pytest.mark.parametrize("framework", MODULES)
def test_asking_imports_nothing(framework: str) -> None:
    installed(framework)
    assert not {"torch", "tensorflow", "keras"} & set(sys.modules)


@pytest.mark.parametrize("framework", MODULES)
def test_there_is_a_sentence_that_says_how_to_install(framework: str) -> None:
    assert how_to_install(framework) in codes()


def test_an_unknown_framework_is_refused() -> None:
    with pytest.raises(KeyError):
        load("jax")
