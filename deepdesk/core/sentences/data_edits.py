"""Sentences about changing samples by hand, and about the list of findings."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data_edits.leave_out": "Leave {count:,} out",
        "data_edits.take_back": "Take {count:,} back in",
        "data_edits.relabel": "Make {count:,} '{label}'",
        "data_edits.add_class": "New class '{label}'",
        "data_edits.add": "Add {count:,} to '{label}'",
        "data_edits.chosen": "{count:,} chosen",
        "data_edits.none_chosen": "Click, Ctrl+click or drag to choose samples",
        "data_edits.leave_out_button": "Leave out",
        "data_edits.leave_out_tip": "Neither learnt nor judged; the file stays (Delete)",
        "data_edits.take_back_button": "Take back in",
        "data_edits.give_class": "Give class",
        "data_edits.give_class_tip": "Gives the chosen samples a class (keys 1 to 9)",
        "data_edits.class_key": "{label}\t{key}",
        "data_edits.add_class_button": "+ Class",
        "data_edits.class_name": "Name of the new class",
        "data_edits.class_name_hint": "Name, then Enter",
        "data_edits.paste": "Paste image",
        "data_edits.paste_tip": "Adds the copied image to '{label}' (Ctrl+V)",
        "data_edits.paste_where": "Choose a class above first; the copied image is added to it (Ctrl+V)",
        "data_edits.nothing_to_paste": "There is no image to paste.",
        "data_edits.nothing_to_paste.why": "Copy an image, or image files, and try again.",
        "data_edits.no_project": "The image could not be kept.",
        "data_edits.no_project.why": "There is no project to keep it in yet. Open data or make a project first.",
        "dataset_tab.no_class": "no class",
        "data_edits.undo": "Undo",
        "data_edits.undo_tip": "Undo: {text} (Ctrl+Z)",
        "data_edits.redo": "Redo",
        "data_edits.filter_unlabelled": "No class {count:,}",
        "data_edits.filter_left_out": "Left out {count:,}",
        "data_edits.filter_finding": "Of the finding {count:,}",
        "data_health.filter": "Findings {count:,}",
        "data_health.panel": "What was found in the data",
        "data_health.healthy": "Nothing stands out",
        "data_health.healthy.why": "No unreadable file, no copy, no class out of balance, nothing on both sides of the split.",
        "data_health.all": "All {count:,} findings",
        "data_health.show": "Show these samples",
        "data_health.more": "and {count:,} more",
        "data_health.severity.error": "Error",
        "data_health.severity.warning": "Warning",
        "data_health.severity.note": "Note",
    }
)
