"""A monkey at the window: random clicks and keys never raise, hang or leave anything behind."""

from __future__ import annotations

import logging
import random
import time

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QMessageBox, QWidget

from tests.end2end.conftest import Driver

SECONDS = 60.0
KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_F5)
# They open dialogs of the system, which this test could not close.
SYSTEM = ("open", "choose", "files", "folder", "save", "export", "log")


def close_what_popped_up() -> None:
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible() and isinstance(widget, QMenu | QMessageBox | QDialog):
            widget.close()


def clickable(driver: Driver) -> list[QAbstractButton]:
    buttons = driver.window.findChildren(QAbstractButton)
    return [
        button
        for button in buttons
        if button.isVisible() and button.isEnabled() and not any(word in button.objectName() for word in SYSTEM)
    ]


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(3))
def test_monkey(driver: Driver, caplog: pytest.LogCaptureFixture, seed: int) -> None:
    chance = random.Random(seed)
    driver.open_digits()
    # A menu has an event loop of its own while it is open: only a timer gets in there.
    closer = QTimer(driver.window)
    closer.timeout.connect(close_what_popped_up)
    closer.start(50)
    end = time.monotonic() + SECONDS
    with caplog.at_level(logging.ERROR):
        while time.monotonic() < end:
            if chance.random() < 0.3:
                target = QApplication.focusWidget() or driver.window
                driver.bot.keyClick(target, chance.choice(KEYS))
            elif buttons := clickable(driver):
                button = chance.choice(buttons)
                press = driver.bot.mouseDClick if chance.random() < 0.2 else driver.bot.mouseClick
                press(button, Qt.MouseButton.LeftButton)
            QWidget.repaint(driver.window)
            QApplication.processEvents()
    closer.stop()
    close_what_popped_up()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
