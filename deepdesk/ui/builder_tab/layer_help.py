"""What a kind of layer does: a picture, when to use it, its formula, its name in PyTorch."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from deepdesk.core.catalogue import codes, say
from deepdesk.model.kinds import KINDS
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.pictures import HEIGHT, PICTURES, WIDTH, Canvas
from deepdesk.ui.widgets.labels import make_label


class LayerPicture(QWidget):
    """The picture of a kind, as wide as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ""
        self.setObjectName("layer_picture")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_kind(self, kind: str) -> None:
        """Shows another kind."""
        self._kind = kind
        self.setVisible(kind in PICTURES)
        self.setAccessibleName(say("builder.picture.of", kind=kind))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._kind not in PICTURES:
            return
        painter = QPainter(self)
        scale = min(self.width() / WIDTH, self.height() / HEIGHT)
        painter.translate((self.width() - WIDTH * scale) / 2, (self.height() - HEIGHT * scale) / 2)
        painter.scale(scale, scale)
        PICTURES[self._kind](Canvas(painter, theme.colours()))


class LayerHelp(QWidget):
    """Everything that is told of a kind; ``has_about`` says its sentence too, where nothing above does."""

    def __init__(self, parent: QWidget | None = None, *, has_about: bool = False) -> None:
        super().__init__(parent)
        self.kind = ""
        self._has_about = has_about
        self.picture = LayerPicture()
        self._about = make_label(wrap=True)
        self._use = make_label(role="dim", wrap=True)
        self._formula = make_label(role="mono", wrap=True)
        self._torch = make_label(role="mono", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_2)
        for widget in (self.picture, self._about, self._use, self._formula, self._torch):
            layout.addWidget(widget)

    def show_kind(self, kind: str) -> None:
        """Tells of another kind."""
        if kind == self.kind:
            return
        self.kind = kind
        self.picture.show_kind(kind)
        self._about.setText(_said("about", kind) if self._has_about else "")
        self._use.setText(_said("use", kind))
        self._formula.setText(_said("formula", kind))
        torch_name = KINDS[kind].torch_name if kind in KINDS else ""
        self._torch.setText(say("builder.in_pytorch", name=torch_name) if torch_name else "")
        for label in (self._about, self._use, self._formula, self._torch):
            label.setVisible(bool(label.text()))


def _said(what: str, kind: str) -> str:
    code = f"kind.{what}.{kind}"
    return say(code) if code in codes() else ""


class HelpCard(QFrame):
    """The help of a kind over the window, beside the palette."""

    def __init__(self) -> None:
        super().__init__()
        theme.set_role(self, "card")
        self.setObjectName("help_card")
        self.title = make_label(role="title")
        self.help = LayerHelp(has_about=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_3, theme.SPACE_3, theme.SPACE_3, theme.SPACE_3)
        layout.setSpacing(theme.SPACE_2)
        layout.addWidget(self.title)
        layout.addWidget(self.help)
        self.setFixedWidth(WIDTH + 40)
        self.hide()

    def tell(self, kind: str, left: int, middle: int, window: QWidget) -> None:
        """Shows a kind at ``left`` in ``window``, its middle near ``middle``."""
        if self.parentWidget() is not window:
            self.setParent(window)
        self.title.setText(kind)
        self.help.show_kind(kind)
        self.adjustSize()
        height = self.heightForWidth(self.width()) if self.hasHeightForWidth() else self.sizeHint().height()
        self.resize(self.width(), height)
        self.move(left, max(4, min(middle - height // 3, window.height() - height - 4)))
        self.raise_()
        self.show()
