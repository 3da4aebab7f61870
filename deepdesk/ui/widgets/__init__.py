"""Widgets that know no DeepDesk type: they are given texts and numbers and talk upward by signals."""

from deepdesk.ui.widgets.banner import Banner
from deepdesk.ui.widgets.bars import Bar, BarRows, SplitBar
from deepdesk.ui.widgets.buttons import Choice, make_button
from deepdesk.ui.widgets.card import Card
from deepdesk.ui.widgets.chips import Chips
from deepdesk.ui.widgets.drop_zone import DropZone
from deepdesk.ui.widgets.empty_state import EmptyState
from deepdesk.ui.widgets.flow_layout import FlowLayout
from deepdesk.ui.widgets.form import Form
from deepdesk.ui.widgets.labels import ElidedLabel, make_label
from deepdesk.ui.widgets.progress_card import ProgressCard
from deepdesk.ui.widgets.switch import Switch
from deepdesk.ui.widgets.tab_frame import TabFrame
from deepdesk.ui.widgets.token_chips import TokenChips, TokenState

__all__ = [
    "Banner",
    "Bar",
    "BarRows",
    "Card",
    "Chips",
    "Choice",
    "DropZone",
    "ElidedLabel",
    "EmptyState",
    "FlowLayout",
    "Form",
    "ProgressCard",
    "SplitBar",
    "Switch",
    "TabFrame",
    "TokenChips",
    "TokenState",
    "make_button",
    "make_label",
]
