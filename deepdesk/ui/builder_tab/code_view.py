"""What was understood of code that others wrote: the source with its faults, and the layers beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model import words
from deepdesk.model.code.values import CodeFinding, CodeReading, CodeSettings, FoundModel
from deepdesk.model.shapes import infer
from deepdesk.model.validation import INPUT
from deepdesk.state.code_store import CodeState
from deepdesk.state.setting_edits import settings_of_code
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.code_source import CodeSource, Remark
from deepdesk.ui.widgets.banner import Banner
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.card import Card
from deepdesk.ui.widgets.elided_combo import ElidedCombo
from deepdesk.ui.widgets.labels import make_label

_SIDE = 380


class CodeView(QWidget):
    """Shows a :class:`CodeState`. ``network_chosen`` carries a :class:`FoundModel`, ``closed`` nothing."""

    network_chosen = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code_view")
        self.setAccessibleName(say("builder.code.view"))
        self._reading: CodeReading | None = None
        self._create()
        self._lay_out()
        self._connect()

    def _create(self) -> None:
        self._title = make_label(role="title")
        self._counts = make_label(role="dim", wrap=True)
        self.notice = Banner("error")
        self.notice.hide()
        self.source = CodeSource()
        self.networks = ElidedCombo()
        self.networks.setObjectName("code_networks")
        self.networks.setAccessibleName(say("builder.code.networks"))
        self.layers = QTreeWidget()
        self.layers.setObjectName("code_layers")
        self.layers.setAccessibleName(say("builder.code.layers"))
        self.layers.setRootIsDecorated(False)
        self.layers.setHeaderLabels(
            [say(f"builder.code.column.{name}") for name in ("line", "layer", "kind", "output")]
        )
        self.layers.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._settings = make_label(role="dim", wrap=True)
        self._take = QCheckBox(say("builder.code.take"))
        self._take.setObjectName("code_take_settings")
        self._take.setToolTip(say("builder.code.take.help"))
        self.use = make_button(Choice("use", say("builder.code.use"), "primary"), prefix="code")
        self.close_button = make_button(Choice("close", say("builder.close")), prefix="code")
        self.before = make_button(Choice("before", "‹"), prefix="code")
        self.next = make_button(Choice("next", "›"), prefix="code")
        for button, name in ((self.before, "before"), (self.next, "next")):
            button.setAccessibleName(say(f"builder.code.{name}"))
            button.setToolTip(say(f"builder.code.{name}"))
            button.setFixedWidth(30)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.notice)
        columns = QHBoxLayout()
        layout.addLayout(columns, 1)
        columns.setSpacing(theme.SPACE_3)
        left = Card()
        columns.addWidget(left, 1)
        right = Card(say("builder.code.understood"), title_role="section")
        right.setFixedWidth(_SIDE)
        columns.addWidget(right)
        head = QHBoxLayout()
        left.body.addLayout(head)
        head.setSpacing(theme.SPACE_2)
        head.addWidget(self._title)
        head.addWidget(self._counts, 1)
        head.addWidget(self.before)
        head.addWidget(self.next)
        left.body.addWidget(self.source, 1)
        for widget, stretch in ((self.networks, 0), (self.layers, 1), (self._settings, 0), (self._take, 0)):
            right.body.addWidget(widget, stretch)
        buttons = QHBoxLayout()
        right.body.addLayout(buttons)
        buttons.addWidget(self.use, 1)
        buttons.addWidget(self.close_button)

    def _connect(self) -> None:
        self.use.clicked.connect(self._choose)
        self.close_button.clicked.connect(self.closed)
        self.before.clicked.connect(lambda: self.source.go_to(-1))
        self.next.clicked.connect(lambda: self.source.go_to(1))
        self.networks.currentIndexChanged.connect(self._show_network)
        self.layers.itemActivated.connect(self._go_to_layer)
        for keys, act in (
            ("F8", lambda: self.source.go_to(1)),
            ("Shift+F8", lambda: self.source.go_to(-1)),
            ("Escape", self.closed.emit),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if (current := theme.current_theme()) is not None:
            current.changed.connect(self._on_theme_changed)

    @property
    def name(self) -> str:
        """What was read."""
        return self._title.text()

    @property
    def takes_settings(self) -> bool:
        """Whether what the code states of the training is wanted with its network."""
        return self._take.isChecked()

    def _on_theme_changed(self, _palette: object) -> None:
        self.source.show_again()
        self._show_network(max(0, self.networks.currentIndex()))

    # Showing

    def show_state(self, state: CodeState) -> None:
        """Shows what was read, or that it is being read, or why it could not be."""
        self._reading = state.found
        self._title.setText(state.name)
        self.notice.setVisible(state.error is not None)
        if state.error is not None:
            self.notice.tell("error", say(state.error.code, **state.error.params))
        found = state.found
        self._counts.setText(say("builder.code.reading") if state.reading else self._count_text(found))
        lines = state.text.split("\n") if state.text else []
        self.source.show_code(lines, [_remark(finding) for finding in found.findings] if found else [])
        models = found.models if found else ()
        self.networks.blockSignals(True)
        self.networks.clear()
        for model in models:
            self.networks.addItem(say("builder.code.network", name=model.name, line=model.line))
        self.networks.blockSignals(False)
        self.networks.setVisible(len(models) > 1)
        self._show_network(0)
        for button in (self.before, self.next):
            button.setEnabled(bool(found and found.findings))

    @staticmethod
    def _count_text(found: CodeReading | None) -> str:
        if found is None:
            return ""
        counts = {name: sum(item.severity == name for item in found.findings) for name in ("error", "warning", "note")}
        told = [say(f"builder.code.count.{name}", count=count) for name, count in counts.items() if count]
        framework = say(f"builder.code.framework.{found.framework or 'none'}")
        return " · ".join([framework, *told] if told else [framework, say("builder.code.count.nothing")])

    def _show_network(self, index: int) -> None:
        self.layers.clear()
        model = self._network(index)
        reason = say("builder.code.use.none")
        self.use.setEnabled(model is not None)
        self.use.setToolTip(say("builder.code.use.help") if model is not None else reason)
        self._settings.setText("" if model is None else _settings_text(model.settings, model.input_known))
        self._settings.setVisible(bool(self._settings.text()))
        fits = model is not None and bool(settings_of_code(model.settings))
        self._take.setVisible(fits)
        self._take.setChecked(fits)
        if model is None:
            return
        faults = {finding.layer: finding for finding in (self._reading.findings_of(index) if self._reading else ())}
        shown = words.shape_text(model.description.input.shape)
        self.layers.addTopLevelItem(QTreeWidgetItem(["", INPUT, say("builder.input"), shown]))
        for report in infer(model.description).layers:
            line = model.lines.get(report.id)
            texts = [str(line or ""), report.id, report.kind, words.shape_text(report.output_shape)]
            item = QTreeWidgetItem(texts)
            item.setData(0, Qt.ItemDataRole.UserRole, line)
            fault = faults.get(report.id)
            if fault is not None and fault.severity != "note":
                palette = theme.colours()
                ink = palette.error if fault.severity == "error" else palette.warning
                for column in range(4):
                    item.setForeground(column, theme.colour(ink))
                    item.setToolTip(column, say(fault.code, **fault.params))
            self.layers.addTopLevelItem(item)

    def _network(self, index: int) -> FoundModel | None:
        models: Sequence[FoundModel] = self._reading.models if self._reading else ()
        return models[index] if 0 <= index < len(models) else None

    def _choose(self) -> None:
        model = self._network(max(0, self.networks.currentIndex()))
        if model is not None:
            self.network_chosen.emit(model)

    def _go_to_layer(self, item: QTreeWidgetItem) -> None:
        line = item.data(0, Qt.ItemDataRole.UserRole)
        if isinstance(line, int):
            self.source.go_to_line(line)


def _remark(finding: CodeFinding) -> Remark:
    cure = "" if finding.cure is None else say(finding.cure, **finding.params)
    if not cure and finding.fixes:
        cure = say("builder.code.fix", fix=words.title(finding.fixes[0]))
    return Remark(
        line=finding.line,
        severity=finding.severity,
        title=say(finding.code, **finding.params),
        reason=say(f"{finding.code}.why", **finding.params),
        cure=cure,
    )


def _settings_text(settings: CodeSettings, input_known: bool) -> str:
    """What the script says of the training, and whether the input had to be assumed."""
    values = {
        "optimizer": settings.optimizer,
        "rate": settings.learning_rate,
        "loss": settings.loss,
        "batch": settings.batch_size,
        "epochs": settings.epochs,
    }
    told = [say(f"builder.code.setting.{name}", value=value) for name, value in values.items() if value is not None]
    lines = [say("builder.code.settings", settings=", ".join(told))] if told else []
    return "\n".join([*lines, *([] if input_known else [say("builder.code.input_assumed")])])
