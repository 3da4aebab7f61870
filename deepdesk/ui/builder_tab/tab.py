"""The Model tab: palette, drawing, list of layers and inspector, wired to the model store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QWidget,
)

from deepdesk.core.catalogue import describe, say
from deepdesk.core.errors import DeepDeskError
from deepdesk.model.code.values import FoundModel
from deepdesk.model.description import ModelDescription
from deepdesk.model.findings import Finding, Fix
from deepdesk.model.validation import INPUT
from deepdesk.state.layer_edits import LayerEdits
from deepdesk.state.model_edits import ModelState
from deepdesk.state.model_store import ModelStore
from deepdesk.state.network_sources import NetworkSources
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.builder_frame import BuilderFrame
from deepdesk.ui.builder_tab.dragging import model_file
from deepdesk.ui.builder_tab.layer_menu import layer_menu
from deepdesk.ui.builder_tab.network_files import NetworkFiles
from deepdesk.ui.builder_tab.preset_chooser import PresetChooser


class BuilderTab(BuilderFrame):
    """Shows the store's state and carries every wish to it.

    ``folder_used`` carries the folder in which a model was opened or saved; the window may remember it and set
    ``folder`` the next time.
    """

    folder_used = Signal(str)

    def __init__(self, store: ModelStore, sources: NetworkSources | None = None, parent: QWidget | None = None) -> None:
        self._store = store
        self._sources = sources
        self._edits = LayerEdits(store)
        self._revealed: str | None = None
        self._is_behind = False
        super().__init__(parent)
        self.setObjectName("builder_tab")
        self.setAccessibleName(say("builder.tab"))
        self.setAcceptDrops(True)
        self.presets = PresetChooser(self)
        self.files = NetworkFiles(store, self._edits, sources, self)
        self._connect()
        self._show(store.state)

    @property
    def folder(self) -> str:
        """The folder in which dialogs begin."""
        return self.files.folder

    @folder.setter
    def folder(self, folder: str) -> None:
        self.files.folder = folder

    def _connect(self) -> None:
        store, layers, edits = self._store, self.list, self._edits
        store.changed.connect(self._on_changed)
        self.layer_palette.kind_chosen.connect(self._add)
        layers.kind_dropped.connect(self._add)
        layers.layer_selected.connect(store.select)
        layers.selection_requested.connect(store.select_several)
        self._connect_drawing()
        layers.remove_requested.connect(edits.remove)
        layers.duplicate_requested.connect(lambda ids: self._try(lambda: edits.duplicate(ids)))
        layers.move_requested.connect(edits.move)
        layers.step_requested.connect(edits.move_by)
        layers.copy_requested.connect(self.files.copy)
        layers.cut_requested.connect(self.files.cut)
        layers.paste_requested.connect(self.files.paste)
        layers.fix_requested.connect(self._fix)
        layers.menu_requested.connect(self._show_menu)
        layers.rename_requested.connect(self._on_rename_requested)
        layers.file_dropped.connect(lambda path: self.open_path(Path(path)))
        self._connect_inspector()
        self._connect_files()
        self.preset_button.clicked.connect(self.choose_preset)
        self.presets.preset_chosen.connect(self._use_preset)
        self.empty.triggered.connect(self._on_empty)
        self.notice.triggered.connect(lambda _name: self.notice.hide())

    def _connect_files(self) -> None:
        files = self.files
        files.failed.connect(self.tell)
        files.succeeded.connect(self.notice.hide)
        files.told.connect(self.tell_good)
        files.folder_used.connect(self.folder_used)
        files.page_wanted.connect(self.show_page)
        files.compared.connect(self._compare)
        self.open_button.clicked.connect(files.open_model)
        self.save_button.clicked.connect(files.save_model)
        self.more_button.clicked.connect(self.open_network_menu)
        self.strip.load_requested.connect(files.load_weights)
        self.strip.download_requested.connect(files.download_weights)
        self.strip.drop_requested.connect(lambda: self._store.set_start_weights(None))
        self.code_view.network_chosen.connect(self._use_code)
        for view in (self.code_view, self.weights_view, self.comparison_view):
            view.closed.connect(lambda: self.show_page("layers"))
        self.comparison_view.other_requested.connect(self.open_network_menu)
        if self._sources is not None:
            weights = self._sources.weights
            self._sources.code.changed.connect(self.code_view.show_state)
            weights.changed.connect(self.weights_view.show_state)
            weights.taken.connect(lambda _start: self.show_page("layers"))
            self.weights_view.chosen.connect(weights.choose)
            self.weights_view.take_requested.connect(self._sources.take_weights)
            self.weights_view.cancel_requested.connect(weights.cancel)

    def _connect_drawing(self) -> None:
        card = self.drawing_card
        card.drawing.layer_selected.connect(self._store.select)
        card.drawing.layer_opened.connect(self._open_layer)
        card.failed.connect(self.tell)
        card.saved.connect(self.tell_good)
        self.header.measure_chosen.connect(self.list.set_measure)
        card.folder_used.connect(self.files.use_folder)

    def _open_layer(self, layer_id: str) -> None:
        self._store.select(layer_id)
        self.form.edit_first()

    def _connect_inspector(self) -> None:
        form, store = self.form, self._store
        form.param_edited.connect(store.set_param)
        form.renamed.connect(self._rename)
        form.input_edited.connect(self._set_input)
        form.inputs_edited.connect(self._set_inputs)
        form.duplicate_requested.connect(store.duplicate_layer)
        form.remove_requested.connect(store.remove_layer)
        form.follows_input_toggled.connect(store.set_follows_input)
        form.follows_units_toggled.connect(store.set_follows_units)

    # Showing

    def showEvent(self, event: QShowEvent) -> None:
        self._catch_up()
        super().showEvent(event)

    def _on_changed(self, state: ModelState) -> None:
        """At once where it is in sight, else when whatever changed the network (mostly data that come) is done."""
        if self.isVisible():
            self._show(state)
        elif not self._is_behind:
            self._is_behind = True
            QTimer.singleShot(0, self, self._catch_up)

    def _catch_up(self) -> None:
        if self._is_behind:
            self._is_behind = False
            self._show(self._store.state)

    def _show(self, state: ModelState) -> None:
        self.list.show_state(state)
        self.drawing_card.show_state(state)
        self.drawing_card.folder = self.folder
        self.strip.show_state(state)
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
        self._try(lambda: self._edits.add(kind, place))

    def _set_inputs(self, layer_id: str, names: tuple[str, ...]) -> None:
        self._try(lambda: self._edits.set_inputs(layer_id, names))

    def _use_code(self, found: FoundModel) -> None:
        """Takes the network of a script, and shows it."""
        name, with_settings = self.code_view.name, self.code_view.takes_settings
        sources = self._sources
        if sources is not None and self._try(lambda: sources.use_code(found, name, with_settings)):
            self.show_page("layers")

    def _compare(self, model: ModelDescription, name: str) -> None:
        self.comparison_view.show_models(self._store.state.model, model, say("builder.compare.this"), name)
        self.show_page("comparison")

    def open_network_menu(self) -> None:
        """Shows what else can be done with the network, beside the button for it."""
        self.files.open_menu(self.more_button.mapToGlobal(QPoint(self.more_button.width() + theme.SPACE_2, 0)))

    def _on_empty(self, name: str) -> None:
        {"presets": self.choose_preset, "open_model": self.open_model}.get(name, self.files.paste_code)()

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
        if layer_id not in self._store.state.selection:
            self._store.select(layer_id)
        if layer_id != INPUT:
            state = self._store.state
            layer_menu(self, state, self._edits, self.files, self._on_rename_requested).popup(place)

    def choose_preset(self) -> None:
        """Shows the presets beside their button."""
        corner = self.preset_button.mapToGlobal(QPoint(self.preset_button.width() + theme.SPACE_2, 0))
        self.presets.open_at(corner - QPoint(0, 480), self._store.state.context)

    # Files

    def open_model(self) -> None:
        """Asks for a network and opens it."""
        self.files.open_model()

    def open_path(self, path: Path) -> None:
        """Opens a ``*.model.json``, a script or a file of Keras; an error is said above the list."""
        self.files.open_path(path)

    def do(self, name: str, *given: object) -> None:
        """Carries out a command of the window (raises AttributeError for an unknown one)."""
        if name == "use_preset":
            self.show_page("layers")
            self.choose_preset()
        else:
            self.files.do(name, *given)

    def save_path(self, path: Path) -> None:
        """Saves the network; an error is said above the list."""
        self.files.save_path(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if model_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.open_path(Path(model_file(event.mimeData())))

    def minimumSizeHint(self) -> QSize:
        return QSize(760, 420)
