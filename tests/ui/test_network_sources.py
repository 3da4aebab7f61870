"""Code, weights, blocks and comparison in the window, through the real child."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QMenu
from safetensors.numpy import save_file

from deepdesk.core.errors import FormatError
from deepdesk.inference.pretrained import Pretrained
from deepdesk.model.code.reading import read_code
from deepdesk.model.description import save_model
from deepdesk.model.presets import preset
from deepdesk.state.code_store import CodeState
from deepdesk.state.network_sources import NetworkSources
from deepdesk.state.start_weights import StartWeights
from deepdesk.state.weights_store import WeightsState
from deepdesk.ui.builder_tab.tab import BuilderTab
from tests.ui.conftest import OpenWindow

SCRIPT = """from tensorflow import keras
model = keras.Sequential([
    keras.layers.Conv2D(8, (5, 5), activation="relu", input_shape=(12, 12, 1)),
    keras.layers.MaxPooling2D((2, 2)),
    keras.layers.Conv2D(8, (5, 5), activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(10),
])
model.compile(optimizer="rmsprop", loss="categorical_crossentropy")
model.fit(x_train, epochs=2, batch_size=16)
"""


@pytest.fixture
def tab(main: OpenWindow) -> BuilderTab:
    main.window.show_place("model")
    tab = main.window.places.tab("model")
    assert isinstance(tab, BuilderTab)
    return tab


def test_a_script_is_read_and_used(main: OpenWindow, tab: BuilderTab, qtbot, tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT, encoding="utf-8")
    main.session.model.use_preset("lenet-5")
    before = main.session.model.state.model
    main.window.open_dropped(path)
    sources = tab._sources
    assert sources is not None
    qtbot.waitUntil(lambda: sources.code.state.found is not None, timeout=60_000)
    assert tab.pages.currentWidget() is tab.code_view
    shown = tab.code_view.source.toPlainText()
    lines = shown.split("\n")
    place = next(number for number, line in enumerate(lines) if "fit is called without labels" in line)
    assert lines[place - 1].startswith("model.fit(")
    assert tab.code_view.layers.topLevelItemCount() == 6
    qtbot.keyClick(tab.code_view, Qt.Key.Key_F8)
    tab.code_view.grab()
    qtbot.mouseClick(tab.code_view.use, Qt.MouseButton.LeftButton)
    assert [layer.kind for layer in main.session.model.state.model.layers][-1] == "Dense"
    assert tab.pages.currentWidget() is tab.divider
    chosen = main.session.configuration
    assert (chosen.optimizer, chosen.loss, chosen.batch_size, chosen.epochs) == ("rmsprop", "auto", 16, 2)
    main.session.model.undo_stack.undo()
    assert main.session.model.state.model == before
    chosen = main.session.configuration
    assert (chosen.optimizer, chosen.loss, chosen.batch_size, chosen.epochs) == ("adam", "auto", 64, 5)


def test_pasted_code_and_what_cannot_be_read(main: OpenWindow, tab: BuilderTab, qtbot, tmp_path: Path) -> None:
    sources = tab._sources
    assert sources is not None
    QGuiApplication.clipboard().setText(SCRIPT)
    tab.list.setFocus()
    qtbot.keyClick(tab.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: sources.code.state.found is not None, timeout=60_000)
    assert tab.code_view.name == "Pasted code"
    broken = tmp_path / "broken.keras"
    broken.write_bytes(b"PK\x03\x04 nothing")
    tab.open_path(broken)
    qtbot.waitUntil(lambda: sources.code.state.error is not None, timeout=60_000)
    assert tab.code_view.notice.isVisible()
    assert not tab.code_view.use.isEnabled() and tab.code_view.use.toolTip()
    tab.open_path(tmp_path / "gone.py")
    qtbot.waitUntil(lambda: sources.code.state.name == "gone.py" and sources.code.state.error is not None)
    qtbot.keyClick(tab.code_view, Qt.Key.Key_Escape)
    assert tab.pages.currentWidget() is tab.divider


def test_weights_are_matched_and_taken(main: OpenWindow, tab: BuilderTab, qtbot, tmp_path: Path) -> None:
    sources, model = tab._sources, main.session.model
    assert sources is not None
    model.use_preset("lenet-5")
    path = tmp_path / "part.safetensors"
    save_file({"conv1.weight": np.zeros((6, 1, 5, 5), "f4"), "conv1.bias": np.zeros(6, "f4")}, path)
    tab.files.open_weights(str(path))
    qtbot.waitUntil(lambda: sources.weights.state.found is not None, timeout=60_000)
    view = tab.weights_view
    assert view.table.topLevelItem(0).text(2) == "conv1.weight"
    view.chosen.emit("conv1/bias", None)
    qtbot.waitUntil(lambda: not sources.weights.state.working, timeout=60_000)
    assert view.table.topLevelItem(1).text(2) == "–"
    qtbot.mouseClick(view.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: model.state.start_weights is not None, timeout=60_000)
    assert tab.strip.isVisible() and "part.safetensors" in tab.strip.accessibleName()
    tab.strip.triggered.emit("drop")
    assert model.state.start_weights is None
    assert not tab.strip.isVisible()


def test_published_weights_are_offered(main: OpenWindow, tab: BuilderTab) -> None:
    main.session.model.use_preset("mobilenet-v2")
    assert tab.strip.isVisible()
    tab.strip.triggered.emit("download")
    dialog = tab.findChild(QInputDialog, "weights_address")
    assert dialog is not None and "mobilenet_v2" in dialog.labelText()
    dialog.reject()


def test_blocks(main: OpenWindow, tab: BuilderTab, qtbot) -> None:
    model = main.session.model
    model.use_preset("lenet-5")
    model.select_several(["conv1", "pool1"], "pool1")
    main.window.actions_["save_block"].trigger()
    dialog = tab.findChild(QInputDialog, "block_name")
    assert dialog is not None
    dialog.setTextValue("pair")
    dialog.accept()
    assert tab.files.blocks is not None
    tab.files.blocks.insert("pair")
    assert model.state.selection == ("conv3", "pool3")
    menu = tab.files.open_menu(QPoint(5, 5))
    assert menu.findChild(QMenu) is not None
    menu.close()


def test_comparison(main: OpenWindow, tab: BuilderTab, tmp_path: Path) -> None:
    model = main.session.model
    model.use_preset("lenet-5")
    path = tmp_path / "m.model.json"
    save_model(path, preset("lenet-5"))
    model.set_param("conv1", "filters", 9)
    tab.files.comparison.with_file(path)
    assert tab.pages.currentWidget() is tab.comparison_view
    tab.comparison_view.only.setChecked(True)
    assert tab.comparison_view.table.topLevelItemCount() == 1
    assert "filters 9 → 6" in tab.comparison_view.table.topLevelItem(0).text(4)
    tab.comparison_view.closed.emit()


def test_scripts_are_exported(main: OpenWindow, tab: BuilderTab, qtbot, tmp_path: Path) -> None:
    main.session.model.use_preset("lenet-5")
    sources = tab._sources
    assert sources is not None
    sources.export("torch", tmp_path / "out.py")
    qtbot.waitUntil(lambda: bool(sources.exports.state.script), timeout=60_000)
    assert (tmp_path / "out.py").is_file()
    assert "out.py" in tab.notice.accessibleName()
    main.window.actions_["copy_summary"].trigger()
    assert "conv1" in QGuiApplication.clipboard().text()


def test_a_preset_becomes_the_form_of_who_published_its_weights(main: OpenWindow) -> None:
    store = main.session.model
    store.use_preset("mobilenet-v2-features")
    keras_form = store.state.model
    sources = NetworkSources(main.session)
    start = StartWeights(path="w.safetensors", source="mobilenet_v2.pth", shapes={})
    sources._start_from(start, Pretrained(network="mobilenet-v2", published="torchvision", with_top=False))
    shape, classes = store.state.model.input.shape, store.state.context.classes
    assert store.state.model == preset("mobilenet-v2-features", shape, classes, "torchvision") != keras_form
    assert store.state.start_weights == start and store.state.preset == "mobilenet-v2-features"
    store.undo_stack.undo()
    assert store.state.model == keras_form and store.state.start_weights is None


def test_a_page_out_of_sight_takes_no_room(tab: BuilderTab) -> None:
    needed = tab.pages.minimumSizeHint().width()
    tab.code_view.show_state(CodeState(name="net.py", text=SCRIPT, found=read_code(SCRIPT, name="net.py")))
    tab.show_page("code")
    tab.grab()  # laid out
    tab.show_page("layers")
    assert tab.pages.minimumSizeHint().width() == needed


def test_without_a_mapping_nothing_is_to_be_chosen(tab: BuilderTab) -> None:
    view = tab.weights_view
    tab.show_page("weights")
    view.show_state(WeightsState(source="w.h5", error=FormatError("weights.unknown_file", path="w.h5", known=".h5")))
    assert view.notice.isVisible() and view.close_button.isVisible()
    assert not view.table.isVisible() and not view.sources.isVisible()
