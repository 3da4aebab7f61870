"""The devices that TensorFlow can really use."""

from __future__ import annotations

import tensorflow as tf

from deepdesk.backends.base import Device
from deepdesk.backends.processor import processor


def find() -> tuple[Device, ...]:
    """Devices, best first; the processor is the last."""
    found = []
    for number, gpu in enumerate(tf.config.list_physical_devices("GPU")):
        about = tf.config.experimental.get_device_details(gpu)
        found.append(Device(id=f"cuda:{number}", name=about.get("device_name", gpu.name)))
    return (*found, processor())


def tensorflow_name(device: Device) -> str:
    """TensorFlow's own name for a device: ``/CPU:0``, ``/GPU:1``."""
    kind, _, number = device.id.partition(":")
    return f"/GPU:{number or 0}" if kind == "cuda" else "/CPU:0"


def take_memory_as_needed() -> None:
    """Lets a GPU's memory grow with the work instead of taking all of it; too late once a GPU is in use."""
    for gpu in tf.config.list_physical_devices("GPU"):
        tf.config.experimental.set_memory_growth(gpu, True)
