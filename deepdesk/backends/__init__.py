"""The engines that turn descriptions into networks; reached by name in child processes only."""

from __future__ import annotations

from deepdesk.backends.registry import load

__all__ = ["load"]
