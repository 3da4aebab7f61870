"""What the Data tab shows before there are data: how to bring some, what is being done, or what went wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from deepdesk.core.catalogue import describe, say
from deepdesk.core.errors import DeepDeskError
from deepdesk.data.glimpse import Glimpse
from deepdesk.data.samples import EMBEDDED, MNIST
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.glimpse_view import GlimpseView
from deepdesk.ui.dataset_tab.kind_choice import KindButtons
from deepdesk.ui.progress_words import ProgressText
from deepdesk.ui.widgets import Banner, Card, Choice, DropZone, ProgressCard, make_button, make_label
from deepdesk.ui.widgets.flow_layout import FlowLayout

_WIDTH = 720
_ROWS = 4


class MnistCard(Card):
    """Offers to fetch MNIST: the address is shown and can be changed; nothing is fetched by itself.

    ``download_requested`` carries the address, ``files_requested`` asks for files that are already there.
    """

    download_requested = Signal(str)
    files_requested = Signal()

    def __init__(self, address: str, parent: QWidget | None = None) -> None:
        super().__init__(say("dataset_tab.mnist_title"), parent)
        self.setObjectName("data_mnist")
        self.address = QLineEdit(address)
        self.address.setCursorPosition(0)
        self.address.setObjectName("data_mnist_address")
        self.address.setAccessibleName(say("dataset_tab.mnist_address"))
        size = f"{MNIST.size / 1e6:.1f}"
        self._download = make_button(Choice("download", say("dataset_tab.download", size=size)), self, "data_mnist")
        self._files = make_button(Choice("files", say("dataset_tab.mnist_files")), self, "data_mnist")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self._download)
        row.addWidget(self._files)
        row.addStretch(1)
        self.body.addWidget(make_label(say("dataset_tab.mnist_text", size=size), "dim", wrap=True))
        self.body.addWidget(self.address)
        self.body.addLayout(row)
        self._download.clicked.connect(lambda: self.download_requested.emit(self.address.text()))
        self._files.clicked.connect(lambda: self.files_requested.emit())

    def emphasise(self, on: bool) -> None:
        """Makes Download the primary button while it is what the person asked for."""
        theme.set_role(self._download, "primary" if on else "plain")


class SampleButtons(Card):
    """A button for each sample that comes along; ``chosen`` carries its name."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(say("dataset_tab.samples_title"), parent)
        self.setObjectName("data_samples_card")
        holder = QWidget()
        flow = FlowLayout(holder)
        for name in EMBEDDED:
            button = make_button(Choice(name, say(f"dataset_tab.sample_{name}.short")), holder, "data_sample")
            button.clicked.connect(lambda _checked=False, wanted=name: self.chosen.emit(wanted))
            flow.addWidget(button)
        self.body.addWidget(holder)


