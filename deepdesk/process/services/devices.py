"""Serves the question which devices are there."""

from __future__ import annotations

from deepdesk.process.context import ServiceContext
from deepdesk.process.replies import DevicesFound
from deepdesk.process.requests import FindDevices


def handle_find_devices(request: FindDevices, context: ServiceContext) -> None:
    """Answers :class:`DevicesFound`."""
    context.reply(DevicesFound(devices=context.backend.devices()))
