"""Texts in the Data tab and in Predict, through the real stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from deepdesk.core.places import resources
from deepdesk.data.preprocessing import TextPreprocessing
from deepdesk.data.settings import TextSettings
from deepdesk.process.children import Children
from deepdesk.process.replies import ModelLoaded, Predicted
from deepdesk.state.dataset_store import DatasetStore
from deepdesk.state.settings_store import SettingsStore
from deepdesk.ui.dataset_tab.health_panel import HealthPanel
from deepdesk.ui.dataset_tab.kinds.text import TextPanel
from deepdesk.ui.dataset_tab.text_view import TextView
from deepdesk.ui.inference_tab.kinds.text import states
from deepdesk.ui.widgets import ElidedLabel, TokenChips
from deepdesk.workers.pools import Pools

PATIENCE = 20_000


@pytest.fixture
def store(qtbot: QtBot, deepdesk_home: Path) -> Iterator[DatasetStore]:
    children, pools = Children(), Pools()
    found = DatasetStore(pools, children, SettingsStore(deepdesk_home / "settings"))
    with qtbot.waitSignal(found.changed, timeout=PATIENCE):
        found.open(resources() / "samples" / "messages.csv")
    yield found
    found.close()
    children.close()
    assert pools.close()


@pytest.fixture
def view(qtbot: QtBot, store: DatasetStore) -> TextView:
    import numpy as np

    found = TextView()
    qtbot.addWidget(found)
    found.resize(700, 600)
    found.show()
    assert store.opened is not None
    found.show_samples(store.opened, np.arange(store.opened.samples), -1)
    return found


def child(owner: QWidget, kind: type, name: str) -> QWidget:
    found = owner.findChild(kind, name)
    assert found is not None, name
    return found


def test_the_first_text_is_chosen_and_shown_with_its_tokens(view: TextView) -> None:
    assert view.chosen == 0
    written = child(view, QPlainTextEdit, "data_text").toPlainText()  # type: ignore[attr-defined]
    assert written and "".join(text for text, _ in view.chips.tokens[:1]) in written
    assert {state for _, state in view.chips.tokens} <= {"known", "unknown", "cut"}


def test_the_list_is_searched_while_one_types(qtbot: QtBot, view: TextView) -> None:
    field = child(view, QLineEdit, "data_text_search")
    qtbot.keyClicks(field, "KETTLE")
    qtbot.waitUntil(lambda: 0 < view.list.model_of_texts.count < 1000, timeout=PATIENCE)
    texts = view.list.model_of_texts.texts
    assert texts is not None
    assert all("kettle" in texts[int(number)].lower() for number in view.order)
    field.clear()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: view.list.model_of_texts.count == 1000, timeout=PATIENCE)


def test_what_nobody_wrote_is_not_found(qtbot: QtBot, view: TextView) -> None:
    qtbot.keyClicks(child(view, QLineEdit, "data_text_search"), "(no such[ text")
    qtbot.waitUntil(lambda: view.list.model_of_texts.count == 0, timeout=PATIENCE)
    assert view.chosen == -1 and view.selected == [] and view.chips.tokens == ()


def test_keys_go_through_the_list_and_figures_to_its_owner(qtbot: QtBot, view: TextView) -> None:
    with qtbot.waitSignal(view.sample_chosen):
        qtbot.keyClick(view.list, Qt.Key.Key_Down)
    assert view.chosen == 1
    qtbot.keyClick(view.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.selected == [1, 2]


def test_the_panel_tells_what_was_found_and_wishes_for_other_settings(qtbot: QtBot, store: DatasetStore) -> None:
    panel = TextPanel()
    qtbot.addWidget(panel)
    wishes: list[dict[str, object]] = []
    panel.settings_changed.connect(wishes.append)
    assert store.opened is not None
    panel.show_data(store.opened)
    panel.show_sample(3)
    assert wishes == []
    column, length = child(panel, QComboBox, "data_text_column"), child(panel, QSpinBox, "data_length")
    assert column.currentText() == "text"  # type: ignore[attr-defined]
    assert length.value() == store.opened.reply.preprocessing.shape[0]  # type: ignore[attr-defined]
    length.setValue(12)  # type: ignore[attr-defined]
    assert wishes == [{"text": TextSettings(length=12)}]


def test_findings_show_the_rows_and_how_their_texts_begin(qtbot: QtBot, store: DatasetStore, tmp_path: Path) -> None:
    texts = [f"message number {n} of many, with some more words behind" for n in range(30)]
    rows = [f'{"ab"[n % 2]},"{text}"' for n, text in enumerate([*texts, "Call now!", "call NOW"])]
    (tmp_path / "t.csv").write_text("\n".join(["label,text", *rows, "a,"]), encoding="utf-8")
    with qtbot.waitSignal(store.changed, timeout=PATIENCE):
        store.open(tmp_path / "t.csv")
    assert store.opened is not None
    panel = HealthPanel()
    qtbot.addWidget(panel)
    panel.show_findings(store.opened, store.opened.reply.report.findings)
    shown = [label.text() for label in panel.findChildren(ElidedLabel)]
    assert "row 33" in shown
    assert "row 31: Call now! · row 32: call NOW" in shown
    told = [label.text() for label in panel.findChildren(QLabel)]
    assert any("row 31 is 'a' and row 32 is 'b'" in text for text in told)


def test_every_part_that_is_used_has_a_name(view: TextView) -> None:
    for widget in (view.list, view.chips, child(view, QLineEdit, "data_text_search")):
        assert widget.objectName() and widget.accessibleName()


def test_tokens_behind_the_length_are_cut() -> None:
    loaded = ModelLoaded(
        path="x",
        name="x",
        classes=("a", "b"),
        preprocessing=TextPreprocessing(length=2, vocabulary=3, tokenizer=""),
        trained_with="torch",
        metrics={},
        trained_on="",
        fingerprint="",
    )
    assert states((("a", True), ("b", False), ("c", True)), loaded) == [("a", "known"), ("b", "unknown"), ("c", "cut")]


def test_chips_of_any_text_are_drawn(qtbot: QtBot) -> None:
    chips = TokenChips()
    qtbot.addWidget(chips)
    chips.resize(200, 100)
    chips.show()
    chips.show_tokens([("很", "known"), ("x" * 300, "unknown"), ("\n", "cut"), ("مرحبا", "known")])
    assert not chips.grab().isNull()


def test_an_answer_may_bring_no_tokens() -> None:
    assert states(Predicted(name="").answer.tokens, None) == []
