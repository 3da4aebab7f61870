"""Answers of a model, as frozen values."""

from __future__ import annotations

from typing import Any

import msgspec


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something worth saying about an answer (such as a corrected polarity)."""

    code: str
    params: dict[str, Any] = {}
