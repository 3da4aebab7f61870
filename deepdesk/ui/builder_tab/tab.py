"""The Model tab: palette, drawing, list of layers and inspector, wired to the model store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from deepdesk.core.catalogue import describe, say
from deepdesk.core.errors import DeepDeskError
from deepdesk.model.findings import Finding, Fix
from deepdesk.model.validation import INPUT
from deepdesk.state.model_edits import ModelState
from deepdesk.state.model_store import ModelStore
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.drawing import DrawingCard
from deepdesk.ui.builder_tab.inspector import Inspector
from deepdesk.ui.builder_tab.layer_list import LayerList
from deepdesk.ui.builder_tab.list_header import ListHeader
from deepdesk.ui.builder_tab.palette import LayerPalette
from deepdesk.ui.builder_tab.preset_chooser import PresetChooser
from deepdesk.ui.widgets.banner import Banner
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.card import Card
from deepdesk.ui.widgets.empty_state import EmptyState
from deepdesk.ui.widgets.tab_frame import TabFrame

PALETTE_WIDTH = 204


class BuilderTab(TabFrame):
    """Shows the store's state and carries every wish to it.

    ``folder_used`` carries the folder in which a model was opened or saved; the window may remember it and set
    ``folder`` the next time.
    """

    folder_used = Signal(str)

    def __init__(self, store: ModelStore, parent: QWidget | None = None) -> None:
        self._store = store
        self.folder = ""
        self._revealed: str | None = None
        self._create()
        super().__init__(self._main_area(), self.form, parent)
        self.setObjectName("builder_tab")
        self.setAccessibleName(say("builder.tab"))
        self.presets = PresetChooser(self)
        self._connect()
        self._show(store.state)

    # Creating

    def _create(self) -> None:
        self.palette_card = Card()
        self.layer_palette = LayerPalette()
        self.drawing_card = DrawingCard()
        self.list = LayerList()
        self.header = ListHeader(self.list)
        self.form = Inspector()
        self.notice = Banner("error")
        self.notice.setObjectName("builder_notice")
        self.notice.hide()
        self.empty = EmptyState(
            say("builder.empty"),
            say("builder.empty.text"),
            [
                Choice("presets", say("builder.presets.open"), "primary"),
                Choice("open_model", say("builder.open_model")),
            ],
        )
        self.preset_button = self._button("presets_button", "builder.presets.open")
        self.open_button = self._button("open_model_button", "builder.open")
        self.save_button = self._button("save_model_button", "builder.save")

    @staticmethod
    def _button(name: str, code: str) -> QPushButton:
        return make_button(Choice(name, say(code)))

    def _main_area(self) -> QWidget:
        main = QWidget()
        layout = QHBoxLayout(main)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_4)
        self._fill_palette()
        layout.addWidget(self.palette_card)
        middle = QVBoxLayout()
        middle.setSpacing(theme.SPACE_2)
        for widget, stretch in ((self.notice, 0), (self.header, 0), (self._scrolling_list(), 1)):
            middle.addWidget(widget, stretch)
        layout.addWidget(self._divided(middle), 1)
        return main

    def _divided(self, below: QVBoxLayout) -> QSplitter:
        """The drawing above the list; the line between them can be dragged."""
        lower = QWidget()
        below.setContentsMargins(0, 0, 0, 0)
        lower.setLayout(below)
        self.divider = QSplitter(Qt.Orientation.Vertical)
        self.divider.setObjectName("drawing_divider")
        self.divider.setChildrenCollapsible(False)
        self.divider.setHandleWidth(theme.SPACE_2)
        self.divider.addWidget(self.drawing_card)
        self.divider.addWidget(lower)
        # A taller window gives the drawing its part.
        self.divider.setStretchFactor(0, 1)
        self.divider.setStretchFactor(1, 5)
        self.divider.setSizes([200, 500])
        return self.divider

    def _fill_palette(self) -> None:
        self.palette_card.setFixedWidth(PALETTE_WIDTH)
        files = QHBoxLayout()
        files.setSpacing(theme.SPACE_2)
        files.addWidget(self.open_button)
        files.addWidget(self.save_button)
        self.palette_card.body.addWidget(self.layer_palette, 1)
        self.palette_card.body.addWidget(self.preset_button)
        self.palette_card.body.addLayout(files)

    def _scrolling_list(self) -> QScrollArea:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self.empty, 1)
        layout.addStretch(0)
        self.list_area = QScrollArea()
        self.list_area.setObjectName("layer_list_area")
        self.list_area.setWidgetResizable(True)
        self.list_area.setFrameShape(QFrame.Shape.NoFrame)
        self.list_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list_area.setWidget(content)
        return self.list_area

    def _connect(self) -> None:
        store, layers = self._store, self.list
        store.changed.connect(self._show)
        self.layer_palette.kind_chosen.connect(self._add)
        layers.kind_dropped.connect(self._add)
        layers.layer_selected.connect(store.select)
        self._connect_drawing()
        layers.remove_requested.connect(store.remove_layer)
        layers.duplicate_requested.connect(store.duplicate_layer)
        layers.move_requested.connect(store.move_layer)
        layers.step_requested.connect(store.move_layer_by)
        layers.fix_requested.connect(self._fix)
        layers.menu_requested.connect(self._show_menu)
        layers.rename_requested.connect(self._on_rename_requested)
        layers.file_dropped.connect(lambda path: self.open_path(Path(path)))
        self._connect_inspector()
        self.preset_button.clicked.connect(self.choose_preset)
        self.open_button.clicked.connect(self.open_model)
        self.save_button.clicked.connect(self.save_model)
        self.presets.preset_chosen.connect(self._use_preset)
        self.empty.triggered.connect(lambda name: self.choose_preset() if name == "presets" else self.open_model())
        self.notice.triggered.connect(lambda _name: self.notice.hide())

    def _connect_drawing(self) -> None:
        card = self.drawing_card
        card.drawing.layer_selected.connect(self._store.select)
        card.drawing.layer_opened.connect(self._open_layer)
        card.failed.connect(self.tell)
        self.header.measure_chosen.connect(self.list.set_measure)
        card.folder_used.connect(self._remember)

    def _open_layer(self, layer_id: str) -> None:
        self._store.select(layer_id)
        self.form.edit_first()

    def _connect_inspector(self) -> None:
        form, store = self.form, self._store
        form.param_edited.connect(store.set_param)
        form.renamed.connect(self._rename)
        form.input_edited.connect(self._set_input)
        form.duplicate_requested.connect(store.duplicate_layer)
        form.remove_requested.connect(store.remove_layer)
        form.follows_input_toggled.connect(store.set_follows_input)
        form.follows_units_toggled.connect(store.set_follows_units)

    # Showing

    def _show(self, state: ModelState) -> None:
        self.list.show_state(state)
        self.drawing_card.show_state(state)
        self.drawing_card.folder = self.folder
        self.form.show_state(state)
        has_layers = bool(state.model.layers)
        self.empty.setVisible(not has_layers)
        self.header.setVisible(has_layers)
        self.save_button.setEnabled(has_layers)
        self.save_button.setToolTip(say("builder.save.help" if has_layers else "builder.save.nothing"))
        if state.selected != self._revealed:
            self._revealed = state.selected
            # Once the rows have their places.
            QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        """Scrolls until the selected layer and what is said of it are in sight."""
        if self._revealed is None:
            return
        for widget in reversed(self.list.widgets_of(self._revealed)):
            self.list_area.ensureWidgetVisible(widget, 0, theme.SPACE_4)
        self.drawing_card.reveal(self._revealed)

    def tell(self, error: BaseException) -> None:
        """Says an error above the list, until it is closed or something works."""
        self.notice.tell("error", describe(error), "", [Choice("close", say("builder.close"))])
        self.notice.show()

    def _try(self, action: Callable[[], object]) -> bool:
        try:
            action()
        except (DeepDeskError, OSError) as error:
            self.tell(error)
            return False
        self.notice.hide()
        return True

    # Wishes

    def _add(self, kind: str, place: int | None = None) -> None:
        self._try(lambda: self._store.add_layer(kind, place))

    def _fix(self, finding: Finding, fix: Fix) -> None:
        self._try(lambda: self._store.apply_fix(finding, fix))

    def _use_preset(self, preset_id: str) -> None:
        self._try(lambda: self._store.use_preset(preset_id))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_input(self, numbers: tuple[int, ...]) -> None:
        self._store.set_input_shape(tuple(None if number == -1 else number for number in numbers))

    def _rename(self, old: str, new: str) -> None:
        try:
            self._store.rename_layer(old, new)
        except DeepDeskError as error:
            self.form.show_name_error(describe(error))

    def _on_rename_requested(self, layer_id: str) -> None:
        if layer_id != INPUT:
            self._store.select(layer_id)
            self.form.edit_name()

    def _show_menu(self, layer_id: str, place: QPoint) -> None:
        if layer_id == INPUT:
            return
        store, menu = self._store, QMenu(self)
        menu.setObjectName("layer_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        places = [layer.id for layer in store.state.model.layers]
        index = places.index(layer_id)
        wishes: tuple[tuple[str, str, Callable[[], object], bool], ...] = (
            ("rename", "F2", lambda: self._on_rename_requested(layer_id), True),
            ("duplicate", "Ctrl+D", lambda: store.duplicate_layer(layer_id), True),
            ("up", "Alt+Up", lambda: store.move_layer_by(layer_id, -1), index > 0),
            ("down", "Alt+Down", lambda: store.move_layer_by(layer_id, 1), index < len(places) - 1),
            ("remove", "Del", lambda: store.remove_layer(layer_id), True),
        )
        for name, keys, wish, possible in wishes:
            action = menu.addAction(say("builder.menu.entry", name=say(f"builder.menu.{name}"), keys=keys))
            action.setObjectName(f"layer_menu_{name}")
            action.setEnabled(possible)
            action.triggered.connect(lambda _checked=False, wish=wish: wish())
        menu.popup(place)

    def choose_preset(self) -> None:
        """Shows the presets beside their button."""
        corner = self.preset_button.mapToGlobal(QPoint(self.preset_button.width() + theme.SPACE_2, 0))
        self.presets.open_at(corner - QPoint(0, 480), self._store.state.context)

    # Files

    def open_model(self) -> None:
        """Asks for a ``*.model.json`` and opens it."""
        dialog = self._dialog("builder.open.title", QFileDialog.AcceptMode.AcceptOpen)
        dialog.fileSelected.connect(lambda path: self.open_path(Path(path)))
        dialog.open()

    def save_model(self) -> None:
        """Asks where to save the model, unless it has a file already."""
        path = self._store.state.path
        if path is not None and not path.endswith(".part"):
            self.save_path(Path(path))
            return
        dialog = self._dialog("builder.save.title", QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("model.json")
        dialog.selectFile(f"{self._store.state.name}.model.json")
        dialog.fileSelected.connect(lambda chosen: self.save_path(Path(chosen)))
        dialog.open()

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        dialog = QFileDialog(self, say(title), self.folder, say("builder.file_filter"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(mode)
        if mode is QFileDialog.AcceptMode.AcceptOpen:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return dialog

    def open_path(self, path: Path) -> None:
        """Opens a ``*.model.json``; an error is said above the list."""
        if self._try(lambda: self._store.open_file(path)):
            self._remember(str(path.parent))

    def save_path(self, path: Path) -> None:
        """Saves the model; an error is said above the list."""
        if self._try(lambda: self._store.save_file(path)):
            self._remember(str(path.parent))

    def _remember(self, folder: str) -> None:
        self.folder = folder
        self.folder_used.emit(self.folder)

    def minimumSizeHint(self) -> QSize:
        return QSize(760, 420)
