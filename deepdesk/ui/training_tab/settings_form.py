"""The settings of the next run."""

from __future__ import annotations

from typing import Any, cast

import msgspec
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.state.framework_store import FrameworkState
from deepdesk.state.session import Session
from deepdesk.training.configuration import FRAMEWORK_NAMES, FRAMEWORKS, Framework, TrainingConfiguration
from deepdesk.training.validation import BATCH_SIZE, EPOCHS, HIGHEST_LEARNING_RATE, LOSSES, OPTIMIZERS, SEED
from deepdesk.ui import theme
from deepdesk.ui.widgets import Choice, Form, make_button, make_label

_AUTO = "auto"
_GIGABYTE = 1e9


class SettingsForm(QWidget):
    """Shows and changes the session's configuration; ``heading`` says which run it is for."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._filling = False
        self.heading = make_label(say("train.form.settings"), "section")
        self._framework = QComboBox()
        self._device = QComboBox()
        self._epochs = _spin(*EPOCHS)
        self._batch = _spin(*BATCH_SIZE)
        self._optimizer = QComboBox()
        self._loss = QComboBox()
        self._rate = QLineEdit()
        self._seed = _spin(*SEED)
        self._note = make_label("", "small", wrap=True)
        self._copy = make_button(Choice("copy_install", say("train.form.copy_command"), "link"), self, "train")
        self._again = make_button(Choice("look_again", say("train.form.look_again"), "link"), self, "train")
        self._fill_choices()
        self._lay_out()
        self._connect()
        self.tell(session.configuration)

    def _fill_choices(self) -> None:
        for name in FRAMEWORKS:
            self._framework.addItem(FRAMEWORK_NAMES[name], name)
        for optimizer in OPTIMIZERS:
            self._optimizer.addItem(say(f"train.optimizer.{optimizer}"), optimizer)
        for loss in LOSSES:
            self._loss.addItem(say(f"train.loss.{loss}"), loss)

    def _lay_out(self) -> None:
        form = Form()
        fields: dict[str, QWidget] = {
            "framework": self._framework,
            "device": self._device,
            "epochs": self._epochs,
            "batch_size": self._batch,
            "optimizer": self._optimizer,
            "loss": self._loss,
            "learning_rate": self._rate,
            "seed": self._seed,
        }
        for name, field in fields.items():
            field.setObjectName(f"train_{name}")
            form.add_row(say(f"train.form.{name}"), field, help=say(f"train.help.{name}"))
            if name == "device":
                form.add_wide(self._note_box())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        layout.addWidget(self.heading)
        layout.addWidget(form)

    def _note_box(self) -> QWidget:
        box = QWidget()
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addWidget(self._again)
        buttons.addStretch(1)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, theme.SPACE_1)
        layout.setSpacing(2)
        layout.addWidget(self._note)
        layout.addLayout(buttons)
        self._box = box
        return box

    def _connect(self) -> None:
        session = self._session
        session.configuration_changed.connect(self.tell)
        session.frameworks.changed.connect(lambda _states: self._tell_frameworks())
        self._framework.activated.connect(lambda _index: self._change(framework=self._framework.currentData()))
        self._device.activated.connect(lambda _index: self._change(device=self._device.currentData()))
        self._optimizer.activated.connect(lambda _index: self._change(optimizer=self._optimizer.currentData()))
        self._loss.activated.connect(lambda _index: self._change(loss=self._loss.currentData()))
        self._epochs.valueChanged.connect(lambda value: self._change(epochs=value))
        self._batch.valueChanged.connect(lambda value: self._change(batch_size=value))
        self._seed.valueChanged.connect(lambda value: self._change(seed=value))
        self._rate.textEdited.connect(self._on_rate_edited)
        self._rate.editingFinished.connect(lambda: self.tell(session.configuration))
        self._copy.clicked.connect(lambda _checked=False: self._copy_command())
        self._again.clicked.connect(lambda _checked=False: session.frameworks.look_again())

    def tell(self, configuration: TrainingConfiguration) -> None:
        """Shows a configuration."""
        self._filling = True
        self._framework.setCurrentIndex(self._framework.findData(configuration.framework))
        self._optimizer.setCurrentIndex(self._optimizer.findData(configuration.optimizer))
        self._loss.setCurrentIndex(self._loss.findData(configuration.loss))
        self._epochs.setValue(configuration.epochs)
        self._batch.setValue(configuration.batch_size)
        self._seed.setValue(configuration.seed)
        if not self._rate.hasFocus() or _rate_of(self._rate.text()) is None:
            self._rate.setText(f"{configuration.learning_rate:g}")
            theme.set_role(self._rate, "")
        self._filling = False
        self._tell_frameworks()

    def _tell_frameworks(self) -> None:
        states = self._session.frameworks.states
        for index, name in enumerate(FRAMEWORKS):
            text = FRAMEWORK_NAMES[name]
            if not states[name].installed:
                text = say("train.form.not_installed", framework=text)
            self._framework.setItemText(index, text)
        self._tell_devices(states[self._session.configuration.framework])

    def _tell_devices(self, state: FrameworkState) -> None:
        wanted = self._session.configuration.device
        found = state.devices or ()
        best = found[0].id.upper() if found else ""
        self._device.clear()
        self._device.addItem(say("train.device.auto_is", name=best) if best else say("train.device.auto"), _AUTO)
        for device in found:
            memory = say("train.device.memory", memory=device.memory / _GIGABYTE) if device.memory else ""
            self._device.addItem(f"{device.id.upper()} {memory}".strip(), device.id)
        if self._device.findData(wanted) < 0:
            self._device.addItem(say("train.device.absent" if found else "train.device.named", name=wanted), wanted)
        self._device.setCurrentIndex(self._device.findData(wanted))
        self._device.setToolTip("\n".join(f"{device.id}: {device.name}" for device in found))
        self._device.setEnabled(state.installed)
        self._tell_note(state)

    def _tell_note(self, state: FrameworkState) -> None:
        text, role = "", "small"
        if not state.installed:
            text, role = say(state.install), "warning"
        elif state.fault is not None:
            text, role = say(state.fault[0], **state.fault[1]), "error"
        elif state.looking:
            text = say("train.form.looking", framework=FRAMEWORK_NAMES[state.id])
        self._note.setText(text)
        theme.set_role(self._note, role)
        self._box.setVisible(bool(text))
        for button in (self._copy, self._again):
            button.setVisible(not state.installed)

    def _copy_command(self) -> None:
        framework = self._session.configuration.framework
        QGuiApplication.clipboard().setText(say("train.form.command", framework=framework))

    def _on_rate_edited(self, text: str) -> None:
        rate = _rate_of(text)
        theme.set_role(self._rate, "error" if rate is None else "")
        self._rate.setToolTip(say("train.form.bad_rate") if rate is None else say("train.help.learning_rate"))
        if rate is not None:
            self._change(learning_rate=rate)

    def _change(self, **fields: Any) -> None:
        if self._filling:
            return
        if "framework" in fields:
            fields["framework"] = cast(Framework, fields["framework"])
            fields["device"] = _AUTO
        self._session.set_configuration(msgspec.structs.replace(self._session.configuration, **fields))


def _spin(lowest: int, highest: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(lowest, highest)
    spin.setKeyboardTracking(True)
    return spin


def _rate_of(text: str) -> float | None:
    try:
        rate = float(text.replace(",", "."))
    except ValueError:
        return None
    return rate if 0 < rate <= HIGHEST_LEARNING_RATE else None
