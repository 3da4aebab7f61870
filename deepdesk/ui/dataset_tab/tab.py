"""The Data tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.description import Kind
from deepdesk.data.findings import DataFinding
from deepdesk.data.glimpse import Glimpse
from deepdesk.data.samples import PREFIX
from deepdesk.process.replies import ClipPreviewed, ImagePreviewed, Progressed
from deepdesk.state.data_edits import DataEditsStore
from deepdesk.state.dataset_store import DatasetStore, OpenedData, Phase
from deepdesk.state.settings_store import SettingsStore
from deepdesk.ui.dataset_tab.kind_choice import KindMenu, may_be_another
from deepdesk.ui.dataset_tab.sources import SourceChooser, open_button
from deepdesk.ui.dataset_tab.welcome import Welcome
from deepdesk.ui.progress_words import Pace, ProgressText
from deepdesk.ui.widgets import TabFrame

if TYPE_CHECKING:
    from deepdesk.ui.dataset_tab.browser import Browser
    from deepdesk.ui.dataset_tab.inspector import Inspector

PREVIEW_SIDE: Final = 320


class DatasetTab(QWidget):
    """Opens data by button and menu, and shows them. The store does the work; the tab shows its signals.

    ``drop_received`` carries the mime data of what was dropped here, which the window judges as anywhere else;
    ``naive_run_requested`` the action of a finding that offers to train on the naive split, too;
    ``collection_requested``: a data set is to be begun by hand.
    """

    drop_received = Signal(object)
    naive_run_requested = Signal(object)
    suspects_requested = Signal()
    preset_requested = Signal(str)
    collection_requested = Signal()

    def __init__(
        self,
        store: DatasetStore,
        settings: SettingsStore,
        edits: DataEditsStore | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._edits = edits or DataEditsStore(store, parent=self)
        self._store = store
        self._pace = Pace()
        self.setObjectName("data_tab")
        self.setAcceptDrops(True)
        self.chooser = SourceChooser(settings, self)
        self._open_button, self.open_menu = open_button(self.chooser, self)
        self._kind_menu = KindMenu(self.open_menu)
        self.open_menu.addSeparator()
        self.open_menu.addMenu(self._kind_menu)
        # It belongs to the browser, which is made later.
        self._open_button.hide()
        self.welcome = Welcome(store.mnist_address)
        self._views: tuple[Browser, Inspector, TabFrame] | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self._connect()
        if store.opened is not None:
            self._on_changed(store.opened)

    @property
    def browser(self) -> Browser:
        """The main area with data; made when first asked for."""
        return self._made_views()[0]

    @property
    def inspector(self) -> Inspector:
        """The settings beside it; made when first asked for."""
        return self._made_views()[1]

    def open_path(self, path: str) -> None:
        """Opens a path or ``sample:NAME``."""
        self._store.open(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        if self._store.opened is None or self._views is None or not self.browser.take_images(event.mimeData()):
            self.drop_received.emit(event.mimeData())

    def _connect(self) -> None:
        store = self._store
        store.opening_started.connect(lambda _: self._on_started("dataset_tab.opening"))
        store.download_started.connect(lambda _: self._on_started("dataset_tab.downloading"))
        store.progressed.connect(self._on_progressed)
        store.glimpsed.connect(self._on_glimpsed)
        store.changed.connect(self._on_changed)
        store.failed.connect(self._on_failed)
        store.cancelled.connect(self._on_cancelled)
        store.previewed.connect(self._on_previewed)
        self.chooser.source_chosen.connect(self.open_path)
        self.welcome.triggered.connect(self._on_welcome)
        self.welcome.dropped.connect(self.drop_received)
        self.welcome.cancel_requested.connect(store.cancel)
        self.welcome.mnist.download_requested.connect(store.download)
        self.welcome.kind_chosen.connect(self._open_as)
        self._kind_menu.kind_chosen.connect(self._on_kind_chosen)
        self.chooser.collection_wanted.connect(self.collection_requested)
        self.welcome.mnist.files_requested.connect(self.chooser.choose_file)

    def set_can_ask(self, can_ask: bool) -> None:
        """Whether there is a model that can be asked for wrong labels."""
        if self._store.opened is not None:
            self.browser.health.set_can_ask(can_ask)
            self.browser.health.show_findings(self._store.opened, self.browser.findings)

    def show_suspects(self, finding: DataFinding) -> None:
        """Shows the labels that a model doubts."""
        self.browser.show_suspects(finding)

    def show_work(self, report: Progressed) -> None:
        """How far other work on the open data is."""
        self.browser.show_progress(self._pace.text(report), "")

    def show_failure(self, error: BaseException) -> None:
        """Why other work on the open data failed."""
        self.browser.show_failure(say("data_health.suspects_failed"), error)

    def _made_views(self) -> tuple[Browser, Inspector, TabFrame]:
        if self._views is None:
            # Not needed before there are data, and not light: the window's first paint does not wait for them.
            from deepdesk.ui.dataset_tab.browser import Browser
            from deepdesk.ui.dataset_tab.inspector import Inspector

            browser, inspector = Browser(self._open_button, self._edits), Inspector()
            self._open_button.show()
            frame = TabFrame(browser, inspector)
            self._pages.addWidget(frame)
            browser.sample_chosen.connect(self._on_sample_chosen)
            browser.play_requested.connect(inspector.play)
            browser.cancel_requested.connect(self._store.cancel)
            browser.retry_requested.connect(self._retry)
            browser.naive_run_requested.connect(self.naive_run_requested)
            browser.suspects_requested.connect(self.suspects_requested)
            browser.kind_chosen.connect(self._open_as)
            browser.preset_requested.connect(self.preset_requested)
            inspector.settings_changed.connect(lambda fields: self._store.change(**fields))
            inspector.augmentation.preview_wanted.connect(self._store.preview_augmentation)
            self._store.varied.connect(inspector.augmentation.show_variations)
            self._views = browser, inspector, frame
        return self._views

    def _on_started(self, code: str) -> None:
        self._pace = Pace()
        self._on_glimpsed(None)
        self._show_progress(ProgressText(say(code), "", None))
        # Made while the child reads, so that the window does not stand still when the data come.
        QTimer.singleShot(0, self, self._made_views)

    def _on_progressed(self, report: Progressed) -> None:
        self._show_progress(self._pace.text(report))

    def _on_glimpsed(self, glimpse: Glimpse | None) -> None:
        self.welcome.show_glimpse(glimpse)
        if self._views is not None:
            self.browser.show_glimpse(glimpse)

    def _show_progress(self, text: ProgressText) -> None:
        asked = self._store.asked
        detail = asked.source if asked is not None else ""
        if self._store.phase is Phase.DOWNLOADING:
            detail = self._store.mnist_address
        self.welcome.show_progress(text, detail)
        if self._views is not None:
            self.browser.show_progress(text, detail)

    def _on_changed(self, opened: OpenedData) -> None:
        self._pages.setCurrentWidget(self._made_views()[2])
        self.inspector.show_data(opened)
        self.browser.show_data(opened)
        self._kind_menu.show_kind(opened.description, opened.kind)
        self.welcome.show_empty()

    def _on_failed(self, error: BaseException) -> None:
        title = say("dataset_tab.failed")
        other_kinds = may_be_another(self._store.asked, error)
        self.welcome.show_failure(title, error, other_kinds=other_kinds)
        # The offer to fetch MNIST needs its page; what is open comes back with the next cancel or success.
        offers = getattr(error, "code", "").startswith(("data.sample_not_fetched", "data.download."))
        if self._store.opened is None or offers:
            self._pages.setCurrentWidget(self.welcome)
            self.welcome.set_back(self._store.opened is not None)
        else:
            self.browser.show_failure(title, error, other_kinds=other_kinds)
            self._kind_menu.show_kind(self._store.opened.description, self._store.opened.kind)
        if self._store.opened is not None:
            self.inspector.show_data(self._store.opened)

    def _on_cancelled(self) -> None:
        self.welcome.show_empty()
        if self._store.opened is not None:
            self.browser.hide_notices()
            self.inspector.show_data(self._store.opened)
            self._pages.setCurrentWidget(self._made_views()[2])

    def _on_sample_chosen(self, number: int) -> None:
        self.inspector.show_sample(number)
        self._store.preview(number, round(PREVIEW_SIDE * self.devicePixelRatioF()))

    def _on_previewed(self, number: int, reply: ImagePreviewed | ClipPreviewed) -> None:
        self.inspector.show_preview(number, reply)

    def _on_welcome(self, name: str) -> None:
        actions = {
            "folder": self.chooser.choose_folder,
            "file": self.chooser.choose_file,
            "by_hand": self.collection_requested.emit,
            "retry": self._retry,
            "back": self._on_cancelled,
        }
        if name in actions:
            actions[name]()
        else:
            self.open_path(PREFIX + name)

    def _on_kind_chosen(self, kind: Kind) -> None:
        if self._store.opened is not None and self._store.opened.kind != kind:
            self._edits.read_as(kind)

    def _open_as(self, kind: Kind) -> None:
        """Opens what could not be opened as another kind."""
        if self._store.asked is not None:
            wanted = msgspec.structs.replace(self._store.asked, kind=kind, augmentation=None, balance="none")
            self._store.open(wanted)

    def _retry(self) -> None:
        if self._store.asked is not None:
            self._store.open(self._store.asked)
