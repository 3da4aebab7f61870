"""What goes into a layer, what comes out, and what that costs."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from deepdesk.core.catalogue import say
from deepdesk.model import words
from deepdesk.model.shapes import LayerReport
from deepdesk.ui import theme
from deepdesk.ui.widgets.labels import make_label


class LayerFigures(QWidget):
    """Shapes and cost of one layer, under a heading each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shapes = make_label(role="mono", wrap=True)
        self.shapes.setObjectName("inspector_shapes")
        self.cost = make_label(role="mono", wrap=True)
        self.cost.setObjectName("inspector_cost")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_1)
        layout.addWidget(make_label(say("builder.section.shape"), "section"))
        layout.addWidget(self.shapes)
        layout.addSpacing(theme.SPACE_3)
        layout.addWidget(make_label(say("builder.section.cost"), "section"))
        layout.addWidget(self.cost)

    def show_layer(self, layer: LayerReport) -> None:
        """Shows a layer."""
        shapes = layer.input_shapes or (None,)
        lines = [say("builder.shape.in", shape=words.shape_text(shape)) for shape in shapes]
        lines.append(say("builder.shape.out", shape=words.shape_text(layer.output_shape)))
        self.shapes.setText("\n".join(lines))
        cost = [say("builder.cost.parameters", count=f"{layer.parameters:,}")]
        if fixed := layer.parameters - layer.trained_parameters:
            cost.append(say("builder.cost.fixed", count=f"{fixed:,}"))
        cost.append(say("builder.cost.multiply_adds", count=words.magnitude(layer.multiply_adds)))
        self.cost.setText("\n".join(cost) if layer.output_shape is not None else "–")
