"""The window: places, commands, the search, dropping, projects, notices, a Start that says why it cannot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QListWidget, QPushButton, QWidget

from deepdesk.app import ErrorTeller, tell_in_place
from deepdesk.core.errors import StorageError
from deepdesk.data.description import DatasetDescription
from deepdesk.model.description import save_model
from deepdesk.model.presets import preset
from deepdesk.state.project import Project, new_folder, save_project
from deepdesk.state.project_store import Saved
from deepdesk.ui import theme
from deepdesk.ui.rail import PLACES


def dropped(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_the_four_places_are_reached_by_keyboard(main, qtbot) -> None:
    for number, place in enumerate(PLACES, start=1):
        main.window.actions_[f"show_{place}"].trigger()
        assert main.window.places.current == place
        assert main.window.actions_[f"show_{place}"].shortcut().toString() == f"Ctrl+{number}"


def test_every_interactive_widget_has_a_name_of_both_kinds(main) -> None:
    kinds = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox)
    wrong = []
    for place in PLACES:
        main.window.show_place(place)
        for widget in main.window.places.tab(place).findChildren(QWidget):
            inner = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox | QLineEdit)
            if isinstance(widget, kinds) and not inner and not widget.objectName().startswith("qt_"):
                named = widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())
                if not widget.objectName() or not named:
                    wrong.append(f"{place}: {type(widget).__name__} {widget.objectName()!r} {named!r}")
    assert not wrong, "\n".join(wrong)


def test_the_search_does_what_is_chosen(main, qtbot) -> None:
    main.window.find_command()
    palette = main.window.findChild(QWidget, "command_palette")
    field = palette.findChild(QLineEdit, "command_palette_field")
    qtbot.keyClicks(field, "showpred")
    assert palette.findChild(QListWidget).currentItem().text().startswith("Show Predict")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert main.window.places.current == "predict" and palette.isHidden()


def test_the_search_says_when_nothing_fits(main, qtbot) -> None:
    main.window.find_command()
    palette = main.window.findChild(QWidget, "command_palette")
    qtbot.keyClicks(palette.findChild(QLineEdit), "qqqq")
    assert palette.findChild(QListWidget).count() == 1
    qtbot.keyClick(palette.findChild(QLineEdit), Qt.Key.Key_Return)
    assert not palette.isHidden()
    palette.hide()


def test_without_data_start_leads_to_the_data(main, qtbot) -> None:
    main.window.show_place("train")
    start = main.window.findChild(QPushButton, "train_start")
    link = main.window.findChild(QPushButton, "train_reason_link")
    assert not start.isEnabled() and start.toolTip()
    assert link.isVisible()
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert main.window.places.current == "data"
    main.window.show_place("train")
    main.window.actions_["start"].trigger()
    assert main.window.places.current == "data" and main.session.runs.running is None


def test_a_model_with_an_error_leads_to_the_model(main, qtbot) -> None:
    main.open("sample:digits", qtbot)
    assert main.session.readiness.is_ready
    main.session.model.use_preset("article-cnn")
    assert main.session.readiness.place == "model"
    main.window.actions_["start"].trigger()
    assert main.window.places.current == "model"


def test_opening_data_makes_a_project_a_model_and_a_ready_start(main, qtbot) -> None:
    main.open("sample:digits", qtbot)
    assert main.session.project.folder.name == "digits.deepdesk"
    assert main.window.header._name.text() == "digits"
    assert main.session.model.state.model.layers and main.session.readiness.is_ready
    qtbot.waitUntil(lambda: main.session.project.saved is Saved.SAVED, timeout=10_000)


def test_the_project_comes_back_after_a_restart(open_main_window: Callable, qtbot) -> None:
    first = open_main_window()
    first.open("sample:digits", qtbot)
    first.session.model.use_preset("lstm")
    first.session.set_configuration(type(first.session.configuration)(epochs=9, batch_size=32))
    assert first.session.close()
    second = open_main_window()
    qtbot.waitUntil(lambda: second.session.dataset.opened is not None, timeout=60_000)
    assert second.session.project.folder == first.session.project.folder
    assert second.session.configuration.epochs == 9
    assert any(layer.kind == "LSTM" for layer in second.session.model.state.model.layers)


def test_what_is_dropped_is_opened_or_predicted(main, qtbot, tmp_path: Path) -> None:
    seen = []
    main.session.dataset.opening_started.connect(lambda description: seen.append(description.source))
    main.session.dataset.failed.connect(lambda error: seen.append("failed"))
    main.window.show_place("model")
    with qtbot.waitSignal(main.session.dataset.failed, timeout=60_000):
        main.window.take_drop(dropped(tmp_path / "nothing", tmp_path))
    assert main.window.places.current == "data" and seen
    assert [notice.code for notice in main.session.notices.notices] == ["window.notice.not_one"]
    main.window.show_place("predict")
    image = tmp_path / "a.png"
    image.write_bytes(b"no image")
    with qtbot.waitSignal(main.session.predictions.answers_added, timeout=20_000):
        main.window.take_drop(dropped(image))


@pytest.mark.parametrize("place", PLACES)
def test_an_image_is_predicted_wherever_it_is_dropped(main, qtbot, tmp_path: Path, place: str) -> None:
    image = tmp_path / "a.PNG"
    image.write_bytes(b"no image")
    main.window.show_place(place)
    with qtbot.waitSignal(main.session.predictions.answers_added, timeout=20_000):
        main.window.take_drop(dropped(image, image))
    assert main.window.places.current == "predict"
    assert main.session.dataset.asked is None and main.session.notices.notices == ()


def test_a_dropped_model_description_goes_to_the_model(main, qtbot, tmp_path: Path) -> None:
    path = tmp_path / "mine.model.json"
    save_model(path, preset("lstm", (28, 28, 1), 10))
    main.window.take_drop(dropped(path))
    assert main.window.places.current == "model" and main.session.dataset.asked is None
    assert any(layer.kind == "LSTM" for layer in main.session.model.state.model.layers)


def test_a_project_dropped_on_the_data_is_opened_as_one(main, qtbot, tmp_path: Path) -> None:
    folder = new_folder(tmp_path, "mine")
    save_project(folder, Project(name="mine"))
    main.window.show_place("data")
    main.window.places.tab("data").drop_received.emit(dropped(folder))
    assert main.session.project.folder == folder and main.session.dataset.asked is None


def test_an_error_that_nobody_caught_is_told_in_place(main, qtbot) -> None:
    teller = ErrorTeller()
    teller.happened.connect(lambda error: tell_in_place(main.session, error))
    try:
        raise ValueError("odd")
    except ValueError as error:
        teller.take(type(error), error, error.__traceback__)
    button = main.window.findChild(QPushButton, "notice_unexpected_copy_report")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "ValueError: odd" in QGuiApplication.clipboard().text()
    dismiss = main.window.findChild(QPushButton, "notice_unexpected_dismiss")
    qtbot.mouseClick(dismiss, Qt.MouseButton.LeftButton)
    assert main.session.notices.notices == ()


def test_a_project_that_cannot_be_made_leaves_the_data_usable(main, qtbot, monkeypatch) -> None:
    def refuse(*_: object, **__: object) -> Path:
        raise StorageError("project.no_free_name", name="digits", path="/full")

    monkeypatch.setattr("deepdesk.state.project.new_folder", refuse)
    main.open("sample:digits", qtbot)
    assert main.session.dataset.opened is not None
    assert [notice.key for notice in main.session.notices.notices] == ["no_project"]
    main.window.actions_["start"].trigger()
    assert main.session.runs.running is None
    assert "start" in {notice.key for notice in main.session.notices.notices}


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_the_appearance_is_changed_and_remembered(main, mode: str) -> None:
    main.window.actions_[f"theme_{mode}"].trigger()
    assert theme.colours().name == mode
    assert main.session.settings.value.theme == mode


def test_data_of_another_project_are_not_trained_on(main, qtbot, tmp_path: Path) -> None:
    main.open("sample:digits", qtbot)
    folder = new_folder(tmp_path, "moved")
    save_project(folder, Project(name="moved", dataset=DatasetDescription(source=str(tmp_path / "gone"))))
    with qtbot.waitSignal(main.session.dataset.failed, timeout=60_000):
        main.session.open_project(folder)
    assert main.session.readiness.code == "train.wait.other_data"
    assert not main.session.start()
    main.open("sample:digits", qtbot)
    assert main.session.readiness.is_ready


def test_undo_belongs_to_the_model(main, qtbot) -> None:
    main.open("sample:digits", qtbot)
    before = main.session.model.state.model
    main.session.model.use_preset("lstm")
    assert not main.window.actions_["undo"].isEnabled()  # there is nothing to undo in the Data tab
    main.window.show_place("model")
    assert main.window.actions_["undo"].isEnabled()
    main.window.actions_["undo"].trigger()
    assert main.session.model.state.model == before


@pytest.mark.parametrize("size", [(1280, 720), (960, 600)])
def test_every_place_holds_in_a_small_window(main, size: tuple[int, int]) -> None:
    main.window.resize(*size)
    for place in PLACES:
        main.window.show_place(place)
        assert not main.window.grab().isNull()
        assert main.window.minimumSizeHint().width() <= size[0]