class Welcome(QWidget):
    """The page without data.

    Signals: ``triggered`` (``folder``, ``file``, ``by_hand``, ``retry``, ``back``, or the name of a sample),
    ``dropped`` (mime data), ``cancel_requested``, ``kind_chosen`` (what data that could not be opened are to be read
    as), and those of :attr:`mnist`.
    """

    triggered = Signal(str)
    dropped = Signal(object)
    cancel_requested = Signal()
    kind_chosen = Signal(str)

    def __init__(self, address: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = ""
        self._drop = DropZone(
            say("dataset_tab.empty_title"),
            say("dataset_tab.empty_text"),
            (
                Choice("folder", say("dataset_tab.open_folder"), "primary"),
                Choice("file", say("dataset_tab.open_file")),
                Choice("by_hand", say("dataset_tab.by_hand")),
            ),
        )
        self._drop.setObjectName("data_drop")
        self.mnist = MnistCard(address)
        self._progress = ProgressCard(cancel=say("dataset_tab.cancel"))
        self._progress.setObjectName("data_progress")
        self._progress.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.glimpse = GlimpseView(_ROWS)
        self.glimpse.setObjectName("data_glimpse")
        self._progress.add_below(self.glimpse)
        self._failure = Banner()
        self._failure.setObjectName("data_failure")
        self._kind_buttons = KindButtons()
        self._kind_buttons.kind_chosen.connect(self.kind_chosen)
        self._back = make_button(Choice("back", say("dataset_tab.back"), "link"), self, "data")
        self._lay_out()
        self.set_back(False)
        self._back.clicked.connect(lambda: self.triggered.emit("back"))
        self._drop.dropped.connect(self.dropped)
        self._drop.triggered.connect(self.triggered)
        self._progress.cancel_requested.connect(self.cancel_requested)
        self._failure.triggered.connect(self._on_failure_button)
        self.show_empty()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(theme.SPACE_3)
        self._samples = SampleButtons()
        self._samples.chosen.connect(lambda name: self.triggered.emit(name))
        self._kinds = make_label(say("dataset_tab.empty_kinds"), "dim", wrap=True)
        for widget in (
            self._failure,
            self._kind_buttons,
            self._progress,
            self._drop,
            self._kinds,
            self._samples,
            self.mnist,
        ):
            column.addWidget(widget)
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        holder = QWidget()
        holder.setMaximumWidth(_WIDTH)
        holder.setLayout(column)
        layout = QHBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(holder, 20, Qt.AlignmentFlag.AlignVCenter)
        layout.addStretch(1)

    def set_back(self, on: bool) -> None:
        """Offers the way back to the data that are open."""
        self._back.setVisible(on)

    def show_empty(self) -> None:
        """What to do."""
        self._show(failure=False, progress=False)
        self.set_back(False)
        self._emphasise_mnist(False)

    def show_progress(self, text: ProgressText, detail: str) -> None:
        """What is being done, and to what."""
        self._progress.tell(text.title, right=text.right, fraction=text.fraction, detail=detail)
        self._show(failure=False, progress=True)

    def show_glimpse(self, glimpse: Glimpse | None) -> None:
        """First samples of what is being read; ``None``: none yet."""
        self.glimpse.show_glimpse(glimpse)

    def show_failure(self, title: str, error: BaseException, *, other_kinds: bool = False) -> None:
        """What went wrong, why, and what next. A sample that is not here yet is an offer and no failure.

        ``other_kinds``: whether the data may be of another kind than they were taken for.
        """
        code = error.code if isinstance(error, DeepDeskError) else ""
        self._report = f"{title}\n{describe(error)}\n{error!r}"
        missing = code == "data.sample_not_fetched"
        self._emphasise_mnist(missing or code.startswith("data.download."))
        if missing:
            self._failure.tell("suggestion", say("dataset_tab.not_fetched"), say("dataset_tab.not_fetched_text"))
        else:
            choices = (Choice("retry", say("dataset_tab.retry")), Choice("copy", say("dataset_tab.copy_report")))
            self._failure.tell("error", title, describe(error), choices)
        self._show(failure=True, progress=False)
        self._kind_buttons.setVisible(other_kinds)

    def _emphasise_mnist(self, on: bool) -> None:
        """One primary button in the view: Download while MNIST is what was asked for, else Open folder."""
        self.mnist.emphasise(on)
        folder = self._drop.findChild(QPushButton, "drop_folder")
        if folder is not None:
            theme.set_role(folder, "plain" if on else "primary")

    def _show(self, *, failure: bool, progress: bool) -> None:
        self._failure.setVisible(failure)
        self._kind_buttons.hide()
        self._progress.setVisible(progress)
        if not progress:
            self.glimpse.show_glimpse(None)
        self._drop.setVisible(not progress)
        self._kinds.setVisible(not progress)
        self._samples.setVisible(not progress)
        self.mnist.setVisible(not progress)

    def _on_failure_button(self, name: str) -> None:
        if name == "copy":
            QApplication.clipboard().setText(self._report)
        else:
            self.triggered.emit(name)
