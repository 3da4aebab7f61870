"""What is known of a layer, beside the pointer, at once: name, shape, cost and what the doctor says."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model import words
from deepdesk.model.shapes import LayerReport
from deepdesk.model.validation import INPUT
from deepdesk.state.model_edits import ModelState
from deepdesk.ui import figures, theme
from deepdesk.ui.widgets.labels import make_label


def share_text(part: int, whole: int) -> str:
    """A share of the whole network, `` · 12 %``; empty where there is nothing to share."""
    if not part or not whole:
        return ""
    share = part / whole
    text = figures.percent(share, 0) if share >= 0.01 else say("builder.card.little")
    return say("builder.card.share", share=text)


class LayerCard(QFrame):
    """Lies over the window while a figure is hovered; takes no mouse and no keyboard."""

    def __init__(self) -> None:
        super().__init__()
        theme.set_role(self, "card")
        self.setObjectName("layer_card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title = make_label(role="strong")
        self._shape = make_label(role="mono")
        self._cost = make_label(role="small")
        self._finding = make_label(role="warning", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        layout.setSpacing(2)
        for label in (self._title, self._shape, self._cost, self._finding):
            layout.addWidget(label)
        self.hide()

    def tell(self, state: ModelState, layer_id: str, foot: QPoint, window: QWidget) -> None:
        """Shows a layer; ``foot`` is the place in ``window`` under which the card's middle comes."""
        layer = next((item for item in state.report.layers if item.id == layer_id), None)
        if layer is None:
            self._title.setText(say("builder.input"))
            self._shape.setText(words.shape_text(state.model.input.shape))
        else:
            self._title.setText(say("builder.card.title", layer=layer.id, kind=layer.kind))
            self._shape.setText(_shapes(layer))
        self._cost.setText(_cost(state, layer))
        self._cost.setVisible(bool(self._cost.text()))
        found = next((finding for finding in state.findings if finding.layer == layer_id), None)
        self._finding.setText(words.headline(found) if found else "")
        self._finding.setVisible(found is not None)
        theme.set_role(self._finding, "error" if found and found.severity == "error" else "warning")
        self._place(foot, window)

    def _place(self, foot: QPoint, window: QWidget) -> None:
        if self.parentWidget() is not window:
            self.setParent(window)
        self.adjustSize()
        left = max(4, min(foot.x() - self.width() // 2, window.width() - self.width() - 4))
        self.move(left, min(foot.y(), window.height() - self.height() - 4))
        self.raise_()
        self.show()


def _shapes(layer: LayerReport) -> str:
    given = " + ".join(words.shape_text(shape) for shape in layer.input_shapes) or "–"
    return say("builder.card.shapes", given=given, output=words.shape_text(layer.output_shape))


def _cost(state: ModelState, layer: LayerReport | None) -> str:
    if layer is None or layer.id == INPUT or not (layer.parameters or layer.multiply_adds):
        return ""
    whole = state.report
    lines = [
        say("builder.card.parameters", count=f"{layer.parameters:,}") + share_text(layer.parameters, whole.parameters),
        say("builder.card.multiply_adds", count=words.magnitude(layer.multiply_adds))
        + share_text(layer.multiply_adds, whole.multiply_adds),
    ]
    return "\n".join(lines)
