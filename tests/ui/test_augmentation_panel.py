"""Augmentation in the Data tab: live previews by the data child, one click for the usual, nothing disturbed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QSlider
from pytestqt.qtbot import QtBot

from deepdesk.data.augmentation.usual import FOR_SIGNS
from deepdesk.data.settings import ImageAugmentation
from deepdesk.process.children import Children
from deepdesk.state.dataset_store import DatasetStore
from deepdesk.state.settings_store import SettingsStore
from deepdesk.ui.dataset_tab.augmentation_panel import AugmentationPanel
from deepdesk.ui.dataset_tab.tab import DatasetTab
from deepdesk.ui.widgets import Switch
from deepdesk.workers.pools import Pools

PATIENCE = 60_000


@pytest.fixture
def store(qtbot: QtBot, deepdesk_home: Path) -> Iterator[DatasetStore]:
    children, pools, settings = Children(), Pools(), SettingsStore(deepdesk_home / "settings")
    found = DatasetStore(pools, children, settings)
    yield found
    found.close()
    children.close()
    pools.close()


@pytest.fixture
def panel(qtbot: QtBot, store: DatasetStore, deepdesk_home: Path) -> AugmentationPanel:
    tab = DatasetTab(store, SettingsStore(deepdesk_home / "settings"))
    qtbot.addWidget(tab)
    tab.resize(1200, 2400)
    tab.show()
    with qtbot.waitSignals([store.changed, store.varied], timeout=PATIENCE):
        store.open("sample:digits")
    store.setProperty("tab", tab)
    return tab.inspector.augmentation


def button(panel: AugmentationPanel, name: str) -> QPushButton:
    found = panel.findChild(QPushButton, name)
    assert found is not None
    return found


def pictures(panel: AugmentationPanel) -> list[QImage]:
    return [tile.image for tile in panel.tiles]


def test_previews_follow_sliders_and_the_wish_is_the_descriptions(
    qtbot: QtBot, store: DatasetStore, panel: AugmentationPanel
) -> None:
    plain = pictures(panel)
    assert plain == [plain[0]] * 8 and not plain[0].isNull()
    slider = panel.findChild(QSlider, "augmentation_rotate")
    assert slider is not None and slider.accessibleName()
    with qtbot.waitSignals([store.varied, store.changed], timeout=PATIENCE):
        slider.setValue(50)
    assert all(one != plain[0] for one in pictures(panel))
    opened = store.opened
    assert opened is not None and opened.description.augmentation == ImageAugmentation(rotate=45.0)
    assert slider.value() == 50
    before = pictures(panel)
    with qtbot.waitSignal(store.varied, timeout=PATIENCE):
        QTest.mouseClick(button(panel, "augmentation_draw"), Qt.MouseButton.LeftButton)
    assert pictures(panel) != before


def test_the_usual_and_nothing_are_one_click(qtbot: QtBot, store: DatasetStore, panel: AugmentationPanel) -> None:
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        QTest.mouseClick(button(panel, "augmentation_usual"), Qt.MouseButton.LeftButton)
    assert store.opened is not None and store.opened.description.augmentation == FOR_SIGNS
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        QTest.mouseClick(button(panel, "augmentation_reset"), Qt.MouseButton.LeftButton)
    assert store.opened.description.augmentation is None
    balance = panel.findChild(Switch, "augmentation_balance")
    assert balance is not None
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        balance.click()
    assert store.opened.description.balance == "weights"
