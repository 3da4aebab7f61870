"""The drawing of the network in use: mouse, keys, the card, pictures for papers."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from deepdesk.model.description import InputDescription, LayerDescription, ModelDescription, save_model
from deepdesk.model.kinds import KINDS
from deepdesk.state.model_store import ModelStore
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.pictures import HEIGHT, PICTURES, WIDTH, Canvas
from deepdesk.ui.builder_tab.tab import BuilderTab

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def residual(store: ModelStore, tmp_path: Path) -> ModelStore:
    """A store with a residual network."""
    same = {"filters": 8, "kernel_size": [3, 3], "padding": "same"}
    layers = (
        LayerDescription(id="conv1", kind="Conv2D", params=same),
        LayerDescription(id="conv2", kind="Conv2D", params=same),
        LayerDescription(id="norm2", kind="BatchNormalization"),
        LayerDescription(id="add1", kind="Add", inputs=("norm2", "conv1")),
        LayerDescription(id="gap", kind="GlobalAveragePooling2D"),
        LayerDescription(id="out", kind="Dense", params={"units": 3}),
    )
    model = ModelDescription(name="residual", input=InputDescription(shape=(16, 16, 3)), layers=layers)
    save_model(tmp_path / "r.model.json", model)
    store.open_file(tmp_path / "r.model.json")
    return store


def test_a_skip_is_an_arc(tab: BuilderTab, residual: ModelStore) -> None:
    shown = tab.drawing_card.drawing.shown
    assert [(arc.source, arc.target) for arc in shown.arcs] == [(1, 4)]
    assert shown.places[4].figure.sign == "+"
    assert shown.links == (1, 2, 3, 4, 5, 6)


def test_hovering_says_what_is_known_at_once(tab: BuilderTab, residual: ModelStore, qtbot: QtBot) -> None:
    drawing = tab.drawing_card.drawing
    qtbot.mouseMove(drawing, drawing.area_of("conv2").center().toPoint())
    card = tab.window().findChild(QWidget, "layer_card")
    qtbot.waitUntil(lambda: card.isVisible())
    told = " ".join(label.text() for label in card.findChildren(QLabel))
    assert "conv2 · Conv2D" in told and "584 parameters" in told and "16 × 16 × 8" in told
    residual.select("gap")
    assert not card.isVisible()


def test_keys_choose_and_open(tab: BuilderTab, residual: ModelStore, qtbot: QtBot) -> None:
    drawing = tab.drawing_card.drawing
    residual.select("conv1")
    drawing.setFocus()
    qtbot.keyClick(drawing, Qt.Key.Key_Right)
    assert residual.state.selected == "conv2"
    qtbot.keyClick(drawing, Qt.Key.Key_End)
    assert residual.state.selected == "out"
    qtbot.keyClick(drawing, Qt.Key.Key_Right)
    assert residual.state.selected == "out"
    qtbot.keyClick(drawing, Qt.Key.Key_Left)
    qtbot.keyClick(drawing, Qt.Key.Key_Left)
    qtbot.keyClick(drawing, Qt.Key.Key_Home)
    assert residual.state.selected == "input"
    residual.select("conv1")
    qtbot.keyClick(drawing, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tab.form.field("filters").hasFocus())


def test_the_wheel_zooms_and_dragging_pans(tab: BuilderTab, residual: ModelStore, qtbot: QtBot) -> None:
    drawing = tab.drawing_card.drawing
    before = drawing.camera
    at = drawing.area_of("norm2").center()
    turned = QWheelEvent(
        at,
        QPointF(drawing.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 480),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(drawing, turned)
    assert drawing.camera.scale > 1.5 * before.scale
    assert drawing.area_of("norm2").contains(at)
    start, selected = drawing.camera, residual.state.selected
    qtbot.mousePress(drawing, LEFT, pos=at.toPoint())
    qtbot.mouseMove(drawing, at.toPoint() - QPoint(60, 0))
    qtbot.mouseRelease(drawing, LEFT, pos=at.toPoint() - QPoint(60, 0))
    assert drawing.camera.x == pytest.approx(start.x + 60 / start.scale, abs=1)
    assert residual.state.selected == selected
    qtbot.mouseClick(tab.findChild(QToolButton, "drawing_fit"), LEFT)
    qtbot.mouseClick(tab.findChild(QToolButton, "drawing_fit"), LEFT)
    assert drawing.camera == before


def test_a_finding_is_marked(tab: BuilderTab, store: ModelStore) -> None:
    store.use_preset("article-cnn")
    marked = {place.figure.layer_id: place.figure.severity for place in tab.drawing_card.drawing.shown.places}
    assert [name for name, severity in marked.items() if severity == "error"] == ["conv4"]
    assert not tab.drawing_card.grab().isNull()


def test_an_svg_stands_alone(tab: BuilderTab, residual: ModelStore, tmp_path: Path) -> None:
    tab.drawing_card.save(tmp_path / "n.svg")
    assert tab.notice.isVisible() and "n.svg" in tab.notice.accessibleName()
    root = ElementTree.parse(tmp_path / "n.svg").getroot()
    texts = {"".join(node.itertext()) for node in root.iter() if node.tag.endswith("text")}
    assert {"residual", "conv1", "add1", "16×16×8", "Convolution"} <= texts
    assert any("DeepDesk" in (node.text or "") for node in root.iter() if node.tag.endswith("title"))
    assert tab.folder == str(tmp_path)


def test_a_png_has_two_pixels_for_each_unit(tab: BuilderTab, residual: ModelStore, tmp_path: Path) -> None:
    tab.drawing_card.save(tmp_path / "n.png")
    picture = QImage(str(tmp_path / "n.png"))
    assert picture.width() > 2 * 420 and picture.pixelColor(0, 0).name() == theme.LIGHT.panel


def test_a_folder_that_cannot_be_written_is_said(tab: BuilderTab, residual: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    tab.drawing_card.save(tmp_path / "file" / "n.svg")
    assert tab.notice.isVisible()


def test_the_bars_compare_what_is_chosen(tab: BuilderTab, residual: ModelStore, qtbot: QtBot) -> None:
    def share(layer_id: str) -> float:
        row = tab.list.row_of(layer_id)
        assert row is not None
        return row.content.share

    assert share("conv2") == 1.0 and share("norm2") < 0.1
    qtbot.mouseClick(tab.findChild(QToolButton, "measure_memory"), LEFT)
    assert share("norm2") > 0.4


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_every_kind_has_a_picture(qapp: QApplication, palette: theme.Palette) -> None:
    from PySide6.QtGui import QPainter

    assert not [kind for kind in KINDS if kind not in PICTURES]
    for kind in PICTURES:
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        image.fill(palette.panel)
        blank = image.copy()
        painter = QPainter(image)
        PICTURES[kind](Canvas(painter, palette))
        painter.end()
        assert image != blank, kind
