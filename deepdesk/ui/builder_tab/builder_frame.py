"""What the Model tab consists of: palette, drawing over the list of layers, pages for code, weights and comparison."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from deepdesk.core.catalogue import describe, say
from deepdesk.ui import theme
from deepdesk.ui.builder_tab.code_view import CodeView
from deepdesk.ui.builder_tab.comparison_view import ComparisonView
from deepdesk.ui.builder_tab.drawing import DrawingCard
from deepdesk.ui.builder_tab.inspector import Inspector
from deepdesk.ui.builder_tab.layer_list import LayerList
from deepdesk.ui.builder_tab.list_header import ListHeader
from deepdesk.ui.builder_tab.palette import LayerPalette
from deepdesk.ui.builder_tab.weights_strip import WeightsStrip
from deepdesk.ui.builder_tab.weights_view import WeightsView
from deepdesk.ui.widgets.banner import Banner
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.card import Card
from deepdesk.ui.widgets.empty_state import EmptyState
from deepdesk.ui.widgets.tab_frame import TabFrame

PALETTE_WIDTH = 204


class BuilderFrame(TabFrame):
    """Makes the widgets and lays them out; knows no store."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._create()
        super().__init__(self._main_area(), self.form, parent)

    def _create(self) -> None:
        self.palette_card = Card()
        self.layer_palette = LayerPalette()
        self.drawing_card = DrawingCard()
        self.list = LayerList()
        self.header = ListHeader(self.list)
        self.form = Inspector()
        self.notice = Banner("error")
        self.notice.setObjectName("builder_notice")
        self.notice.hide()
        self.strip = WeightsStrip()
        self.code_view = CodeView()
        self.weights_view = WeightsView()
        self.comparison_view = ComparisonView()
        self.empty = EmptyState(
            say("builder.empty"),
            say("builder.empty.text"),
            [
                Choice("presets", say("builder.presets.open"), "primary"),
                Choice("open_model", say("builder.open_model")),
                Choice("paste_code", say("builder.do.paste_code")),
            ],
        )
        self.preset_button = self._button("presets_button", "builder.presets.open")
        self.open_button = self._button("open_model_button", "builder.open")
        self.save_button = self._button("save_model_button", "builder.save")
        self.more_button = self._button("network_menu_button", "builder.more")
        self.more_button.setToolTip(say("builder.more.help"))

    @staticmethod
    def _button(name: str, code: str) -> QPushButton:
        return make_button(Choice(name, say(code)))

    def _main_area(self) -> QWidget:
        main = QWidget()
        layout = QHBoxLayout(main)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACE_4)
        self._fill_palette()
        layout.addWidget(self.palette_card)
        lower = QWidget()
        middle = QVBoxLayout(lower)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(theme.SPACE_2)
        for widget, stretch in ((self.notice, 0), (self.strip, 0), (self.header, 0), (self._scrolling_list(), 1)):
            middle.addWidget(widget, stretch)
        self.pages = QStackedWidget()
        for page in (self._divided(lower), self.code_view, self.weights_view, self.comparison_view):
            self.pages.addWidget(page)
        self.pages.currentChanged.connect(lambda _index: self._measure_pages())
        self._measure_pages()
        layout.addWidget(self.pages, 1)
        return main

    def _divided(self, lower: QWidget) -> QSplitter:
        """The drawing above the list; the line between them can be dragged."""
        self.divider = QSplitter(Qt.Orientation.Vertical)
        self.divider.setObjectName("drawing_divider")
        self.divider.setChildrenCollapsible(False)
        self.divider.setHandleWidth(theme.SPACE_2)
        self.divider.addWidget(self.drawing_card)
        self.divider.addWidget(lower)
        # A taller window gives the drawing its part.
        self.divider.setStretchFactor(0, 1)
        self.divider.setStretchFactor(1, 5)
        self.divider.setSizes([200, 500])
        return self.divider

    def _fill_palette(self) -> None:
        self.palette_card.setFixedWidth(PALETTE_WIDTH)
        self.palette_card.body.addWidget(self.layer_palette, 1)
        self.palette_card.body.addWidget(self.preset_button)
        files = QHBoxLayout()
        self.palette_card.body.addLayout(files)
        files.setSpacing(theme.SPACE_2)
        files.addWidget(self.open_button)
        files.addWidget(self.save_button)
        self.palette_card.body.addWidget(self.more_button)

    def _scrolling_list(self) -> QScrollArea:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self.empty, 1)
        layout.addStretch(0)
        self.list_area = QScrollArea()
        self.list_area.setObjectName("layer_list_area")
        self.list_area.setWidgetResizable(True)
        self.list_area.setFrameShape(QFrame.Shape.NoFrame)
        self.list_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list_area.setWidget(content)
        return self.list_area

    # Pages and what is said above the list

    def tell(self, error: BaseException) -> None:
        """Says an error above the list, until it is closed or something works."""
        self.notice.tell("error", describe(error), "", [Choice("close", say("builder.close"))])
        self.notice.show()

    def tell_good(self, text: str) -> None:
        """Says above the list that something went well, until it is closed."""
        self.notice.tell("good", text, "", [Choice("close", say("builder.close"))])
        self.notice.show()

    def _measure_pages(self) -> None:
        """Only the page in sight says how much room it needs; the wide ones would push the list out of the window."""
        for page in (self.divider, self.code_view, self.weights_view, self.comparison_view):
            seen = page is self.pages.currentWidget()
            policy = QSizePolicy.Policy.Preferred if seen else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)

    def show_page(self, name: str) -> None:
        """Shows ``layers``, ``code``, ``weights`` or ``comparison``."""
        pages = {"code": self.code_view, "weights": self.weights_view, "comparison": self.comparison_view}
        page = pages.get(name, self.divider)
        self.pages.setCurrentWidget(page)
        is_list = page is self.divider
        self.palette_card.setVisible(is_list)
        self.side.setVisible(is_list)
        (self.list if is_list else page).setFocus(Qt.FocusReason.OtherFocusReason)
