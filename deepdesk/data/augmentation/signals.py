"""One training sequence or recording, varied; on the scaled numbers that the network is fed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from deepdesk.data.augmentation.draws import either_way, run_of_places, signal_draws, stream
from deepdesk.data.settings import SignalAugmentation

Floats = npt.NDArray[np.float32]


def varied_signal(
    values: Floats, settings: SignalAugmentation, *, seed: int, epoch: int, sample: int, padded: bool = False
) -> Floats:
    """The signal of ``sample`` as it is shown in ``epoch``.

    A shift moves it in time; the steps that come free hold the value at the edge, so that silence stays silence. Masks
    blank steps or features (bands) to zero, the mean of a scaled signal.

    Args:
        values: float32 ``(steps, features)``; steps at the end that are zero in every feature are padding if
            ``padded``, and stay so.
        settings: the largest amounts.
        seed, epoch, sample: what the draws depend on, and nothing else.

    Returns:
        float32 of the same shape.
    """
    rng = stream(seed, "augmentation", epoch, sample)
    draws = signal_draws(rng)
    length = _length(values) if padded else len(values)
    signal = values[:length].copy()
    if settings.shift:
        signal = _shifted(signal, round(either_way(draws.shift, settings.shift) * length))
    if settings.scale:
        signal *= np.float32(1.0 + either_way(draws.scale, settings.scale))
    if settings.noise:
        deviation = np.float32(draws.noise * settings.noise)
        signal += deviation * rng.standard_normal(signal.shape, dtype=np.float32)
    signal[run_of_places(length, settings.time_mask, draws.time, draws.time_at)] = 0.0
    signal[:, run_of_places(signal.shape[1], settings.frequency_mask, draws.frequency, draws.frequency_at)] = 0.0
    if length == len(values):
        return signal
    return np.concatenate([signal, values[length:]])


def _length(values: Floats) -> int:
    """Steps up to the last one that is not zero in every feature; at least one."""
    used = np.flatnonzero(values.any(axis=1))
    return int(used[-1]) + 1 if len(used) else 1


def _shifted(signal: Floats, steps: int) -> Floats:
    # A shift is at most nine tenths of the length: something of the signal is always left.
    return signal[np.clip(np.arange(len(signal)) - steps, 0, len(signal) - 1)]


def as_steps(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """``(bands, frames, 1)`` as ``(frames, bands)``; :func:`as_bands` goes back. Others as they are."""
    return values[..., 0].T if values.ndim == 3 else values


def as_bands(values: npt.NDArray[Any], like: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """``(frames, bands)`` laid out as ``like`` is."""
    return values.T[..., None] if like.ndim == 3 else values
