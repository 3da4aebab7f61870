"""The Model tab at work: warnings, search and help, menu and blocks, totals, the drawing as a file."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QScrollArea, QWidget

from deepdesk.ui.builder_tab.tab import BuilderTab
from tests.screenshots.camera import Camera, save_small

_DOUBTFUL = (
    ("conv1", "Conv2D", {"filters": 32, "padding": "same", "activation": "relu"}),
    ("pool1", "MaxPooling2D", {}),
    ("conv2", "Conv2D", {"filters": 64, "padding": "same", "activation": "relu"}),
    ("flat", "Flatten", {}),
    ("dense1", "Dense", {"units": 256, "activation": "relu"}),
    ("out", "Dense", {"units": 10, "activation": "softmax"}),
)


def builder_views(camera: Camera, work: Path) -> None:
    """What the builder says and offers beside its list."""
    work.mkdir(parents=True, exist_ok=True)
    camera.go("model")
    warnings(camera, work)
    search(camera)
    several_layers(camera)
    totals(camera)
    exported(camera)


def warnings(camera: Camera, work: Path) -> None:
    """A network that builds, and in which something is hardly meant so; what the first cure would change."""
    layers = [{"id": name, "kind": kind, "params": params} for name, kind, params in _DOUBTFUL]
    described = {"format": "deepdesk.model", "version": 1, "name": "first-try", "input": {"shape": [64, 64, 3]}}
    path = work / "first-try.model.json"
    path.write_text(json.dumps(described | {"layers": layers}), encoding="utf-8")
    camera.session.model.open_file(path)
    camera.session.model.select("out")
    QTest.qWait(300)
    preview(camera)
    bar = camera.find(QScrollArea, "layer_list_area").verticalScrollBar()
    bar.setValue(bar.maximum())
    camera.take_both("model-warnings")


def preview(camera: Camera) -> None:
    """Puts the focus on the first cure in sight, so that the line under the buttons says what it would change."""
    area = camera.find(QScrollArea, "layer_list_area")
    cures = [one for one in area.findChildren(QPushButton) if one.property("fix") and not one.visibleRegion().isEmpty()]
    cures[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.qWait(100)
    area.ensureWidgetVisible(cures[0].parentWidget().parentWidget(), 0, 16)
    QTest.qWait(100)


def search(camera: Camera) -> None:
    """A word of another program finds the layer; F1 explains it."""
    camera.session.model.use_preset("bi-lstm")
    camera.session.model.select(camera.session.model.state.model.layers[1].id)
    field = camera.find(QLineEdit, "palette_search")
    field.setFocus()
    QTest.keyClicks(field, "skip")
    camera.take("model-search")
    field.clear()
    QTest.keyClicks(field, "attention")
    QTest.keyClick(field, Qt.Key.Key_F1)
    camera.take_both("model-help")
    field.clear()
    camera.find(QWidget, "layer_list").setFocus()


def several_layers(camera: Camera) -> None:
    """A residual block is selected and kept as a block; the menu offers it."""
    store, tab = camera.session.model, camera.find(BuilderTab, "builder_tab")
    store.use_preset("resnet-20")
    names = [layer.id for layer in store.state.model.layers]
    last = names.index("stage1_1_add")
    store.select_several(names[3 : last + 2], names[last + 1])
    QTest.qWait(300)
    tab.files.save_block()
    dialog = QApplication.activeModalWidget() or camera.find(QWidget, "block_name")
    QTest.keyClicks(dialog.findChildren(QLineEdit)[0], "residual 3×3, 16")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    QTest.qWait(200)
    tab.open_network_menu()
    menu = camera.find(QMenu, "network_menu")
    # A window that fills its screen has the menu above its foot; this one stands in a larger screen.
    foot = camera.window.mapToGlobal(camera.window.rect().bottomLeft()).y()
    menu.move(menu.x(), foot - menu.height() - 12)
    inner = next(action for action in menu.actions() if action.menu() and "block" in action.text())
    menu.setActiveAction(inner)
    QTest.keyClick(menu, Qt.Key.Key_Right)
    camera.take("model-menu")
    menu.close()
    tab.notice.hide()
    QTest.qWait(200)


def totals(camera: Camera) -> None:
    """Where the parameters of VGG16 lie, and what it needs to be trained."""
    camera.session.model.use_preset("vgg16")
    camera.session.model.set_input_shape((224, 224, 3))
    camera.click("measure_memory")
    QTest.qWait(300)
    camera.session.model.select("input")
    QTest.qWait(300)
    camera.take_both("model-totals")
    camera.click("measure_parameters")


def exported(camera: Camera) -> None:
    """The drawing of a U-Net as the program saves it."""
    camera.session.model.use_preset("u-net")
    camera.session.model.set_input_shape((128, 128, 3))
    QTest.qWait(300)
    tab = camera.find(BuilderTab, "builder_tab")
    camera.session.model.select("skip3")
    QTest.qWait(300)
    tab.drawing_card.drawing.show_whole()
    camera.take_both("model-unet")
    for ending in ("svg", "png"):
        tab.drawing_card.save(camera.folder / f"model-exported.{ending}")
    path = camera.folder / "model-exported.png"
    save_small(Image.open(path), path)
