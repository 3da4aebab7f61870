"""Sentences about what is on screen as a command."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "command.copy_command": "Copy as command",
        "command_line.button": "Copy as command",
        "command_line.button_help": "Copies the line that does in a terminal what this tab shows.",
        "command_line.no_data": "There is no command yet: open data first.",
        "command_line.no_network": "There is no command yet: the network has no layers.",
        "command_line.no_model": "There is no command yet: train or open a model first.",
        "command_line.copied": "Copied to the clipboard. In a terminal this line does what the tab shows:",
        "command_line.copied.why": "{line}",
    }
)
