"""What people type to find a kind of layer."""

from __future__ import annotations

import pytest

from deepdesk.core.catalogue import codes
from deepdesk.model.kinds import KINDS
from deepdesk.ui.builder_tab.palette_search import ranked


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("conv2d", "Conv2D"),
        ("nn.Linear", "Dense"),
        ("nn.Conv2d", "Conv2D"),
        ("lstm", "LSTM"),
        ("skip", "Add"),
        ("maxpool", "MaxPooling2D"),
        ("max pooling 2d", "MaxPooling2D"),
        ("fc", "Dense"),
        ("BN", "BatchNormalization"),
        ("relu", "Activation"),
        ("unet", "Concatenate"),
        ("transformer", "MultiHeadAttention"),
        ("gap", "GlobalAveragePooling2D"),
    ],
)
def test_the_first_hit(typed: str, first: str) -> None:
    assert ranked(typed)[0] == first


def test_letters_in_order_are_enough() -> None:
    assert "Dropout" in ranked("drpt")


def test_nothing_typed_is_everything_in_order() -> None:
    assert ranked("  ") == tuple(KINDS)


def test_nonsense_finds_nothing() -> None:
    assert ranked("qqqzzz") == ()


def test_every_kind_has_other_words() -> None:
    assert not [kind for kind in KINDS if f"kind.synonyms.{kind}" not in codes()]
