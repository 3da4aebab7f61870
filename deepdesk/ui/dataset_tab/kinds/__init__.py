"""How each kind of data looks in the Data tab: one module for each kind, which fulfils :class:`KindUi`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, cast, runtime_checkable

from PySide6.QtCore import SignalInstance

from deepdesk.process.replies import ClipPreviewed, ImagePreviewed
from deepdesk.state.dataset_store import OpenedData

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PySide6.QtWidgets import QWidget

_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "images": "deepdesk.ui.dataset_tab.kinds.images",
        "text": "deepdesk.ui.dataset_tab.kinds.text",
        "audio": "deepdesk.ui.dataset_tab.kinds.audio",
        "segmentation": "deepdesk.ui.dataset_tab.kinds.segmentation",
        "sequences": "deepdesk.ui.dataset_tab.kinds.sequences",
        "forecasting": "deepdesk.ui.dataset_tab.kinds.forecasting",
    }
)
"""A kind that has no module yet is shown by ``plain``: its samples by name."""
_PLAIN: Final = "deepdesk.ui.dataset_tab.kinds.plain"


class SampleView(Protocol):
    """The main area: samples that can be looked at and chosen. A QWidget with the signal ``sample_chosen`` (number)."""

    sample_chosen: SignalInstance

    @property
    def chosen(self) -> int:
        """The number of the sample that is chosen, -1 for none."""

    def show_samples(self, opened: OpenedData, numbers: npt.NDArray[np.int64], chosen: int) -> None:
        """Shows these samples, in this order, with ``chosen`` chosen where it is among them, else the first."""


class KindPanel(Protocol):
    """The upper part of the inspector: the chosen sample, and the settings of this kind. A QWidget with the signal
    ``settings_changed``: a dict of fields of the description (``{"height": 32}``, or a whole nested value such as
    ``{"text": TextSettings(…)}``), sent at every edit; the inspector waits for the last one."""

    settings_changed: SignalInstance

    def show_data(self, opened: OpenedData) -> None:
        """Shows the settings of a data set; must not send ``settings_changed``."""

    def show_sample(self, number: int) -> None:
        """Speaks of a sample."""

    def show_preview(self, number: int, reply: ImagePreviewed | ClipPreviewed) -> None:
        """The file itself of a sample, where it is an image; other kinds ignore it."""


@runtime_checkable
class PlayingPanel(Protocol):
    """A panel whose sample can be played."""

    def play(self) -> None:
        """Plays the chosen sample, or stops it."""


class KindUi(Protocol):
    """What a module of this package offers."""

    def make_view(self) -> SampleView:
        """A new main area."""

    def make_panel(self) -> KindPanel:
        """A new upper part of the inspector."""

    def figures(self, opened: OpenedData) -> tuple[str, str]:
        """Title of the first card (``Images``, ``Recordings``) and its detail (``10 classes · 28 × 28``)."""


def kind_ui(kind: str) -> KindUi:
    """The module of a kind."""
    return cast("KindUi", importlib.import_module(_MODULES.get(kind, _PLAIN)))


def as_widget(part: Any) -> QWidget:
    """A view or panel as the widget that it is."""
    return cast("QWidget", part)
