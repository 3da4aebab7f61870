"""What was found in the data, the gravest first: headline, reason, the samples, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.data.finding_words import sample_name
from deepdesk.data.findings import DataFinding
from deepdesk.state.dataset_store import OpenedData
from deepdesk.ui import theme
from deepdesk.ui.dataset_tab.pictures import paint_thumbnail
from deepdesk.ui.dataset_tab.text_list import texts_of
from deepdesk.ui.widgets import Card, Choice, ElidedLabel, FlowLayout, make_button, make_label

_PICTURES: Final = 12
_SIDE: Final = 56
_NAMES: Final = 4
_LETTERS: Final = 40
_GAP: Final = 14


class PictureStrip(QWidget):
    """Thumbnails of the first samples, those that belong together close to each other."""

    def __init__(self, opened: OpenedData, groups: list[list[int]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: list[tuple[int, int]] = []
        left = 0
        for group in groups:
            for number in group:
                if len(self._places) < _PICTURES:
                    self._places.append((left, number))
                    left += _SIDE + 2
            left += _GAP - 2 if len(groups) > 1 else 0
        self._opened = opened
        self._width = left
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._width, _SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for left, number in self._places:
            if left + _SIDE > self.width():
                break
            area = QRectF(left, 0, _SIDE, _SIDE)
            paint_thumbnail(painter, area, self._opened, number)


class FindingCard(Card):
    """One finding. Signals: ``action_wished`` (its id), ``samples_wished``."""

    action_wished = Signal(str)
    samples_wished = Signal()

    def __init__(
        self,
        place: int,
        opened: OpenedData,
        finding: DataFinding,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(say(finding.code, **finding.params), parent)
        self.setObjectName(f"data_finding_{place}")
        self.title.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHorizontalStretch(100)
        self.title.setSizePolicy(policy)
        pill = make_label(say(f"data_health.severity.{finding.severity}"), f"severity-{finding.severity}")
        pill.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.add_to_header(pill)
        self.body.addWidget(make_label(say(f"{finding.code}.why", **finding.params), "dim", wrap=True))
        self._add_samples(opened, finding)
        row = QWidget()
        flow = FlowLayout(row, theme.SPACE_2)
        for order, action in enumerate(finding.actions):
            role = "primary" if not order and finding.severity != "note" else "plain"
            button = make_button(Choice(action.id, say(action.code, **action.params), role), row, self.objectName())
            button.clicked.connect(lambda _checked=False, name=action.id: self.action_wished.emit(name))
            flow.addWidget(button)
        if finding.samples:
            show = make_button(Choice("show", say("data_health.show"), "link"), row, self.objectName())
            show.clicked.connect(self.samples_wished)
            flow.addWidget(show)
        self.body.addWidget(row)
        row.setVisible(bool(finding.samples or finding.actions))

    def _add_samples(self, opened: OpenedData, finding: DataFinding) -> None:
        if not finding.samples:
            return
        groups = [[opened.number_of(name) for name in group] for group in finding.samples]
        known = [place for group in groups for place in group if place >= 0]
        if opened.kind == "images" and known:
            self.body.addWidget(PictureStrip(opened, [[place for place in group if place >= 0] for group in groups]))
            return
        for group in finding.samples[:_NAMES] if len(finding.samples) > 1 else [finding.samples[0][:_NAMES]]:
            self.body.addWidget(ElidedLabel(" · ".join(_told(opened, group)), "small"))
        rest = len(finding.samples) - _NAMES if len(finding.samples) > 1 else len(finding.samples[0]) - _NAMES
        if rest > 0:
            self.body.addWidget(make_label(say("data_health.more", count=rest), "small"))


def _told(opened: OpenedData, group: Sequence[str]) -> list[str]:
    """The samples for people: of texts with their first words, which say more than a number."""
    texts = texts_of(opened) if opened.kind == "text" else None
    told = []
    for name in group[:_PICTURES]:
        place = opened.number_of(name)
        text = " ".join(texts[place].split()) if texts is not None and place >= 0 else ""
        begins = text[:_LETTERS] + ("…" if len(text) > _LETTERS else "")
        shown = sample_name(name, opened.kind)
        told.append(say("data.text.beginning", name=shown, text=begins) if text else shown)
    return told


class HealthPanel(QScrollArea):
    """All findings. Signals: ``action_wished`` (place of the finding, id of the action), ``samples_wished`` (place),
    ``suspects_wished``: a model is to be asked for wrong labels."""

    action_wished = Signal(int, str)
    samples_wished = Signal(int)
    suspects_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_health")
        self.setAccessibleName(say("data_health.panel"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._shown: tuple[DataFinding, ...] | None = None
        self._can_ask = False

    def set_can_ask(self, can_ask: bool) -> None:
        """Whether there is a model that could be asked for wrong labels; seen with the next findings."""
        self._can_ask = can_ask

    def show_findings(self, opened: OpenedData, findings: tuple[DataFinding, ...]) -> None:
        """Replaces the list; stays where it was scrolled to."""
        kept = self.verticalScrollBar().value() if self._shown else 0
        self._shown = findings
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, theme.SPACE_2, 0)
        layout.setSpacing(theme.SPACE_2)
        if self._can_ask and opened.reply.report.task == "classification":
            ask = make_button(Choice("suspects", say("data_health.find_suspects"), "link"), inner, "data_health")
            ask.clicked.connect(lambda _checked=False: self.suspects_wished.emit())
            layout.addWidget(ask, 0, Qt.AlignmentFlag.AlignLeft)
        for place, finding in enumerate(findings):
            card = FindingCard(place, opened, finding)
            card.action_wished.connect(lambda name, place=place: self.action_wished.emit(place, name))
            card.samples_wished.connect(lambda place=place: self.samples_wished.emit(place))
            layout.addWidget(card)
        if not findings:
            layout.addWidget(make_label(say("data_health.healthy"), "title"))
            layout.addWidget(make_label(say("data_health.healthy.why"), "dim", wrap=True))
        layout.addStretch(1)
        self.setWidget(inner)
        self.verticalScrollBar().setValue(kept)
